import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { median, type RankOptions, rank } from "../../bindings/ops/rank.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, valuesOf } from "../images.js";
import { footprintOffsets } from "../oracle/morphology.js";
import { neighbourhoodOracle } from "../oracle/neighbourhood.js";

const BORDERS = ["reflect", "nearest", "mirror", "wrap", "constant"] as const;
const FOOTPRINTS = ["box", "ball", "diamond"] as const;
const TYPES: Dtype[] = ["uint8", "uint16", "int16", "float32"];

function expected(image: Image, options: Required<RankOptions>): number[] {
  const { footprint, radius, border, value, percentile } = options;
  const offsets = footprintOffsets(footprint, radius, image.shape.length);
  const place = Math.min(offsets.length - 1, Math.floor((offsets.length * percentile) / 100));
  return neighbourhoodOracle(image, offsets, border, value, (values) => values.sort()[place] as number);
}

onEveryBuild("ranks", (k, build) => {
  const check = (image: Image, options: Required<RankOptions>) => {
    const found = firstDifference(valuesOf(rank(k, image, options)), expected(image, options), image.shape);
    expect(found, `${JSON.stringify(options)} ${image.shape}`).toBeUndefined();
  };

  it("takes the value in the middle", () => {
    const image = drawn(["1 2 3 4", "5 z 7 8", "9 a y c", "d e f g"]);
    expect(valuesOf(median(k, image, { radius: 1 }))).toEqual([2, 3, 4, 4, 5, 7, 8, 8, 10, 13, 14, 12, 13, 14, 15, 16]);
  });

  it("takes the value that so many per cent precede", () => {
    const image = drawn(["1 2 3", "4 5 6", "7 8 9"]);
    const middle = (percentile: number) => rank(k, image, { percentile, radius: 1 }).data[4];
    expect([0, 11, 12, 34, 50, 88, 89, 99, 100].map(middle)).toEqual([1, 1, 2, 4, 5, 8, 9, 9, 9]);
  });

  it.each(TYPES)("agrees with the definition at every width, %s", (dtype) => {
    for (const [i, w] of EDGE_WIDTHS.entries()) {
      const image = randomImage(w, dtype, [6, w], dtype === "uint8" ? 0 : -90, i % 2 ? 5 : 250);
      for (const radius of [1, 2, build === "debug" ? 3 : 7]) {
        for (const footprint of FOOTPRINTS) {
          const border = BORDERS[(i + footprint.length) % 5] as (typeof BORDERS)[number];
          check(image, { radius, footprint, border, value: 77, percentile: [50, 50, 20, 93][i % 4] as number });
        }
      }
    }
  });

  it.each(TYPES)("agrees with the definition in 3-D, %s", (dtype) => {
    for (const shape of [
      [1, 4, 7],
      [5, 4, 3],
      [4, 6, 35],
    ]) {
      for (const radius of [1, 2, 3]) {
        for (const footprint of FOOTPRINTS) {
          const image = randomImage(radius, dtype, shape, 0, 255);
          check(image, { radius, footprint, border: "reflect", value: 0, percentile: 50 });
        }
      }
    }
  });

  it.each(TYPES)("agrees with the definition where the image is cut into blocks, %s", (dtype) => {
    const [wide, high] = build === "debug" ? [700, 300] : [2600, 400];
    for (const [shape, radius] of [
      [[3, wide], 1],
      [[high, 9], 2],
      [[2, wide], 9],
      [[high, 5], 9],
    ] as const) {
      const image = randomImage(radius, dtype, shape, 0, dtype === "uint8" ? 255 : 30000);
      check(image, { radius, footprint: "ball", border: "nearest", value: 0, percentile: 40 });
    }
  });

  it("agrees with the definition in large boxes of bytes, which have a histogram for each column", () => {
    const [wide, high] = build === "debug" ? [500, 40] : [1300, 900];
    for (const [i, [shape, radius]] of (
      [
        [[3, wide], 9],
        [[high, 7], 8],
        [[25, 31], 20],
        [[12, 14, 13], 4],
        [[11, 3, 15], 5],
      ] as const
    ).entries()) {
      const image = randomImage(i, "uint8", shape, i % 2 ? 90 : 0, i % 2 ? 97 : 255);
      const border = BORDERS[i] as (typeof BORDERS)[number];
      for (const percentile of [50, [3, 99][i % 2] as number])
        check(image, { radius, footprint: "box", border, value: 7, percentile });
    }
  });

  it("is the median of the complement, turned around", () => {
    const image = randomImage(3, "uint8", [40, 70], 0, 255);
    const turned = { data: Uint8Array.from(image.data, (v) => 255 - v), shape: image.shape };
    for (const radius of [1, 3, 8]) {
      expect(valuesOf(median(k, turned, { radius }))).toEqual(
        valuesOf(median(k, image, { radius })).map((v) => 255 - v),
      );
    }
  });

  it("keeps the type and its range", () => {
    for (const dtype of TYPES) {
      const image = randomImage(2, dtype, [9, 20], 0, 99);
      const result = median(k, image, { radius: 2 });
      expect(result.data).toBeInstanceOf(image.data.constructor);
      expect(median(k, image, { radius: 0 }).data).toEqual(image.data);
    }
  });

  it("refuses what it cannot do", () => {
    const image = drawn(["12", "34"]);
    expect(() => rank(k, image, { percentile: 101 })).toThrow("rank: expected percentile <= 100, got 101");
    expect(() => median(k, image, { border: "constant", value: -1 })).toThrow("one that uint8 holds, got -1");
    expect(() => median(k, { data: Float32Array.of(1, Number.NaN), shape: [1, 2] })).toThrow("finite");
  });
});

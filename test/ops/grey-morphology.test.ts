import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import {
  type GreyMorphologyOptions,
  greyClose,
  greyDilate,
  greyErode,
  greyOpen,
} from "../../bindings/ops/grey-morphology.js";
import { tophat } from "../../bindings/ops/tophat.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, valuesOf } from "../images.js";
import { footprintOffsets } from "../oracle/morphology.js";
import { neighbourhoodOracle } from "../oracle/neighbourhood.js";

const BORDERS = ["reflect", "nearest", "mirror", "wrap", "constant", "ignore"] as const;
const FOOTPRINTS = ["ball", "box", "diamond"] as const;
const TYPES: Dtype[] = ["uint8", "uint16", "int16", "float32"];

function expected(image: Image, end: "least" | "greatest", options: Required<GreyMorphologyOptions>): number[] {
  const offsets = footprintOffsets(options.footprint, options.radius, image.shape.length);
  return neighbourhoodOracle(image, offsets, options.border, options.value, (values) => {
    return end === "least" ? Math.min(...values) : Math.max(...values);
  });
}

onEveryBuild("grey morphology", (k, build) => {
  const check = (image: Image, options: Required<GreyMorphologyOptions>) => {
    const about = `${JSON.stringify(options)} ${image.shape}`;
    const least = firstDifference(
      valuesOf(greyErode(k, image, options)),
      expected(image, "least", options),
      image.shape,
    );
    expect(least, `erosion ${about}`).toBeUndefined();
    const greatest = expected(image, "greatest", options);
    expect(firstDifference(valuesOf(greyDilate(k, image, options)), greatest, image.shape), `dilation ${about}`).toBe(
      undefined,
    );
  };

  it("takes the least and the greatest value of the cross", () => {
    const image = drawn(["123", "496", "785"]);
    const cross = { radius: 1 } as const;
    expect(valuesOf(greyErode(k, image, cross))).toEqual([1, 1, 2, 1, 2, 3, 4, 5, 5]);
    expect(valuesOf(greyDilate(k, image, cross))).toEqual([4, 9, 6, 9, 9, 9, 8, 9, 8]);
    expect(valuesOf(greyOpen(k, image, cross))).toEqual([1, 2, 3, 4, 5, 5, 5, 5, 5]);
    expect(valuesOf(greyClose(k, image, cross))).toEqual([4, 4, 6, 4, 9, 6, 8, 8, 8]);
    expect(valuesOf(greyErode(k, image, { ...cross, border: "constant" }))).toEqual([0, 0, 0, 0, 2, 0, 0, 0, 0]);
    expect(valuesOf(greyErode(k, image, { ...cross, border: "wrap" }))).toEqual([1, 1, 1, 1, 2, 3, 1, 2, 3]);
  });

  it.each(TYPES)("agrees with the definition at every width, %s", (dtype) => {
    for (const [i, w] of EDGE_WIDTHS.entries()) {
      const image = randomImage(w, dtype, [7, w], dtype === "uint8" ? 0 : -90, 250);
      for (const footprint of FOOTPRINTS) {
        const border = BORDERS[(i + footprint.length) % 6] as (typeof BORDERS)[number];
        check(image, { radius: 1 + (i % 4), footprint, border, value: 77 });
      }
    }
  });

  it.each(BORDERS)("agrees with the definition beyond the edge, %s", (border) => {
    for (const footprint of FOOTPRINTS) {
      for (const shape of [
        [9, 11],
        [1, 6],
        [5, 1],
        [3, 4, 5],
      ]) {
        check(randomImage(shape[0]!, "int16", shape, -9, 9), { radius: 2, footprint, border, value: -3 });
        check(randomImage(shape[1]!, "uint8", shape, 0, 250), { radius: 13, footprint, border, value: 5 });
      }
    }
  });

  it("agrees with the definition where an image is cut into blocks", () => {
    const [wide, deep] = [
      [3, 2100],
      [20, build === "debug" ? 6 : 20, 330],
    ];
    for (const shape of [wide, deep]) {
      for (const footprint of FOOTPRINTS) {
        check(randomImage(7, "uint16", shape!, 0, 60000), { radius: 1, footprint, border: "reflect", value: 0 });
      }
    }
  });

  it("is dual: the erosion of the complement is the complement of the dilation", () => {
    const image = randomImage(3, "uint8", [40, 90], 0, 255);
    const turned = { data: Uint8Array.from(image.data, (v) => 255 - v), shape: image.shape };
    for (const footprint of FOOTPRINTS) {
      const options = { radius: 4, footprint };
      expect(valuesOf(greyErode(k, turned, options))).toEqual(
        valuesOf(greyDilate(k, image, options)).map((v) => 255 - v),
      );
    }
  });

  it("opens below and closes above the image, and doing it twice changes nothing", () => {
    const image = randomImage(8, "float32", [31, 47], -1, 1);
    const options = { radius: 3, footprint: "ball" } as const;
    const [opened, closed] = [greyOpen(k, image, options), greyClose(k, image, options)];
    expect(valuesOf(opened).every((v, i) => v <= image.data[i]!)).toBe(true);
    expect(valuesOf(closed).every((v, i) => v >= image.data[i]!)).toBe(true);
    expect(valuesOf(greyOpen(k, opened, options))).toEqual(valuesOf(opened));
    expect(valuesOf(greyClose(k, closed, options))).toEqual(valuesOf(closed));
  });

  it("has the top-hats of the cross", () => {
    const image = drawn(["123", "496", "785"]);
    expect(valuesOf(tophat(k, image, { kind: "white" }))).toEqual([0, 0, 0, 0, 4, 1, 2, 3, 0]);
    expect(valuesOf(tophat(k, image, { kind: "black" }))).toEqual([3, 2, 3, 0, 0, 0, 1, 0, 3]);
  });

  it.each(TYPES)("subtracts the opening, and from the closing, %s", (dtype) => {
    const [low, high] = dtype === "int16" ? [-32768, 32767] : [0, 200];
    for (const w of [1, 15, 17, 33]) {
      const image = randomImage(w, dtype, [5, w], low, high);
      const options = { radius: 2, footprint: "box" } as const;
      const most = dtype === "int16" ? 32767 : Number.POSITIVE_INFINITY;
      const minus = (a: Image, b: Image) =>
        valuesOf(a).map((v, i) => Math.min(most, Math.fround(v - (b.data[i] as number))));
      expect(valuesOf(tophat(k, image, options))).toEqual(minus(image, greyOpen(k, image, options)));
      const black = tophat(k, image, { ...options, kind: "black" });
      expect(valuesOf(black)).toEqual(minus(greyClose(k, image, options), image));
      expect(black.data).toBeInstanceOf(image.data.constructor);
    }
  });

  it("keeps the type, and copies at a radius of 0", () => {
    for (const dtype of TYPES) {
      const image = randomImage(2, dtype, [3, 5], 0, 99);
      const same = greyErode(k, image, { radius: 0 });
      expect(same.data).toEqual(image.data);
      expect(same.data).not.toBe(image.data);
    }
  });

  it("refuses what it cannot do", () => {
    const image = drawn(["12", "34"]);
    expect(() => greyErode(k, image, { radius: 1.5 })).toThrow("expected radius to be a whole number, got 1.5");
    expect(() => greyErode(k, image, { border: "constant", value: 256 })).toThrow("one that uint8 holds, got 256");
    expect(() => greyErode(k, { data: Float32Array.of(1, Number.NaN), shape: [1, 2] })).toThrow("finite");
  });
});

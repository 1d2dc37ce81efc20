import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { close, dilate, erode, type MorphologyOptions, open } from "../../bindings/ops/morphology.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomBinary } from "../images.js";
import { type FootprintName, footprintOffsets, morphologyOracle } from "../oracle/morphology.js";

const FOOTPRINTS: FootprintName[] = ["ball", "box", "diamond"];
const OUTSIDE = { erode: { ignore: 1, min: 0, max: 1 }, dilate: { ignore: 0, min: 0, max: 1 } };

function expected(image: Image, direction: "erode" | "dilate", options: Required<MorphologyOptions>): number[] {
  const offsets = footprintOffsets(options.footprint, options.radius, image.shape.length);
  return morphologyOracle(image.data, image.shape, offsets, direction, OUTSIDE[direction][options.border]);
}

/** A single voxel in the middle of zeros. */
function point(extent: number, ndim: number): Image {
  const shape = Array<number>(ndim).fill(extent);
  const data = new Uint8Array(extent ** ndim);
  data[(data.length - 1) / 2] = 1;
  return { data, shape };
}

const count = (values: number[]) => values.reduce((a, b) => a + b, 0);

onEveryBuild("morphology", (k) => {
  it("has the footprints of the field", () => {
    const sizes = (footprint: FootprintName, ndim: number) =>
      [0, 1, 2, 3, 5, 10].map((radius) => count(maskValues(dilate(k, point(23, ndim), { radius, footprint }))));
    expect(sizes("ball", 2)).toEqual([1, 5, 13, 29, 81, 317]);
    expect(sizes("ball", 3)).toEqual([1, 7, 33, 123, 515, 4169]);
    expect(sizes("diamond", 3)).toEqual([1, 7, 25, 63, 231, 1561]);
    expect(sizes("box", 2)).toEqual([1, 9, 25, 49, 121, 441]);
  });

  it("does not erode from the edge of the image unless told to", () => {
    const full = drawn(["111", "111", "111"]);
    expect(count(maskValues(erode(k, full, { radius: 1 })))).toBe(9);
    expect(maskValues(erode(k, full, { radius: 1, border: "min" }))).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const empty = drawn(["...", "...", "..."]);
    expect(count(maskValues(dilate(k, empty, { radius: 1 })))).toBe(0);
    expect(maskValues(dilate(k, empty, { radius: 1, border: "max" }))).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1]);
  });

  it("closes a diagonal into blocks and opens specks away", () => {
    const eye = drawn(["1...", ".1..", "..1.", "...1"]);
    expect(maskValues(close(k, eye, { radius: 1, footprint: "box" }))).toEqual([
      1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1,
    ]);
    const speck = drawn(["1....", "..111", "..111", "..111"]);
    expect(count(maskValues(open(k, speck, { radius: 1, footprint: "box" })))).toBe(9);
  });

  it.each(FOOTPRINTS)("agrees with the definition in 2-D, %s", (footprint) => {
    for (const w of EDGE_WIDTHS) {
      for (const radius of [1, 2, 5]) {
        for (const border of ["ignore", "min", "max"] as const) {
          const options = { radius, footprint, border };
          const dense = randomBinary(w + radius, [14, w], 0.93);
          expect(
            firstDifference(maskValues(erode(k, dense, options)), expected(dense, "erode", options), dense.shape),
          ).toBeUndefined();
          const sparse = randomBinary(w + radius, [14, w], 0.07);
          expect(
            firstDifference(maskValues(dilate(k, sparse, options)), expected(sparse, "dilate", options), sparse.shape),
          ).toBeUndefined();
        }
      }
    }
  });

  it.each(FOOTPRINTS)("agrees with the definition in 3-D, %s", (footprint) => {
    for (const [radius, w] of [
      [1, 17],
      [2, 130],
      [4, 33],
      [7, 20],
    ] as const) {
      for (const border of ["ignore", "min", "max"] as const) {
        const options = { radius, footprint, border };
        const shape = [radius === 7 ? 9 : 5, 11, w];
        const dense = randomBinary(w, shape, 0.985);
        expect(
          firstDifference(maskValues(erode(k, dense, options)), expected(dense, "erode", options), shape),
        ).toBeUndefined();
        const sparse = randomBinary(w, shape, 0.015);
        expect(
          firstDifference(maskValues(dilate(k, sparse, options)), expected(sparse, "dilate", options), shape),
        ).toBeUndefined();
      }
    }
  });

  it.each([
    ["box", 70],
    ["box", 130],
    ["diamond", 20],
    ["ball", 45],
  ] as const)("has no limit of the radius: %s %i", (footprint, radius) => {
    const image = randomBinary(radius, [9, 300], 0.9995);
    image.data[4 * 300 + 150] = 0;
    const options = { radius, footprint, border: "ignore" } as const;
    expect(
      firstDifference(maskValues(erode(k, image, options)), expected(image, "erode", options), image.shape),
    ).toBeUndefined();
  });

  it("is dual: eroding is dilating the complement", () => {
    const image = randomBinary(5, [20, 150], 0.8);
    const complement = { data: image.data.map((v) => 1 - v), shape: image.shape };
    const eroded = maskValues(erode(k, image, { radius: 3 }));
    const dilated = maskValues(dilate(k, complement, { radius: 3 }));
    expect(
      firstDifference(
        eroded,
        dilated.map((v) => 1 - v),
      ),
    ).toBeUndefined();
  });

  it("leaves the input and the bits beyond the width alone", () => {
    const image = randomBinary(6, [7, 37], 0.5);
    const before = image.data.slice();
    const mask = dilate(k, image, { radius: 2, border: "max" });
    expect(image.data).toEqual(before);
    for (let y = 0; y < 7; y++) {
      expect(mask.bits[y * 16 + 4]! >> 5).toBe(0);
      expect(mask.bits.slice(y * 16 + 5, y * 16 + 16).every((byte) => byte === 0)).toBe(true);
    }
  });

  it("refuses negative and fractional radii", () => {
    const image = drawn(["1"]);
    expect(() => erode(k, image, { radius: -1 })).toThrow("erode: expected radius >= 0, got -1");
    expect(() => open(k, image, { radius: 1.5 })).toThrow("open: expected radius to be a whole number, got 1.5");
  });
});

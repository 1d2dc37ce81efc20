import { expect, it } from "vitest";
import { label } from "../../bindings/ops/label.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskOf, randomBinary, valuesOf } from "../images.js";
import { labelOracle } from "../oracle/label.js";

const grid = drawn(["1 . . 1", ". 1 . .", ". . . 1", "1 . 1 1"]);

onEveryBuild("label", (k) => {
  it("connects diagonals by default", () => {
    expect(valuesOf(label(k, grid))).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3, 4, 0, 3, 3]);
  });

  it("connects faces only with connectivity 4", () => {
    const got = label(k, grid, { connectivity: 4 });
    expect(valuesOf(got)).toEqual([1, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 4, 5, 0, 4, 4]);
    expect(got.count).toBe(5);
  });

  it("numbers by first voxel even when arms join late", () => {
    expect(valuesOf(label(k, drawn(["1 . 1 . 1", "1 . 1 1 1", "1 1 1 . ."])))).toEqual([
      1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0,
    ]);
  });

  it("tells 6, 18 and 26 apart", () => {
    const edge = drawn(["1 .", ". .", "", ". .", "1 ."]);
    const corner = drawn(["1 .", ". .", "", ". .", ". 1"]);
    const counts = (image: typeof edge) =>
      ([6, 18, 26] as const).map((connectivity) => label(k, image, { connectivity }).count);
    expect(counts(edge)).toEqual([2, 1, 1]);
    expect(counts(corner)).toEqual([2, 2, 1]);
  });

  it("has no label on an empty mask and one on a full one", () => {
    const zeros = { data: new Uint8Array(6), shape: [2, 3] };
    expect(label(k, zeros).count).toBe(0);
    expect(label(k, { data: zeros.data.map(() => 7), shape: [2, 3] }).count).toBe(1);
  });

  it("refuses the connectivity of another rank", () => {
    expect(() => label(k, grid, { connectivity: 26 })).toThrow("expected connectivity 4, 8 in a 2-D image, got 26");
    expect(() => label(k, grid, { connectivity: 5 as never })).toThrow(RangeError);
  });

  it.each([4, 8] as const)("agrees with flooding in 2-D, connectivity %i", (connectivity) => {
    for (const w of EDGE_WIDTHS) {
      for (const density of [0.3, 0.6, 0.9]) {
        const image = randomBinary(w + connectivity, [13, w], density);
        const want = labelOracle(image.data, image.shape, connectivity);
        expect(firstDifference(label(k, maskOf(image), { connectivity }).data, want, image.shape)).toBeUndefined();
      }
    }
  });

  it.each([6, 18, 26] as const)("agrees with flooding in 3-D, connectivity %i", (connectivity) => {
    for (const w of [1, 7, 16, 65, 130]) {
      for (const density of [0.15, 0.4, 0.8]) {
        const image = randomBinary(w * connectivity, [5, 6, w], density);
        const want = labelOracle(image.data, image.shape, connectivity);
        expect(firstDifference(label(k, image, { connectivity }).data, want, image.shape)).toBeUndefined();
      }
    }
  });

  it("widens the type with the number of labels", () => {
    const isolated = (n: number) => ({
      data: Uint8Array.from({ length: 2 * n }, (_, i) => (i + 1) % 2),
      shape: [1, 2 * n],
    });
    expect(label(k, isolated(255)).data).toBeInstanceOf(Uint8Array);
    expect(label(k, isolated(256)).data).toBeInstanceOf(Uint16Array);
    expect(label(k, isolated(65536)).data).toBeInstanceOf(Uint32Array);
    expect(label(k, isolated(65536)).count).toBe(65536);
  });
});

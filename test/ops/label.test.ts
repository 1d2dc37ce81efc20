import { expect, it } from "vitest";
import type { Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { gridOf, KERNEL_DTYPES } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { label } from "../../bindings/ops/label.js";
import { onEveryBuild } from "../builds.js";
import { clouds, drawn, EDGE_WIDTHS, firstDifference, maskOf, randomBinary, valuesOf } from "../images.js";
import { labelOracle } from "../oracle/label.js";

type Pattern = "checkerboard" | "comb" | "spiral" | "stripes";

/** Patterns that are hard for some algorithm. */
function patternOf(name: Pattern, extent: number) {
  const rules: Record<Pattern, (x: number, y: number) => boolean> = {
    checkerboard: (x, y) => ((x + y) & 1) === 0,
    comb: (x, y) => (x & 1) === 0 || y === extent - 1,
    stripes: (x, y) => (x % 3 === 0 && y % 7 !== 0) || (y % 7 === 3 && x % 5 < 4),
    spiral: (x, y) => {
      const ring = Math.min(x, y, extent - 1 - x, extent - 1 - y);
      return ((ring & 1) === 0) !== (x === ring && y === ring + 1);
    },
  };
  const data = Uint8Array.from({ length: extent * extent }, (_, i) =>
    rules[name](i % extent, Math.floor(i / extent)) ? 1 : 0,
  );
  return { data, shape: [extent, extent] };
}

function checkered(h: number, w: number) {
  const data = Uint8Array.from({ length: h * w }, (_, i) => ((i % w) + Math.floor(i / w) + 1) & 1);
  return { data, shape: [h, w] };
}

/** Labels and painted voxels of both ways through the kernels. */
function labelledBoth(k: Kernels, mask: Mask, connectivity: number, walk: boolean) {
  return scratch(k, (s) => {
    const { w, h, d } = gridOf(mask);
    const at = s.put(mask.bits);
    const table = s.alloc(4 * (h * d + 1));
    const length = s.raw.countRuns(table, at, mask.pitch, h * d);
    const columns = walk ? s.alloc(8 * length) : 0;
    if (walk) s.raw.extractRuns(columns, table, at, mask.pitch, 0, h * d);
    const labels = s.alloc(4 * length);
    const count = s.raw.labelRuns(labels, table, columns, at, mask.pitch, h, d, connectivity);
    const dst = s.alloc(4 * w * h * d);
    s.raw.paintRuns(dst, KERNEL_DTYPES.uint32, table, columns, labels, at, mask.pitch, w, 0, h * d);
    return { count, labels: s.take(labels, Uint32Array, length), voxels: s.take(dst, Uint32Array, w * h * d) };
  });
}

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

  it.each(["checkerboard", "comb", "spiral", "stripes"] as const)("agrees with flooding on a %s", (pattern) => {
    for (const extent of [5, 64, 131, 200]) {
      const image = patternOf(pattern, extent);
      for (const connectivity of [4, 8] as const) {
        const want = labelOracle(image.data, image.shape, connectivity);
        expect(firstDifference(label(k, image, { connectivity }).data, want, image.shape)).toBeUndefined();
      }
    }
  });

  it("agrees with flooding on large smooth objects", () => {
    for (const shape of [
      [40, 129],
      [33, 300],
      [6, 9, 200],
    ]) {
      for (const level of [1170, 1250]) {
        const values = clouds(7, shape).data.map((v) => (v > level ? 1 : 0));
        for (const connectivity of (shape.length === 3 ? [6, 18, 26] : [4, 8]) as (4 | 6)[]) {
          const want = labelOracle(values, shape, connectivity);
          expect(
            firstDifference(label(k, { data: values, shape }, { connectivity }).data, want, shape),
          ).toBeUndefined();
        }
      }
    }
  });

  it("gives the same labels along columns and from bits", () => {
    for (const [shape, density] of [
      [[31, 257], 0.02],
      [[31, 257], 0.5],
      [[7, 8, 140], 0.02],
      [[7, 8, 140], 0.3],
    ] as const) {
      const mask = maskOf(randomBinary(3, shape, density));
      for (const connectivity of shape.length === 3 ? [6, 18, 26] : [4, 8]) {
        const [columns, bits] = [true, false].map((walk) => labelledBoth(k, mask, connectivity, walk));
        expect(bits).toEqual(columns);
      }
    }
  });

  it("paints dense rows of every type", () => {
    // The wider the image, the more components: u8, u16 and u32 labels at every width modulo 16.
    for (const [h, w] of [
      [5, 140],
      [61, 127],
      [270, 1001],
    ] as const) {
      const image = randomBinary(w, [h, w], 0.25);
      const got = label(k, image, { connectivity: 4 });
      expect(got.data.BYTES_PER_ELEMENT).toBe(w === 140 ? 1 : 2);
      expect(firstDifference(got.data, labelOracle(image.data, image.shape, 4), image.shape)).toBeUndefined();
    }
    const isolated = checkered(260, 1037);
    const got = label(k, isolated, { connectivity: 4 });
    expect(got.count).toBe(Math.ceil((260 * 1037) / 2));
    expect(firstDifference(got.data, labelOracle(isolated.data, isolated.shape, 4), isolated.shape)).toBeUndefined();
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

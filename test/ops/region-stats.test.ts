import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { arrayType, type Dtype, type Image, voxelCount } from "../../bindings/core/image.js";
import { type RegionTable, regionStats } from "../../bindings/ops/region-stats.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, maskOf, randomImage } from "../images.js";
import { type Row, statsOracle } from "../oracle/stats.js";

/** A table as one object per row. */
function rowsOf(table: RegionTable): Row[] {
  return Array.from({ length: table.rows }, (_, i) =>
    Object.fromEntries(table.columns.map(({ name, values }) => [name, values[i] as number])),
  );
}

function column(table: RegionTable, name: string): number[] {
  return [...(table.columns.find((one) => one.name === name)?.values ?? [])];
}

/** Whole numbers must be equal, the rest close: relative to the number itself, or to 1 when that is larger. */
function expectRows(got: Row[], want: Row[], tolerance: number): void {
  expect(got.length).toBe(want.length);
  want.forEach((row, i) => {
    expect(Object.keys(got[i] as Row).sort()).toEqual(Object.keys(row).sort());
    for (const [name, value] of Object.entries(row)) {
      const exact = /label|count|bbox|min|max/.test(name);
      const difference = Math.abs(((got[i] as Row)[name] as number) - value);
      expect(difference, `${name} of row ${i}`).toBeLessThanOrEqual(
        exact ? 0 : tolerance * Math.max(1, Math.abs(value)),
      );
    }
  });
}

/** Labels in blocks of `side` voxels, so that there are runs of every length. */
function blocks(seed: number, shape: readonly number[], largest: number, side: number, dtype: Dtype = "uint16"): Image {
  const coarse = randomImage(
    seed,
    dtype,
    shape.map((extent) => Math.ceil(extent / side)),
    0,
    largest,
  );
  const data = new (arrayType(dtype))(voxelCount(shape));
  for (let i = 0; i < data.length; i++) {
    let [at, from, stride] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const extent = shape[axis] as number;
      from += Math.floor((at % extent) / side) * stride;
      stride *= coarse.shape[axis] as number;
      at = Math.floor(at / extent);
    }
    data[i] = coarse.data[from] as number;
  }
  return { data, shape };
}

const labels = drawn([". . . . . . .", ". 1 1 1 . . .", ". 1 . 1 . 2 2", ". 1 1 1 1 . 2", ". . . . . . 2"]);
const values: Image = { data: Uint16Array.from({ length: 35 }, (_, i) => (3 * i) % 17), shape: [5, 7] };

onEveryBuild("region statistics", (k) => {
  it("measures count, box, centroid and intensities", () => {
    const [first, second] = rowsOf(regionStats(k, labels, values)) as [Row, Row];
    expect(first).toMatchObject({ label: 1, count: 9, area: 9, bbox_y0: 1, bbox_x0: 1, bbox_y1: 4, bbox_x1: 5 });
    expect(first).toMatchObject({ centroid_y: 19 / 9, centroid_x: 20 / 9, intensity_min: 0, intensity_max: 15 });
    expect(first.intensity_sum).toBe(68);
    expect(first.intensity_mean).toBeCloseTo(7.555555555555555, 14);
    expect(first.intensity_std).toBeCloseTo(4.901498888913951, 13);
    expect(second).toMatchObject({ label: 2, count: 4, bbox_y0: 2, bbox_x0: 5, bbox_y1: 5, bbox_x1: 7 });
    expect(second).toMatchObject({ centroid_y: 2.75, centroid_x: 5.75, intensity_mean: 7 });
    expect(second.intensity_std).toBeCloseTo(4.743416490252569, 13);
  });

  it("names columns and units, with z only in 3-D and intensities only with an image", () => {
    const flat = regionStats(k, { ...labels, spacing: [2, 1], unit: "µm" });
    expect(flat.columns.map(({ name, unit }) => (unit ? `${name} ${unit}` : name))).toEqual(
      "label,count,area µm2,bbox_y0,bbox_x0,bbox_y1,bbox_x1,centroid_y µm,centroid_x µm".split(","),
    );
    expect(column(flat, "area")).toEqual([18, 8]);
    expect(column(flat, "centroid_y")[1]).toBe(5.5);
    const deep = regionStats(k, { ...labels, shape: [1, 5, 7] }, { ...values, shape: [1, 5, 7] });
    expect(deep.columns.map(({ name, unit }) => (unit ? `${name} ${unit}` : name))).toEqual([
      ..."label,count,volume px3,bbox_z0,bbox_y0,bbox_x0,bbox_z1,bbox_y1,bbox_x1".split(","),
      ..."centroid_z px,centroid_y px,centroid_x px".split(","),
      ..."intensity_sum,intensity_mean,intensity_std,intensity_min,intensity_max".split(","),
    ]);
  });

  it("skips labels that do not occur, however large the others are", () => {
    const sparse: Image = { data: Uint32Array.of(0, 4_000_000_000, 7, 7, 4_294_967_295, 0), shape: [2, 3] };
    const before = k.memoryBytes;
    const table = regionStats(k, sparse, { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
    expect(column(table, "label")).toEqual([7, 4_000_000_000, 4_294_967_295]);
    expect(column(table, "count")).toEqual([2, 1, 1]);
    expect(column(table, "intensity_sum")).toEqual([7, 2, 5]);
    expect(k.memoryBytes - before).toBeLessThan(2 ** 20);
  });

  it("gives the same table for sparse and for small labels", () => {
    const shape = [40, 150];
    const small = blocks(3, shape, 50, 3);
    const large: Image = { data: Uint32Array.from(small.data, (v) => v * 80_000_000), shape };
    const image = randomImage(4, "float32", shape, -1, 1);
    const [a, b] = [regionStats(k, small, image), regionStats(k, large, image)];
    expect(column(b, "label")).toEqual(column(a, "label").map((label) => label * 80_000_000));
    expect(b.columns.slice(1)).toEqual(a.columns.slice(1));
  });

  it("has no rows without labels", () => {
    const table = regionStats(k, { data: new Uint8Array(6), shape: [2, 3] });
    expect(table.rows).toBe(0);
    expect(table.columns.every((one) => one.values.length === 0)).toBe(true);
  });

  it("takes a mask for the label 1", () => {
    expect(column(regionStats(k, maskOf(labels)), "count")).toEqual([13]);
  });

  it("has exact sums and deviations of integers", () => {
    const n = 100_000;
    const constant: Image = { data: new Uint16Array(n).fill(65535), shape: [10, n / 10] };
    const one: Image = { data: new Uint8Array(n).fill(1), shape: [10, n / 10] };
    const [row] = rowsOf(regionStats(k, one, constant));
    expect(row).toMatchObject({ intensity_sum: 65535 * n, intensity_mean: 65535, intensity_std: 0 });
    const alternating: Image = {
      data: Int16Array.from({ length: n }, (_, i) => (i % 2 ? 32767 : -32768)),
      shape: one.shape,
    };
    const [other] = rowsOf(regionStats(k, one, alternating));
    expect(other).toMatchObject({ intensity_sum: -n / 2, intensity_mean: -0.5, intensity_std: 32767.5 });
    expect(other).toMatchObject({ intensity_min: -32768, intensity_max: 32767 });
  });

  it("does not lose the deviation of f32 values far from 0", () => {
    const data = Float32Array.from({ length: 1000 }, (_, i) => 1e6 + (i % 2));
    const [row] = rowsOf(
      regionStats(k, { data: new Uint8Array(1000).fill(1), shape: [10, 100] }, { data, shape: [10, 100] }),
    );
    expect(row).toMatchObject({ intensity_mean: 1e6 + 0.5, intensity_std: 0.5 });
    const constant = { data: new Float32Array(1000).fill(0.1), shape: [10, 100] };
    const [flat] = rowsOf(regionStats(k, { data: new Uint8Array(1000).fill(1), shape: [10, 100] }, constant));
    expect(flat).toMatchObject({ intensity_mean: Math.fround(0.1), intensity_std: 0 });
  });

  it("spreads NaN over its label only, and keeps infinite means", () => {
    const data = Float32Array.of(1, Number.NaN, 3, 5, 4, Number.POSITIVE_INFINITY);
    const table = regionStats(k, drawn(["1 1 2 2 3 3"]), { data, shape: [1, 6] });
    expect(column(table, "intensity_mean")).toEqual([Number.NaN, 4, Number.POSITIVE_INFINITY]);
    expect(column(table, "intensity_std")).toEqual([Number.NaN, 1, Number.NaN]);
    expect(column(table, "intensity_min")).toEqual([Number.NaN, 3, 4]);
    expect(column(table, "intensity_max")).toEqual([Number.NaN, 5, Number.POSITIVE_INFINITY]);
    const first = regionStats(k, drawn(["1 1"]), { data: Float32Array.of(Number.NEGATIVE_INFINITY, 1), shape: [1, 2] });
    expect(column(first, "intensity_sum")).toEqual([Number.NEGATIVE_INFINITY]);
  });

  it("refuses images of another shape, float labels, negative labels and options", () => {
    expect(() => regionStats(k, labels, { data: new Uint8Array(6), shape: [2, 3] })).toThrow("5×7 and 2×3");
    expect(() => regionStats(k, { data: new Float32Array(6), shape: [2, 3] })).toThrow("expected integer labels");
    expect(() => regionStats(k, { data: Int8Array.of(-1), shape: [1, 1] })).toThrow("expected labels >= 0");
    expect(() => regionStats(k, labels, undefined, { spacing: 1 } as never)).toThrow('unknown option "spacing"');
  });

  it.each(["uint8", "uint16", "int16", "float32"] as Dtype[])("agrees with the obvious way on %s", (dtype) => {
    for (const labelType of ["uint8", "uint16", "uint32"] as Dtype[]) {
      for (const w of EDGE_WIDTHS) {
        for (const side of [1, 3, 50]) {
          for (const shape of [
            [7, w],
            [3, 4, w],
          ]) {
            const image = randomImage(w, dtype, shape, dtype === "int16" ? -300 : 0, 255);
            const spacing = shape.map((_, axis) => 1 + axis / 4);
            const map = { ...blocks(w + side, shape, 6, side, labelType), spacing };
            const want = statsOracle(map.data, shape, spacing, image.data);
            expectRows(rowsOf(regionStats(k, map, image)), want, 1e-12);
          }
        }
      }
    }
  });

  it("agrees with the obvious way on rows that are cut into pieces", () => {
    const shape = [2, 20_000];
    const image = randomImage(1, "float32", shape, 0, 1);
    const map = blocks(2, shape, 2, 9000, "uint8");
    expectRows(rowsOf(regionStats(k, map, image)), statsOracle(map.data, shape, [1, 1], image.data), 1e-12);
  });

  it("counts every labelled voxel once", () => {
    const map = blocks(5, [30, 130], 40, 2);
    const counted = column(regionStats(k, map), "count").reduce((a, b) => a + b, 0);
    expect(counted).toBe(Array.from(map.data).filter(Boolean).length);
  });

  it("gives the same bits as the scalar build on f32", () => {
    const shape = [11, 333];
    const image = randomImage(8, "float32", shape, -1000, 1000);
    const map = blocks(9, shape, 5, 20);
    expect(regionStats(k, map, image)).toEqual(regionStats(kernelsOf("scalar"), map, image));
  });

  const golden = JSON.parse(readFileSync(new URL("../golden/stats.json", import.meta.url), "utf8"));

  it("agrees with scikit-image", () => {
    for (const { seed, shape, labels: largest, block, spacing, dtype, low, high, columns } of golden.cases) {
      const map = { ...blocks(seed, shape, largest, block), spacing };
      const image = randomImage(seed + 100, dtype, shape, low, high);
      const want = columns.label.map((_: number, i: number) =>
        Object.fromEntries(Object.entries(columns as Record<string, number[]>).map(([name, list]) => [name, list[i]])),
      );
      const got = rowsOf(regionStats(k, map, image)).map(({ intensity_sum: _, ...row }) => row);
      expectRows(got, want, 1e-12);
    }
  });
});

it("counts a thousand labels in 256³ voxels", () => {
  const data = new Uint16Array(256 ** 3);
  const want = new Float64Array(1001);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const label = (state >>> 8) % 1001;
    data[i] = label;
    want[label]!++;
  }
  const table = regionStats(kernelsOf(), { data, shape: [256, 256, 256] }, undefined, { measures: "count" });
  expect([table.rows, column(table, "count")]).toEqual([1000, [...want.subarray(1)]]);
});

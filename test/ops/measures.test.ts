import { expect, it } from "vitest";
import { dtypeRange, type Image, voxelCount } from "../../bindings/core/image.js";
import { cubeRoot, halfAngle } from "../../bindings/ops/measures/elementary.js";
import { convexHull } from "../../bindings/ops/measures/hull.js";
import { MEASURE_NAMES } from "../../bindings/ops/measures/select.js";
import { type RegionStatsOptions, type RegionTable, regionStats } from "../../bindings/ops/region-stats.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, randomImage, randomNumbers } from "../images.js";
import { convexOracle, eulerOracle, filledOracle, perimeterOracle, Voxels } from "../oracle/measures.js";

type Row = Record<string, number>;

function rowsOf(table: RegionTable): Row[] {
  return Array.from({ length: table.rows }, (_, i) =>
    Object.fromEntries(table.columns.map(({ name, values }) => [name, values[i] as number])),
  );
}

/** Labels whose regions have holes, several pieces and neighbours of other labels: 0 twice as often as the others. */
function patches(seed: number, shape: readonly number[], count: number): Image<Uint8Array> {
  const noise = randomImage(seed, "uint8", shape, -count, count).data;
  const w = shape.at(-1) as number;
  // Every other voxel repeats the one before, so that there are runs.
  const data = Uint8Array.from(noise, (value, i) => (i % w && value % 2 ? noise[i - 1]! : value));
  return { data: data.map((value) => (value > count ? 0 : value)), shape };
}

onEveryBuild("measures", (k, build) => {
  const measured = (labels: Image, measures: string | string[] = "all", image?: Image) =>
    rowsOf(regionStats(k, labels, image, { measures }));

  it("of a single pixel are those of its four edges", () => {
    const [row] = measured(drawn([". . .", ". 1 .", ". . ."]));
    expect(row).toMatchObject({ area_convex: 1, solidity: 1, feret_diameter_max: 1, euler_number: 1, perimeter: 0 });
    expect(row).toMatchObject({ axis_major_length: 0, axis_minor_length: 0, eccentricity: 0, area_filled: 1 });
    expect(row?.["orientation"]).toBe(-Math.PI / 4);
    expect(row?.["perimeter_crofton"]).toBeCloseTo(2.681517061334488, 12);
  });

  it("of a line tell its direction", () => {
    const [row] = measured(drawn(["1 1 1 1"]));
    expect(row).toMatchObject({ eccentricity: 1, orientation: Math.PI / 2, perimeter: 2, feret_diameter_max: 4 });
    expect(row?.["axis_major_length"]).toBeCloseTo(4.47213595499958, 12);
    expect(measured(drawn(["1", "1", "1"]))[0]).toMatchObject({ orientation: 0, axis_minor_length: 0 });
    expect(measured(drawn(["1 .", ". 1"]))[0]?.["orientation"]).toBeCloseTo(Math.PI / 4, 15);
  });

  it("fill holes and count them by connectivity", () => {
    const ring = drawn(["1 1 1 1", "1 . 2 1", "1 2 . 1", "1 1 1 1"]);
    const [outer, inner] = measured(ring, ["area_filled", "euler_number"]);
    expect(outer).toMatchObject({ area_filled: 16, euler_number: 0, euler_number_4: 0 });
    expect(inner).toMatchObject({ area_filled: 2, euler_number: 1, euler_number_4: 2 });
    // A gap at a corner lets the background out.
    const open = drawn([". 1 1", "1 . 1", "1 1 1"]);
    expect(measured(open, "area_filled")).toEqual([{ label: 1, area_filled: 7 }]);
  });

  it("have volumes in 3-D, also of flat objects", () => {
    const cube = new Uint8Array(216);
    for (let i = 0; i < 216; i++) {
      const place = [Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6];
      const inner = place.every((at) => at >= 2 && at <= 3);
      cube[i] = !inner && place.every((at) => at >= 1 && at <= 4) ? 1 : 0;
    }
    const [hollow] = measured({ data: cube, shape: [6, 6, 6] });
    expect(hollow).toMatchObject({
      volume: 56,
      volume_filled: 64,
      volume_convex: 64,
      euler_number: 2,
      solidity: 0.875,
    });
    expect(hollow?.["feret_diameter_max"]).toBeCloseTo(5.830951894845301, 12);
    const voxel = measured({ data: Uint8Array.of(1), shape: [1, 1, 1] })[0];
    expect(voxel).toMatchObject({ volume_convex: 1, solidity: 1, feret_diameter_max: 1, euler_number: 1 });
    const plate = measured({ data: new Uint8Array(12).fill(1), shape: [1, 3, 4] })[0];
    expect(plate).toMatchObject({ volume_convex: 12, solidity: 1, volume_filled: 12, euler_number_6: 1 });
    const flatRing = measured({ data: Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1), shape: [1, 3, 3] }, "volume_filled")[0];
    expect(flatRing).toMatchObject({ volume_filled: 9 });
  });

  it("have the surface of a ball within two in a hundred, whatever the spacing", () => {
    for (const spacing of [
      [1, 1, 1],
      [2, 1, 1],
      [1.5, 1, 0.7],
    ]) {
      const shape = spacing.map((step) => Math.ceil(28 / step));
      const [w, h] = [shape[2]!, shape[1]!];
      const data = Uint8Array.from({ length: voxelCount(shape) }, (_, i) => {
        const place = [Math.floor(i / (w * h)), Math.floor(i / w) % h, i % w];
        return place.reduce((sum, at, axis) => sum + (at * spacing[axis]! - 13.6) ** 2, 0) <= 144 ? 1 : 0;
      });
      const [row] = measured({ data, shape, spacing } as Image, ["surface_area", "sphericity", "volume"]);
      expect(Math.abs(row!["surface_area"]! / (4 * Math.PI * 144) - 1)).toBeLessThan(0.02);
      expect(Math.abs(row!["sphericity"]! - 1)).toBeLessThan(0.02);
    }
  });

  it("take medians of every type, of even and odd counts, of negative and huge numbers", () => {
    for (const dtype of ["uint8", "uint16", "int16", "float32"] as const) {
      const [low, high] = dtypeRange(dtype) ?? [-1e30, 1e30];
      for (let seed = 0; seed < 4; seed++) {
        const labels = patches(seed, [9, 31], 5);
        const image = randomImage(seed + 50, dtype, labels.shape, low, high);
        for (const row of measured(labels, "intensity_median", image)) {
          const own = Array.from(image.data).filter((_, i) => labels.data[i] === row["label"]);
          own.sort((a, b) => a - b);
          const middle = (own[(own.length - 1) >> 1]! + own[own.length >> 1]!) / 2;
          expect(row["intensity_median"]).toBe(middle);
        }
      }
    }
    const [odd] = measured(drawn(["1 1 1"]), "intensity", { data: Float32Array.of(1, Number.NaN, 3), shape: [1, 3] });
    expect(odd?.["intensity_median"]).toBeNaN();
    expect(odd?.["centroid_weighted_x"]).toBeNaN();
  });

  it("agree with the obvious way", () => {
    const widths = build === "simd" ? EDGE_WIDTHS.filter((w) => w < 128) : [1, 2, 17];
    for (const w of widths) {
      for (const shape of [
        [5, w],
        [2, 3, w],
      ]) {
        const labels = patches(w, shape, 4);
        for (const row of measured(labels)) {
          const voxels = Voxels.of(labels.data, shape, row["label"]!);
          expect(row["euler_number"]).toBe(eulerOracle(voxels, true));
          expect(row[`euler_number_${shape.length === 2 ? 4 : 6}`]).toBe(eulerOracle(voxels, false));
          const filled = shape.length === 2 ? row["area_filled"] : row["volume_filled"];
          expect(filled).toBe(filledOracle(voxels, shape.length === 2));
        }
      }
    }
  });

  it("agree with the obvious hull and outline", () => {
    for (let seed = 0; seed < (build === "debug" ? 3 : 12); seed++) {
      const shape = [3 + (seed % 4), 4 + (seed % 6)];
      const labels = { ...patches(seed + 9, shape, 3), spacing: seed % 2 ? [1, 1] : [2, 0.7] };
      for (const row of measured(labels)) {
        const voxels = Voxels.of(labels.data, shape, row["label"]!);
        const { count, feret } = convexOracle(voxels, labels.spacing);
        const area = labels.spacing[0]! * labels.spacing[1]!;
        expect(row["area_convex"]).toBeCloseTo(count * area, 12);
        expect(row["feret_diameter_max"]).toBeCloseTo(feret, 12);
        if (seed % 2) expect(row["perimeter"]).toBeCloseTo(perimeterOracle(voxels), 12);
      }
    }
  });

  it("do not depend on how labels are numbered and stored", () => {
    const shape = [11, 40];
    const labels = patches(3, shape, 6);
    const image = randomImage(4, "uint16", shape, 0, 65535);
    const large: Image = { data: Uint32Array.from(labels.data, (v) => v * 600_000_000), shape };
    const [small, sparse] = [measured(labels, "all", image), measured(large, "all", image)];
    expect(sparse.map(({ label: _, ...row }) => row)).toEqual(small.map(({ label: _, ...row }) => row));
  });

  it("move with the object, in 3-D as in 2-D", () => {
    const next = randomNumbers(5);
    const body = Uint8Array.from({ length: 60 }, () => Number(next() < 0.6));
    const place = (shape: number[], [z, y, x]: number[]) => {
      const data = new Uint8Array(voxelCount(shape));
      body.forEach((value, i) => {
        const [dz, dy, dx] = [Math.floor(i / 20), Math.floor(i / 5) % 4, i % 5];
        data[((z! + dz) * shape[1]! + y! + dy) * shape[2]! + x! + dx] = value;
      });
      const [row] = measured({ data, shape });
      return Object.fromEntries(
        Object.entries(row!).filter(([name]) => !/^(bbox|obb_origin|centroid_[zyx])/.test(name)),
      );
    };
    const near = place([3, 4, 5], [0, 0, 0]);
    const far = place([9, 30, 20_000], [5, 20, 19_000]);
    for (const [name, value] of Object.entries(near)) expect(far[name], name).toBeCloseTo(value, 9);
  });

  it("measure several images at once, each with its own ending", () => {
    const labels = drawn(["1 1 2"]);
    const [a, b] = [drawn(["3 5 7"]), drawn(["4 4 9"])];
    const of = (options: RegionStatsOptions, images = [a, b]) =>
      regionStats(k, labels, images, options).columns.map(({ name, values }) => [name, ...values]);
    expect(of({ measures: "intensity_mean" })).toEqual([
      ["label", 1, 2],
      ["intensity_mean_0", 4, 7],
      ["intensity_mean_1", 4, 9],
    ]);
    expect(of({ measures: ["intensity_max_gfp"], endings: ["_dapi", "_gfp"] })).toEqual([
      ["label", 1, 2],
      ["intensity_max_gfp", 4, 9],
    ]);
    expect(of({ measures: "intensity_sum" }, [a])[1]).toEqual(["intensity_sum", 8, 7]);
    expect(() => of({ endings: ["_one"] })).toThrow("expected 2 endings");
  });

  it("are chosen by name, beginning, column or group", () => {
    const labels = { ...drawn(["1 1 2"]), spacing: [2, 1] };
    const names = (measures: string | string[], image?: Image) =>
      regionStats(k, labels, image, { measures }).columns.map(({ name }) => name);
    expect(names("axis")).toEqual(["label", "axis_major_length", "axis_minor_length"]);
    expect(names(["centroid_x", "count"])).toEqual(["label", "count", "centroid_x"]);
    expect(names(["moments_central_2_0"])).toEqual(["label", "moments_central_2_0"]);
    expect(names("basic")).toHaveLength(9);
    expect(names("shape")).not.toContain("perimeter");
    expect(() => names("perimeter")).toThrow("perimeter needs the same spacing on every axis");
    expect(() => names("intensity_mean")).toThrow("intensity_mean needs an image");
    expect(() => names("sphericity")).toThrow("sphericity exists in 3-D only");
    expect(() => names("solidty")).toThrow('unknown measure "solidty", did you mean solidity?');
    expect(() => names("centroid_q")).toThrow('unknown measure "centroid_q"');
    expect(() => names([""])).toThrow("known measures: count, area");
    expect(() => names(7 as never)).toThrow("expected measures to be a list of names, got 7");
    expect(MEASURE_NAMES).toContain("moments_weighted_hu");
  });
});

it("functions made of roots and quotients agree with those of the engine", () => {
  for (let i = -200; i <= 200; i++) {
    const [y, x] = [i / 7, 13 - Math.abs(i) / 11];
    expect(halfAngle(y, x)).toBeCloseTo(Math.atan2(y, x) / 2, 14);
    const value = Math.abs(i) ** 3 * 1e-3;
    expect(cubeRoot(value)).toBeCloseTo(Math.cbrt(value), 13);
  }
  expect(halfAngle(0, -1)).toBe(Math.PI / 2);
  expect(cubeRoot(0)).toBe(0);
  expect(cubeRoot(2 ** 300)).toBe(2 ** 100);
});

it("hulls hold every point, and their corners are points", () => {
  const next = randomNumbers(3);
  for (let round = 0; round < 30; round++) {
    const extent = 2 + (round % 9);
    const random = Array.from({ length: 30 * 3 }, () => Math.floor(next() * extent));
    const points = Float64Array.from([...random, 0, 0, 0, extent, 0, 0, 0, extent, 0, 0, 0, extent]);
    const facets = convexHull(points);
    for (const { n, d } of facets) {
      for (let i = 0; i < points.length; i += 3) {
        expect(n[0] * points[i]! + n[1] * points[i + 1]! + n[2] * points[i + 2]!).toBeLessThanOrEqual(d);
      }
    }
    // Euler: a closed surface of triangles has two corners more than half its facets.
    expect(new Set(facets.flatMap(({ corners }) => corners)).size).toBe(facets.length / 2 + 2);
  }
});

import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import type { Segmentation } from "../../bindings/core/segmentation.js";
import { segmentStatistics } from "../../bindings/segmentation/statistics/statistics.js";
import { kernelsOf } from "../builds.js";
import { cells, segment } from "./segments.js";

const k = kernelsOf();
const PERIMETER = { "LabelmapSegmentStatisticsPlugin.perimeter_mm.enabled": true };
const of = (data: Uint8Array, shape: number[], spacing: number[], unit = "mm"): Segmentation => {
  return { shape, spacing, unit, segments: [segment("a", 1), segment("none", 2)], layers: [data] };
};

describe("segment statistics of one slice", () => {
  const disk = (n: number, spacing: readonly [number, number]) =>
    Uint8Array.from({ length: n * n }, (_, i) => {
      const [y, x] = [(Math.floor(i / n) - n / 2) * spacing[0], ((i % n) - n / 2) * spacing[1]];
      return +(y * y + x * x <= 144);
    });

  it("have the perimeter of a picture, along whichever axis the slice is thin", () => {
    const flat = segmentStatistics(k, of(disk(120, [0.25, 0.25]), [120, 120], [0.25, 0.25]), { enabled: PERIMETER });
    const length = cells(flat)["Perimeter mm"] as number;
    expect(Math.abs(length / (24 * Math.PI) - 1)).toBeLessThan(0.01);
    expect(flat.measurements.get("LabelmapSegmentStatisticsPlugin.perimeter_mm")).toMatchObject({ units: "mm" });
    expect(cells(flat, 1)).toMatchObject({ "Voxel count": 0, "Perimeter mm": Number.NaN });
    for (const axis of [0, 1, 2]) {
      const insert = (list: number[], value: number) => [...list.slice(0, axis), value, ...list.slice(axis)];
      const thin = of(disk(120, [0.25, 0.25]), insert([120, 120], 1), insert([0.25, 0.25], 7));
      expect(cells(segmentStatistics(k, thin, { enabled: PERIMETER }))["Perimeter mm"]).toBe(length);
    }
    const inches = of(Uint8Array.of(1), [1, 1], [1, 1], "cm");
    const dot = cells(segmentStatistics(k, inches, { enabled: PERIMETER }))["Perimeter mm"];
    expect(dot).toBeCloseTo(26.81517061334488, 10);
  });

  it("have no perimeter in a volume", () => {
    const cube = of(new Uint8Array(8).fill(1), [2, 2, 2], [1, 1, 1]);
    expect(Object.keys(cells(segmentStatistics(k, cube, { enabled: PERIMETER })))).not.toContain("Perimeter mm");
  });
});

it("statistics say when the segments were brought onto the grid of the image", () => {
  const grid = { shape: [1, 1, 4], spacing: [1, 1, 2], origin: [0, 0, 0], unit: "mm", space: "LPS" as const };
  const one: Segmentation = { ...grid, segments: [segment("a", 1)], layers: [Uint8Array.of(0, 1, 1, 0)] };
  const values = { ...grid, data: Int16Array.of(1, 2, 3, 4) };
  expect(segmentStatistics(k, one).resampled).toBe(false);
  expect(segmentStatistics(k, one, { image: values }).resampled).toBe(false);
  // Voxels half as long: each of the segment's covers two.
  const data = Int16Array.from({ length: 8 }, (_, i) => 10 * i);
  const fine: Image = { ...grid, data, shape: [1, 1, 8], spacing: [1, 1, 1], origin: [0, 0, -0.5] };
  const table = segmentStatistics(k, one, { image: fine });
  expect(table.resampled).toBe(true);
  expect(cells(table)).toMatchObject({ "Voxel count (LM)": 2, "Voxel count (SV)": 4, Minimum: 20, Maximum: 50 });
  expect(cells(table)).toMatchObject({ "Volume mm3 (LM)": 4, "Volume mm3 (SV)": 4 });
});

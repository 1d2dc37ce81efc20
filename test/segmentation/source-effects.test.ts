/** Effects that read values: thresholds, level tracing, flood filling, local threshold, watershed. */
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import {
  addSegment,
  applyEffect,
  automaticThreshold,
  createSegmentation,
  type EffectOptions,
  thresholdRange,
} from "../../bindings/index.js";
import { randomImage } from "../images.js";
import { boxMask, count, k, segmented, voxels } from "./segments.js";

const empty = (shape: readonly number[], spacing = shape.map(() => 1)) =>
  addSegment(createSegmentation({ shape, spacing }), { id: "A" });
const imageOf = (shape: readonly number[], value: (z: number, y: number, x: number) => number): Image<Int16Array> => {
  const [, h, w] = shape as [number, number, number];
  const n = shape.reduce((a, b) => a * b, 1);
  const data = Int16Array.from({ length: n }, (_, i) => value(Math.floor(i / w / h), Math.floor(i / w) % h, i % w));
  return { data, shape };
};
const run = (name: string, source: Image, options: EffectOptions) =>
  applyEffect(k, empty(source.shape, source.spacing as number[] | undefined), name, "A", { source, ...options });

it("thresholds: a quarter of the way without numbers, by a method, keeping an end", () => {
  const source = randomImage(3, "int16", [6, 9, 11], -200, 800);
  const [low, high] = [Math.min(...source.data), Math.max(...source.data)];
  const range = (parameters: Record<string, unknown>) => thresholdRange(k, source, { parameters });
  expect(range({})).toEqual([low + 0.25 * (high - low), high]);
  const level = automaticThreshold(k, source, { method: "YEN" });
  expect(range({ AutoThresholdMethod: "YEN" })).toEqual([level, high]);
  const yen = { AutoThresholdMethod: "YEN", MinimumThreshold: -50, MaximumThreshold: 600 };
  expect(range({ ...yen, AutoThresholdMode: "SET_MIN_UPPER" })).toEqual([low, level]);
  expect(range({ ...yen, AutoThresholdMode: "SET_LOWER" })).toEqual([level, 600]);
  expect(range({ ...yen, AutoThresholdMode: "SET_UPPER" })).toEqual([-50, level]);
  expect(range({ ...yen, HistogramBins: 256 })[0]).toBe(automaticThreshold(k, source, { method: "YEN", bins: 256 }));
  const made = run("Threshold", source, { parameters: { AutoThresholdMethod: "YEN" } });
  expect(count(made, "A")).toBe(Array.from(source.data).filter((value) => value >= level).length);
  const mask = boxMask(source.shape, (z) => z < 3);
  const within = { AutoThresholdMethod: "YEN", AutoThresholdWithinMask: true };
  const lower = automaticThreshold(k, { data: source.data.slice(0, 3 * 99), shape: [3, 9, 11] }, { method: "YEN" });
  expect(thresholdRange(k, source, { parameters: within, mask })[0]).toBe(lower);
});

it("local histograms: smallest, mean and largest of what points mark", () => {
  const source = imageOf([5, 12, 12], (z, y, x) => 100 * z + 10 * y + x);
  const range = (HistogramBrushType: string, points: number[][], more = {}) =>
    thresholdRange(k, source, { parameters: { HistogramBrushType, ...more }, points });
  const corners = [
    [2, 3, 4],
    [2, 5, 9],
  ];
  // Rows 3 to 5, columns 4 to 9 of slice 2.
  expect(range("BOX", corners)).toEqual([234, 259]);
  expect(range("BOX", corners, { HistogramSetLower: "AVERAGE" })).toEqual([246.5, 259]);
  expect(range("BOX", corners, { HistogramSetUpper: "AVERAGE" })).toEqual([234, 246.5]);
  expect(range("BOX", corners, { HistogramSetLower: "MINIMUM", HistogramSetUpper: "MAXIMUM" })).toEqual([0, 521]);
  const ring = [
    [1, 5, 5],
    [1, 5, 7],
  ];
  expect(range("CIRCLE", ring)).toEqual([135, 175]);
  expect(range("LINE", ring)).toEqual([155, 157]);
  const side = [
    [1, 4, 2],
    [3, 4, 6],
  ];
  expect(range("BOX", side, { SliceAxis: "y" })).toEqual([142, 346]);
  const triangle = [
    [0, 0, 0],
    [0, 4, 0],
    [0, 0, 4],
  ];
  expect(range("DRAW", triangle)).toEqual([0, 40]);
  const local = run("Threshold", source, { parameters: { HistogramBrushType: "BOX" }, points: corners });
  expect(count(local, "A")).toBe(Array.from(source.data).filter((value) => value >= 234 && value <= 259).length);
  expect(() =>
    range("BOX", [
      [2, 30, 30],
      [2, 40, 40],
    ]),
  ).toThrow(/mark voxels/);
});

it("a range used for masking lets paint touch voxels in it only", () => {
  const source = randomImage(9, "float32", [7, 9, 9], 0, 100);
  const range = thresholdRange(k, source, { parameters: { AutoThresholdMethod: "OTSU" } });
  const painted = run("Paint", source, {
    parameters: { BrushAbsoluteDiameter: 6, BrushSphere: true },
    points: [[3, 4, 4]],
    SourceVolumeIntensityMaskRange: range,
  });
  const values = voxels(painted, "A");
  expect(values.every((set, i) => !set || (source.data[i] as number) >= range[0])).toBe(true);
  const all = run("Paint", source, {
    parameters: { BrushAbsoluteDiameter: 6, BrushSphere: true },
    points: [[3, 4, 4]],
  });
  expect(count(painted, "A")).toBe(voxels(all, "A").filter((set, i) => set && source.data[i]! >= range[0]).length);
});

it("level tracing: an outline and what it encloses, from a rim", () => {
  const disc = (hole: number) =>
    imageOf([3, 41, 41], (z, y, x) => {
      const square = (y - 20) ** 2 + (x - 20) ** 2;
      return z === 1 && square <= 225 && square > hole ? 90 : 10;
    });
  const area = (image: Image) => Array.from(image.data).filter((value) => value === 90).length;
  const trace = (image: Image, ...place: number[]) => count(run("Level tracing", image, { points: [place] }), "A");
  expect(trace(disc(-1), 1, 20, 5)).toBe(area(disc(-1)));
  expect(trace(disc(-1), 1, 20, 35)).toBe(area(disc(-1)));
  // From the outer rim a hole is enclosed; from its own rim the hole is what is traced.
  expect(trace(disc(16), 1, 20, 5)).toBe(area(disc(-1)));
  const hole = trace(disc(16), 1, 20, 15);
  expect([hole > 49, hole < 110]).toEqual([true, true]);
  // Inside nothing is darker beside; at the edge tracing leaves the slice.
  expect(trace(disc(-1), 1, 20, 20)).toBe(0);
  expect(trace(disc(-1), 1, 0, 0)).toBe(0);
  expect(trace(disc(-1), 7, 7, 70)).toBe(0);
  const lone = imageOf([3, 9, 9], (z, y, x) => Number(z === 1 && y === 4 && x === 4));
  expect(trace(lone, 1, 4, 4)).toBe(1);
  const line = imageOf([3, 9, 9], (z, y, x) => Number(z === 1 && y === 4 && x > 1 && x < 7));
  expect(trace(line, 1, 4, 4)).toBe(5);
  const turned = imageOf([41, 41, 3], (z, y, x) => Number(x === 1 && (z - 20) ** 2 + (y - 20) ** 2 <= 100));
  const across = run("Level tracing", turned, { parameters: { SliceAxis: "x" }, points: [[20, 10, 1]] });
  expect(count(across, "A")).toBe(area({ ...turned, data: turned.data.map((value) => 90 * value) }));
});

it("flood filling: exactly the connected voxels within the tolerance, and not through gaps", () => {
  const source = randomImage(12, "uint8", [8, 14, 15], 0, 60);
  const place = [4, 7, 7];
  const level = source.data[(4 * 14 + 7) * 15 + 7] as number;
  const want = new Set([(4 * 14 + 7) * 15 + 7]);
  for (const i of want) {
    const [z, y, x] = [Math.floor(i / 210), Math.floor(i / 15) % 14, i % 15];
    const beside = [
      x > 0 && i - 1,
      x < 14 && i + 1,
      y > 0 && i - 15,
      y < 13 && i + 15,
      z > 0 && i - 210,
      z < 7 && i + 210,
    ];
    for (const j of beside) if (j !== false && Math.abs((source.data[j] as number) - level) <= 18) want.add(j);
  }
  const flooded = run("Flood filling", source, { parameters: { IntensityTolerance: 18 }, points: [place] });
  expect(voxels(flooded, "A").flatMap((set, i) => (set ? [i] : []))).toEqual([...want].sort((a, b) => a - b));
  expect(want.size).toBeGreaterThan(100);
  // Two boxes joined by a way one voxel wide.
  const boxes = imageOf([9, 9, 21], (z, y, x) => {
    const box = z > 1 && z < 7 && y > 1 && y < 7 && ((x > 1 && x < 7) || (x > 13 && x < 19));
    return box || (z === 4 && y === 4 && x > 1 && x < 19) ? 50 : 0;
  });
  const from = (NeighborhoodSizeMm: number) =>
    count(run("Flood filling", boxes, { parameters: { NeighborhoodSizeMm }, points: [[4, 4, 4]] }), "A");
  expect(from(1)).toBe(2 * 125 + 7);
  expect(from(3)).toBeLessThanOrEqual(125);
  expect(from(3)).toBeGreaterThan(80);
});

it("local threshold: the island that was pointed at grows back, leaks do not", () => {
  const shape = [24, 24, 48];
  const ball = (z: number, y: number, x: number, at: number) => (z - 12) ** 2 + (y - 12) ** 2 + (x - at) ** 2 <= 64;
  const source = imageOf(shape, (z, y, x) =>
    ball(z, y, x, 12) || ball(z, y, x, 35) || (z === 12 && y === 12) ? 80 : 5,
  );
  const one = boxMask(shape, (z, y, x) => ball(z, y, x, 12));
  const wanted = voxels(segmented(shape, [one]), "A").reduce((sum, v) => sum + v, 0);
  for (const SegmentationAlgorithm of ["GROWCUT", "MASKING", "WATERSHED"]) {
    const parameters = { MinimumThreshold: 50, MaximumThreshold: 100, SegmentationAlgorithm };
    const found = count(run("Local threshold", source, { parameters, points: [[12, 12, 2]] }), "A");
    expect({ SegmentationAlgorithm, off: Math.abs(found / wanted - 1) < 0.03 }).toMatchObject({ off: true });
  }
  const none = { MinimumThreshold: 50, MaximumThreshold: 100, MinimumIslandSize: 5000 };
  expect(count(run("Local threshold", source, { parameters: none, points: [[12, 12, 2]] }), "A")).toBe(0);
});

it("watershed: two touching balls meet at their neck", () => {
  const shape = [26, 26, 46];
  const ball = (z: number, y: number, x: number, at: number) => (z - 12) ** 2 + (y - 12) ** 2 + (x - at) ** 2;
  const source = imageOf(shape, (z, y, x) => (ball(z, y, x, 13) <= 100 || ball(z, y, x, 31) <= 100 ? 100 : 0));
  const seeds = [13, 31].map((at) => boxMask(shape, (z, y, x) => ball(z, y, x, at) <= 4));
  const outside = boxMask(shape, (z, y, x) => z === 0 || y === 0 || x === 0 || x === 45);
  const found = applyEffect(k, segmented(shape, [...seeds, outside]), "Watershed", "A", {
    source,
    parameters: { ObjectScaleMm: 1 },
  });
  const [a, b] = [voxels(found, "A"), voxels(found, "B")];
  const inside = Array.from(source.data);
  // The neck lies in column 22; the rim of the balls, where it is steepest, is shared with what is outside.
  const wrong = inside.filter((v, i) => v > 0 && ((i % 46 < 22 && b[i]) || (i % 46 > 22 && a[i]))).length;
  const right = inside.filter((v, i) => v > 0 && (a[i] || b[i])).length;
  expect(wrong).toBe(0);
  expect(right / inside.filter((v) => v > 0).length).toBeGreaterThan(0.95);
  expect(Math.abs(count(found, "A") / count(found, "B") - 1)).toBeLessThan(0.05);
});

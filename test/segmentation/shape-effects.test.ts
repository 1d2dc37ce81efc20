/** Effects of shape: tubes, oblique outlines, brushes that smooth, joint smoothing, wraps, registration, lungs, volumes. */
import { expect, it } from "vitest";
import type { Image, Mask } from "../../bindings/core/image.js";
import {
  addSegment,
  applyEffect,
  createSegmentation,
  distance,
  type EffectOptions,
  maskVolume,
  registerMasks,
  smoothMask,
  splitVolume,
} from "../../bindings/index.js";
import { maskOf, maskValues, randomImage } from "../images.js";
import { boxMask, count, k, segmented, voxels } from "./segments.js";

const empty = (shape: readonly number[], spacing = shape.map(() => 1)) =>
  addSegment(createSegmentation({ shape, spacing }), { id: "A" });
const code = (name: string) => expect.objectContaining({ code: name });
const size = (mask: Mask) => maskValues(mask).reduce((sum, v) => sum + v, 0);

it("a tube has the volume of its length, straight and curved", () => {
  const shape = [60, 60, 60];
  const tube = (points: number[][], spacing: number[], TubeDiameterMm: number) => {
    const made = applyEffect(k, empty(shape, spacing), "Draw tube", "A", { points, parameters: { TubeDiameterMm } });
    return count(made, "A") * spacing.reduce((a, b) => a * b, 1);
  };
  const straight = [
    [30.2, 10.5, 30.3],
    [30.2, 49.5, 30.3],
  ];
  expect(Math.abs(tube(straight, [1, 1, 1], 10) / (Math.PI * 25 * 39) - 1)).toBeLessThan(0.03);
  const slanted = [
    [10, 10, 10],
    [45, 40, 50],
  ];
  const length = Math.hypot(35 * 0.5, 30, 40 * 0.8);
  expect(Math.abs(tube(slanted, [0.5, 1, 0.8], 8) / (Math.PI * 16 * length) - 1)).toBeLessThan(0.03);
  // Half a circle of radius 18 through nine points.
  const arc = Array.from({ length: 9 }, (_, i) => {
    const at = (Math.PI * i) / 8;
    return [30.3, 20 + 18 * Math.sin(at), 30 + 18 * Math.cos(at)];
  });
  expect(Math.abs(tube(arc, [1, 1, 1], 8) / (Math.PI * 16 * Math.PI * 18) - 1)).toBeLessThan(0.03);
  expect(() => tube([straight[0]!, straight[0]!], [1, 1, 1], 3)).toThrow(code("E_OPTION"));
});

it("an outline in an oblique plane is filled one slice thick", () => {
  const shape = [40, 40, 40];
  // A square of side 20 in the plane z = y, turned about x by 45°.
  const points = [
    [10, 10, 10],
    [10, 10, 30],
    [10 + 10 * Math.SQRT2, 10 + 10 * Math.SQRT2, 30],
    [10 + 10 * Math.SQRT2, 10 + 10 * Math.SQRT2, 10],
  ];
  const parameters = { SliceAxis: "oblique" };
  const drawn = applyEffect(k, empty(shape), "Draw", "A", { points, parameters });
  // A voxel is √2 thick across this plane.
  expect(Math.abs(count(drawn, "A") / (400 * Math.SQRT2) - 1)).toBeLessThan(0.05);
  const flat = points.map(([, y, x]) => [12, y as number, x as number]);
  const [oblique, straight] = [parameters, {}].map((more) => {
    return applyEffect(k, empty(shape), "Draw", "A", {
      points: flat.map(([z, y, x]) => [z!, y! + 0.3, x! + 0.3]),
      parameters: more,
    });
  });
  expect(voxels(oblique!, "A")).toEqual(voxels(straight!, "A"));
  const line = [1, 2, 3].map((at) => [at, at, at]);
  expect(count(applyEffect(k, empty(shape), "Draw", "A", { points: line, parameters }), "A")).toBe(0);
});

it("Gaussian in bytes: Slicer's counts", () => {
  const cube = boxMask([24, 24, 24], (z, y, x) => [z, y, x].every((at) => at >= 7 && at < 17));
  const bytes = (mask: Mask, sigma: number) =>
    size(smoothMask(k, mask, { method: "gaussian", sigma, arithmetic: "bytes" }));
  expect([bytes(cube, 1.5), bytes(cube, 3)]).toEqual([872, 304]);
  const holed = boxMask([40, 40, 40], (z, y, x) => {
    const inHole = [z, y, x].every((at) => at >= 15 && at < 18);
    return ((z - 20) ** 2 + (y - 20) ** 2 + (x - 20) ** 2 <= 100 || (y === 20 && z === 20)) && !inHole;
  });
  expect([size(holed), bytes(holed, 2)]).toEqual([4161, 3706]);
  const parameters = { SmoothingMethod: "GAUSSIAN", GaussianStandardDeviationMm: 3, GaussianArithmetic: "bytes" };
  const smoothed = applyEffect(k, segmented([24, 24, 24], [cube]), "Smoothing", "A", { parameters });
  expect(count(smoothed, "A")).toBe(304);
});

it("the smoothing brush changes only what it covers", () => {
  const shape = [20, 20, 20];
  const before = segmented(shape, [boxMask(shape, (z, y, x) => [z, y, x].every((at) => at > 4 && at < 15))]);
  const parameters = { SmoothingMethod: "MORPHOLOGICAL_OPENING", KernelSizeMm: 5 };
  const whole = voxels(applyEffect(k, before, "Smoothing", "A", { parameters }), "A");
  const points = [[5, 5, 5]];
  const brush = { ...parameters, BrushAbsoluteDiameter: 8, BrushSphere: true };
  const brushed = voxels(applyEffect(k, before, "Smoothing", "A", { parameters: brush, points }), "A");
  const under = (i: number) => {
    const [z, y, x] = [Math.floor(i / 400), Math.floor(i / 20) % 20, i % 20];
    return (z - 5) ** 2 + (y - 5) ** 2 + (x - 5) ** 2 <= 16;
  };
  const old = voxels(before, "A");
  expect(brushed).toEqual(old.map((v, i) => (under(i) ? whole[i] : v)));
  expect(brushed).not.toEqual(old);
});

it("joint smoothing leaves no gap and no overlap between boxes that touch", () => {
  const shape = [30, 30, 46];
  const inside = (z: number, y: number) => z > 3 && z < 26 && y > 3 && y < 26;
  const boxes = [0, 1].map((half) =>
    boxMask(shape, (z, y, x) => inside(z, y) && (half ? x > 22 && x < 42 : x > 3 && x < 23)),
  );
  const before = segmented(shape, boxes);
  for (const JointTaubinSmoothingFactor of [0.2, 0.5]) {
    const parameters = { SmoothingMethod: "JOINT_TAUBIN", JointTaubinSmoothingFactor };
    for (const OverwriteMode of ["OverwriteAllSegments", "OverwriteNone"] as const) {
      const after = applyEffect(k, before, "Smoothing", "A", { parameters, OverwriteMode });
      const [a, b] = [voxels(after, "A"), voxels(after, "B")];
      expect(a.some((v, i) => v && b[i])).toBe(false);
      // Within the middle of the boxes every voxel still belongs to one of them.
      const gap = a.findIndex((v, i) => {
        const [z, y, x] = [Math.floor(i / 46 / 30), Math.floor(i / 46) % 30, i % 46];
        return z > 8 && z < 21 && y > 8 && y < 21 && x > 8 && x < 37 && !v && !b[i];
      });
      expect(gap).toBe(-1);
      for (const id of ["A", "B"]) expect(Math.abs(count(after, id) / count(before, id) - 1)).toBeLessThan(0.02);
    }
  }
});

it("a hollow sphere with a hole is wrapped: solid, cavity, shells", () => {
  const n = 48;
  const at = (z: number, y: number, x: number) => Math.hypot(z - 24, y - 24, x - 24);
  const ball = boxMask([n, n, n], (z, y, x) => {
    const hole = Math.hypot(z - 24, y - 24) <= 1.5 && x > 24;
    return at(z, y, x) <= 18 && at(z, y, x) > 14 && !hole;
  });
  const before = segmented([n, n, n], [ball]);
  const wrap = (parameters: Record<string, unknown>) => {
    return applyEffect(k, before, "Wrap Solidify", "A", {
      parameters: { carveHolesInOuterSurfaceDiameter: 4, ...parameters },
    });
  };
  const full = size(boxMask([n, n, n], (z, y, x) => at(z, y, x) <= 18));
  const solid = wrap({});
  expect(Math.abs(count(solid, "A") / full - 1)).toBeLessThan(0.005);
  // With a thinner ball the hole stays open, and what is inside of it outside.
  expect(count(wrap({ carveHolesInOuterSurfaceDiameter: 1 }), "A")).toBeLessThan(1.02 * size(ball));
  const cavity = size(boxMask([n, n, n], (z, y, x) => at(z, y, x) <= 14));
  expect(Math.abs(count(wrap({ region: "largestCavity" }), "A") / cavity - 1)).toBeLessThan(0.02);
  const shell = wrap({ createShell: true, shellThickness: 3 });
  const { data } = distance(k, maskOf({ data: voxels(solid, "A"), shape: [n, n, n] }));
  const depths = voxels(shell, "A").flatMap((v, i) => (v ? [data[i] as number] : []));
  expect(Math.max(...depths)).toBeGreaterThan(2.9);
  expect(Math.max(...depths)).toBeLessThanOrEqual(4);
  const kept = voxels(shell, "A");
  expect(voxels(solid, "A").every((v, i) => !v || (data[i] as number) > 2.5 || kept[i])).toBe(true);
});

it("a wrap that starts from a segment stays within it", () => {
  const n = 40;
  const walls = boxMask([n, n, n], (z, y, x) => Math.abs(Math.hypot(z - 20, y - 20, x - 20) - 14) <= 2);
  // A room of its own inside, with half a ball in it that is solid.
  const core = boxMask([n, n, n], (z, y, x) => Math.hypot(z - 20, y - 20, x - 20) <= 6 && x <= 20);
  const room = boxMask([n, n, n], (z, y, x) => Math.hypot(z - 20, y - 20, x - 20) <= 10);
  const [inner, solid, outer] = [maskValues(room), maskValues(core), maskValues(walls)];
  const mask = maskOf({ data: outer.map((v, i) => v | solid[i]!), shape: [n, n, n] });
  const before = segmented([n, n, n], [mask, room]);
  const parameters = { region: "segment", carveHolesInOuterSurfaceDiameter: 3 };
  const wrap = (more: object) => applyEffect(k, before, "Wrap Solidify", "A", { parameters, ...more });
  const wrapped = voxels(wrap({ ModifierSegmentID: "B", OverwriteMode: "OverwriteNone" }), "A");
  // From the room inwards to the half ball, and nothing of the walls.
  expect(wrapped.every((v, i) => !v || inner[i])).toBe(true);
  expect(solid.every((v, i) => !v || wrapped[i])).toBe(true);
  const extra = wrapped.reduce((sum, v, i) => sum + (v && !solid[i] ? 1 : 0), 0);
  expect(extra / size(core)).toBeLessThan(0.05);
  expect(() => wrap({})).toThrow("a modifier segment to start from");
});

it("registration finds a motion of 12° and (5, −3, 2) mm again", () => {
  const shape = [60, 56, 64];
  const [c, s] = [Math.cos((12 * Math.PI) / 180), Math.sin((12 * Math.PI) / 180)];
  const ellipsoid = (z: number, y: number, x: number) => (z / 18) ** 2 + (y / 11) ** 2 + (x / 15) ** 2 <= 1;
  const spacing = [1, 1, 1];
  const moving = boxMask(shape, (z, y, x) => ellipsoid(z - 28, y - 28, x - 30));
  // Turned about z, then shifted: a place belongs to it where its turning back does to the other.
  const fixed = boxMask(shape, (z, y, x) => {
    const [dy, dx] = [y - 28 + 3, x - 30 - 2];
    return ellipsoid(z - 28 - 5, c * dy + s * dx, -s * dy + c * dx);
  });
  const { matrix, offset, error } = registerMasks(k, moving, fixed, { spacing });
  const angle = (Math.atan2(matrix[7] as number, matrix[4] as number) * 180) / Math.PI;
  expect(Math.abs(Math.abs(angle) - 12)).toBeLessThan(0.5);
  expect(Math.abs((matrix[0] as number) - 1)).toBeLessThan(1e-4);
  const centre = [28, 28, 30];
  const moved = [0, 1, 2].map(
    (row) => offset[row]! + [0, 1, 2].reduce((sum, i) => sum + matrix[3 * row + i]! * centre[i]!, 0),
  );
  const shift = moved.map((value, i) => value - centre[i]!);
  expect(Math.hypot(shift[0]! - 5, shift[1]! + 3, shift[2]! - 2)).toBeLessThan(0.3);
  expect(error).toBeLessThan(0.5);
  const both = segmented(shape, [moving, fixed]);
  const done = applyEffect(k, both, "Segment registration", "A", {
    ModifierSegmentID: "B",
    OverwriteMode: "OverwriteNone",
  });
  const [a, b] = [voxels(done, "A"), voxels(done, "B")];
  const common = a.filter((v, i) => v && b[i]).length;
  expect((2 * common) / (count(done, "A") + count(done, "B"))).toBeGreaterThan(0.97);
});

it("lungs of a phantom are found, the trachea is not", () => {
  const shape = [40, 64, 80];
  const next = randomImage(5, "int16", shape, -40, 40).data;
  const lung = (z: number, y: number, x: number, at: number) =>
    ((z - 20) / 15) ** 2 + ((y - 32) / 20) ** 2 + ((x - at) / 13) ** 2 <= 1;
  const isLung = (z: number, y: number, x: number) => lung(z, y, x, 22) || lung(z, y, x, 58);
  const values = (z: number, y: number, x: number) => {
    if (((y - 32) / 29) ** 2 + ((x - 40) / 37) ** 2 > 1) return -980;
    if (isLung(z, y, x)) return (y + z) % 9 === 0 && x % 7 === 0 ? 30 : -850;
    const trachea = z < 14 && (y - 30) ** 2 + (x - 40) ** 2 <= 16;
    return trachea ? -950 : 40;
  };
  const data = Int16Array.from(
    next,
    (noise, i) => noise + values(Math.floor(i / 5120), Math.floor(i / 80) % 64, i % 80),
  );
  const source: Image = { data, shape };
  const parameters = { MinimumThreshold: -1100, AirwayDiameterMm: 12 };
  const found = voxels(applyEffect(k, empty(shape), "Density lung segmentation", "A", { source, parameters }), "A");
  const truth = maskValues(boxMask(shape, isLung));
  const common = found.filter((v, i) => v && truth[i]).length;
  const sum = (list: number[]) => list.reduce((total, v) => total + v, 0);
  expect((2 * common) / (sum(found) + sum(truth))).toBeGreaterThan(0.97);
  const trachea = maskValues(boxMask(shape, (z, y, x) => z < 14 && (y - 30) ** 2 + (x - 40) ** 2 <= 16));
  expect(found.some((v, i) => v && trachea[i])).toBe(false);
});

it("volumes are masked hard and soft, and split with their padding", () => {
  const shape = [20, 21, 22];
  const image: Image = { ...randomImage(4, "uint16", shape, 500, 600), spacing: [1, 1, 1], origin: [10, 20, 30] };
  const box = boxMask(shape, (z, y, x) => [z, y, x].every((at) => at > 5 && at < 14));
  const seg = segmented(shape, [box, boxMask(shape, () => false)]);
  const inside = maskValues(box);
  const run = (parameters: Record<string, unknown>) => maskVolume(k, seg, "A", image, parameters);
  const values = Array.from(image.data);
  expect(Array.from(run({ FillValue: 7 }).data)).toEqual(values.map((v, i) => (inside[i] ? v : 7)));
  expect(Array.from(run({ Operation: "FILL_INSIDE" }).data)).toEqual(values.map((v, i) => (inside[i] ? 0 : v)));
  const two = run({ Operation: "FILL_INSIDE_AND_OUTSIDE", BinaryMaskFillValueInside: 300 });
  expect([two.data.constructor.name, ...new Set(two.data)]).toEqual(["Int16Array", 0, 300]);
  expect(run({}).origin).toEqual([10, 20, 30]);
  const soft = run({ Operation: "FILL_INSIDE_AND_OUTSIDE", BinaryMaskFillValueInside: 100, SoftEdgeMm: 1.5 });
  // Along a line out of the middle of a side: falling, half at the side, one deviation away as a normal distribution has it.
  const line = Array.from(soft.data.slice((9 * 21 + 9) * 22 + 9, (9 * 21 + 9) * 22 + 22));
  expect(line.every((v, i) => i === 0 || v <= (line[i - 1] as number))).toBe(true);
  expect(((line[4] as number) + (line[5] as number)) / 2 / (line[0] as number)).toBeCloseTo(0.5, 1);
  expect([soft.data[0], line[0]! > 98]).toEqual([0, true]);
  // What a step falls by from voxel to voxel has the deviation that was asked for, in mm.
  const row = segmented([1, 1, 40], [boxMask([1, 1, 40], (_, __, x) => x < 20)], [1, 1, 0.5]);
  const flat = { data: new Uint8Array(40), shape: [1, 1, 40] };
  const { data } = maskVolume(k, row, "A", flat, { Operation: "FILL_INSIDE_AND_OUTSIDE", SoftEdgeMm: 1.5 });
  const variance = Array.from(data.slice(1), (v, i) => (data[i]! - v) * ((i - 19) / 2) ** 2).reduce((a, b) => a + b);
  expect(Math.abs(Math.sqrt(variance) / 1.5 - 1)).toBeLessThan(0.02);
  const edge = run({ FillValue: 0, SoftEdgeMm: 1.5 });
  expect(edge.data).toBeInstanceOf(Uint16Array);
  expect(edge.data[0]).toBe(0);
  expect(() => run({ FillValue: -5 })).toThrow(code("E_OPTION"));
  const parts = splitVolume(k, seg, image, { FillValue: 9, PaddingVoxels: 7 });
  expect(parts.map(({ id, image: part }) => [id, part.shape, part.origin])).toEqual([["A", [22, 22, 22], [9, 19, 29]]]);
  const [part] = parts.map(({ image: cut }) => Array.from(cut.data)) as [number[]];
  expect(part.filter((v) => v !== 9).length).toBe(512);
  expect(part[(7 * 22 + 7) * 22 + 7]).toBe(values[(6 * 21 + 6) * 22 + 6]);
});

it("effects of volumes and shapes say what they miss", () => {
  const some = segmented([5, 6, 7], [boxMask([5, 6, 7], (z) => z === 2)]);
  const run =
    (name: string, options: EffectOptions = {}) =>
    () =>
      applyEffect(k, some, name, "A", options);
  expect(run("Segment registration")).toThrow(code("E_SEGMENT"));
  expect(run("Draw tube", { points: [[1, 1, 1]] })).toThrow(/at least 2 points/);
  expect(run("Flood filling", { points: [[1, 1, 1]] })).toThrow(/source image/);
  expect(run("Local threshold", { points: [[1, 1, 1]] })).toThrow(/source image|MinimumThreshold/);
  const image = { data: new Uint8Array(8), shape: [2, 2, 2] };
  expect(() => maskVolume(k, some, "A", image)).toThrow(code("E_SHAPE_MISMATCH"));
  expect(() => splitVolume(k, some, image)).toThrow(code("E_SHAPE_MISMATCH"));
  expect(() => registerMasks(k, image, image)).toThrow(code("E_EMPTY"));
});

/**
 * What effects and conversions do at the edges of what there is: nothing, everything, single voxels, skewed grids, large
 * labels, odd names, NaN, an end in between. Offsets and extents are in test/io/, meshes with holes in test/ops/scan-mesh,
 * two grids in compare.test.ts, requests beyond memory in test/hard/.
 */
import { describe, expect, it } from "vitest";
import type { Image, Labelmap } from "../../bindings/core/image.js";
import {
  addSegment,
  applyEffect,
  automaticThreshold,
  convertRepresentation,
  createSegmentation,
  EFFECTS,
  type EffectOptions,
  findSegment,
  isSegmentError,
  maskVolume,
  meshVolume,
  type Segmentation,
  segmentExtents,
  segmentStatistics,
  splitVolume,
  watched,
} from "../../bindings/index.js";
import { openSegmentation, writeSegmentation } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { boxMask, count, k, segmented, three, voxels } from "./segments.js";

/** Parameters and points with which every effect does something, on any grid. */
function callOf(name: string, shape: readonly number[]): EffectOptions {
  const middle = shape.map((extent) => (extent - 1) / 2);
  const points = [middle, shape.map(() => 0), shape.map((extent) => extent - 1)];
  const parameters: Record<string, Record<string, unknown>> = {
    "Local threshold": { MinimumThreshold: 20, MaximumThreshold: 90, MinimumIslandSize: 1, MinimumDiameterMm: 1 },
    "Density lung segmentation": { MinimumThreshold: 0, MaximumThreshold: 50, AirwayDiameterMm: 1 },
    "Wrap Solidify": { carveHolesInOuterSurfaceDiameter: 2 },
    Islands: { MinimumSize: 1 },
  };
  const drawn = /^(Threshold|Smoothing)$/.test(name) ? {} : { points };
  return { ...drawn, parameters: parameters[name] ?? {}, ModifierSegmentID: "B" };
}

/** Applies every effect; only segwasm's own errors may come instead. Gives what came of each. */
function applyAll(segmentation: Segmentation, source: Image): Map<string, Segmentation | string> {
  const results = EFFECTS.map(({ name }): [string, Segmentation | string] => {
    try {
      return [name, applyEffect(k, segmentation, name, "A", { source, ...callOf(name, segmentation.shape) })];
    } catch (error) {
      if (!isSegmentError(error)) throw new Error(`${name} on ${segmentation.shape.join("×")}`, { cause: error });
      return [name, error.code];
    }
  });
  return new Map(results);
}

/** The first layer of a segmentation as a label image on its grid. */
const labelmapOf = (segmentation: Segmentation): Labelmap => {
  const { shape, layers, direction, origin } = segmentation;
  const data = layers[0] as Uint8Array;
  return { data, shape, count: Math.max(...data), ...(direction && { direction }), ...(origin && { origin }) };
};

const errorsOf = (results: Map<string, Segmentation | string>) =>
  [...results].flatMap(([name, result]) => (typeof result === "string" ? [`${name}: ${result}`] : []));

describe("segments without voxels", () => {
  const shape = [6, 7, 8];
  const source = randomImage(1, "int16", shape, 0, 100);
  const empty = segmented(shape, [boxMask(shape, () => false), boxMask(shape, (z) => z === 3)]);

  it("stay empty where an effect only reshapes them", () => {
    const results = applyAll(empty, source);
    expect(errorsOf(results)).toEqual([
      "Grow from seeds: E_SEGMENT",
      "Watershed: E_SEGMENT",
      "Segment registration: E_EMPTY",
    ]);
    for (const name of ["Erase", "Margin", "Hollow", "Smoothing", "Islands", "Wrap Solidify", "Fill between slices"]) {
      expect([name, count(results.get(name) as Segmentation, "A")]).toEqual([name, 0]);
    }
    for (const name of ["Paint", "Draw tube", "Flood filling"]) {
      expect(count(results.get(name) as Segmentation, "A")).toBeGreaterThan(0);
    }
  });

  it("have a row in statistics, no mesh, no volume, and a place in files", async () => {
    const { values } = segmentStatistics(k, empty);
    const value = (key: string) => values.get("A")?.get(`LabelmapSegmentStatisticsPlugin.${key}`);
    expect([value("voxel_count"), value("volume_mm3")]).toEqual([0, 0]);
    const nothing = labelmapOf({ ...empty, layers: [new Uint8Array(336)] });
    expect(convertRepresentation(k, { kind: "binary", labels: nothing }, "surface").meshes).toEqual([]);
    expect(splitVolume(k, empty, source).map(({ id }) => id)).toEqual(["B"]);
    expect(new Set(maskVolume(k, empty, "A", source).data)).toEqual(new Set([0]));
    const again = await openSegmentation(await writeSegmentation(empty, "nrrd"));
    expect(segmentExtents(k, again).map((extent) => extent.count)).toEqual([0, 56]);
  });
});

it("a segment of the whole image has no surface within it", () => {
  const shape = [6, 7, 8];
  const full = segmented(shape, [boxMask(shape, () => true), boxMask(shape, (z) => z === 3)]);
  const results = applyAll(full, randomImage(1, "int16", shape, 0, 100));
  expect(errorsOf(results)).toEqual(["Segment registration: E_EMPTY"]);
  for (const name of ["Margin", "Wrap Solidify", "Islands"]) {
    expect([name, count(results.get(name) as Segmentation, "A")]).toEqual([name, 336]);
  }
  const shrunk = applyEffect(k, full, "Margin", "A", { parameters: { MarginSizeMm: -2 } });
  expect(count(shrunk, "A")).toBe(336);
});

it.each([[[1, 1, 1]], [[1, 5, 6]], [[1, 1, 7]], [[4, 1, 1]], [[5, 6]], [[1, 1]], [[2, 2, 2]]])(
  "images of %j are edited or refused by name",
  (shape) => {
    const last = (at: number) => at % 2 === 1;
    const index = (z: number, y: number, x: number) => z + y + x;
    const deep = shape.length === 2 ? [1, ...shape] : shape;
    const flat = (mask: ReturnType<typeof boxMask>) => ({ ...mask, shape });
    const masks = [boxMask(deep, (z, y, x) => !last(index(z, y, x))), boxMask(deep, (z, y, x) => last(index(z, y, x)))];
    const both = segmented(shape, masks.map(flat));
    const source = randomImage(2, "uint8", shape, 0, 90);
    for (const [name, result] of applyAll(both, source)) {
      if (typeof result === "string")
        expect([name, result]).toEqual([name, expect.stringMatching(/^E_(SHAPE|SEGMENT|EMPTY|NDIM|OPTION)$/)]);
      else expect(result.shape).toEqual(shape);
    }
    if (shape.some((extent) => extent < 3)) {
      expect(() => applyEffect(k, both, "Grow from seeds", "A", { source })).toThrow(/3 voxels|visible segments/);
    }
  },
);

it("mirrored and oblique grids have outward surfaces, and effects do not mind them", () => {
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
  const directions = [
    [-1, 0, 0, 0, 1, 0, 0, 0, 1],
    [1, 0, 0, 0, c, s, 0, s, -c],
    [1, 0, 0, 0, c, -s, 0, s, c],
  ];
  const plain = three(4, "all");
  const want = voxels(applyEffect(k, plain, "Margin", "A", { parameters: { MarginSizeMm: 1 } }), "A");
  for (const direction of directions) {
    const turned = { ...plain, direction, origin: [5, -3, 2] };
    expect(voxels(applyEffect(k, turned, "Margin", "A", { parameters: { MarginSizeMm: 1 } }), "A")).toEqual(want);
    const joint = { SmoothingMethod: "JOINT_TAUBIN", JointTaubinSmoothingFactor: 0 };
    const smoothed = (from: Segmentation) => voxels(applyEffect(k, from, "Smoothing", "A", { parameters: joint }), "A");
    expect(smoothed(turned)).toEqual(smoothed(plain));
    const { meshes } = convertRepresentation(k, { kind: "binary", labels: labelmapOf(turned) }, "surface");
    expect(meshes.length).toBeGreaterThan(0);
    for (const mesh of meshes) expect(meshVolume(mesh)).toBeGreaterThan(0);
  }
});

it("spacings of 1 to 20 count in lengths", () => {
  const shape = [7, 45, 45];
  const spacing = [20, 1, 1];
  const one = segmented(shape, [boxMask(shape, (z, y, x) => z === 3 && y === 22 && x === 22)], spacing);
  const grown = count(applyEffect(k, one, "Margin", "A", { parameters: { MarginSizeMm: 20 } }), "A");
  const disc = Array.from({ length: 45 * 45 }, (_, i) => +(Math.hypot(Math.floor(i / 45) - 22, (i % 45) - 22) <= 20));
  expect(grown).toBe(disc.reduce((sum, v) => sum + v, 0) + 2);
  const ball = { parameters: { BrushAbsoluteDiameter: 40, BrushSphere: true }, points: [[3, 22, 22]] };
  expect(count(applyEffect(k, one, "Paint", "A", ball), "A")).toBe(grown);
  const both = segmented(shape, [boxMask(shape, (z) => z === 2), boxMask(shape, (z) => z === 4)], spacing);
  expect(errorsOf(applyAll(both, randomImage(3, "int16", shape, 0, 100)))).toEqual([]);
});

it.each([
  ["Uint16Array", 300, new Uint16Array(336)],
  ["Uint32Array", 70_000, new Uint32Array(336)],
])("labels in a %s stay what they are", (type, label, layer) => {
  const shape = [6, 7, 8];
  for (let i = 0; i < 60; i++) layer[i] = i < 30 ? label : label + 1;
  const base = addSegment(addSegment(createSegmentation({ shape }), { id: "A" }), { id: "B" });
  const segments = base.segments.map((segment, at) => ({ ...segment, layer: 0, labelValue: label + at }));
  const large = { ...base, layers: [layer], segments };
  const grown = applyEffect(k, large, "Margin", "A", { parameters: { MarginSizeMm: 1 } });
  expect([grown.layers[0]?.constructor.name, findSegment(grown, "A").labelValue]).toEqual([type, label]);
  const before = voxels(large, "B").filter((v) => v).length;
  expect(count(grown, "A") - 30).toBeGreaterThan(before - count(grown, "B") - 1);
  expect(errorsOf(applyAll(large, randomImage(4, "uint8", shape, 0, 90)))).toEqual([]);
});

it.each(["a|b:c", 'say "x"', "Läppchen 肝", "one\ntwo", "", "../../etc/passwd", "__proto__"])(
  "a segment named %j keeps its name through effects and files",
  async (name) => {
    const shape = [5, 6, 9];
    const islands = boxMask(shape, (z, y, x) => z === 2 && y === 2 && (x < 4 || x > 5));
    const named = segmented(shape, [islands]);
    const renamed = { ...named, segments: named.segments.map((segment) => ({ ...segment, name })) };
    const parameters = { Operation: "SPLIT_ISLANDS_TO_SEGMENTS", MinimumSize: 1 };
    const split = applyEffect(k, renamed, "Islands", "A", { parameters });
    expect(split.segments.map((segment) => segment.name)).toEqual([name, `${name}_2`]);
    const again = await openSegmentation(await writeSegmentation(split, "nrrd"));
    expect(again.segments.map((segment) => segment.name)).toEqual([name, `${name}_2`]);
    const [part] = splitVolume(k, split, randomImage(1, "uint8", shape, 0, 9));
    expect(part?.name).toBe(name);
  },
);

it("NaN and infinity lie outside of ranges, and are named where they cannot", () => {
  const shape = [6, 7, 8];
  const source = randomImage(5, "float32", shape, 0, 100);
  const odd = [3, 77, 200];
  odd.forEach((at, i) => {
    source.data[at] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][i] as number;
  });
  const base = three(1);
  const empty = addSegment(createSegmentation({ shape }), { id: "A" });
  expect(base.shape).toHaveLength(3);
  const range = { MinimumThreshold: 0, MaximumThreshold: 100 };
  const made = voxels(applyEffect(k, empty, "Threshold", "A", { source, parameters: range }), "A");
  expect(odd.map((at) => made[at])).toEqual([0, 0, 0]);
  expect(made.reduce((sum, v) => sum + v, 0)).toBe(336 - 3);
  const unlimited = applyEffect(k, empty, "Threshold", "A", { source });
  expect(voxels(unlimited, "A")[3]).toBe(0);
  const place = [Math.floor(3 / 56), Math.floor(3 / 8) % 7, 3];
  expect(count(applyEffect(k, empty, "Flood filling", "A", { source, points: [place] }), "A")).toBe(0);
  const code = (name: string) => expect.objectContaining({ code: name });
  expect(() => automaticThreshold(k, source)).toThrow(code("E_NONFINITE"));
  const seeds = segmented(shape, [boxMask(shape, (z) => z === 1), boxMask(shape, (z) => z === 4)]);
  expect(() => applyEffect(k, seeds, "Grow from seeds", "A", { source })).toThrow(code("E_NONFINITE"));
  const kept = maskVolume(k, seeds, "A", source, { FillValue: 1 });
  expect(Array.from(kept.data).slice(0, 4)).toEqual([1, 1, 1, 1]);
});

it("an effect that is ended changes nothing, and the next one runs", () => {
  const before = three(2);
  const copies = before.layers.map((layer) => layer.slice());
  for (const { name } of EFFECTS) {
    const options = { source: randomImage(6, "uint8", before.shape, 0, 90), ...callOf(name, before.shape) };
    let asked = 0;
    // The first question comes before any work.
    const cancelled = () => ++asked > 1;
    expect(() => watched(k, { cancelled }, () => applyEffect(k, before, name, "A", options))).toThrow(
      expect.objectContaining({ code: "E_INTERRUPTED" }),
    );
  }
  expect(before.layers).toEqual(copies);
  expect(count(applyEffect(k, before, "Margin", "A"), "A")).toBeGreaterThan(0);
});

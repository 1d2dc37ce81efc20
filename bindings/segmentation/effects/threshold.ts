import { ArgumentRangeError } from "../../core/errors.js";
import { checkImage, type Image, isSet, type Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { type Parameters, resolveOptions } from "../../core/options.js";
import { AUTOMATIC_METHODS, type AutomaticMethod, automaticThreshold } from "../../ops/automatic-threshold.js";
import { rangeMask } from "../../ops/range-mask.js";
import { emptyMaskOf, intersectionOf, setRun } from "../words.js";
import { cover } from "./brush.js";
import { type Drawing, deep, type Effect, type Point, pointsOf, sourceOf } from "./effect.js";
import { AXES, AXIS, outlineMask, slab, sliceOf } from "./outline.js";

const WHO = "Threshold";
const MODES = ["SET_LOWER_MAX", "SET_MIN_UPPER", "SET_LOWER", "SET_UPPER"] as const;
const BRUSHES = ["CIRCLE", "BOX", "DRAW", "LINE"] as const;

const parameters = {
  MinimumThreshold: {
    type: "number",
    unit: "image units",
    summary: "least value; without it a quarter of the way from the smallest to the largest value",
  },
  MaximumThreshold: { type: "number", unit: "image units", summary: "greatest value; without it the largest one" },
  AutoThresholdMethod: { type: "choice", choices: AUTOMATIC_METHODS, summary: "finds a level by itself" },
  AutoThresholdMode: {
    type: "choice",
    choices: MODES,
    default: "SET_LOWER_MAX",
    summary: "which end the level sets, and whether the other one becomes the image's or stays",
  },
  HistogramBins: { type: "integer", default: 64, min: 3, max: 65536, summary: "bins that levels are found on" },
  AutoThresholdWithinMask: { type: "boolean", default: false, summary: "find levels where voxels may change only" },
  HistogramBrushType: {
    type: "choice",
    choices: BRUSHES,
    default: "CIRCLE",
    summary: "what points mark whose values make the range: centre and rim, two corners, an outline, a line",
  },
  HistogramSetLower: {
    type: "choice",
    choices: ["MINIMUM", "LOWER", "AVERAGE"],
    default: "LOWER",
    summary: "least value: the image's smallest, the marked smallest, or the marked mean",
  },
  HistogramSetUpper: {
    type: "choice",
    choices: ["AVERAGE", "UPPER", "MAXIMUM"],
    default: "UPPER",
    summary: "greatest value: the marked mean, the marked largest, or the image's largest",
  },
  SliceAxis: AXIS,
} as const satisfies Parameters;

/** How `thresholdRange` finds a range. */
export interface ThresholdRangeOptions {
  /** The parameters of the effect "Threshold". */
  parameters?: Readonly<Record<string, unknown>>;
  /** Places in voxels, (z, y, x), that mark a region in one slice. */
  points?: readonly Point[];
  /** Voxels that count when AutoThresholdWithinMask is set. */
  mask?: Mask | undefined;
}

/**
 * The range of values that the effect "Threshold" takes, by its parameters: given, found by one of twelve automatic methods,
 * or read from a marked region. As `SourceVolumeIntensityMaskRange` it makes other effects change such voxels only.
 *
 * @param k kernels from `loadKernels`
 * @param image the values
 * @param options `parameters` under Slicer's names; `points`, which mark a region; `mask`
 * @returns least and greatest value, both included
 * @throws ArgumentRangeError E_OPTION for unknown names, bad points or a region without numbers; as `automaticThreshold`
 * @example
 * const range = thresholdRange(k, image, { parameters: { AutoThresholdMethod: "OTSU" } });
 * const points = [[2, 2, 2]];
 * applyEffect(k, segmentation, "Paint", "Segment_1", { source: image, points, SourceVolumeIntensityMaskRange: range });
 */
export function thresholdRange(k: Kernels, image: Image, options: ThresholdRangeOptions = {}): [number, number] {
  checkImage("thresholdRange", image);
  const { shape, spacing = shape.map(() => 1) } = image;
  const resolved = resolveOptions(WHO, parameters, options.parameters ?? {}, shape.length);
  const drawing = { segmentation: { shape }, spacing, options: resolved, points: options.points ?? [] };
  return rangeOf(k, image, drawing, options.mask);
}

function rangeOf(k: Kernels, image: Image, drawing: Drawing, mask: Mask | undefined): [number, number] {
  const { options, points } = drawing;
  if (points.length > 0) return localRange(image, drawing);
  const [low, high] = [options["MinimumThreshold"], options["MaximumThreshold"]] as (number | undefined)[];
  const method = options["AutoThresholdMethod"] as AutomaticMethod | undefined;
  const mode = options["AutoThresholdMode"] as (typeof MODES)[number];
  const ends = () => valuesOf(image);
  if (method === undefined) {
    if (low !== undefined && high !== undefined) return [low, high];
    const { min, max } = ends();
    return [low ?? min + 0.25 * (max - min), high ?? max];
  }
  const within = options["AutoThresholdWithinMask"] ? mask : undefined;
  const level = automaticThreshold(k, image, { method, bins: options["HistogramBins"] as number, mask: within });
  if (mode === "SET_LOWER") return [level, high ?? ends().max];
  if (mode === "SET_UPPER") return [low ?? ends().min, level];
  return mode === "SET_LOWER_MAX" ? [level, ends().max] : [ends().min, level];
}

/** Smallest, mean and largest number of an image, or of a mask's voxels. */
function valuesOf({ data, shape }: Image, mask?: Mask): { min: number; mean: number; max: number } {
  const w = shape.at(-1) as number;
  let [min, max, sum, n] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (!Number.isFinite(value) || (mask && !isSet(mask, Math.floor(i / w), i % w))) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    n++;
  }
  if (n > 0) return { min, mean: sum / n, max };
  throw new ArgumentRangeError("E_OPTION", `${WHO}: expected points that mark voxels with numbers, found none`);
}

function localRange(image: Image, drawing: Drawing): [number, number] {
  const marked = valuesOf(image, regionOf(drawing));
  const { options } = drawing;
  const [lower, upper] = [options["HistogramSetLower"], options["HistogramSetUpper"]];
  const low = lower === "LOWER" ? marked.min : lower === "AVERAGE" ? marked.mean : valuesOf(image).min;
  const high = upper === "UPPER" ? marked.max : upper === "AVERAGE" ? marked.mean : valuesOf(image).max;
  return [low, high];
}

const squared = (value: number) => value * value;

/** The voxels that points mark in one slice. */
function regionOf(drawing: Drawing): Mask {
  const brush = drawing.options["HistogramBrushType"] as (typeof BRUSHES)[number];
  const points = pointsOf(drawing, WHO, brush === "DRAW" ? 3 : 2).map((point) => deep(point, 0));
  const slice = Math.round(sliceOf(drawing, WHO, 2));
  const rank = drawing.segmentation.shape.length;
  const [a, b] = points as [[number, number, number], [number, number, number]];
  if (brush === "CIRCLE") {
    const steps = deep(drawing.spacing, 1);
    const square = a.reduce((sum, at, axis) => sum + squared((at - b[axis as 0]) * steps[axis as 0]), 0);
    const ball = emptyMaskOf(drawing.segmentation);
    cover(ball, drawing.spacing, a.slice(3 - rank), a.slice(3 - rank), Math.sqrt(square), true);
    return intersectionOf(ball, slab(drawing, slice, slice));
  }
  if (brush === "LINE") return lineMask(drawing, points);
  if (brush === "DRAW") return outlineMask(drawing, WHO, slice, slice);
  const across = AXES.indexOf(drawing.options["SliceAxis"] as "z");
  const v = across === 2 ? 1 : 2;
  const corner = (first: Point, second: Point) => a.map((_, axis) => (axis === v ? second : first)[axis] as number);
  const corners = [a, corner(a, b), b, corner(b, a)].map((place) => {
    place[across as 0] = slice;
    return place.slice(3 - rank);
  });
  return outlineMask({ ...drawing, points: corners }, WHO, slice, slice);
}

/** The voxels nearest to places along straight ways, half a voxel apart. */
function lineMask({ segmentation }: Drawing, points: readonly Point[]): Mask {
  const mask = emptyMaskOf(segmentation);
  const [d, h] = deep(segmentation.shape, 1);
  points.slice(1).forEach((to, i) => {
    const from = points[i] as Point;
    const steps = Math.ceil(2 * Math.max(1, ...to.map((at, axis) => Math.abs(at - (from[axis] as number)))));
    for (let n = 0; n <= steps; n++) {
      const [z, y, x] = to.map((at, axis) => {
        return Math.round((from[axis] as number) + ((at - (from[axis] as number)) * n) / steps);
      }) as [number, number, number];
      if (z >= 0 && z < d && y >= 0 && y < h) setRun(mask, z * h + y, x, x + 1);
    }
  });
  return mask;
}

export const thresholdEffect: Effect = {
  name: WHO,
  summary: "Make a segment of the voxels with values in a range: given, found by itself, or read from a marked region.",
  parameters,
  run(call) {
    const { k, segmentation, id } = call;
    const source = sourceOf(call, WHO);
    const [low, high] = rangeOf(k, source, call, call.editable);
    return call.edit(segmentation, id, rangeMask(k, source, low, high), "set");
  },
};

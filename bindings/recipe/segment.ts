import type { Image, Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults, type Resolved } from "../core/op.js";
import { type Parameters, resolveOptions } from "../core/options.js";
import { countMask, putImage, type ResidentLabels, takeResident } from "../core/resident.js";
import { scratch } from "../core/scratch.js";
import { gaussianOp } from "../ops/gaussian.js";
import { labelOp } from "../ops/label.js";
import { erodeOp } from "../ops/morphology.js";
import { type RegionTable, statsStep } from "../ops/region-stats.js";
import { THRESHOLD_METHODS, type ThresholdMethod } from "../ops/thresholds.js";
import { runChain } from "./chain.js";
import { type Recipe, type RecipeStep, stepsOf } from "./recipe.js";

/** Options of `segment`: the parameters of the lesson's steps. */
export interface SegmentOptions {
  /** Standard deviation of the blur in voxels, one number or one per axis. 0: no blur. */
  sigma?: number | readonly number[];
  /** Where the blur's kernel is cut off, in sigmas. */
  truncate?: number;
  /** How the level is found, or the level itself in image units. */
  threshold?: ThresholdMethod | number;
  /** Radius of the ball (disk in 2-D) that separates touching objects, in voxels. */
  erode?: number;
  /** How far the labels grow back, in voxels. */
  expand?: number;
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
  /** Objects of fewer voxels are dropped at the end and the rest numbered anew. */
  minSize?: number;
  /** Fill holes in the mask before it is eroded. */
  fillHoles?: boolean;
  /** How touching objects are parted: "none" by `erode` and `expand`, "distance" at their necks, by `split`, instead. */
  split?: "none" | "distance";
}

/** What `segment` takes; the command line and the viewer's form are printed from this. */
export const SEGMENT_PARAMETERS = {
  sigma: { ...gaussianOp.parameters.sigma, default: 3 },
  truncate: gaussianOp.parameters.truncate,
  threshold: {
    type: "number-or-choice",
    choices: THRESHOLD_METHODS,
    default: "otsu",
    unit: "image units",
    summary: "how the level is found, or the level itself",
  },
  erode: { ...erodeOp.parameters.radius, default: 10, summary: "radius of the ball that separates touching objects" },
  expand: {
    type: "number",
    default: 10,
    min: 0,
    unit: "voxels",
    summary: "how far the labels grow back",
  },
  connectivity: labelOp.parameters.connectivity,
  minSize: {
    type: "integer",
    default: 0,
    min: 0,
    unit: "voxels",
    summary: "objects of fewer voxels are dropped",
  },
  fillHoles: { type: "boolean", default: false, summary: "fill holes in the mask before it is eroded" },
  split: {
    type: "choice",
    choices: ["none", "distance"],
    default: "none",
    summary: "part touching objects at their necks (distance), instead of by erode and expand",
  },
} as Parameters;

/** Defaults of `segment`: those of the lesson. */
export const SEGMENT_DEFAULTS = opDefaults<SegmentOptions>(SEGMENT_PARAMETERS);

/** What `segment` returns. */
export interface SegmentResult {
  /** One number per object, 1..count, in the smallest unsigned type. */
  labels: Labelmap;
  /** Number of objects. */
  count: number;
  /** The level that was used, in image units; foreground is strictly above it in the blurred image. */
  threshold: number;
  /** Voxels above the level. */
  foreground: number;
  /** A row of measures for every object, with the intensities of the image that was given; see `regionStats`. */
  table: RegionTable;
}

/**
 * The lesson in one call: blur → threshold → erode → label → expand, without leaving WebAssembly memory between steps.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options parameters of the steps; defaults are the lesson's: sigma 3, Otsu, erode 10, expand 10
 * @returns labels, their number, the level, the foreground and a table of the objects
 * @throws UnsuitableImage E_NONFINITE for NaN or infinity; ArgumentRangeError for bad options; OutOfMemory
 * @example
 * const dot = { data: Uint8Array.from({ length: 81 }, (_, i) => (i === 40 ? 200 : 0)), shape: [9, 9] };
 * segment(k, dot, { sigma: 1, erode: 0, expand: 1 }).count; // 1
 */
export function segment(k: Kernels, image: Image, options: SegmentOptions = {}): SegmentResult {
  return scratch(k, (s) => {
    const input = putImage(s, "segment", image);
    let [foreground, threshold] = [0, 0];
    const steps = stepsOf(segmentRecipe(options, input.shape.length));
    const labels = runChain(
      s,
      () => input,
      steps,
      (mask, level) => {
        foreground = countMask(s, mask);
        threshold = level;
      },
    ) as ResidentLabels;
    const table = statsStep(s, labels, [input]);
    return { labels: takeResident(s, labels) as Labelmap, count: labels.count, threshold, foreground, table };
  });
}

/** The recipe that does what `segment` does with these options. */
export function segmentRecipe(options: SegmentOptions = {}, ndim = 3): Recipe {
  const o = resolveOptions("segment", SEGMENT_PARAMETERS, options, ndim) as Resolved<SegmentOptions>;
  const sigma = new Set(o.sigma).size === 1 ? (o.sigma[0] as number) : o.sigma;
  const steps: RecipeStep[] = [];
  if (o.sigma.some((one) => one > 0)) steps.push({ op: "gaussian", sigma, truncate: o.truncate });
  steps.push({ op: "threshold", level: o.threshold });
  if (o.fillHoles) steps.push({ op: "fill-holes" });
  if (o.split === "distance") {
    steps.push({ op: "split" });
  } else {
    if (o.erode > 0) steps.push({ op: "erode", radius: o.erode });
    steps.push({ op: "label", ...(o.connectivity !== undefined && { connectivity: o.connectivity }) });
    if (o.expand > 0) steps.push({ op: "expand", distance: o.expand });
  }
  if (o.minSize > 1) steps.push({ op: "remove-small-labels", maxSize: o.minSize - 1 });
  return { segwasm: 1, steps };
}

import type { Image, Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type AnyOp, chainOp, opDefaults, type Resolved } from "../core/op.js";
import { type Parameters, resolveOptions } from "../core/options.js";
import {
  maskBytes,
  putImage,
  type Resident,
  type ResidentImage,
  type ResidentLabels,
  type ResidentMask,
  settle,
  takeResident,
} from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { blurredMask } from "../ops/blurred-mask.js";
import { expandOp } from "../ops/expand.js";
import { type GaussianOptions, gaussianOp } from "../ops/gaussian.js";
import { labelOp } from "../ops/label.js";
import { erodeOp } from "../ops/morphology.js";
import { thresholdOp } from "../ops/threshold.js";
import { levelOf, THRESHOLD_METHODS, type ThresholdMethod } from "../ops/thresholds.js";
import type { Recipe, RecipeStep } from "./recipe.js";

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
}

type Checked = Resolved<SegmentOptions>;

/**
 * The lesson in one call: blur → threshold → erode → label → expand, without leaving WebAssembly memory between steps.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options parameters of the steps; defaults are the lesson's: sigma 3, Otsu, erode 10, expand 10
 * @returns labels, their number, the level and the foreground
 * @throws UnsuitableImage E_NONFINITE for NaN or infinity; ArgumentRangeError for bad options; OutOfMemory
 * @example
 * const dot = { data: Uint8Array.from({ length: 81 }, (_, i) => (i === 40 ? 200 : 0)), shape: [9, 9] };
 * segment(k, dot, { sigma: 1, erode: 0, expand: 1 }).count; // 1
 */
export function segment(k: Kernels, image: Image, options: SegmentOptions = {}): SegmentResult {
  return scratch(k, (s) => {
    const input = putImage(s, "segment", image);
    const ndim = input.shape.length;
    const checked = resolveOptions("segment", SEGMENT_PARAMETERS, options, ndim) as Checked;
    const { mask, threshold } = foregroundOf(s, input, checked);
    const foreground = s.raw.countSet(mask.at, maskBytes(mask)) >>> 0;
    const labels = objectsOf(s, mask, checked);
    return { labels: takeResident(s, labels) as Labelmap, count: labels.count, threshold, foreground };
  });
}

/** Blur and threshold. */
function foregroundOf(s: Scratch, image: ResidentImage, options: Checked): { mask: ResidentMask; threshold: number } {
  const { sigma, truncate, threshold } = options;
  if (sigma.every((one) => one === 0)) {
    const level = typeof threshold === "number" ? threshold : levelOf(s, image, threshold, "segment");
    return { mask: chainOp(s, thresholdOp, image, { level }), threshold: level };
  }
  const blur = resolveOptions("segment", gaussianOp.parameters, { sigma, truncate }, sigma.length);
  const { mask, level } = blurredMask(s, "segment", image, blur as Resolved<GaussianOptions>, threshold);
  return { mask, threshold: level };
}

/** Erosion, labels, expansion; each step's input is freed after it. */
function objectsOf(s: Scratch, mask: ResidentMask, options: Checked): ResidentLabels {
  const base = mask.at;
  let object: Resident = mask;
  const step = (op: AnyOp, stepOptions: object) => {
    object = settle(s, base, chainOp(s, op, object, stepOptions));
  };
  if (options.erode > 0) step(erodeOp, { radius: options.erode });
  step(labelOp, options.connectivity === undefined ? {} : { connectivity: options.connectivity });
  if (options.expand > 0) step(expandOp, { distance: options.expand });
  return object as unknown as ResidentLabels;
}

/** The recipe that does what `segment` does with these options. */
export function segmentRecipe(options: SegmentOptions = {}, ndim = 3): Recipe {
  const o = resolveOptions("segment", SEGMENT_PARAMETERS, options, ndim) as Checked;
  const sigma = new Set(o.sigma).size === 1 ? (o.sigma[0] as number) : o.sigma;
  const steps: RecipeStep[] = [];
  if (o.sigma.some((one) => one > 0)) steps.push({ op: "gaussian", sigma, truncate: o.truncate });
  steps.push({ op: "threshold", level: o.threshold });
  if (o.fillHoles) steps.push({ op: "fill-holes" });
  if (o.erode > 0) steps.push({ op: "erode", radius: o.erode });
  steps.push({ op: "label", ...(o.connectivity !== undefined && { connectivity: o.connectivity }) });
  if (o.expand > 0) steps.push({ op: "expand", distance: o.expand });
  return { segwasm: 1, steps };
}

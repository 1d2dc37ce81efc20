import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, type Resolved, runOp } from "../core/op.js";
import { dtypeCode, type ResidentImage, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { recur } from "./gaussian-recursive.js";

/** What lies beyond the edge, in the order of the raw interface's codes. */
export const BORDERS = ["nearest", "reflect", "mirror", "wrap", "constant"] as const;

/** A standard deviation as a parameter; operations add its default and what it is the deviation of. */
export const sigmaParameter = { type: "vector", min: 0, max: 10_000, unit: "voxels", code: "E_SIGMA" } as const;

/** Where Gaussian weights are cut off, as a parameter. */
export const truncateParameter = {
  type: "number",
  default: 4,
  min: 0,
  max: 100,
  unit: "sigmas",
  summary: "where the kernel is cut off",
} as const;

/** The edge as a parameter where there is none for the value beyond it; operations add its default. */
export const borderParameter = {
  type: "choice",
  choices: BORDERS,
  summary: "what lies beyond the edge; constant is 0",
} as const;

/** The value beyond the edge as a parameter. */
export const valueParameter = {
  type: "number",
  default: 0,
  unit: "image units",
  summary: 'the value beyond the edge with border "constant"',
} as const;

const METHODS = ["exact", "recursive"] as const;

/** Options of `gaussian`. */
export interface GaussianOptions {
  /** Standard deviation in voxels, one number or one per axis in the order of the shape. 0 leaves an axis alone. */
  sigma?: number | readonly number[];
  /** Where the kernel is cut off, in standard deviations: radius = ⌊truncate · sigma + ½⌋. */
  truncate?: number;
  /** What lies beyond the edge. */
  border?: (typeof BORDERS)[number];
  /** The value beyond the edge with border "constant". */
  value?: number;
  /** "recursive": within 5e-4 of the range in a time that does not depend on sigma; border "nearest" only. */
  method?: (typeof METHODS)[number];
}

const parameters = {
  sigma: {
    ...sigmaParameter,
    default: 1,
    summary: "standard deviation, one number or one per axis; 0 leaves an axis alone",
  },
  truncate: truncateParameter,
  border: { ...borderParameter, default: "nearest", summary: "what lies beyond the edge" },
  value: valueParameter,
  method: {
    type: "choice",
    choices: METHODS,
    default: "exact",
    summary: "recursive: within 5e-4 of the range, in the same time for every sigma; for sigmas from about 5 on",
  },
} as const;

export const GAUSSIAN_DEFAULTS = opDefaults<GaussianOptions>(parameters);

/** Weights of one axis in linear memory. */
interface Taps {
  at: Pointer;
  radius: number;
}

export const gaussianOp = defineOp<"image", "image", GaussianOptions>({
  name: "gaussian",
  summary: "Blur with a Gaussian: exact convolution, in the image's own units.",
  input: "image",
  output: "image",
  parameters,
  step(s, image, options) {
    const at = s.alloc(voxelCount(image.shape) * 4, "gaussian: its result");
    s.nested(() => (options.method === "exact" ? blur(s, at, image, options, 0) : recur(s, at, image, options)));
    return { kind: "image", ...sameGrid(image), at, dtype: "float32" };
  },
});

/** Blurs into `dst`; with `ranges`, pairs of f32 that start as (+Infinity, −Infinity), also narrows those of every row. */
export function blur(
  s: Scratch,
  dst: Pointer,
  image: ResidentImage,
  options: Resolved<GaussianOptions>,
  ranges: Pointer,
): void {
  const { w, h, d } = image;
  const border = BORDERS.indexOf(options.border);
  const [x, y, z] = [...options.sigma].reverse().map((sigma) => tapsOf(s, sigma, options.truncate)) as [
    Taps,
    Taps,
    Taps?,
  ];
  const bytes = s.raw.gaussianRoom(w, h, d, x.radius, y.radius, z?.radius ?? 0, border) >>> 0;
  const room = { bytes, what: "gaussian: its tiles" };
  const { value } = options;
  // The ranges belong to the last pass.
  const deep = z !== undefined && z.radius > 0;
  const [type, own] = [dtypeCode(image), deep ? 0 : ranges];
  s.eachInRoom(
    "gaussianPlanes",
    s.ranges(h * d, { work: w * workOf(x.radius + y.radius), least: 2 * y.radius }),
    room,
    ({ from, to }) => {
      return [dst, image.at, type, w, h, from, to, y.at, y.radius, x.at, x.radius, border, value, own];
    },
  );
  if (!deep) return;
  s.eachInRoom("gaussianDepth", s.ranges(h, { work: w * d * workOf(z.radius) }), room, ({ from, to }) => {
    return [dst, w, h, d, from, to, z.at, z.radius, border, value, ranges];
  });
}

/** About what a voxel costs in passes that reach so far. */
function workOf(radius: number): number {
  return 1 + radius / 12;
}

/** How many voxels a kernel reaches to either side. */
export function gaussianRadius(sigma: number, truncate: number): number {
  return Math.floor(truncate * sigma + 0.5);
}

function tapsOf(s: Scratch, sigma: number, truncate: number): Taps {
  const radius = gaussianRadius(sigma, truncate);
  const at = s.alloc((radius + 1) * 4, "gaussian: its weights");
  s.raw.gaussianTaps(at, sigma, radius);
  return { at, radius };
}

/**
 * Gaussian blur.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `sigma` in voxels (≥ 0), `truncate` in sigmas, `border`, `value`, `method`
 * @returns float32 image of the same shape and geometry, not rescaled
 * @throws ArgumentRangeError E_SIGMA for a negative sigma or a list of the wrong length; UnsuitableImage E_NONFINITE for
 *   NaN or infinity with method "recursive"; OutOfMemory
 * @example
 * const blurred = gaussian(k, { data: new Uint16Array([0, 0, 900, 0, 0]), shape: [1, 5] }, { sigma: 1 });
 * Math.round(blurred.data[2]); // 359
 * @see scikit-image `filters.gaussian(preserve_range=True)`, to 3e-7 of the largest value
 */
export function gaussian(k: Kernels, image: Image, options: GaussianOptions = {}): Image<Float32Array> {
  return runOp(gaussianOp, k, image, options) as Image<Float32Array>;
}

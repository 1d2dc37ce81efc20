import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, type ResidentImage, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { subtract } from "./blend.js";
import { BORDERS, borderParameter, gaussianRadius, sigmaParameter, truncateParameter } from "./gaussian.js";
import { slabBytes, slabOf, slabsOf } from "./slabs.js";

/** Options of `laplace`. */
export interface LaplaceOptions {
  /** Standard deviation in voxels, one number or one per axis in the order of the shape; 0: differences of neighbours. */
  sigma?: number | readonly number[];
  /** Where the kernel is cut off, in standard deviations. */
  truncate?: number;
  /** What lies beyond the edge; "constant" is 0. */
  border?: (typeof BORDERS)[number];
}

const parameters = {
  sigma: {
    ...sigmaParameter,
    default: 1,
    summary: "standard deviation, one number or one per axis; 0 takes differences of neighbours",
  },
  truncate: truncateParameter,
  border: { ...borderParameter, default: "reflect" },
} as const;

/** Defaults of `laplace`. */
export const LAPLACE_DEFAULTS = opDefaults<LaplaceOptions>(parameters);

/** Weights in linear memory. */
interface Taps {
  at: Pointer;
  radius: number;
}

/** The kernels of one axis: the Gaussian, and its second derivative as it is and with the opposite sign. */
interface Axis {
  smooth: Taps;
  bend: Taps;
  opposite: Taps;
}

export const laplaceOp = defineOp<"image", "image", LaplaceOptions>({
  name: "laplace",
  summary: "Sum of second derivatives of a Gaussian blur: finds edges and spots.",
  input: "image",
  output: "image",
  parameters,
  step(s, image, { sigma, truncate, border }) {
    const at = s.alloc(4 * voxelCount(image.shape) + 16, "laplace: its result");
    s.nested(() => {
      const axes = sigma.map((value) => axisOf(s, value, truncate));
      const edge = BORDERS.indexOf(border);
      const halo = border === "wrap" ? (image.shape[0] as number) : (axes[0] as Axis).bend.radius;
      const slabs = slabsOf(image, halo, 2);
      const bytes = slabBytes(slabs);
      const parts = [s.alloc(bytes, "laplace: its parts"), s.alloc(bytes, "laplace: its parts")] as const;
      for (const slab of slabs) {
        const part = slabOf(image, slab);
        s.nested(() => makeParts(s, parts, part, axes, edge));
        const { from, to, low, step } = slab;
        const [a, b] = parts.map((own) => own + 4 * (from - low) * step) as [Pointer, Pointer];
        subtract(s, at + 4 * from * step, a, b, (to - from) * step);
      }
    });
    return { kind: "image", ...sameGrid(image), at, dtype: "float32" };
  },
});

/** Two images whose difference is the Laplacian: one of the derivatives is made with the opposite sign. */
function makeParts(
  s: Scratch,
  [a, b]: readonly [Pointer, Pointer],
  image: ResidentImage,
  axes: readonly Axis[],
  border: number,
): void {
  const [x, y, z] = [...axes].reverse() as [Axis, Axis, Axis?];
  convolvePlanes(s, a, image, y.bend, x.smooth, border);
  convolvePlanes(s, b, image, y.smooth, x.opposite, border);
  if (!z) return;
  subtract(s, a, a, b, voxelCount(image.shape));
  convolveDepth(s, a, image, z.smooth, border);
  convolvePlanes(s, b, image, y.smooth, x.smooth, border);
  convolveDepth(s, b, image, z.opposite, border);
}

function convolvePlanes(s: Scratch, dst: Pointer, image: ResidentImage, y: Taps, x: Taps, border: number): void {
  const { w, h, d } = image;
  const bytes = s.raw.gaussianRoom(w, h, d, x.radius, y.radius, 0, border) >>> 0;
  s.eachInRoom(
    "gaussianPlanes",
    s.ranges(h * d, { work: w, least: 2 * y.radius }),
    { bytes, what: "laplace: its tiles" },
    ({ from, to }) => {
      return [dst, image.at, dtypeCode(image), w, h, from, to, y.at, y.radius, x.at, x.radius, border, 0, 0];
    },
  );
}

function convolveDepth(s: Scratch, dst: Pointer, { w, h, d }: ResidentImage, z: Taps, border: number): void {
  const bytes = s.raw.gaussianRoom(w, h, d, 0, 0, z.radius, border) >>> 0;
  s.eachInRoom("gaussianDepth", s.ranges(h, { work: w * d }), { bytes, what: "laplace: its tiles" }, ({ from, to }) => {
    return [dst, w, h, d, from, to, z.at, z.radius, border, 0, 0];
  });
}

function axisOf(s: Scratch, sigma: number, truncate: number): Axis {
  const radius = gaussianRadius(sigma, truncate);
  // A kernel of one weight has no derivative to give.
  const wide = Math.max(1, radius);
  const smooth = { at: s.alloc(4 * (radius + 1)), radius };
  s.raw.gaussianTaps(smooth.at, sigma, radius);
  const weights = bentWeights(s, sigma, wide);
  const bend = { at: s.put(weights), radius: wide };
  const opposite = { at: s.put(weights.map((weight) => -weight)), radius: wide };
  return { smooth, bend, opposite };
}

/** Weights of the second derivative, the centre first: (k²/σ⁴ − 1/σ²) times those of the Gaussian, rounded once. */
function bentWeights(s: Scratch, sigma: number, radius: number): Float32Array {
  if (sigma === 0) return Float32Array.of(-2, 1);
  return s.nested(() => {
    const at = s.alloc(8 * (radius + 1));
    s.raw.gaussianWeights(at, sigma, radius);
    const square = sigma * sigma;
    const weights = s.view(at, Float64Array, radius + 1);
    return Float32Array.from(weights, (weight, k) => (((k * k) / square - 1) / square) * weight);
  });
}

/**
 * Laplacian of Gaussian: the sum of the second derivatives of a Gaussian blur.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `sigma` in voxels (≥ 0; 0: differences of direct neighbours), `truncate`, `border`
 * @returns float32 image in image units a squared voxel, negative on bright spots
 * @throws ArgumentRangeError E_SIGMA for a negative sigma or a list of the wrong length; OutOfMemory
 * @example
 * const spot = { data: new Uint8Array([0, 0, 90, 0, 0]), shape: [1, 5] };
 * laplace(k, spot, { sigma: 0 }).data; // Float32Array [0, 90, -180, 90, 0]
 * @see scipy.ndimage.gaussian_laplace, and laplace for sigma 0: to 3e-7 of the largest value times Σ 4/σ²
 */
export function laplace(k: Kernels, image: Image, options: LaplaceOptions = {}): Image<Float32Array> {
  return runOp(laplaceOp, k, image, options) as Image<Float32Array>;
}

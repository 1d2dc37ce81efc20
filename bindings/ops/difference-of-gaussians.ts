import { ArgumentRangeError } from "../core/errors.js";
import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, type Resolved, runOp } from "../core/op.js";
import { sameGrid } from "../core/resident.js";
import { subtract } from "./blend.js";
import { type BORDERS, blur, borderParameter, gaussianRadius, sigmaParameter, truncateParameter } from "./gaussian.js";
import { slabBytes, slabOf, slabsOf } from "./slabs.js";

/** Options of `differenceOfGaussians`. */
export interface DifferenceOfGaussiansOptions {
  /** Sigma of the weaker blur in voxels, one number or one per axis in the order of the shape. */
  low?: number | readonly number[];
  /** Sigma of the stronger blur, on no axis below `low`. Default: 1.6 · `low`. */
  high?: number | readonly number[];
  /** Where the kernels are cut off, in standard deviations. */
  truncate?: number;
  /** What lies beyond the edge; "constant" is 0. */
  border?: (typeof BORDERS)[number];
}

const parameters = {
  low: { ...sigmaParameter, default: 1, summary: "sigma of the weaker blur, one number or one per axis" },
  high: { ...sigmaParameter, summary: "sigma of the stronger blur; 1.6 times the weaker one when not given" },
  truncate: { ...truncateParameter, summary: "where the kernels are cut off" },
  border: { ...borderParameter, default: "nearest" },
} as const;

/** Defaults of `differenceOfGaussians`. */
export const DIFFERENCE_OF_GAUSSIANS_DEFAULTS = opDefaults<DifferenceOfGaussiansOptions>(parameters);

/** What scikit-image takes for the ratio of the sigmas: the difference then comes close to a Laplacian of Gaussian. */
const RATIO = 1.6;

export const differenceOfGaussiansOp = defineOp<"image", "image", DifferenceOfGaussiansOptions>({
  name: "difference-of-gaussians",
  summary: "Keep what is between two sizes: a weak blur less a strong one.",
  input: "image",
  output: "image",
  parameters,
  step(s, image, options) {
    const { low, truncate, border } = options;
    const high = highSigma(options);
    const common = { truncate, border, value: 0, method: "exact" } as const;
    const at = s.alloc(4 * voxelCount(image.shape) + 16, "difference-of-gaussians: its result");
    s.nested(() => blur(s, at, image, { ...common, sigma: low }, 0));
    s.nested(() => {
      // The second blur is subtracted slab by slab, so that it never lies in memory as a whole.
      const halo = border === "wrap" ? (image.shape[0] as number) : gaussianRadius(high[0] as number, truncate);
      const slabs = slabsOf(image, halo, 1);
      const part = s.alloc(slabBytes(slabs), "difference-of-gaussians: its second blur");
      for (const slab of slabs) {
        s.nested(() => blur(s, part, slabOf(image, slab), { ...common, sigma: high }, 0));
        const { from, to, low: first, step } = slab;
        const own = at + 4 * from * step;
        subtract(s, own, own, part + 4 * (from - first) * step, (to - from) * step);
      }
    });
    return { kind: "image", ...sameGrid(image), at, dtype: "float32" };
  },
});

function highSigma({ low, high }: Resolved<DifferenceOfGaussiansOptions>): readonly number[] {
  const given = high ?? low.map((value) => value * RATIO);
  if (given.some((value, axis) => value < (low[axis] as number))) {
    throw new ArgumentRangeError(
      "E_SIGMA",
      `difference-of-gaussians: expected high >= low on every axis, got ${given.join(", ")} and ${low.join(", ")}`,
    );
  }
  return given;
}

/**
 * Difference of two Gaussian blurs: a band-pass filter that keeps structures between two sizes.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `low` and `high`: the two sigmas in voxels (≥ 0), `truncate`, `border`
 * @returns float32 image in the image's own units, positive where the image is brighter than its surroundings
 * @throws ArgumentRangeError E_SIGMA for a negative sigma, a list of the wrong length, or `high` below `low`; OutOfMemory
 * @example
 * const spot = { data: new Uint8Array([0, 0, 90, 0, 0]), shape: [1, 5] };
 * Math.round(differenceOfGaussians(k, spot, { low: [0, 1], high: [0, 2] }).data[2]); // 18
 * @see scikit-image `filters.difference_of_gaussians`, to 6e-7 of the largest value
 */
export function differenceOfGaussians(
  k: Kernels,
  image: Image,
  options: DifferenceOfGaussiansOptions = {},
): Image<Float32Array> {
  return runOp(differenceOfGaussiansOp, k, image, options) as Image<Float32Array>;
}

import { ArgumentRangeError } from "../core/errors.js";
import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { maskBytes, sameGrid } from "../core/resident.js";

/** Rules by which voxels are peeled off. */
export type SkeletonMethod = (typeof METHODS)[number];

const METHODS = ["zhang", "lee"] as const;

/** Options of `skeleton`. */
export interface SkeletonOptions {
  /** "zhang" (2-D only) or "lee". Default: "zhang" in 2-D, "lee" in 3-D. */
  method?: SkeletonMethod | undefined;
}

const parameters = {
  method: {
    type: "choice",
    choices: METHODS,
    summary: "zhang (2-D only) or lee; zhang in 2-D, lee in 3-D when not given",
  },
} as const;

/** Defaults of `skeleton`; the method depends on the rank. */
export const SKELETON_DEFAULTS = opDefaults<SkeletonOptions>(parameters);

export const skeletonOp = defineOp<"mask", "mask", SkeletonOptions>({
  name: "skeleton",
  summary: "Thin a mask to lines one voxel wide.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, { method }) {
    const { pitch, w, h, d, shape } = mask;
    const rank = shape.length;
    if (method === "zhang" && rank === 3) {
      throw new ArgumentRangeError(
        "E_NDIM",
        "skeleton: expected a 2-D mask for method zhang, got 3-D; lee thins volumes",
      );
    }
    const at = s.alloc(maskBytes(mask), "skeleton: its mask");
    s.copy(at, mask.at, maskBytes(mask));
    s.nested(() => {
      if (rank === 3 || method === "lee") {
        s.raw.thin(at, pitch, w, h, d, s.alloc(maskBytes(mask), "skeleton: its marks"));
      } else {
        s.raw.thinPlanar(at, pitch, h, s.alloc(3 * pitch + 4 * (h + 2), "skeleton: its rows"));
      }
    });
    return { kind: "mask", ...sameGrid(mask), at, pitch };
  },
});

/**
 * Skeleton of a mask: lines one voxel wide that hold together like the objects did.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `method`: "zhang" (Zhang and Suen 1984, 2-D) or "lee" (Lee, Kashyap and Chu 1994); default by rank
 * @returns bit rows of the same shape and geometry
 * @throws ArgumentRangeError E_NDIM for "zhang" in 3-D, E_OPTION for another method; OutOfMemory
 * @example
 * const bar = { data: new Uint8Array(15).fill(1), shape: [3, 5] };
 * skeleton(k, bar).bits[16]; // 7: three voxels of the middle row
 * @see scikit-image `skeletonize` gives the same result
 */
export function skeleton(k: Kernels, mask: Mask | Image, options: SkeletonOptions = {}): Mask {
  return runOp(skeletonOp, k, mask, options);
}

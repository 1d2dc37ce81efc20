import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { sameGrid } from "../core/resident.js";
import { blend } from "./blend.js";
import { blur, sigmaParameter } from "./gaussian.js";

/** Options of `unsharp`. */
export interface UnsharpOptions {
  /** Sigma of the blur in voxels, one number or one per axis in the order of the shape: the size of what is sharpened. */
  radius?: number | readonly number[];
  /** How much of the difference from the blur is added; negative values smooth. */
  amount?: number;
}

const parameters = {
  radius: {
    ...sigmaParameter,
    default: 1,
    summary: "sigma of the blur: the size of what is sharpened",
  },
  amount: { type: "number", default: 1, summary: "how much of the difference from the blur is added" },
} as const;

/** Defaults of `unsharp`. */
export const UNSHARP_DEFAULTS = opDefaults<UnsharpOptions>(parameters);

export const unsharpOp = defineOp<"image", "image", UnsharpOptions>({
  name: "unsharp",
  summary: "Sharpen: add the difference between an image and its blur.",
  input: "image",
  output: "image",
  parameters,
  step(s, image, { radius: sigma, amount }) {
    const n = voxelCount(image.shape);
    const at = s.alloc(4 * n + 16, "unsharp: its result");
    s.nested(() => {
      blur(s, at, image, { sigma, truncate: 4, border: "reflect", value: 0, method: "exact" }, 0);
      blend(s, at, image, at, n, { keep: 1, gain: amount });
    });
    return { kind: "image", ...sameGrid(image), at, dtype: "float32" };
  },
});

/**
 * Unsharp mask: image + amount · (image − its Gaussian blur).
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `radius`: sigma of the blur in voxels (≥ 0); `amount`
 * @returns float32 image in the image's own units; values beyond the range of the image's type are not clipped
 * @throws ArgumentRangeError E_SIGMA for a negative radius or a list of the wrong length; OutOfMemory
 * @example
 * const sharp = unsharp(k, { data: new Uint8Array([0, 0, 90, 90]), shape: [1, 4] }, { radius: 1 });
 * Math.round(sharp.data[2]); // 117
 * @see scikit-image `filters.unsharp_mask(preserve_range=True)`, to 3e-7 · (1 + 2 · amount) of the largest value
 */
export function unsharp(k: Kernels, image: Image, options: UnsharpOptions = {}): Image<Float32Array> {
  return runOp(unsharpOp, k, image, options) as Image<Float32Array>;
}

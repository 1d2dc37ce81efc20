import { arrayType, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, sameGrid } from "../core/resident.js";
import { GREY_PARAMETERS, type GreyMorphologyOptions, greySeries } from "./grey-morphology.js";

/** Options of `tophat`. */
export interface TophatOptions extends GreyMorphologyOptions {
  /** "white": what an opening takes away, small bright spots; "black": what a closing adds, small dark spots. */
  kind?: "white" | "black";
}

const parameters = {
  kind: {
    type: "choice",
    choices: ["white", "black"],
    default: "white",
    summary: "white = bright spots smaller than the footprint, black = dark ones",
  },
  ...GREY_PARAMETERS,
} as const;

/** Defaults of `tophat`. */
export const TOPHAT_DEFAULTS = opDefaults<TophatOptions>(parameters);

export const tophatOp = defineOp<"image", "image", TophatOptions>({
  name: "tophat",
  summary: "Keep only bright or dark spots smaller than the footprint.",
  input: "image",
  output: "image",
  parameters,
  step(s, image, options) {
    const n = voxelCount(image.shape);
    // The kernel writes whole vectors.
    const at = s.alloc(n * arrayType(image.dtype).BYTES_PER_ELEMENT + 16, "tophat: its result");
    s.nested(() => {
      const white = options.kind === "white";
      const filtered = greySeries(s, "tophat", image, white ? ["erode", "dilate"] : ["dilate", "erode"], options);
      const [high, low] = white ? [image, filtered] : [filtered, image];
      s.raw.difference(at, high.at, low.at, dtypeCode(image), n);
    });
    return { kind: "image", ...sameGrid(image), at, dtype: image.dtype };
  },
});

/**
 * Top-hat: what an opening takes away from the image, or what a closing adds to it.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `kind`: "white" = image − opening, "black" = closing − image; the others as for `greyErode`
 * @returns image of the same shape; uint8, uint16, int16 and float32 keep their type, and differences that a type of whole
 *   numbers does not hold become the nearest that it does
 * @throws as `greyErode`
 * @example
 * tophat(k, { data: new Uint8Array([2, 9, 2, 6, 6, 6]), shape: [1, 6] }, { radius: 1 }).data; // 0, 7, 0, 0, 0, 0
 * @see scikit-image `morphology.white_tophat`, `morphology.black_tophat`, exactly
 */
export function tophat(k: Kernels, image: Image, options: TophatOptions = {}): Image {
  return runOp(tophatOp, k, image, options);
}

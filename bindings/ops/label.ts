import type { Image, Labelmap, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { connectivityIn, connectivityParameter, labelledRuns, paintLabels } from "./runs.js";

/** Options of `label`. */
export interface LabelOptions {
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const parameters = {
  connectivity: connectivityParameter("neighbours that connect", "all of them"),
} as const;

/** Defaults of `label`; the connectivity depends on the rank. */
export const LABEL_DEFAULTS = opDefaults<LabelOptions>(parameters);

export const labelOp = defineOp<"mask", "labels", LabelOptions>({
  name: "label",
  summary: "Number the connected components of a mask in raster order.",
  input: "mask",
  output: "labels",
  parameters,
  step(s, mask, { connectivity }) {
    const neighbours = connectivityIn("label", mask.shape.length, connectivity, "all");
    return paintLabels(s, "label", mask, labelledRuns(s, "label", mask, neighbours));
  },
});

/**
 * Connected components of a mask.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `connectivity` 4 or 8 (2-D), 6, 18 or 26 (3-D); default all neighbours
 * @returns labels 1..count in the raster order of each component's first voxel, in the smallest unsigned type
 * @throws ArgumentRangeError E_CONNECTIVITY for a connectivity of the other rank; OutOfMemory
 * @example
 * const { count } = label(k, { data: new Uint8Array([1, 0, 1]), shape: [1, 3] });
 * count; // 2
 * @see scikit-image `measure.label` gives the same numbers
 */
export function label(k: Kernels, mask: Mask | Image, options: LabelOptions = {}): Labelmap {
  return runOp(labelOp, k, mask, options);
}

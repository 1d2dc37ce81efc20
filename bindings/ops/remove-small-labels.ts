import type { Image, Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { siftLabels } from "./components.js";

/** Options of `removeSmallLabels`. */
export interface RemoveSmallLabelsOptions {
  /** Labels of up to this many voxels go; 0 removes nothing, but numbers anew. */
  maxSize?: number;
}

const parameters = {
  maxSize: {
    type: "integer",
    default: 64,
    min: 0,
    unit: "voxels",
    summary: "labels of up to this many voxels are removed",
  },
} as const;

/** Defaults of `removeSmallLabels`. */
export const REMOVE_SMALL_LABELS_DEFAULTS = opDefaults<RemoveSmallLabelsOptions>(parameters);

export const removeSmallLabelsOp = defineOp<"labels", "labels", RemoveSmallLabelsOptions>({
  name: "remove-small-labels",
  summary: "Remove the labels that are no larger than a size, and number the others anew.",
  input: "labels",
  output: "labels",
  parameters,
  step: (s, labels, { maxSize }) => siftLabels(s, "remove-small-labels", labels, { atLeast: maxSize + 1 }),
});

/**
 * Removes small labels from a label image; the parts of one label count together.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `maxSize` in voxels, default 64: labels of that size go too
 * @returns the remaining labels, numbered 1..count in their order, in the smallest unsigned type
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_OPTION; OutOfMemory
 * @example
 * removeSmallLabels(k, { data: new Uint8Array([1, 0, 2, 2]), shape: [1, 4] }, { maxSize: 1 }).data; // 0, 0, 1, 1
 */
export function removeSmallLabels(k: Kernels, labels: Image, options: RemoveSmallLabelsOptions = {}): Labelmap {
  return runOp(removeSmallLabelsOp, k, labels, options);
}

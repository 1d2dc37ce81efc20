import type { Image, Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { siftLabels } from "./components.js";

/** Options of `keepLargestLabels`. */
export interface KeepLargestLabelsOptions {
  /** How many labels stay, at least 1. */
  count?: number;
}

const parameters = {
  count: { type: "integer", default: 1, min: 1, summary: "how many labels stay" },
} as const;

/** Defaults of `keepLargestLabels`. */
export const KEEP_LARGEST_LABELS_DEFAULTS = opDefaults<KeepLargestLabelsOptions>(parameters);

export const keepLargestLabelsOp = defineOp<"labels", "labels", KeepLargestLabelsOptions>({
  name: "keep-largest-labels",
  summary: "Keep only the largest labels, and number them anew.",
  input: "labels",
  output: "labels",
  parameters,
  step: (s, labels, { count }) => siftLabels(s, "keep-largest-labels", labels, { largest: count }),
});

/**
 * Keeps the largest labels of a label image; the parts of one label count together.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `count` of labels, default 1
 * @returns the labels that stay, numbered 1.. in their order, in the smallest unsigned type; of equally large ones the
 *   lower labels stay
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_OPTION; OutOfMemory
 * @example
 * keepLargestLabels(k, { data: new Uint8Array([1, 0, 2, 2]), shape: [1, 4] }).data; // 0, 0, 1, 1
 */
export function keepLargestLabels(k: Kernels, labels: Image, options: KeepLargestLabelsOptions = {}): Labelmap {
  return runOp(keepLargestLabelsOp, k, labels, options);
}

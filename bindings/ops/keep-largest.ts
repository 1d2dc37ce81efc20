import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { maskBytes, sameGrid } from "../core/resident.js";
import { fillRuns, siftRuns } from "./components.js";
import { connectivityIn, connectivityParameter, labelledRuns } from "./runs.js";

/** Options of `keepLargest`. */
export interface KeepLargestOptions {
  /** How many components stay, at least 1. */
  count?: number;
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const parameters = {
  count: { type: "integer", default: 1, min: 1, summary: "how many components stay" },
  connectivity: connectivityParameter("neighbours that connect", "4 or 6"),
} as const;

/** Defaults of `keepLargest`; the connectivity depends on the rank. */
export const KEEP_LARGEST_DEFAULTS = opDefaults<KeepLargestOptions>(parameters);

export const keepLargestOp = defineOp<"mask", "mask", KeepLargestOptions>({
  name: "keep-largest",
  summary: "Keep only the largest connected components of a mask.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, { count, connectivity }) {
    const neighbours = connectivityIn("keep-largest", mask.shape.length, connectivity, "faces");
    const at = s.alloc(maskBytes(mask), "keep-largest: its mask");
    s.view(at, Uint8Array, maskBytes(mask)).fill(0);
    s.nested(() => {
      const runs = labelledRuns(s, "keep-largest", mask, neighbours);
      fillRuns(s, "keep-largest", at, siftRuns(s, "keep-largest", runs, { largest: count }));
    });
    return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
  },
});

/**
 * Keeps the largest connected components of a mask.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `count` of components, default 1; `connectivity`, default 4 or 6
 * @returns bit rows of the same shape and geometry; of equally large components those whose first voxel comes first
 * @throws ArgumentRangeError E_CONNECTIVITY for a connectivity of the other rank, E_OPTION for a count below 1; OutOfMemory
 * @example
 * const mask = keepLargest(k, { data: new Uint8Array([1, 0, 1, 1]), shape: [1, 4] });
 * mask.bits[0]; // 12: the pair stays
 */
export function keepLargest(k: Kernels, mask: Mask | Image, options: KeepLargestOptions = {}): Mask {
  return runOp(keepLargestOp, k, mask, options);
}

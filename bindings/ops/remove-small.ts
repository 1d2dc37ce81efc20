import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { maskBytes, sameGrid } from "../core/resident.js";
import { fillRuns, siftRuns } from "./components.js";
import { connectivityIn, connectivityParameter, labelledRuns } from "./runs.js";

/** Options of `removeSmall`. */
export interface RemoveSmallOptions {
  /** Components of up to this many voxels go; 0 removes nothing. */
  maxSize?: number;
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const parameters = {
  maxSize: {
    type: "integer",
    default: 64,
    min: 0,
    unit: "voxels",
    summary: "components of up to this many voxels are removed",
  },
  connectivity: connectivityParameter("neighbours that connect", "4 or 6"),
} as const;

/** Defaults of `removeSmall`; the connectivity depends on the rank. */
export const REMOVE_SMALL_DEFAULTS = opDefaults<RemoveSmallOptions>(parameters);

export const removeSmallOp = defineOp<"mask", "mask", RemoveSmallOptions>({
  name: "remove-small",
  summary: "Remove the connected components of a mask that are no larger than a size.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, { maxSize, connectivity }) {
    const neighbours = connectivityIn("remove-small", mask.shape.length, connectivity, "faces");
    const at = s.alloc(maskBytes(mask), "remove-small: its mask");
    s.view(at, Uint8Array, maskBytes(mask)).fill(0);
    s.nested(() => {
      const runs = labelledRuns(s, "remove-small", mask, neighbours);
      fillRuns(s, "remove-small", at, siftRuns(s, "remove-small", runs, { atLeast: maxSize + 1 }));
    });
    return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
  },
});

/**
 * Removes the small connected components of a mask.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `maxSize` in voxels, default 64: components of that size go too; `connectivity`, default 4 or 6
 * @returns bit rows of the same shape and geometry
 * @throws ArgumentRangeError E_CONNECTIVITY for a connectivity of the other rank, E_OPTION for a size that is not a whole
 *   number >= 0; OutOfMemory
 * @example
 * const mask = removeSmall(k, { data: new Uint8Array([1, 1, 0, 1]), shape: [1, 4] }, { maxSize: 1 });
 * mask.bits[0]; // 3: the pair stays, the single voxel is gone
 * @see scikit-image `remove_small_objects` of a mask gives the same result
 */
export function removeSmall(k: Kernels, mask: Mask | Image, options: RemoveSmallOptions = {}): Mask {
  return runOp(removeSmallOp, k, mask, options);
}

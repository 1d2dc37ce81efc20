import type { Image, Labelmap, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { asLabels, putMask, takeResident } from "../core/resident.js";
import { scratch } from "../core/scratch.js";

/**
 * A mask as a label image of 0 and 1, for files and for code that knows no bit rows.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @returns u8 labels of the same shape and geometry, one label for all foreground
 * @throws ArgumentRangeError for a malformed mask; OutOfMemory
 * @example
 * maskToLabels(k, threshold(k, { data: new Uint8Array([1, 9]), shape: [1, 2] }, { level: 4 })).data; // [0, 1]
 */
export function maskToLabels(k: Kernels, mask: Mask | Image): Labelmap<Uint8Array> {
  return scratch(k, (s) => {
    const labels = asLabels(s, "maskToLabels", putMask(s, "maskToLabels", mask));
    return takeResident(s, labels) as Labelmap<Uint8Array>;
  });
}

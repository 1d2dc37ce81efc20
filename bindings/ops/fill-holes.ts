import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { maskBytes, sameGrid } from "../core/resident.js";
import { fillRuns, keepInner } from "./components.js";
import { complementOf } from "./features.js";
import { connectivityIn, connectivityParameter, labelledRuns } from "./runs.js";

/** Options of `fillHoles`. */
export interface FillHolesOptions {
  /** Neighbours along which the background connects: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const parameters = {
  connectivity: connectivityParameter("how the background connects", "4 or 6"),
} as const;

/** Defaults of `fillHoles`; the connectivity depends on the rank. */
export const FILL_HOLES_DEFAULTS = opDefaults<FillHolesOptions>(parameters);

export const fillHolesOp = defineOp<"mask", "mask", FillHolesOptions>({
  name: "fill-holes",
  summary: "Fill the background of a mask that has no way to the edge of the image.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, { connectivity }) {
    const neighbours = connectivityIn("fill-holes", mask.shape.length, connectivity, "faces");
    const at = s.alloc(maskBytes(mask), "fill-holes: its mask");
    s.copy(at, mask.at, maskBytes(mask));
    s.nested(() => {
      const background = complementOf(s, "fill-holes", mask);
      const runs = labelledRuns(s, "fill-holes", background, neighbours);
      fillRuns(s, "fill-holes", at, keepInner(s, "fill-holes", background, runs));
    });
    return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
  },
});

/**
 * Fills the holes of a mask: background from which no path leads to the edge of the image. A volume is one object, its
 * first and last plane are edges too; a 2-D image has only its four sides.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `connectivity` of the paths through the background, default 4 or 6
 * @returns bit rows of the same shape and geometry
 * @throws ArgumentRangeError E_CONNECTIVITY for a connectivity of the other rank; OutOfMemory
 * @example
 * const mask = fillHoles(k, { data: new Uint8Array([1, 1, 1, 1, 0, 1, 1, 1, 1]), shape: [3, 3] });
 * mask.bits[16]; // 7: the middle row is whole
 * @see scipy.ndimage.binary_fill_holes gives the same result
 */
export function fillHoles(k: Kernels, mask: Mask | Image, options: FillHolesOptions = {}): Mask {
  return runOp(fillHolesOp, k, mask, options);
}

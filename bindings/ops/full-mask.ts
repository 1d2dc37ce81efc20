import { maskPitch } from "../core/image.js";
import { dtypeCode, maskBytes, type ResidentImage, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";

/** A mask of all voxels of an image without NaN. */
export function fullMask(s: Scratch, who: string, image: ResidentImage): ResidentMask {
  const grid = sameGrid(image);
  const pitch = maskPitch(grid.w);
  const at = s.alloc(maskBytes(grid), `${who}: a mask`);
  s.raw.threshold(at, pitch, image.at, dtypeCode(image), grid.w, grid.h * grid.d, Number.NEGATIVE_INFINITY);
  return { kind: "mask", ...grid, at, pitch };
}

import { type Image, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { maskBytes, putImage, type ResidentMask, sameGrid, takeResident } from "../core/resident.js";
import { scratch } from "../core/scratch.js";
import { without } from "./mask-algebra.js";
import { writeAbove } from "./threshold.js";

/**
 * The voxels with a value from `low` to `high`, both included. NaN is never among them.
 *
 * @param image any numeric image (float64, and whole numbers beyond 16 bits, count as float32)
 * @throws ArgumentTypeError, ArgumentRangeError for what is not an image; OutOfMemory
 * @example
 * rangeMask(k, { data: new Uint8Array([1, 5, 9, 2]), shape: [1, 4] }, 2, 5).bits[0]; // 10
 */
export function rangeMask(k: Kernels, image: Image, low: number, high: number): Mask {
  return scratch(k, (s) => {
    const resident = putImage(s, "rangeMask", image);
    const grid = sameGrid(resident);
    const whole = resident.dtype !== "float32";
    const [above, beyond] = [before(low, whole), high].map((level): ResidentMask => {
      const at = s.alloc(maskBytes(grid), "rangeMask: a mask");
      writeAbove(s, at, resident, level);
      return { kind: "mask", ...grid, at, pitch: maskPitch(grid.w) };
    }) as [ResidentMask, ResidentMask];
    return takeResident(s, without(s, "rangeMask", above, beyond)) as Mask;
  });
}

/** The largest value of the type that lies below a level. */
function before(level: number, whole: boolean): number {
  if (whole || !Number.isFinite(level)) return Math.ceil(level) - 1;
  const least = Math.fround(level);
  if (least < level) return least;
  // Floats of one sign are ordered as their bits are; zero has negative ones below it.
  const bits = new Int32Array(Float32Array.of(least === 0 ? -0 : least).buffer);
  bits[0] = (bits[0] as number) + (least > 0 ? -1 : 1);
  return new Float32Array(bits.buffer)[0] as number;
}

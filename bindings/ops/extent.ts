import { UnsuitableImage } from "../core/errors.js";
import { arrayType, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { dtypeCode, putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";

/** The smallest and the largest value of an image. */
export interface Extent {
  min: number;
  max: number;
}

/** The error for an image that holds NaN or infinity. */
export function notFinite(who: string): UnsuitableImage {
  return new UnsuitableImage("E_NONFINITE", `${who}: expected finite values, the image holds NaN or infinity`, {
    advice: "replace such values first, for example by 0",
  });
}

/** Extent of the numbers of an image in linear memory, and whether it holds NaN or infinity too. */
export function rangeOf(s: Scratch, image: ResidentImage): Extent & { odd: boolean } {
  const bytes = arrayType(image.dtype).BYTES_PER_ELEMENT;
  return s.nested(() => {
    const ranges = s.ranges(voxelCount(image.shape), { work: 0.1, grain: 1024 });
    const at = s.alloc(32 * ranges.length);
    const states = s.each("minMax", ranges, ({ from, to }, part) => {
      return [at + 32 * part, image.at + from * bytes, dtypeCode(image), to - from];
    });
    const ends = ranges.map((_, part) => s.take(at + 32 * part, Float64Array, 2) as unknown as [number, number]);
    const [min, max] = [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
    return { min, max, odd: states.some((state) => state !== 0) };
  });
}

/** Extent of an image in linear memory. Throws E_NONFINITE when a value is NaN or infinite; `who` starts the message. */
export function extentOf(s: Scratch, who: string, image: ResidentImage): Extent {
  const { min, max, odd } = rangeOf(s, image);
  if (odd) throw notFinite(who);
  return { min, max };
}

/**
 * Smallest and largest value of an image, from every voxel.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @returns the two values in the image's own units (float64, and whole numbers beyond 16 bits, rounded to float32)
 * @throws UnsuitableImage E_NONFINITE when a value is NaN or infinite; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * extent(k, { data: new Int16Array([3, -7, 5, 0]), shape: [2, 2] }); // { min: -7, max: 5 }
 */
export function extent(k: Kernels, image: Image): Extent {
  return scratch(k, (s) => extentOf(s, "extent", putImage(s, "extent", image)));
}

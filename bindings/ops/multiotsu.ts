import { ArgumentRangeError, UnsuitableImage } from "../core/errors.js";
import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";
import { levelHistogram } from "./histogram.js";

/** Options of `multiotsu`. */
export interface MultiotsuOptions {
  /** Classes to make, 2 to 256; one more than there are levels. Default: 3. */
  classes?: number;
}

const parameters = {
  classes: { type: "integer", default: 3, min: 2, max: 256, summary: "classes to make" },
} as const;

/** Defaults of `multiotsu`. */
export const MULTIOTSU_DEFAULTS = opDefaults<MultiotsuOptions>(parameters);

/** Levels of an image that lies in linear memory; what it allocates is freed again. `who` starts messages. */
export function multiotsuLevels(s: Scratch, image: ResidentImage, classes: number, who = "multiotsu"): number[] {
  return s.nested(() => {
    const extent = extentOf(s, who, image);
    if (extent.min === extent.max) {
      throw new UnsuitableImage(
        "E_CONSTANT_IMAGE",
        `${who}: expected at least ${classes} levels, the image is constant`,
      );
    }
    const { filled, levels } = split(s, image, extent, classes, who);
    if (filled < classes) {
      throw new ArgumentRangeError(
        "E_OPTION",
        `${who}: expected classes <= ${filled}, the number of different levels in the image, got ${classes}`,
      );
    }
    return levels;
  });
}

/** The two levels of an image that is not constant; one level, if it has only two values. */
export function outerLevels(s: Scratch, image: ResidentImage, extent: Extent, who: string): number[] {
  const { filled, levels } = split(s, image, extent, 3, who);
  return filled < 3 ? split(s, image, extent, 2, who).levels : levels;
}

/** The lowest of these levels. */
export function lowestLevel(s: Scratch, image: ResidentImage, extent: Extent, who: string): number {
  return outerLevels(s, image, extent, who)[0] as number;
}

/** The levels between classes, and how many bins hold voxels; the levels mean nothing when these are fewer. */
function split(s: Scratch, image: ResidentImage, extent: Extent, classes: number, who: string) {
  const { counts, centers, bins } = levelHistogram(s, image, extent);
  const at = s.alloc(4 * classes);
  const room = s.alloc((bins + 1) * (36 + 4 * classes) + 128, `${who}: its tables`);
  const filled = s.raw.multiotsu(at, counts, room, bins, classes) >>> 0;
  const values = s.view(centers, Float64Array, bins);
  const levels = Array.from(s.view(at, Uint32Array, classes - 1), (bin) => values[bin] as number);
  return { filled, levels };
}

/**
 * Levels that split an image into several classes with the largest variance between them.
 *
 * Integer images: exact count of each whole value; float images: 256 equal bins. Class i holds the values above i of the
 * levels. Of equal solutions the lowest is taken. With two classes the level is that of `otsu`.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @param options `classes`, 2 to 256
 * @returns `classes − 1` levels in image units, ascending
 * @throws ArgumentRangeError E_OPTION when the image has fewer different levels than classes; UnsuitableImage
 *   E_CONSTANT_IMAGE, E_NONFINITE; ArgumentTypeError; OutOfMemory
 * @example
 * multiotsu(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // [0, 2]
 * @see Liao, Chen, Chung 2001, Journal of Information Science and Engineering 17(5), 713–727
 */
export function multiotsu(k: Kernels, image: Image, options: MultiotsuOptions = {}): number[] {
  return scratch(k, (s) => {
    const resident = putImage(s, "multiotsu", image);
    const { classes } = resolveOptions("multiotsu", parameters, options, image.shape.length) as { classes: number };
    return multiotsuLevels(s, resident, classes);
  });
}

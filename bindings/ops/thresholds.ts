import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";
import { levelHistogram } from "./histogram.js";

/** Methods that find a level by themselves. */
export const THRESHOLD_METHODS = ["otsu"] as const;
export type ThresholdMethod = (typeof THRESHOLD_METHODS)[number];

type Method = (s: Scratch, image: ResidentImage, extent: Extent) => number;

/** What each method does with an image that is not constant. */
const METHODS: Record<ThresholdMethod, Method> = {
  otsu(s, image, extent) {
    const { counts, centers, bins } = levelHistogram(s, image, extent);
    return s.raw.otsu(counts, centers, bins);
  },
};

/**
 * The level a method finds in an image that lies in linear memory; what it allocates is freed again.
 * Throws E_NONFINITE and E_TWO_PEAKS as the public functions do; `who` starts the message.
 */
export function levelOf(s: Scratch, image: ResidentImage, method: ThresholdMethod, who: string = method): number {
  return s.nested(() => {
    const extent = extentOf(s, who, image);
    if (extent.min === extent.max) return extent.min;
    return METHODS[method](s, image, extent);
  });
}

/** The level that a method, given by name, finds. See the functions of the same names. */
export function thresholdLevel(k: Kernels, image: Image, method: ThresholdMethod): number {
  return scratch(k, (s) => levelOf(s, putImage(s, method, image), method));
}

/**
 * Otsu's level: the split with the largest variance between foreground and background.
 */
export function otsu(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "otsu");
}

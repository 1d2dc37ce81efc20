import { UnsuitableImage } from "../core/errors.js";
import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { checkOption } from "../core/options.js";
import { dtypeCode, putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";
import { levelHistogram, type ResidentHistogram } from "./histogram.js";
import { lowestLevel } from "./multiotsu.js";

/** Methods that find one level by themselves. */
export const THRESHOLD_METHODS = ["otsu", "li", "yen", "isodata", "triangle", "minimum", "mean", "multiotsu"] as const;
export type ThresholdMethod = (typeof THRESHOLD_METHODS)[number];

/** Finds the level of an image that is not constant. */
type Method = (s: Scratch, image: ResidentImage, extent: Extent, who: string) => number;

/** Finds the level of a histogram; `who` starts the messages. */
type CountMethod = (s: Scratch, histogram: ResidentHistogram, who: string) => number;

/** Methods that need no more than the counts of a histogram: li only of one with a bin for each whole value. */
export const COUNT_METHODS = {
  otsu: (s, { counts, centers, bins }) => s.raw.otsu(counts, centers, bins),
  li: (s, { counts, centers, bins }) => s.raw.liOfCounts(counts, centers, bins),
  yen: (s, { counts, centers, bins }) => s.raw.yen(counts, centers, bins),
  isodata: (s, { counts, centers, bins }) => s.raw.isodata(counts, centers, bins),
  triangle: (s, { counts, centers, bins }) => s.raw.triangle(counts, centers, bins),
  minimum(s, { counts, centers, bins }, who) {
    const level = s.raw.minimum(counts, centers, s.alloc(8 * bins), bins);
    if (Number.isNaN(level)) throw noTwoPeaks(who);
    return level;
  },
} as const satisfies Partial<Record<ThresholdMethod, CountMethod>>;

/** A method that counts the values of an image first. */
function counting(method: CountMethod): Method {
  return (s, image, extent, who) => method(s, levelHistogram(s, image, extent), who);
}

const METHODS: Record<ThresholdMethod, Method> = {
  otsu: counting(COUNT_METHODS.otsu),
  li(s, image, extent, who) {
    if (image.dtype === "float32") return liOfFloats(s, image);
    return counting(COUNT_METHODS.li)(s, image, extent, who);
  },
  yen: counting(COUNT_METHODS.yen),
  isodata: counting(COUNT_METHODS.isodata),
  triangle: counting(COUNT_METHODS.triangle),
  minimum: counting(COUNT_METHODS.minimum),
  /** What is above it is not of the darkest of three classes. */
  multiotsu: (s, image, extent, who) => lowestLevel(s, image, extent, who),
  mean(s, image) {
    return s.raw.mean(s.alloc(32), image.at, dtypeCode(image), voxelCount(image.shape));
  },
};

/** Li's method needs every value of a float image, in order. */
function liOfFloats(s: Scratch, image: ResidentImage): number {
  const n = voxelCount(image.shape);
  const sorted = s.alloc(4 * n, "li: the sorted values");
  s.nested(() => {
    s.raw.sort(sorted, s.alloc(4 * n + 24_576, "li: room to sort"), image.at, dtypeCode(image), n);
  });
  return s.raw.liOfSorted(sorted, s.alloc(32), n);
}

/** The error for a histogram that has not the two peaks that `minimum` needs. */
export function noTwoPeaks(who: string): UnsuitableImage {
  return new UnsuitableImage("E_TWO_PEAKS", `${who}: expected a histogram that smooths to two peaks, found none`, {
    advice: "blur the image first, or choose another method, for example otsu",
  });
}

/**
 * The level a method finds in an image that lies in linear memory; what it allocates is freed again. Throws as the
 * public functions do; `who` starts the message. The extent is found unless the caller knows it.
 */
export function levelOf(
  s: Scratch,
  image: ResidentImage,
  method: ThresholdMethod,
  who: string = method,
  known?: Extent,
): number {
  return s.nested(() => {
    const extent = known ?? extentOf(s, who, image);
    if (extent.min < extent.max) return METHODS[method](s, image, extent, who);
    if (method === "minimum") throw noTwoPeaks(who);
    return extent.min;
  });
}

/**
 * The level that a method finds, the method given by name: "otsu", "li", "yen", "isodata", "triangle", "minimum" or
 * "mean"; see the functions of these names. "multiotsu" gives the lower of the two levels of three classes.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param method name of the method
 * @returns the level in image units; foreground is strictly above it
 * @throws ArgumentRangeError E_OPTION for an unknown name; otherwise what the method throws
 * @example
 * thresholdLevel(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }, "isodata"); // 3
 */
export function thresholdLevel(k: Kernels, image: Image, method: ThresholdMethod): number {
  const choice = { type: "choice", choices: THRESHOLD_METHODS, summary: "how to find the level" } as const;
  checkOption("thresholdLevel", "method", choice, method, 0);
  return scratch(k, (s) => levelOf(s, putImage(s, method, image), method));
}

/**
 * Otsu's level: the split with the largest variance between background and foreground.
 *
 * Integer images are split at a whole value that occurs or lies between two that do, from the exact count of each value;
 * float images at the middle of one of 256 equal bins. Of equal splits the lowest is taken: it is the top of the lower
 * class, not a midpoint. A constant image gives its value, so that nothing is above it.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the level in image units; foreground is strictly above it
 * @throws UnsuitableImage E_NONFINITE when a value is NaN or infinite; ArgumentTypeError, ArgumentRangeError for what is
 *   not an image; OutOfMemory
 * @example
 * otsu(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 2
 * @see Otsu 1979, IEEE Transactions on Systems, Man, and Cybernetics 9(1), 62–66
 */
export function otsu(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "otsu");
}

/**
 * Li's level: minimum cross entropy between the image and its two classes, each at its mean.
 *
 * The search starts at the mean and ends when a step is not longer than half a unit (integers) or half the smallest gap
 * between two values (floats). The level lies between values as a rule. A constant image gives its value.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the level in image units; foreground is strictly above it
 * @throws UnsuitableImage E_NONFINITE; ArgumentTypeError, ArgumentRangeError; OutOfMemory (floats are sorted: 8 bytes a voxel)
 * @example
 * li(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 2.6934592060704894
 * @see Li, Tam 1998, Pattern Recognition Letters 19(8), 771–776
 */
export function li(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "li");
}

/**
 * Yen's level: maximum correlation of the two classes. Good for a few bright objects on a dark ground.
 *
 * Bins as for `otsu`; of equal splits the lowest is taken. A constant image gives its value, whatever its type.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the level in image units; foreground is strictly above it
 * @throws UnsuitableImage E_NONFINITE; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * yen(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 1
 * @see Yen, Chang, Chang 1995, IEEE Transactions on Image Processing 4(3), 370–378
 */
export function yen(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "yen");
}

/**
 * Isodata level (Ridler–Calvard): the lowest bin that lies midway between the means of the two classes it makes.
 *
 * Bins as for `otsu`. A constant image gives its value, whatever its type.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the level in image units; foreground is strictly above it
 * @throws UnsuitableImage E_NONFINITE; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * isodata(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 3
 * @see Ridler, Calvard 1978, IEEE Transactions on Systems, Man, and Cybernetics 8(8), 630–632
 */
export function isodata(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "isodata");
}

/**
 * Triangle level (Zack): the bin farthest below the line from the peak of the histogram to the end of its longer tail.
 *
 * Bins as for `otsu`; of several highest bins the first is the peak. A constant image gives its value.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the level in image units; foreground is strictly above it
 * @throws UnsuitableImage E_NONFINITE; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * triangle(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 3
 * @see Zack, Rogers, Latt 1977, Journal of Histochemistry and Cytochemistry 25(7), 741–753
 */
export function triangle(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "triangle");
}

/**
 * Minimum level (Prewitt–Mendelsohn): the lowest bin between the two peaks of the smoothed histogram.
 *
 * Bins as for `otsu`. The histogram is smoothed with a three-bin mean until two peaks are left. An integer image with
 * thousands of noisy levels has too many for that: blur it first, the blurred image has 256 bins.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the level in image units; foreground is strictly above it
 * @throws UnsuitableImage E_TWO_PEAKS when there are never two peaks, so for every constant image; E_NONFINITE;
 *   ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * minimum(k, { data: new Float32Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 4.015625
 * @see Prewitt, Mendelsohn 1966, Annals of the New York Academy of Sciences 128(3), 1035–1053
 */
export function minimum(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "minimum");
}

/**
 * Arithmetic mean of all voxels as a level: exact for integers, summed in f64 for floats.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (float64, and whole numbers beyond 16 bits, count as float32)
 * @returns the mean in image units; a constant image gives its value
 * @throws UnsuitableImage E_NONFINITE; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * mean(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] }); // 3.2
 */
export function mean(k: Kernels, image: Image): number {
  return thresholdLevel(k, image, "mean");
}

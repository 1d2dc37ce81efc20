import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { checkImage, checkMask, type Image, isSet, type Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type Bins, centre, type Levels, levelsOf } from "./automatic/bins.js";
import { maximumEntropy, renyiEntropy, shanbhag, yenSplit } from "./automatic/entropies.js";
import {
  huang,
  intermodes,
  isoData,
  kittlerIllingworth,
  liSplit,
  momentsSplit,
  otsuSplit,
  triangleSplit,
} from "./automatic/splits.js";
import { type Extent, extentOf } from "./extent.js";
import { countedValues, floatBins } from "./histogram.js";

/** Finds the last bin of the lower class; `who` starts the messages. */
type Split = (levels: Levels, who: string) => number;

const SPLITS = {
  OTSU: otsuSplit,
  HUANG: huang,
  INTERMODES: intermodes,
  ISO_DATA: isoData,
  KITTLER_ILLINGWORTH: kittlerIllingworth,
  LI: liSplit,
  MAXIMUM_ENTROPY: maximumEntropy,
  MOMENTS: momentsSplit,
  RENYI_ENTROPY: renyiEntropy,
  SHANBHAG: shanbhag,
  TRIANGLE: triangleSplit,
  YEN: yenSplit,
} as const satisfies Record<string, Split>;

/** Slicer's names of its automatic thresholds. */
export type AutomaticMethod = keyof typeof SPLITS;
export const AUTOMATIC_METHODS = Object.keys(SPLITS) as readonly AutomaticMethod[];

/** Parameters of `automaticThreshold`. */
interface Parameters {
  /** Slicer's name of the method. Default: "OTSU". */
  method?: AutomaticMethod;
  /** Equal bins that values are counted in, 3 to 65536. Default: 64, as in Slicer. */
  bins?: number;
}

/** Options of `automaticThreshold`. */
export interface AutomaticThresholdOptions extends Parameters {
  /** Only values of these voxels are counted. Default: all. */
  mask?: Mask | undefined;
}

const parameters = {
  method: { type: "choice", choices: AUTOMATIC_METHODS, default: "OTSU", summary: "how to find the level" },
  bins: { type: "integer", default: 64, min: 3, max: 65536, summary: "equal bins that values are counted in" },
} as const;

/** Defaults of `automaticThreshold`. */
export const AUTOMATIC_THRESHOLD_DEFAULTS = opDefaults<Parameters>(parameters);

const WHO = "automaticThreshold";

/**
 * The level that one of 3D Slicer's twelve automatic methods finds, as Slicer finds it: on a histogram of 64 bins.
 *
 * For exact levels use `thresholdLevel`, which looks at each whole value or 256 bins of floats. More bins come close to it.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image (float64, and whole numbers beyond 16 bits, count as float32)
 * @param options `method`, `bins`, and `mask`: the voxels that are counted
 * @returns the level in image units, the middle of a bin (OTSU: its upper edge); a constant image gives its value
 * @throws UnsuitableImage E_NONFINITE, E_TWO_PEAKS (INTERMODES), E_CONSTANT_IMAGE (KITTLER_ILLINGWORTH: a class of one
 *   value); ArgumentRangeError E_OPTION, E_EMPTY for a mask without voxels; MismatchedShape; OutOfMemory
 * @example
 * const image = { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] };
 * automaticThreshold(k, image, { method: "ISO_DATA" }) > 2; // true: between the two hills
 * @see ITK's histogram threshold calculators
 */
export function automaticThreshold(k: Kernels, image: Image, options: AutomaticThresholdOptions = {}): number {
  return scratch(k, (s) => {
    const { method, bins } = resolveOptions(WHO, parameters, options, 2, ["mask"]) as unknown as Required<Parameters>;
    const resident = putImage(s, WHO, options.mask ? valuesWithin(image, options.mask) : image);
    const { min, max } = extentOf(s, WHO, resident);
    if (min === max) return min;
    const levels = levelsOf(s, binsOf(s, resident, { min, max }, bins));
    const split = (SPLITS[method] as Split)(levels, `${WHO} ${method}`);
    return method === "OTSU" ? levels.low + (split + 1) * levels.width : centre(levels, split);
  });
}

/** The values of a mask's voxels, as an image of one row. */
function valuesWithin(image: Image, mask: Mask): Image {
  checkImage(WHO, image);
  checkMask(WHO, mask);
  if (mask.shape.join() !== image.shape.join())
    throw new MismatchedShape(WHO, image.shape, mask.shape, "image and mask");
  const w = image.shape.at(-1) as number;
  const data = (image.data as Float32Array).filter((_, i) => {
    const row = Math.floor(i / w);
    return isSet(mask, row, i - row * w);
  });
  if (data.length === 0) throw new ArgumentRangeError("E_EMPTY", `${WHO}: expected a mask with voxels, got none`);
  return { data, shape: [1, data.length] };
}

/** Equal bins from the least value to a hundredth of a bin beyond the greatest. */
function binsOf(s: Scratch, image: ResidentImage, { min, max }: Extent, bins: number): Bins {
  const high = max + (max - min) / (100 * bins);
  const width = (high - min) / bins;
  if (image.dtype === "float32") {
    const { counts } = floatBins(s, image, { min, max: high }, bins, s.alloc(8 * (bins + 1)));
    return { counts: s.take(counts, Float64Array, bins), low: min, width };
  }
  const values = countedValues(s, image, { min, max });
  const all = s.view(values.counts, Float64Array, values.bins);
  const counts = new Float64Array(bins);
  for (const [i, count] of all.entries()) {
    const bin = Math.min(bins - 1, Math.floor(i / width));
    counts[bin] = (counts[bin] as number) + count;
  }
  return { counts, low: min, width };
}

import { ArgumentRangeError, ArgumentTypeError } from "../core/errors.js";
import { dtypeOf, dtypeRange, type Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Resolved } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";
import {
  countedValues,
  FLOAT_BINS,
  floatBins,
  HISTOGRAM_PARAMETERS,
  type Histogram,
  type HistogramOptions,
  takeHistogram,
  wholeHistogramOf,
} from "./histogram.js";
import { type SlabOptions, type SlabSource, slabsOf } from "./slab-source.js";
import { COUNT_METHODS, noTwoPeaks } from "./thresholds.js";

/** Methods that find a level from the counts of slabs. */
export type SlabLevelMethod = keyof typeof COUNT_METHODS;

/** What a first reading tells of a volume. */
interface Survey {
  extent: Extent;
  /** The values are whole and counted one by one. */
  whole: boolean;
  /** All values of the type, where it is one of whole numbers. */
  typeRange: [number, number] | undefined;
}

/** Calls `body` with every slab in linear memory. */
async function eachSlab(
  k: Kernels,
  who: string,
  source: SlabSource<Image>,
  options: SlabOptions,
  body: (s: Scratch, image: ResidentImage, slab: Image) => void,
): Promise<void> {
  for (const { from, to } of slabsOf(who, source, options)) {
    const slab = await source.read(from, to);
    const dtype = dtypeOf(slab.data);
    if (dtype === "uint32" || dtype === "int32") {
      // Whether they fit 16 bits would be decided slab by slab.
      throw new ArgumentTypeError("E_DTYPE", `${who}: expected 8 or 16 bits or floats, got ${dtype}; convert it first`);
    }
    scratch(k, (s) => body(s, putImage(s, who, slab), slab));
  }
}

async function survey(k: Kernels, who: string, source: SlabSource<Image>, options: SlabOptions): Promise<Survey> {
  const found: Survey = { extent: { min: Infinity, max: -Infinity }, whole: true, typeRange: undefined };
  await eachSlab(k, who, source, options, (s, image, { data }) => {
    const { min, max } = extentOf(s, who, image);
    found.extent = { min: Math.min(found.extent.min, min), max: Math.max(found.extent.max, max) };
    found.whole = image.dtype !== "float32";
    found.typeRange = dtypeRange(dtypeOf(data));
  });
  return found;
}

/** The sum of the counts that `count` leaves for each slab. */
async function addCounts(
  k: Kernels,
  who: string,
  source: SlabSource<Image>,
  options: SlabOptions,
  bins: number,
  count: (s: Scratch, image: ResidentImage) => number,
): Promise<Float64Array> {
  const sums = new Float64Array(bins);
  await eachSlab(k, who, source, options, (s, image) => {
    const counts = s.view(count(s, image), Float64Array, bins);
    for (let i = 0; i < bins; i++) sums[i] = (sums[i] as number) + (counts[i] as number);
  });
  return sums;
}

/** Counts of each whole value, or of equal bins, over a range. */
function countAll(
  k: Kernels,
  who: string,
  source: SlabSource<Image>,
  options: SlabOptions,
  whole: boolean,
  range: Extent,
  bins: number,
): Promise<Float64Array> {
  if (!whole) {
    return addCounts(k, who, source, options, bins, (s, image) => {
      return floatBins(s, image, range, bins, s.alloc(8 * (bins + 1))).counts;
    });
  }
  const values = range.max - range.min + 1;
  return addCounts(k, who, source, options, values, (s, image) => countedValues(s, image, range).counts);
}

/**
 * Histogram of a volume that does not fit into memory: the same to the byte as `histogram` of the whole. Reads it twice.
 *
 * @param k kernels from `loadKernels`
 * @param source an image of 8 or 16 bits, or of floats
 * @param options `bins` and `range` as for `histogram`; `planes` of a slab
 * @returns edges, counts and centres
 * @throws UnsuitableImage E_NONFINITE; ArgumentTypeError E_DTYPE for 32-bit whole numbers; ArgumentRangeError; OutOfMemory
 * @example
 * const { counts } = await histogramInSlabs(k, slabSource({ data: Uint8Array.of(3, 3, 4), shape: [3, 1, 1] }));
 * counts.join(); // "2,1"
 */
export async function histogramInSlabs(
  k: Kernels,
  source: SlabSource<Image>,
  { planes, ...options }: HistogramOptions & SlabOptions = {},
): Promise<Histogram> {
  const who = "histogramInSlabs";
  const { bins, range } = resolveOptions(who, HISTOGRAM_PARAMETERS, options, 3) as Resolved<HistogramOptions>;
  const { extent, whole, typeRange } = await survey(k, who, source, { planes });
  const counts = await countAll(k, who, source, { planes }, whole, extent, bins);
  const [min, max] = (range === "dtype" && typeRange) || [extent.min, extent.max];
  return scratch(k, (s) => {
    const at = s.put(counts);
    if (whole) {
      return wholeHistogramOf(s, { bins: counts.length, counts: at, centers: at }, extent, { min, max }, bins);
    }
    const [edges, centers] = [s.alloc(8 * (bins + 1)), s.alloc(8 * bins)];
    s.raw.equalEdges(edges, centers, extent.min, extent.max, bins);
    return takeHistogram(s, { bins, counts: at, centers }, edges);
  });
}

/**
 * The level of a volume that does not fit into memory, the same as `thresholdLevel` finds for the whole. Reads it twice.
 *
 * @param k kernels from `loadKernels`
 * @param source an image of 8 or 16 bits, or of floats
 * @param method "otsu", "yen", "isodata", "triangle", "minimum", or of whole numbers also "li"
 * @param options `planes` of a slab
 * @returns the level in image units; foreground is strictly above it
 * @throws ArgumentRangeError E_OPTION for another method; UnsuitableImage E_NONFINITE, E_TWO_PEAKS; ArgumentTypeError E_DTYPE
 *   for 32-bit whole numbers; OutOfMemory
 * @example
 * await levelInSlabs(k, slabSource({ data: Uint8Array.of(0, 0, 4, 4), shape: [4, 1, 1] }), "otsu", { planes: 1 }); // 0
 */
export async function levelInSlabs(
  k: Kernels,
  source: SlabSource<Image>,
  method: SlabLevelMethod,
  options: SlabOptions = {},
): Promise<number> {
  const who = "levelInSlabs";
  const { extent, whole } = await survey(k, who, source, options);
  if (!Object.hasOwn(COUNT_METHODS, method) || (method === "li" && !whole)) {
    const names = Object.keys(COUNT_METHODS).join(", ");
    throw new ArgumentRangeError("E_OPTION", `${who}: expected one of ${names} (li of whole numbers), got ${method}`);
  }
  if (extent.min === extent.max) {
    if (method === "minimum") throw noTwoPeaks(who);
    return extent.min;
  }
  const counts = await countAll(k, who, source, options, whole, extent, FLOAT_BINS);
  return scratch(k, (s) => {
    const [bins, at] = [counts.length, s.put(counts)];
    const [edges, centers] = [s.alloc(8 * (bins + 1)), s.alloc(8 * bins)];
    if (whole) s.view(centers, Float64Array, bins).set(Array.from(counts.keys(), (i) => extent.min + i));
    else s.raw.equalEdges(edges, centers, extent.min, extent.max, bins);
    return COUNT_METHODS[method](s, { bins, counts: at, centers }, who);
  });
}

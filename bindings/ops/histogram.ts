import { arrayType, dtypeOf, dtypeRange, type Image, type TypedArray, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults, type Resolved } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, putImage, type ResidentImage } from "../core/resident.js";
import { type Pointer, type Range, type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";

/** Options of `histogram`. */
export interface HistogramOptions {
  /** Most bins, 1 to 65536. Default: 256. */
  bins?: number;
  /** "data" from the smallest to the largest value; "dtype" over all values of an integer type. Default: "data". */
  range?: "data" | "dtype";
}

/** The parameters of `histogram`. */
export const HISTOGRAM_PARAMETERS = {
  bins: { type: "integer", default: 256, min: 1, max: 65536, summary: "most bins" },
  range: { type: "choice", choices: ["data", "dtype"], default: "data", summary: "what the bins span" },
} as const;

/** Defaults of `histogram`. */
export const HISTOGRAM_DEFAULTS = opDefaults<HistogramOptions>(HISTOGRAM_PARAMETERS);

/** A histogram. Bin i holds the values from edges[i] up to, not including, edges[i + 1]; the last one its upper edge too. */
export interface Histogram {
  /** One more than there are bins, ascending, in image units. */
  edges: Float64Array;
  /** Voxels in each bin. */
  counts: Float64Array;
  /** Middle of each bin. */
  centers: Float64Array;
}

/** A histogram in linear memory: `bins` f64 counts, and as many centres. */
export interface ResidentHistogram {
  readonly bins: number;
  readonly counts: Pointer;
  readonly centers: Pointer;
}

/** Bins of the histogram that thresholds of float images are computed on. */
export const FLOAT_BINS = 256;

/** Threshold methods whose level is the middle of one of these bins. */
export const BIN_METHODS: readonly string[] = ["otsu", "yen", "isodata", "triangle", "minimum", "multiotsu"];

/** The histogram thresholds are computed on: a bin for every whole value, 256 equal bins for floats. */
export function levelHistogram(s: Scratch, image: ResidentImage, extent: Extent): ResidentHistogram {
  if (image.dtype !== "float32") return countedValues(s, image, extent);
  const edges = s.alloc(8 * (FLOAT_BINS + 1));
  return floatBins(s, image, extent, FLOAT_BINS, edges);
}

/** One bin for each whole value of `range`, which must hold the data. */
export function countedValues(s: Scratch, image: ResidentImage, range: Extent): ResidentHistogram {
  const bins = range.max - range.min + 1;
  const bytes = arrayType(image.dtype).BYTES_PER_ELEMENT;
  const room = { bytes: image.dtype === "uint8" ? 263_168 : 4 * bins };
  const ranges = shares(s, image, bins);
  const at = s.alloc(16 * bins * ranges.length);
  s.eachInRoom("countValues", ranges, room, ({ from, to }, part) => {
    const counts = at + 16 * bins * part;
    return [counts, counts + 8 * bins, image.at + from * bytes, dtypeCode(image), to - from, range.min, bins];
  });
  addTables(s, at, 16 * bins, bins, ranges.length);
  return { bins, counts: at, centers: at + 8 * bins };
}

/** Equal bins over a float image; their edges go to `edges`. */
export function floatBins(
  s: Scratch,
  image: ResidentImage,
  range: Extent,
  bins: number,
  edges: Pointer,
): ResidentHistogram {
  const ranges = shares(s, image, bins);
  const [centers, counts] = [s.alloc(8 * bins), s.alloc(8 * bins * ranges.length)];
  const single = s.raw.equalEdges(edges, centers, range.min, range.max, bins);
  s.eachInRoom("binFloats", ranges, { bytes: 4 * bins + 263_184 }, ({ from, to }, part) => {
    return [counts + 8 * bins * part, image.at + 4 * from, to - from, edges, bins, single];
  });
  addTables(s, counts, 8 * bins, bins, ranges.length);
  return { bins, counts, centers };
}

/** One range of voxels for each thread, because each has a table to clear and to add. */
function shares(s: Scratch, image: ResidentImage, bins: number): Range[] {
  return s.ranges(voxelCount(image.shape), { work: 0.5, least: 4 * bins, grain: 64, perThread: 1 });
}

/** Adds tables of f64 counters that lie `apart` bytes from each other to the first. The sums are exact. */
function addTables(s: Scratch, at: Pointer, apart: number, bins: number, tables: number): void {
  const sums = s.view(at, Float64Array, bins);
  for (let table = 1; table < tables; table++) {
    const counts = s.view(at + apart * table, Float64Array, bins);
    for (let i = 0; i < bins; i++) sums[i] = (sums[i] as number) + (counts[i] as number);
  }
}

/** Bins for whole values: one each where these are not more than `most`, otherwise fewer, of equal width. */
function wholeBins({ min, max }: Extent, most: number): { bins: number; low: number; high: number } {
  const values = max - min + 1;
  // Half a unit more at both ends puts each value in the middle of a bin of width 1.
  return values > most ? { bins: most, low: min, high: max } : { bins: values, low: min - 0.5, high: max + 0.5 };
}

/** The edges that `histogram` has over `range`, for data of any type. */
export function binEdges(s: Scratch, data: TypedArray, range: Extent, most: number): number[] {
  const whole = dtypeRange(dtypeOf(data)) !== undefined;
  const { bins, low, high } = whole ? wholeBins(range, most) : { bins: most, low: range.min, high: range.max };
  return s.nested(() => {
    const [edges, centers] = [s.alloc(8 * (bins + 1)), s.alloc(8 * bins)];
    if (data instanceof Float32Array) s.raw.equalEdges(edges, centers, low, high, bins);
    else s.raw.doubleEdges(edges, centers, low, high, bins);
    return Array.from(s.view(edges, Float64Array, bins + 1));
  });
}

/** Histogram of whole values over `range`, from the exact count of each value that occurs. */
function wholeHistogram(s: Scratch, image: ResidentImage, extent: Extent, range: Extent, most: number): Histogram {
  return wholeHistogramOf(s, countedValues(s, image, extent), extent, range, most);
}

/** The same from the counts of the values in `extent`. */
export function wholeHistogramOf(
  s: Scratch,
  values: ResidentHistogram,
  extent: Extent,
  range: Extent,
  most: number,
): Histogram {
  const { bins, low, high } = wholeBins(range, most);
  const [edges, counts, centers] = [s.alloc(8 * (bins + 1)), s.alloc(8 * bins), s.alloc(8 * bins)];
  s.raw.doubleEdges(edges, centers, low, high, bins);
  s.raw.binLevels(counts, values.counts, extent.min, values.bins, edges, bins);
  return takeHistogram(s, { bins, counts, centers }, edges);
}

function floatHistogram(s: Scratch, image: ResidentImage, range: Extent, bins: number): Histogram {
  const edges = s.alloc(8 * (bins + 1));
  return takeHistogram(s, floatBins(s, image, range, bins, edges), edges);
}

/** A histogram as callers get it. */
export function takeHistogram(s: Scratch, { bins, counts, centers }: ResidentHistogram, edges: Pointer): Histogram {
  return {
    edges: s.take(edges, Float64Array, bins + 1),
    counts: s.take(counts, Float64Array, bins),
    centers: s.take(centers, Float64Array, bins),
  };
}

/**
 * Histogram of an image: every voxel is counted, none is sampled.
 *
 * Integer images whose range has no more whole values than `bins` get one bin for each value; otherwise the bins are of
 * equal width, with NumPy's edges and counts. Float types have no range of their own: "dtype" then means "data".
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D (32-bit integers and float64 are counted as float32)
 * @param options `bins`: at most so many, 1 to 65536; `range`: "data" or "dtype"
 * @returns edges, counts and centres; the counts add up to the number of voxels
 * @throws UnsuitableImage E_NONFINITE when a value is NaN or infinite; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * const { counts } = histogram(k, { data: new Uint8Array([0, 0, 0, 1, 1, 2, 6, 7, 7, 8]), shape: [2, 5] });
 * counts.join(); // "3,2,1,0,0,0,1,2,1"
 */
export function histogram(k: Kernels, image: Image, options: HistogramOptions = {}): Histogram {
  return scratch(k, (s) => {
    const resident = putImage(s, "histogram", image);
    const resolved = resolveOptions("histogram", HISTOGRAM_PARAMETERS, options, image.shape.length);
    const { bins, range } = resolved as Resolved<HistogramOptions>;
    const extent = extentOf(s, "histogram", resident);
    const [min, max] = (range === "dtype" && dtypeRange(dtypeOf(image.data))) || [extent.min, extent.max];
    return resident.dtype === "float32"
      ? floatHistogram(s, resident, { min, max }, bins)
      : wholeHistogram(s, resident, extent, { min, max }, bins);
  });
}

import { type Dtype, dtypeOf, dtypeRange, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults, type Resolved } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, putImage, type ResidentImage } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";

/** Options of `histogram`. */
export interface HistogramOptions {
  /** Most bins, 1 to 65536. Default: 256. */
  bins?: number;
  /** "data" from the smallest to the largest value; "dtype" over all values of an integer type. Default: "data". */
  range?: "data" | "dtype";
}

const parameters = {
  bins: { type: "integer", default: 256, min: 1, max: 65536, summary: "most bins" },
  range: { type: "choice", choices: ["data", "dtype"], default: "data", summary: "what the bins span" },
} as const;

/** Defaults of `histogram`. */
export const HISTOGRAM_DEFAULTS = opDefaults<HistogramOptions>(parameters);

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
const FLOAT_BINS = 256;

/** The histogram thresholds are computed on: a bin for every whole value, 256 equal bins for floats. */
export function levelHistogram(s: Scratch, image: ResidentImage, extent: Extent): ResidentHistogram {
  if (image.dtype !== "float32") return countedValues(s, image, extent);
  const edges = s.alloc(8 * (FLOAT_BINS + 1));
  return floatBins(s, image, extent, FLOAT_BINS, edges);
}

/** One bin for each whole value of `range`, which must hold the data. */
export function countedValues(s: Scratch, image: ResidentImage, range: Extent): ResidentHistogram {
  const bins = range.max - range.min + 1;
  const [counts, centers] = [s.alloc(8 * bins), s.alloc(8 * bins)];
  s.nested(() => {
    const room = s.alloc(image.dtype === "uint8" ? 263_168 : 4 * bins);
    const n = voxelCount(image.shape);
    s.raw.countValues(counts, centers, room, image.at, dtypeCode(image), n, range.min, bins);
  });
  return { bins, counts, centers };
}

/** Equal bins over a float image; their edges go to `edges`. */
function floatBins(s: Scratch, image: ResidentImage, range: Extent, bins: number, edges: Pointer): ResidentHistogram {
  const [counts, centers] = [s.alloc(8 * bins), s.alloc(8 * bins)];
  const single = s.raw.equalEdges(edges, centers, range.min, range.max, bins);
  s.nested(() => {
    const room = s.alloc(16 * bins);
    s.raw.binFloats(counts, room, image.at, voxelCount(image.shape), edges, bins, single);
  });
  return { bins, counts, centers };
}

/** Histogram of an image in linear memory. `dtype` is the type the image had outside. */
export function histogramOf(
  s: Scratch,
  image: ResidentImage,
  dtype: Dtype,
  options: Resolved<HistogramOptions>,
  extent: Extent,
): Histogram {
  return s.nested(() => {
    const [low, high] = (options.range === "dtype" && dtypeRange(dtype)) || [extent.min, extent.max];
    const range = { min: low, max: high };
    if (image.dtype !== "float32" && high - low < options.bins) return valueBins(s, image, range);
    const edges = s.alloc(8 * (options.bins + 1));
    const table =
      image.dtype === "float32"
        ? floatBins(s, image, range, options.bins, edges)
        : widerBins(s, image, range, options.bins, edges);
    return takeHistogram(s, table, s.take(edges, Float64Array, options.bins + 1));
  });
}

/** A bin for every whole value, half a unit to either side of it. */
function valueBins(s: Scratch, image: ResidentImage, range: Extent): Histogram {
  const table = countedValues(s, image, range);
  return takeHistogram(
    s,
    table,
    Float64Array.from({ length: table.bins + 1 }, (_, i) => range.min + i - 0.5),
  );
}

/** Equal bins over whole values, from the exact count of each value. */
function widerBins(s: Scratch, image: ResidentImage, range: Extent, bins: number, edges: Pointer): ResidentHistogram {
  const values = countedValues(s, image, range);
  const [counts, centers] = [s.alloc(8 * bins), s.alloc(8 * bins)];
  s.raw.doubleEdges(edges, centers, range.min, range.max, bins);
  s.raw.binLevels(counts, values.counts, range.min, values.bins, edges, bins);
  return { bins, counts, centers };
}

function takeHistogram(s: Scratch, table: ResidentHistogram, edges: Float64Array): Histogram {
  const counts = s.take(table.counts, Float64Array, table.bins);
  return { edges, counts, centers: s.take(table.centers, Float64Array, table.bins) };
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
    const resolved = resolveOptions("histogram", parameters, options, image.shape.length) as Resolved<HistogramOptions>;
    const extent = extentOf(s, "histogram", resident);
    return histogramOf(s, resident, dtypeOf(image.data), resolved, extent);
  });
}

import { ArgumentRangeError } from "../core/errors.js";
import {
  arrayType,
  checkImage,
  type Dtype,
  describe,
  dtypeRange,
  type Image,
  smallestLabelDtype,
} from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults, type Resolved } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { binEdges } from "./histogram.js";
import { clippingOf, storableRange } from "./quality/clipping.js";
import { type Kind, kindOf } from "./quality/kind.js";
import { type Order, quantile } from "./quality/order.js";
import { type Signal, signalOf } from "./quality/signal.js";
import { type Slices, slicesOf } from "./quality/slices.js";
import { planeOf, type Values, valuesOf } from "./quality/values.js";
import { bitsOf, type Verdict, verdictsOf } from "./quality/verdicts.js";

/** Options of `inspectImage`. */
export interface InspectOptions {
  /** Most bins of the histogram, 1 to 65536. Default: 256. */
  bins?: number;
  /** What the histogram spans: the data, or all values of an integer type. Default: "data". */
  range?: "data" | "dtype";
  /** Inspect this slice of a stack only, counted from 0. */
  slice?: number;
  /** The values are meant as probabilities: 0 to 1, or the whole range of an unsigned type. Default: false. */
  probability?: boolean;
  /** What the file says beyond the image: bits used of each value. */
  stored?: { bitDepth: number };
}

const parameters = {
  bins: { type: "integer", default: 256, min: 1, max: 65536, summary: "most bins of the histogram" },
  range: { type: "choice", choices: ["data", "dtype"], default: "data", summary: "what the histogram spans" },
  slice: { type: "integer", min: 0, summary: "inspect this slice only, counted from 0" },
  probability: { type: "boolean", default: false, summary: "the values are meant as probabilities" },
} as const;

/** Defaults of `inspectImage`. */
export const INSPECT_DEFAULTS = opDefaults<InspectOptions>(parameters);

/** What there is to know about an image before working on it; plain data, ready for JSON. */
export interface Inspection {
  shape: number[];
  dtype: Dtype;
  /** Bits of a value: of the type, as stored in the file when told, and as many as the values need (null: fractions). */
  bitDepth: { type: number; stored?: number; content: number | null };
  spacing: number[] | null;
  unit: string | null;
  min: number;
  max: number;
  mean: number;
  /** Different values. */
  levels: number;
  percentiles: { "p0.1": number; p1: number; p50: number; p99: number; "p99.9": number };
  /** Fractions of the voxels at the ends of the range, see `verdicts` for whether that matters. */
  clipped: { low: number; high: number };
  /** Fraction of the type's range between the smallest and the largest value; null for floats. */
  usedRange: number | null;
  /** Bins as in `histogram`; the counts add up to the number of finite voxels. */
  histogram: { edges: number[]; counts: number[] };
  /** What the values mean, as far as they tell. */
  kind: Kind["kind"];
  /** Foreground against background; only for intensities that are not constant. */
  signal?: Signal;
  /** Of masks and label images: different values but 0, the largest, and the smallest type that holds it. */
  labels?: { count: number; max: number; minimumDtype: "uint8" | "uint16" | "uint32" };
  /** Of masks and semantic images: each value but 0. */
  classes?: NonNullable<Kind["classes"]>;
  /** Of instance images: labels that form several regions, the first 100. */
  scattered?: number[];
  /** Of stacks: slices of one value, and slices out of line with their neighbours, counted from 0. */
  slices?: Slices;
  verdicts: Verdict[];
}

/**
 * Quality control of one image: range, bit depth, clipping, contrast, histogram, and what kind of image it is. Every
 * voxel counts, none is sampled. NaN and infinite values are left out of all figures and reported.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `bins`, `range` of the histogram; `slice` of a stack; `probability`; `stored.bitDepth` from the file
 * @returns figures in image units, and verdicts in sentences
 * @throws ArgumentTypeError, ArgumentRangeError for a bad image or option; UnsuitableImage E_NONFINITE when no value is
 *   finite; OutOfMemory
 * @example
 * const { min, max, verdicts } = inspectImage(k, { data: new Uint8Array([1, 5, 255, 255]), shape: [2, 2] });
 * verdicts.filter(({ level }) => level === "warn").map(({ id }) => id).join(); // "clipping"
 */
export function inspectImage(k: Kernels, image: Image, options: InspectOptions = {}): Inspection {
  checkImage("inspect", image);
  const { stored, ...rest } = options;
  const resolved = resolveOptions("inspect", parameters, rest, image.shape.length) as Resolved<InspectOptions>;
  const bitDepth = checkStored(stored);
  const picked = resolved.slice === undefined ? image : planeOf(image, resolved.slice);
  return scratch(k, (s) => inspect(s, picked, valuesOf(s, picked), resolved, bitDepth));
}

function checkStored(stored: InspectOptions["stored"]): number | undefined {
  if (stored === undefined) return undefined;
  const bits = stored?.bitDepth;
  if (Number.isInteger(bits) && bits >= 1 && bits <= 64) return bits;
  throw new ArgumentRangeError("E_OPTION", `inspect: expected stored.bitDepth from 1 to 64, got ${describe(bits)}`);
}

function inspect(
  s: Scratch,
  image: Image,
  values: Values,
  options: Resolved<InspectOptions>,
  stored: number | undefined,
): Inspection {
  const { min, max, mean, order, dtype } = values;
  const range = storableRange(values, stored);
  const clipping = clippingOf(values, range);
  const { count, kind, ...parts } = kindOf(s, values);
  const slices = slicesOf(s, values);
  const plain = kind === "intensity" && min < max;
  const result: Omit<Inspection, "verdicts"> = {
    shape: [...image.shape],
    dtype,
    bitDepth: {
      type: 8 * arrayType(dtype).BYTES_PER_ELEMENT,
      ...(stored !== undefined && { stored }),
      content: contentBits(values),
    },
    spacing: image.spacing ? [...image.spacing] : null,
    unit: image.unit ?? null,
    min,
    max,
    mean,
    levels: order.distinct,
    percentiles: percentilesOf(order),
    clipped: { low: clipping.low, high: clipping.high },
    usedRange: range ? (max - min) / (range[1] - range[0]) : null,
    histogram: histogramOf(s, values, options),
    kind: options.probability ? "probability" : kind,
    ...(plain && { signal: signalOf(s, values) }),
    ...(count !== undefined && { labels: { count, max, minimumDtype: smallestLabelDtype(max) } }),
    ...parts,
    ...(image.shape.length === 3 && { slices }),
  };
  const probability = options.probability;
  return { ...result, verdicts: verdictsOf({ values, range, clipping, slices, probability, result }) };
}

/** Bits the values need: those of the largest, or in two's complement when there are negative ones. */
function contentBits({ min, max, whole }: Values): number | null {
  if (!whole) return null;
  return min < 0 ? 1 + bitsOf(Math.max(max, -min - 1)) : Math.max(bitsOf(max), 1);
}

function percentilesOf(order: Order): Inspection["percentiles"] {
  const at = (percent: number) => quantile(order, percent / 100);
  return { "p0.1": at(0.1), p1: at(1), p50: at(50), p99: at(99), "p99.9": at(99.9) };
}

/** The bins of `histogram`, counted from the order of the values. */
function histogramOf(s: Scratch, values: Values, options: Resolved<InspectOptions>): Inspection["histogram"] {
  const { image, order, min, max, dtype } = values;
  const [low, high] = (options.range === "dtype" && dtypeRange(dtype)) || [min, max];
  const edges = binEdges(s, image.data, { min: low, max: high }, options.bins);
  const ranks = edges.map((edge) => order.below(edge));
  ranks[0] = 0;
  ranks[ranks.length - 1] = order.length;
  return { edges, counts: ranks.slice(1).map((rank, i) => rank - (ranks[i] as number)) };
}

/**
 * The smallest unsigned type that numbers `n` objects from 1, with 0 for the background.
 *
 * @param n number of objects, 0 or more
 * @returns "uint8" up to 255, "uint16" up to 65535, "uint32" up to 4294967295
 * @throws ArgumentRangeError E_LABEL_RANGE for more, E_OPTION for what is not a whole number of objects
 * @example
 * minimumLabelDtype(1000); // "uint16"
 */
export function minimumLabelDtype(n: number): "uint8" | "uint16" | "uint32" {
  if (Number.isInteger(n) && n >= 0) return smallestLabelDtype(n);
  throw new ArgumentRangeError(
    "E_OPTION",
    `minimumLabelDtype: expected a whole number of objects >= 0, got ${describe(n)}`,
  );
}

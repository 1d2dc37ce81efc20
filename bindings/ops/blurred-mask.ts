import { maskPitch, voxelCount } from "../core/image.js";
import type { Resolved } from "../core/op.js";
import { dtypeCode, maskBytes, type ResidentImage, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Range, Scratch } from "../core/scratch.js";
import { type Extent, extentOf, notFinite } from "./extent.js";
import { BORDERS, blur, type GaussianOptions, gaussianRadius } from "./gaussian.js";
import { BIN_METHODS, FLOAT_BINS } from "./histogram.js";
import { writeAbove } from "./threshold.js";
import { levelOf, type ThresholdMethod } from "./thresholds.js";

/*
 * Blur and threshold as one step. The blur runs in f32, so a voxel within rounding of the level may fall on the wrong
 * side of it: on a 4-million-voxel image about one does. Here those few are blurred again in f64, and so are the ends of
 * the range on which the bins of the level rest: the mask and the level are those of a blur in f64, at the speed of f32.
 */

/** How far an f32 blur may be from the f64 one, relative to the largest magnitude; measured 2.2e-7. */
const DOUBT = 5e-7;
/** Candidates for each end of the range. A flat background has thousands of equal ones, and then any will do. */
const MOST_ENDS = 256;
/** Multiplications worth spending on voxels in doubt; where there are more, the image is flat there and f32 decides. */
const MOST_WORK = 40_000_000;

/** A mask and the level it was made with. */
export interface LevelledMask {
  mask: ResidentMask;
  /** In image units; foreground is strictly above it. */
  level: number;
}

/** Weights in f64 and radii, ready for the raw call. */
interface Exact {
  image: ResidentImage;
  border: number;
  value: number;
  /** Weights and radius along z, y, x. */
  axes: [Pointer, number, Pointer, number, Pointer, number];
  /** Multiplications a voxel costs. */
  work: number;
}

/** The mask of an image's blur above a level, given or found by a method. `who` starts the messages. */
export function blurredMask(
  s: Scratch,
  who: string,
  image: ResidentImage,
  options: Resolved<GaussianOptions>,
  wanted: ThresholdMethod | number,
): LevelledMask {
  const pitch = maskPitch(image.w);
  const at = s.alloc(maskBytes(image), `${who}: its mask`);
  const level = s.nested(() => {
    const blurred = blurOf(s, who, image, options);
    const { range } = blurred;
    if (isConstant(s, who, image, range)) {
      // The blur of a constant is that constant; rounding of the weights must not make it less.
      const level = typeof wanted === "number" ? wanted : levelOf(s, image, wanted, who);
      writeAbove(s, at, image, level);
      return level;
    }
    const exact = exactBlur(s, image, options);
    const level = typeof wanted === "number" ? wanted : exactLevel(s, who, blurred, exact, wanted);
    splitExactly(s, who, at, pitch, blurred, exact, level);
    return level;
  });
  return { mask: { kind: "mask", ...sameGrid(image), at, pitch }, level };
}

/** A blurred image, with what its last pass saw. */
interface Blurred extends ResidentImage {
  range: Extent;
  /** (smallest, largest) f32 of every row. */
  ranges: Pointer;
}

function blurOf(s: Scratch, who: string, image: ResidentImage, options: Resolved<GaussianOptions>): Blurred {
  const values = 2 * image.h * image.d;
  const at = s.alloc(4 * voxelCount(image.shape), `${who}: its blur`);
  const ranges = s.alloc(4 * values);
  const start = s.view(ranges, Float32Array, values);
  for (let i = 0; i < values; i += 2) [start[i], start[i + 1]] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  s.nested(() => blur(s, at, image, options, ranges));
  const ends = s.view(ranges, Float32Array, values);
  // Adding +0 turns -0 into +0: which of the two a row kept depends on the order of reading.
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values; i += 2) {
    min = Math.min(min, (ends[i] as number) + 0);
    max = Math.max(max, (ends[i + 1] as number) + 0);
  }
  if (!Number.isFinite(max - min)) throw notFinite(who);
  return { kind: "image", ...sameGrid(image), at, dtype: "float32", range: { min, max }, ranges };
}

function isConstant(s: Scratch, who: string, image: ResidentImage, blurred: Extent): boolean {
  if (blurred.max - blurred.min > 2 * doubtOf(blurred)) return false;
  const { min, max } = extentOf(s, who, image);
  return min === max;
}

function exactBlur(s: Scratch, image: ResidentImage, options: Resolved<GaussianOptions>): Exact {
  const sigmas = [0, ...options.sigma].slice(-3);
  const axes = sigmas.flatMap((sigma) => {
    const radius = gaussianRadius(sigma, options.truncate);
    const at = s.alloc(8 * (radius + 1));
    s.raw.gaussianWeights(at, sigma, radius);
    return [at, radius];
  });
  const work = sigmas.reduce((n, sigma) => n * (2 * gaussianRadius(sigma, options.truncate) + 1), 1);
  const border = BORDERS.indexOf(options.border);
  return { image, border, value: options.value, axes: axes as Exact["axes"], work };
}

/** Exact values of listed voxels. */
function exactValues(s: Scratch, { image, axes, border, value, work }: Exact, list: Pointer, n: number): Pointer {
  const at = s.alloc(8 * n);
  s.each("gaussianAt", s.ranges(n, { work }), ({ from, to }) => {
    const [dst, voxels] = [at + 8 * from, list + 4 * from];
    return [dst, voxels, to - from, image.at, dtypeCode(image), image.w, image.h, image.d, ...axes, border, value];
  });
  return at;
}

/** A method's level on the f64 blur: its bin, found on the f32 histogram, between edges that rest on the exact range. */
function exactLevel(s: Scratch, who: string, blurred: Blurred, exact: Exact, method: ThresholdMethod): number {
  const { range } = blurred;
  const level = levelOf(s, blurred, method, who, range);
  if (!BIN_METHODS.includes(method) || range.min === range.max) return level;
  const { min, max } = exactRange(s, blurred, exact);
  const bin = Math.round(((level - range.min) / (range.max - range.min)) * FLOAT_BINS - 0.5);
  return binCentre(min, max, bin, exact.image.dtype === "float32" ? Math.fround : (v) => v);
}

/** Middle of a bin as NumPy computes it, in the precision of `round`. */
function binCentre(min: number, max: number, bin: number, round: (value: number) => number): number {
  const step = round(round(max - min) / FLOAT_BINS);
  const edge = (i: number) => (i === FLOAT_BINS ? max : round(round(i * step) + min));
  return round(round(edge(bin) + edge(bin + 1)) / 2);
}

/** The range of the f64 blur, from the voxels that may hold its ends. */
function exactRange(s: Scratch, blurred: Blurred, exact: Exact): Extent {
  return s.nested(() => {
    const most = Math.max(1, Math.min(MOST_ENDS, Math.floor(MOST_WORK / exact.work)));
    const [lows, highs] = listEnds(s, blurred, most);
    const n = lows.length + highs.length;
    const values = exactValues(s, exact, s.put(Uint32Array.from([...lows, ...highs])), n);
    const ends = s.take(values, Float64Array, n);
    return { min: Math.min(...ends.subarray(0, lows.length)), max: Math.max(...ends.subarray(lows.length)) };
  });
}

/** The first `most` voxels that may be the smallest, and those that may be the largest. */
function listEnds(s: Scratch, { at, ranges, range, w, h, d }: Blurred, most: number): [number[], number[]] {
  const doubt = doubtOf(range);
  const [low, high] = [Math.fround(range.min + doubt), Math.fround(range.max - doubt)];
  const parts = s.ranges(h * d, { work: w / 16 });
  // For each part its two counts, then its two lists.
  const lists = s.alloc((8 + 8 * most) * parts.length);
  const countsOf = (part: number) => lists + (8 + 8 * most) * part;
  s.each("listEnds", parts, ({ from, to }, part) => {
    const counts = countsOf(part);
    const [lows, highs] = [counts + 8, counts + 8 + 4 * most];
    return [counts, lows, highs, most, at + 4 * w * from, ranges + 8 * from, w, to - from, low, high];
  });
  const listed = (end: 0 | 1) =>
    parts.flatMap(({ from }, part) => {
      const counts = countsOf(part);
      const n = s.view(counts, Uint32Array, 2)[end] as number;
      return Array.from(s.view(counts + 8 + 4 * most * end, Uint32Array, n), (voxel) => voxel + w * from);
    });
  return [listed(0).slice(0, most), listed(1).slice(0, most)];
}

function doubtOf(range: Extent): number {
  return DOUBT * Math.max(Math.abs(range.min), Math.abs(range.max));
}

/** Writes the mask above the level, voxels in doubt decided by their exact values. */
function splitExactly(
  s: Scratch,
  who: string,
  dst: Pointer,
  pitch: number,
  blurred: Blurred,
  exact: Exact,
  level: number,
): void {
  const { w, h, d, at, range } = blurred;
  const most = Math.max(16, Math.floor(MOST_WORK / exact.work));
  const doubt = doubtOf(range);
  const [low, high] = [Math.fround(level - doubt), Math.fround(level + doubt)];
  const parts = s.ranges(h * d, { work: w / 8 });
  const capacity = parts.map(({ from, to }) => Math.min(most, w * (to - from)));
  const lists = capacity.map((n) => s.alloc(4 * n, `${who}: voxels in doubt`));
  const counts = s.eachInRoom("splitAround", parts, { bytes: pitch }, ({ from, to }, part) => {
    const [list, n] = [lists[part] as Pointer, capacity[part] as number];
    return [dst + pitch * from, pitch, list, n, at + 4 * w * from, w, to - from, low, high];
  });
  const found = counts.reduce((sum, count) => sum + (count >>> 0), 0);
  if (found === 0) return;
  if (found > most) {
    writeAbove(s, dst, blurred, level);
    return;
  }
  const list = joined(s, parts, lists, counts, w);
  s.raw.settleDoubt(dst, pitch, list, exactValues(s, exact, list, found), found, w, level);
}

/** Lists of voxels of the parts, each counted from its part's first voxel, as one. */
function joined(s: Scratch, parts: readonly Range[], lists: Pointer[], counts: number[], w: number): Pointer {
  const voxels = parts.flatMap(({ from }, part) => {
    return Array.from(s.view(lists[part] as Pointer, Uint32Array, counts[part] as number), (at) => at + w * from);
  });
  return s.put(Uint32Array.from(voxels));
}

import { maskPitch } from "../../core/image.js";
import {
  asMask,
  KERNEL_DTYPES,
  maskBytes,
  type ResidentLabels,
  type ResidentMask,
  sameGrid,
} from "../../core/resident.js";
import type { Scratch } from "../../core/scratch.js";
import { nearestSites, steps } from "../features.js";
import { without } from "../mask-algebra.js";
import type { Gathered } from "../measures/gather.js";
import { morph } from "../morphology.js";

/** Distances between the surfaces of two objects, in the unit of the spacing; infinite when only one has a surface. */
export interface SurfaceDistances {
  /** The largest distance from a surface voxel of either to the other surface. */
  hausdorff: number;
  /** The larger one of the distances that 95 % of the voxels of each surface do not exceed. */
  hausdorff95: number;
  /** The mean over the voxels of both surfaces. */
  meanDistance: number;
  /** The mean of the two means, one for each direction. */
  averageDistance: number;
  /** The mean of both directions' distances at rank ⌊0.95 · n − 1⌋ of n, counted from 0. */
  averageHausdorff95: number;
}

/** Distances between all labelled voxels of two images. */
export function foregroundDistances(
  s: Scratch,
  a: ResidentLabels,
  b: ResidentLabels,
  spacing: readonly number[],
): SurfaceDistances {
  return s.nested(() => between(s, asMask(s, WHO, a), asMask(s, WHO, b), spacing));
}

const WHO = "compareLabels";

/** Distances between a label of one image and one of another, looked at in the box around both. */
export function labelDistances(
  s: Scratch,
  [a, rowA]: readonly [Gathered, number],
  [b, rowB]: readonly [Gathered, number],
  spacing: readonly number[],
): SurfaceDistances {
  const side = (column: number, pick: (p: number, q: number) => number) =>
    pick(a.column(column)[rowA] as number, b.column(column)[rowB] as number);
  const corner = [3, 4, 5].map((column) => side(column, Math.min)) as [number, number, number];
  const [d, h, w] = [6, 7, 8].map((column, axis) => side(column, Math.max) - corner[axis]!) as [number, number, number];
  const shape = a.ndim === 2 ? [h, w] : [d, h, w];
  const grid = { kind: "mask", shape, geometry: {}, w, h, d, pitch: maskPitch(w) } as const;
  const drawn = (g: Gathered, row: number): ResidentMask => {
    const at = s.put(new Uint8Array(h * d * grid.pitch), `${WHO}: a mask`);
    g.draw(row, at, grid.pitch, corner, h);
    return { ...grid, at };
  };
  return s.nested(() => between(s, drawn(a, rowA), drawn(b, rowB), spacing));
}

function between(s: Scratch, a: ResidentMask, b: ResidentMask, spacing: readonly number[]): SurfaceDistances {
  const [surfaceA, surfaceB] = [surfaceOf(s, a), surfaceOf(s, b)];
  const from = directed(s, surfaceA, surfaceB, spacing);
  const back = directed(s, surfaceB, surfaceA, spacing);
  if (from.length === 0 && back.length === 0) return everywhere(0);
  if (from.length === 0 || back.length === 0) return FAR;
  return {
    hausdorff: Math.max(from.at(-1) as number, back.at(-1) as number),
    hausdorff95: Math.max(percentile(from, 95), percentile(back, 95)),
    meanDistance: (total(from) + total(back)) / (from.length + back.length),
    averageDistance: (total(from) / from.length + total(back) / back.length) / 2,
    averageHausdorff95: (ranked(from) + ranked(back)) / 2,
  };
}

const everywhere = (d: number): SurfaceDistances => ({
  hausdorff: d,
  hausdorff95: d,
  meanDistance: d,
  averageDistance: d,
  averageHausdorff95: d,
});

/** What lies between something and nothing. */
export const FAR = everywhere(Number.POSITIVE_INFINITY);

/** The distance that SlicerRT takes for the 95th percentile. */
const ranked = (sorted: Float64Array): number => sorted[Math.max(0, Math.floor(0.95 * sorted.length - 1))] as number;

/** The voxels with a neighbour by face that is not set; beyond the image nothing is. */
function surfaceOf(s: Scratch, mask: ResidentMask): ResidentMask {
  const inner = morph(s, mask, "erode", { radius: 1, footprint: "diamond", border: "min" });
  const at = s.alloc(maskBytes(mask), `${WHO}: a surface`);
  // An erosion is a part of its mask, so that bytes can be subtracted.
  s.raw.difference(at, mask.at, inner.at, KERNEL_DTYPES.uint8, maskBytes(mask));
  return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
}

/** Distances from every voxel of one mask to the nearest one of another, ascending. Voxels of both are at 0, and not looked for. */
function directed(s: Scratch, from: ResidentMask, to: ResidentMask, spacing: readonly number[]): Float64Array {
  return s.nested(() => {
    const counted = (mask: ResidentMask) => s.raw.countSet(mask.at, maskBytes(mask)) >>> 0;
    const [count, sites] = [counted(from), counted(to)];
    const all = new Float64Array(count);
    if (count === 0 || sites === 0) return all;
    const apart = without(s, WHO, from, to);
    const rest = counted(apart);
    if (rest === 0) return all;
    const few = rest * sites < PAIRS_A_VOXEL * from.w * from.h * from.d;
    const found = few ? pairwise(s, apart, to, spacing) : bySites(s, apart, to, spacing, rest);
    all.set(found.sort(), count - rest);
    return all;
  });
}

/** Comparing each with each is quicker than looking at every voxel of the box up to so many pairs a voxel. */
const PAIRS_A_VOXEL = 8;

function bySites(s: Scratch, from: ResidentMask, to: ResidentMask, spacing: readonly number[], count: number) {
  const { w, h, d, pitch } = from;
  const sites = nearestSites(s, WHO, to, spacing);
  const at = s.alloc(count * 8, `${WHO}: its distances`);
  s.raw.surfaceDistances(at, from.at, pitch, sites, w, h, d, ...steps(spacing));
  return s.take(at, Float64Array, count);
}

/** The same distances, to the last bit. */
function pairwise(s: Scratch, from: ResidentMask, to: ResidentMask, spacing: readonly number[]): Float64Array {
  const [sz, sy, sx] = steps(spacing);
  const [points, sites] = [placesOf(s, from), placesOf(s, to)];
  const found = new Float64Array(points.length / 3);
  for (let i = 0; i < found.length; i++) {
    const [z, y, x] = [points[3 * i] as number, points[3 * i + 1] as number, points[3 * i + 2] as number];
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < sites.length; j += 3) {
      const dz = (z - (sites[j] as number)) * sz;
      const dy = (y - (sites[j + 1] as number)) * sy;
      const dx = (x - (sites[j + 2] as number)) * sx;
      const square = dz * dz + dy * dy + dx * dx;
      if (square < least) least = square;
    }
    found[i] = Math.sqrt(least);
  }
  return found;
}

/** Indices (z, y, x) of the voxels of a mask. */
function placesOf(s: Scratch, mask: ResidentMask): Int32Array {
  const words = s.view(mask.at, Uint32Array, maskBytes(mask) / 4);
  const places: number[] = [];
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i] as number; word !== 0; word &= word - 1) {
      const row = Math.floor((4 * i) / mask.pitch);
      const x = 8 * (4 * i - row * mask.pitch) + 31 - Math.clz32(word & -word);
      places.push(Math.floor(row / mask.h), row % mask.h, x);
    }
  }
  return Int32Array.from(places);
}

const total = (sorted: Float64Array): number => sorted.reduce((sum, distance) => sum + distance, 0);

/** Between two ranks in proportion, as NumPy does. */
function percentile(sorted: Float64Array, percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(rank);
  const [low, high] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  return low + (high - low) * (rank - below);
}

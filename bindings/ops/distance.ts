import { type Image, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Range, Scratch } from "../core/scratch.js";
import { complementOf, isEven, SPACING, siteDistance, siteGreater } from "./features.js";

/** Options of `distance`. */
export interface DistanceOptions {
  /** Distance between neighbours: one number, or one per axis in the order of the shape; the unit of the result. */
  spacing?: number | readonly number[];
}

const parameters = {
  spacing: SPACING,
} as const;

/** Defaults of `distance`. */
export const DISTANCE_DEFAULTS = opDefaults<DistanceOptions>(parameters);

export const distanceOp = defineOp<"mask", "image", DistanceOptions>({
  name: "distance",
  summary: "Measure how far each voxel of a mask is from the background.",
  input: "mask",
  output: "image",
  parameters,
  step(s, mask, { spacing }) {
    const at = s.alloc(voxelCount(mask.shape) * 4, "distance: its image");
    s.nested(() => {
      if (isEven(spacing) && evenDistance(s, at, mask, spacing[0] as number)) return;
      siteDistance(s, "distance", at, complementOf(s, "distance", mask), spacing);
    });
    return { kind: "image", ...sameGrid(mask), at, dtype: "float32" };
  },
});

/** The fast way; false when a distance is too large for it. */
function evenDistance(s: Scratch, dst: Pointer, mask: ResidentMask, spacing: number): boolean {
  const { w, h, d } = mask;
  return s.nested(() => {
    const squares = squaresOf(s, "distance", mask, NO_SQUARE);
    const done = s.eachInRoom("distance", piecesOf(s, mask), LINE, ({ from, to }) => {
      return [dst, squares, w, h, d, spacing, from, to];
    });
    return done.every((status) => status !== 0);
  });
}

/** Above every square that the fast way knows. */
const NO_SQUARE = 0xffff;
/** Room of the last pass. */
const LINE = { bytes: 576 };

/** Squares of the distances along x and z. */
function squaresOf(s: Scratch, who: string, { at, pitch, w, h, d }: ResidentMask, far: number): Pointer {
  const squares = s.alloc(s.raw.squareBytes(w, h, d), `${who}: its squares`);
  const tile = { bytes: s.raw.squareTile(w, d), what: `${who}: its rows` };
  s.eachInRoom("squares", s.ranges(h, { work: w * d }), tile, ({ from, to }) => {
    return [squares, at, pitch, w, h, d, far, from, to];
  });
  return squares;
}

/** Ranges of the last pass. */
function piecesOf(s: Scratch, { w, h, d }: ResidentMask): Range[] {
  const blocks = s.raw.blocksOf(w);
  return s.ranges(d * blocks, { work: (w * h) / blocks });
}

/** How a mask is eroded. */
export interface Erosion {
  /** Erode the complement and give the complement of that: a dilation. */
  flip: boolean;
  /** Voxels beyond the image count as set in what is eroded; then the image's edge changes nothing. */
  outside: boolean;
}

/** An erosion by a ball of any radius. */
export interface Ball extends Erosion {
  /** In voxels; fractions are allowed. */
  radius: number;
}

/**
 * Erodes by a ball (a disk in 2-D) of any radius in a time that hardly depends on it: the voxels whose distance to the
 * nearest background voxel is above the radius. A mask without background stays as it is. Writes bit rows to `dst`,
 * which must not be the mask's own.
 */
export function erodeByDistance(
  s: Scratch,
  who: string,
  dst: Pointer,
  mask: ResidentMask,
  { radius, flip, outside }: Ball,
): void {
  const { pitch, w, h, d } = mask;
  s.nested(() => {
    const source = flip ? complementOf(s, who, mask) : mask;
    if (!distanceGreater(s, who, dst, source, radius)) siteGreater(s, who, dst, complementOf(s, who, source), radius);
    if (!outside) s.raw.clearMargin(dst, pitch, w, h, d, Math.min(Math.floor(radius), Math.max(w, h, d)));
    if (flip) s.raw.complement(dst, dst, pitch, w, h * d);
  });
}

function distanceGreater(s: Scratch, who: string, dst: Pointer, mask: ResidentMask, radius: number): boolean {
  const { pitch, w, h, d } = mask;
  const level = s.raw.squareWithin(radius);
  if (level === NO_SQUARE) return false;
  s.nested(() => {
    const squares = squaresOf(s, who, mask, level + 1);
    s.eachInRoom("distanceGreater", piecesOf(s, mask), LINE, ({ from, to }) => {
      return [dst, pitch, squares, w, h, d, level, from, to];
    });
  });
  return true;
}

/**
 * Exact Euclidean distance of every voxel of a mask to the nearest background voxel.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `spacing` between neighbours, default 1: distances in voxels
 * @returns float32 image in the unit of `spacing`: 0 on background, +Infinity everywhere when there is no background;
 *   the image's edge is not background
 * @throws ArgumentRangeError E_SPACING for a spacing that is not positive or not one per axis; OutOfMemory
 * @example
 * const { data } = distance(k, { data: new Uint8Array([1, 1, 1, 0]), shape: [1, 4] });
 * data; // Float32Array [3, 2, 1, 0]
 * @see scipy.ndimage.distance_transform_edt gives the same distances
 */
export function distance(k: Kernels, mask: Mask | Image, options: DistanceOptions = {}): Image<Float32Array> {
  return runOp(distanceOp, k, mask, options) as Image<Float32Array>;
}

import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { type Image, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { asMask, putMask } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { complementOf, SPACING, siteDistance, steps } from "./features.js";
import { gaussian } from "./gaussian.js";
import { centroidOf, type Field, rigidFit } from "./rigid/fit.js";

/** Options of `registerMasks`. */
export interface RegisterMasksOptions {
  /** Distance between neighbours: one number, or one per axis in the order of the shape. */
  spacing?: number | readonly number[];
  /** Most steps of the search. */
  iterations?: number;
}

const parameters = {
  spacing: SPACING,
  iterations: { type: "integer", default: 100, min: 1, max: 10_000, summary: "most steps of the search" },
} as const;

/** Defaults of `registerMasks`. */
export const REGISTER_MASKS_DEFAULTS = opDefaults<RegisterMasksOptions>(parameters);

/** How one mask moves onto another. */
export interface RigidMotion {
  /** place' = matrix · place + offset, places (z, y, x) from the first voxel in units of the spacing; rows of a rotation. */
  matrix: readonly number[];
  offset: readonly number[];
  /** Root mean square of what the distances to both surfaces differ by in the end, near the surface. */
  error: number;
}

const WHO = "registerMasks";
/** Standard deviation of the Gaussian that takes the steps of voxels out of distances, in voxels. */
const ROUNDING = 1.5;

/**
 * The rigid motion that brings a mask onto another one, by the distances to their surfaces: centroids first, then the least
 * squares of the differences near the surface, Gauss–Newton. It finds rotations up to about 40°; a ball has none.
 *
 * @param k kernels from `loadKernels`
 * @param moving what moves: a mask, or an image whose non-zero values count as one
 * @param fixed where it should go, on the same grid
 * @param options `spacing`, default 1; `iterations`
 * @returns a rotation and an offset, with the remaining error
 * @throws MismatchedShape; ArgumentRangeError E_EMPTY for a mask without voxels or without background, E_SPACING, E_OPTION;
 *   OutOfMemory
 * @example
 * const before = { data: new Uint8Array(64).fill(1, 4, 12), shape: [1, 8, 8] };
 * const after = { data: new Uint8Array(64).fill(1, 28, 36), shape: [1, 8, 8] };
 * registerMasks(k, before, after).offset.map(Math.round); // [0, 3, 0]
 * @see SlicerRT's registration of segments by distance maps
 */
export function registerMasks(
  k: Kernels,
  moving: Mask | Image,
  fixed: Mask | Image,
  options: RegisterMasksOptions = {},
): RigidMotion {
  if (moving.shape.join() !== fixed.shape.join()) throw new MismatchedShape(WHO, moving.shape, fixed.shape);
  const rank = moving.shape.length;
  const { spacing, iterations } = resolveOptions(WHO, parameters, options, rank) as {
    spacing: readonly number[];
    iterations: number;
  };
  const [from, to] = [moving, fixed].map((mask) => {
    const field = scratch(k, (s) => fieldOf(s, mask, steps(spacing)));
    // Distances to voxels have steps; both sides are rounded alike.
    const { data } = gaussian(k, { data: field.values, shape: mask.shape }, { sigma: ROUNDING });
    return { ...field, values: data as Float32Array };
  }) as [Field, Field];
  return rigidFit(from, to, iterations, rank === 2);
}

/** Signed distances to the surface of a mask, negative inside, and the mask's centroid. */
function fieldOf(s: Scratch, input: Mask | Image, spacing: readonly [number, number, number]): Field {
  const mask = asMask(s, WHO, putMask(s, WHO, input));
  const n = voxelCount(mask.shape);
  const distances = (of: typeof mask) => {
    const at = s.alloc(4 * n, `${WHO}: its distances`);
    siteDistance(s, WHO, at, of, spacing);
    return s.take(at, Float32Array, n);
  };
  const [outside, inside] = [distances(mask), distances(complementOf(s, WHO, mask))];
  if (!Number.isFinite(outside[0]) || !Number.isFinite(inside[0])) {
    throw new ArgumentRangeError("E_EMPTY", `${WHO}: expected masks with voxels and background, got one without`);
  }
  const half = Math.min(...spacing) / 2;
  // The surface lies half a voxel from the centres on both sides.
  const values = outside.map((out, i) => (out > 0 ? out - half : half - (inside[i] as number)));
  const { w, h, d } = mask;
  const field = { values, w, h, d, spacing };
  return { ...field, centroid: centroidOf(field) };
}

import type { Kernels } from "../core/kernels.js";
import { oversampledGrid } from "./default-grid.js";
import { type FractionalImage, levelOfShare } from "./fractional.js";
import type { Mesh } from "./mesh.js";
import { resampleTo } from "./resample-to.js";
import { surfaceInPasses } from "./surface.js";

/** Options of `fractionalToSurface`. */
export interface FractionalSurfaceOptions {
  /** The share at which the surface lies, 0 to 1. Default: 0.5. */
  threshold?: number;
  /** Voxels per voxel along each axis before the surface is made. Default: 1. */
  oversampling?: number;
  /** As of `surface`. Default: 0. */
  decimation?: number;
  /** Strength of the low-pass filter, 0 to 1; 20 passes. Default: 0.5. */
  smoothing?: number;
  /** Whether to compute normals. Default: true. */
  normals?: boolean;
}

/** Passes of the smoothing, whatever its strength. */
const PASSES = 20;

/**
 * The closed surface on which voxels are filled by a share, exactly where shares that change evenly from voxel to voxel reach it.
 *
 * @param k kernels from `loadKernels`
 * @param image a volume of shares; beyond its border lies nothing
 * @param options see `FractionalSurfaceOptions`
 * @returns a mesh as of `surface`
 * @throws ArgumentRangeError E_OPTION for a threshold beyond 0 to 1 or another bad option, E_NDIM in 2-D; OutOfMemory
 * @example
 * const mesh = fractionalToSurface(k, surfaceToFractional(k, sphere, grid), { smoothing: 0 });
 */
export function fractionalToSurface(k: Kernels, image: FractionalImage, options: FractionalSurfaceOptions = {}): Mesh {
  const { threshold = 0.5, oversampling = 1, smoothing = 0.5, ...rest } = options;
  const level = levelOfShare("fractionalToSurface", image, threshold);
  const outside = image.fractions.range[0];
  const finer =
    oversampling === 1
      ? image
      : resampleTo(k, image, oversampledGrid(image, oversampling), { method: "linear", outside });
  const settings = { method: "marching", level, outside, smoothing, ...rest } as const;
  return surfaceInPasses(k, "fractionalToSurface", finer, settings, PASSES);
}

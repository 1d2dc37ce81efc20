import { MismatchedShape } from "../core/errors.js";
import { geometryOf, type Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Segmentation } from "../core/segmentation.js";
import { resampleTo } from "../ops/resample-to.js";
import { type PlacedGrid, placementOf } from "../ops/world-grid.js";

/** Grids are one where no number of what places their voxels differs by more. */
const TOLERANCE = 1e-4;

/** True where two grids have the same voxels in the same places. */
function isSameGrid(a: PlacedGrid, b: PlacedGrid): boolean {
  if (a.shape.join() !== b.shape.join()) return false;
  const [first, second] = [placementOf(a), placementOf(b)];
  const near = (p: readonly number[], q: readonly number[]) =>
    p.every((value, i) => Math.abs(value - (q[i] as number)) <= TOLERANCE);
  return near(first.matrix, second.matrix) && near(first.origin, second.origin);
}

const isPlaced = ({ origin, direction }: PlacedGrid) => origin !== undefined || direction !== undefined;

/** True where two grids are one, or may be: of one shape, and at least one of them does not say where it lies. Throws MismatchedShape for other shapes then. */
export function sharesGrid(a: PlacedGrid, b: PlacedGrid): boolean {
  if (isPlaced(a) && isPlaced(b)) return isSameGrid(a, b);
  if (a.shape.join() === b.shape.join()) return true;
  throw new MismatchedShape("segmentationOn", a.shape, b.shape, "grids that do not say where they lie");
}

/**
 * A segmentation on another grid: each voxel takes the labels of the nearest voxel, layer by layer; what lies beyond the new
 * grid is lost. The same segmentation where it is on that grid already, or where one of both does not say where it lies and
 * their shapes are the same.
 *
 * @param k kernels from `loadKernels`
 * @param segmentation binary
 * @param grid any image, or { shape, spacing, origin, direction }
 * @throws MismatchedShape where one of both does not say where it lies and their shapes differ; what `resampleTo` throws
 * @example
 * segmentationOn(k, segmentation, scan).shape.join() === scan.shape.join();
 */
export function segmentationOn(k: Kernels, segmentation: Segmentation, grid: PlacedGrid): Segmentation {
  if (sharesGrid(segmentation, grid)) return segmentation;
  const { shape, layers, segments, offset: _, ...rest } = segmentation;
  const resampled = layers.map((data, layer) => {
    const labels = segments.filter((segment) => segment.layer === layer).map(({ labelValue }) => labelValue);
    const image = { data, shape, ...geometryOf(segmentation), count: Math.max(0, ...labels) } as Labelmap;
    return resampleTo(k, image, grid).data;
  });
  const { spacing: _s, unit: _u, origin: _o, direction: _d, space: _p, ...kept } = rest;
  return { ...kept, segments, shape: grid.shape, ...geometryOf(grid), layers: resampled };
}

import { ArgumentTypeError } from "../core/errors.js";
import type { Kernels } from "../core/kernels.js";
import { checkSegmentation, type Layer, type Segmentation } from "../core/segmentation.js";
import { regionStats } from "../ops/region-stats.js";

/** Voxels of a segment. */
export interface SegmentExtent {
  id: string;
  count: number;
  /** The box of its voxels, first and last index but one of each axis: [z0, y0, x0, z1, y1, x1]; undefined for none. */
  box: readonly number[] | undefined;
}

/**
 * Counts the voxels of every segment and finds their boxes, in one pass over each layer.
 *
 * @param k kernels from `loadKernels`
 * @param segmentation label maps; fractions are refused
 * @returns a row for each segment, in their order; half-open boxes in the axis order of the shape
 * @throws ArgumentTypeError E_DTYPE for fractions; ArgumentRangeError E_SEGMENT; OutOfMemory
 * @example
 * segmentExtents(k, segmentation).find(({ id }) => id === "Segment_1")?.count;
 */
export function segmentExtents(k: Kernels, segmentation: Segmentation): SegmentExtent[] {
  checkLabels("segmentExtents", segmentation);
  const used = new Set(segmentation.segments.map(({ layer }) => layer));
  const found = segmentation.layers.map((data, at) => (used.has(at) ? labelExtents(k, segmentation, data) : new Map()));
  return segmentation.segments.map(({ id, layer, labelValue }) => {
    const { count = 0, box } = found[layer]?.get(labelValue) ?? {};
    return { id, count, box };
  });
}

function labelExtents(
  k: Kernels,
  { shape }: Segmentation,
  data: Layer,
): Map<number, { count: number; box: readonly number[] }> {
  const { rows, columns } = regionStats(k, { data, shape }, undefined, { measures: ["count", "bbox"] });
  const values = (name: string) => columns.find((column) => column.name === name)?.values as Float64Array;
  const axes = shape.length === 3 ? ["z", "y", "x"] : ["y", "x"];
  const sides = [0, 1].flatMap((end) => axes.map((axis) => values(`bbox_${axis}${end}`)));
  const [labels, counts] = [values("label"), values("count")];
  const all = Array.from({ length: rows }, (_, row) => {
    const box = sides.map((side) => side[row] as number);
    return [labels[row] as number, { count: counts[row] as number, box }] as const;
  });
  return new Map(all);
}

/** Throws unless the layers of a segmentation are label maps. */
export function checkLabels(who: string, segmentation: Segmentation): void {
  checkSegmentation(who, segmentation);
  if (segmentation.fractions) {
    throw new ArgumentTypeError("E_DTYPE", `${who}: expected label maps, got fractions; make them binary first`);
  }
}

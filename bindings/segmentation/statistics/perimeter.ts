import type { Image } from "../../core/image.js";
import { regionStats } from "../../ops/region-stats.js";
import { byLayer, cell } from "./layers.js";
import type { MeasuredSegments, StatisticsContext } from "./plugin.js";

/**
 * Lengths of outlines in mm, as ITK measures pictures: of segmentations one voxel thick along an axis; of others and of
 * segments without voxels none.
 */
export function perimeters(context: StatisticsContext): MeasuredSegments {
  const { k, segmentation, millimetres } = context;
  const thin = segmentation.shape.indexOf(1);
  if (thin < 0) return new Map();
  const flat = ({ data, shape, spacing = [1, 1, 1] }: Image): Image => {
    const inPlane = (numbers: readonly number[]) => numbers.filter((_, axis) => axis !== thin);
    return { data, shape: inPlane(shape), spacing: inPlane(spacing) };
  };
  return byLayer(
    context,
    (labels) => regionStats(k, flat(labels), undefined, { measures: "perimeter_crofton" }),
    (row) => row && { perimeter_mm: cell(row, "perimeter_crofton") * millimetres },
  );
}

import type { Fractions, Layer, Segmentation } from "../../core/segmentation.js";
import type { MeasuredSegments, StatisticsContext } from "./plugin.js";
import { frameOf } from "./world.js";

/** The share of a voxel that a value stands for, 0 to 1; 0 for what is no number. */
const shareOf = (value: number, { range: [none, all] }: Fractions): number =>
  value > none ? Math.min(1, (value - none) / (all - none)) : 0;

/**
 * What is defined of fractional segments: their volume, each voxel counting with its share, and where the middle of that is.
 * There is no number of voxels.
 */
export function fractionalSizes(
  { segmentation, millimetres: mm }: StatisticsContext,
  fractions: Fractions,
): MeasuredSegments {
  const spacing = segmentation.spacing ?? [1, 1, 1];
  const voxel = spacing.reduce((size, step) => size * step * mm, 1);
  const frame = frameOf(segmentation);
  return new Map(
    segmentation.segments.map(({ id, layer }) => {
      const { sum, middle } = sumsOf(segmentation.layers[layer] as Layer, segmentation, fractions);
      const place = middle.map((part, axis) => (part / sum) * (spacing[axis] as number));
      const volume = sum * voxel;
      return [id, { volume_mm3: volume, volume_cm3: 0.001 * volume, centroid_ras: frame.point(place) }];
    }),
  );
}

/** The sum of all shares, and of the indices (z, y, x) times them. */
function sumsOf(layer: Layer, { shape }: Segmentation, fractions: Fractions): { sum: number; middle: number[] } {
  const [h, w] = shape.slice(-2) as [number, number];
  let sum = 0;
  const middle = [0, 0, 0];
  for (let row = 0; row < layer.length / w; row++) {
    let [inRow, along] = [0, 0];
    for (let x = 0; x < w; x++) {
      const share = shareOf(layer[row * w + x] as number, fractions);
      inRow += share;
      along += share * x;
    }
    sum += inRow;
    middle[0] = (middle[0] as number) + inRow * Math.floor(row / h);
    middle[1] = (middle[1] as number) + inRow * (row % h);
    middle[2] = (middle[2] as number) + along;
  }
  return { sum, middle };
}

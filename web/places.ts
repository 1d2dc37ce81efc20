import type { ShownSegments } from "./state.js";
import type { Voxel } from "./view/planes.js";

/**
 * A voxel of a segment near the middle of its box: in the slice there, or where the segment passes around it, in the nearest
 * slice that it has; undefined for a segment without voxels.
 */
export function centreOf({ segmentation, extents }: ShownSegments, at: number): Voxel | undefined {
  const segment = segmentation.segments[at];
  const box = extents[at]?.box;
  const data = segment && segmentation.layers[segment.layer];
  if (!segment || !box || !data) return undefined;
  const flat = box.length === 4;
  const [z0, y0, x0, z1, y1, x1] = (flat ? [0, box[0], box[1], 1, box[2], box[3]] : box) as number[] as SixNumbers;
  const [width, height] = [...segmentation.shape].reverse() as [number, number];
  const [middleZ, middleY, middleX] = [(z0 + z1) >> 1, (y0 + y1) >> 1, (x0 + x1) >> 1];
  for (let away = 0; away < z1 - z0; away++) {
    for (const z of away === 0 ? [middleZ] : [middleZ - away, middleZ + away]) {
      if (z < z0 || z >= z1) continue;
      let best: { voxel: Voxel; distance: number } | undefined;
      for (let y = y0; y < y1; y++) {
        for (let x = x0, i = (z * height + y) * width + x0; x < x1; x++, i++) {
          if (data[i] !== segment.labelValue) continue;
          const distance = (y - middleY) ** 2 + (x - middleX) ** 2;
          if (!best || distance < best.distance) best = { voxel: [z, y, x], distance };
        }
      }
      if (best) return best.voxel;
    }
  }
  return undefined;
}

type SixNumbers = [number, number, number, number, number, number];

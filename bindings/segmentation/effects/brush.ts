import type { Mask } from "../../core/image.js";
import { emptyMaskOf, setRun } from "../words.js";
import { type Drawing, deep, type Point, pointsOf } from "./effect.js";

/** Parameters of a brush. */
export const BRUSH = {
  BrushAbsoluteDiameter: { type: "number", default: 5, min: 0, exclusive: true, summary: "diameter of the brush" },
  BrushSphere: { type: "boolean", default: false, summary: "a ball instead of a disk in the plane of the slice" },
  BrushPixelMode: { type: "boolean", default: false, summary: "only the voxels at the points" },
} as const;

/** What a brush covers on its way along points: the voxels at most its radius from one of the straight ways between them. */
export function strokeMask(call: Drawing, who: string): Mask {
  const points = pointsOf(call, who, 1);
  const mask = emptyMaskOf(call.segmentation);
  if (call.options["BrushPixelMode"]) {
    for (const point of points) cover(mask, [1, 1, 1], point.map(Math.round), point.map(Math.round), 0.5, true);
    return mask;
  }
  const radius = (call.options["BrushAbsoluteDiameter"] as number) / 2;
  const sphere = call.options["BrushSphere"] as boolean;
  for (const [i, point] of points.entries()) {
    cover(mask, call.spacing, points[Math.max(0, i - 1)] as Point, point, radius, sphere);
  }
  return mask;
}

/** Sets the voxels at most `radius` from the way between two points; without `sphere` only in the slice of the second. */
export function cover(
  mask: Mask,
  spacing: readonly number[],
  from: Point,
  to: Point,
  radius: number,
  sphere: boolean,
): void {
  const [sz, sy, sx] = deep(spacing, 1);
  const [d, h, w] = deep(mask.shape, 1);
  const [a, b] = [deep(from, 0), deep(to, 0)];
  if (!sphere) a[0] = b[0];
  const reachZ = sphere ? radius / sz : 0;
  const [firstZ, lastZ] = [Math.min(a[0], b[0]) - reachZ, Math.max(a[0], b[0]) + reachZ];
  const near = sphere ? [Math.ceil(firstZ), Math.floor(lastZ)] : [Math.round(b[0]), Math.round(b[0])];
  const y0 = Math.max(0, Math.ceil(Math.min(a[1], b[1]) - radius / sy));
  const y1 = Math.min(h - 1, Math.floor(Math.max(a[1], b[1]) + radius / sy));
  const x0 = Math.max(0, Math.ceil(Math.min(a[2], b[2]) - radius / sx));
  const x1 = Math.min(w - 1, Math.floor(Math.max(a[2], b[2]) + radius / sx));
  const way = [(b[0] - a[0]) * sz, (b[1] - a[1]) * sy, (b[2] - a[2]) * sx] as const;
  const square = way[0] * way[0] + way[1] * way[1] + way[2] * way[2];
  const limit = radius * radius * (1 + 1e-12);
  for (let z = Math.max(0, near[0] as number); z <= Math.min(d - 1, near[1] as number); z++) {
    const dz = sphere ? (z - a[0]) * sz : 0;
    for (let y = y0; y <= y1; y++) {
      const dy = (y - a[1]) * sy;
      for (let x = x0; x <= x1; x++) {
        const dx = (x - a[2]) * sx;
        const along = square > 0 ? (dz * way[0] + dy * way[1] + dx * way[2]) / square : 0;
        const t = Math.min(1, Math.max(0, along));
        const [ez, ey, ex] = [dz - t * way[0], dy - t * way[1], dx - t * way[2]];
        if (ez * ez + ey * ey + ex * ex <= limit) setRun(mask, z * h + y, x, x + 1);
      }
    }
  }
}

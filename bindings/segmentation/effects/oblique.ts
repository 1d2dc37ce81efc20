import type { Mask } from "../../core/image.js";
import { cross, type Vector } from "../../core/vector.js";
import { isInside } from "../../ops/even-odd.js";
import { emptyMaskOf, setRun } from "../words.js";
import { type Drawing, deep, type Point, pointsOf } from "./effect.js";
import { EDGE } from "./outline.js";

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const scaled = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by];
const unit = (a: Vector): Vector => scaled(a, 1 / Math.sqrt(dot(a, a)));

/** The plane of an outline: a place in it, two directions along it, the one across it. */
interface Plane {
  at: Vector;
  u: Vector;
  v: Vector;
  normal: Vector;
}

/** The plane that an outline lies in, or lies about; undefined for points in a line. */
function planeOf(points: readonly Vector[]): Plane | undefined {
  const sum = points.reduce<Vector>((all, p) => [all[0] + p[0], all[1] + p[1], all[2] + p[2]], [0, 0, 0]);
  const at = scaled(sum, 1 / points.length);
  // Newell: the sum over all sides does not mind corners in one line.
  const normal = points.reduce<Vector>(
    (all, p, i) => {
      const next = points[(i + 1) % points.length] as Vector;
      const part = cross(minus(p, at), minus(next, at));
      return [all[0] + part[0], all[1] + part[1], all[2] + part[2]];
    },
    [0, 0, 0],
  );
  if (!(dot(normal, normal) > 0)) return undefined;
  const n = unit(normal);
  const least = n.reduce((best, part, axis) => (Math.abs(part) < Math.abs(n[best as 0]) ? axis : best), 0);
  const u = unit(cross(n, [Number(least === 0), Number(least === 1), Number(least === 2)]));
  return { at, u, v: cross(n, u), normal: n };
}

/**
 * Fills an outline in the plane of its points, one slice thick: voxels whose centres lie at most half a voxel from it,
 * measured across it.
 */
export function obliqueMask(call: Drawing, who: string): Mask {
  const mask = emptyMaskOf(call.segmentation);
  const steps = deep(call.spacing, 1);
  const places = pointsOf(call, who, 3).map((point): Vector => placed(deep(point, 0), steps));
  const plane = planeOf(places);
  if (!plane) return mask;
  const { at, u, v, normal } = plane;
  const outline = [places.flatMap((place) => [dot(minus(place, at), u), dot(minus(place, at), v)])];
  // How thick a voxel is across the plane.
  const half = (Math.abs(normal[0]) * steps[0] + Math.abs(normal[1]) * steps[1] + Math.abs(normal[2]) * steps[2]) / 2;
  const shape = deep(mask.shape, 1);
  const [[z0, z1], [y0, y1], [x0, x1]] = shape.map((extent, axis) => {
    const along = places.map((place) => place[axis as 0]);
    const reach = half * Math.abs(normal[axis as 0]) + EDGE;
    const low = Math.ceil((Math.min(...along) - reach) / (steps[axis as 0] as number));
    const high = Math.floor((Math.max(...along) + reach) / (steps[axis as 0] as number));
    return [Math.max(0, low), Math.min(extent - 1, high)];
  }) as [[number, number], [number, number], [number, number]];
  for (let z = z0; z <= z1; z++) {
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const apart = minus(placed([z, y, x], steps), at);
        const across = dot(apart, normal);
        // Of two voxels equally far on both sides one counts.
        if (across <= -half - EDGE || across > half - EDGE) continue;
        if (isInside(outline, dot(apart, u), dot(apart, v))) setRun(mask, z * shape[1] + y, x, x + 1);
      }
    }
  }
  return mask;
}

const placed = (point: Point, steps: Vector): Vector => [
  (point[0] as number) * steps[0],
  (point[1] as number) * steps[1],
  (point[2] as number) * steps[2],
];

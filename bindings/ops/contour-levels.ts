import { UnsuitableImage } from "../core/errors.js";
import { isSet } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { contoursToMask } from "./contour-masks.js";
import type { Contour } from "./contours.js";
import { distance } from "./distance.js";

/** How far pixels are from the contours of their plane: above 0 inside, below 0 outside. */
export interface ContourLevels {
  /** Planes that have contours, ascending. */
  planes: readonly number[];
  /** For each of them h × w distances, in the unit of the steps. */
  levels: readonly Float32Array[];
  h: number;
  w: number;
  /** Index of the first row and column on the grid of the contours. */
  first: readonly [y: number, x: number];
}

/** Pixels around the contours. */
const MARGIN = 3;
/** Up to so many pixels from a contour distances are exact; further on they are those of whole pixels. */
const EXACT = 2;
/** Ends of edges that are this near, in the unit of the steps, are one: a bridge there and back. */
const SAME = 1e-3;

/**
 * Signed distances to contours, plane by plane. A bridge that runs there and back (a keyhole) is no border.
 *
 * @param list contours with finite points (y, x) as index × step
 * @param steps distance of rows and of columns
 */
export function contourLevels(
  k: Kernels,
  list: readonly Contour[],
  [sy, sx]: readonly [number, number],
): ContourLevels | undefined {
  const drawn = list.filter(({ points }) => points.length >= 6);
  if (!drawn.every(({ points }) => points.every(Number.isFinite))) {
    throw new UnsuitableImage("E_NONFINITE", "expected finite points, a contour holds NaN or infinity");
  }
  if (drawn.length === 0) return undefined;
  const planes = [...new Set(drawn.map(({ plane }) => plane))].sort((a, b) => a - b);
  const [low, high] = boundsOf(drawn);
  const first = [Math.floor(low[0] / sy) - MARGIN, Math.floor(low[1] / sx) - MARGIN] as const;
  const h = Math.ceil(high[0] / sy) + MARGIN - first[0] + 1;
  const w = Math.ceil(high[1] / sx) + MARGIN - first[1] + 1;
  const moved = drawn.map((contour) => ({
    ...contour,
    plane: planes.indexOf(contour.plane),
    points: contour.points.map((value, i) => value - (i % 2 ? first[1] * sx : first[0] * sy)),
  }));
  const shape = [planes.length, h, w];
  const mask = contoursToMask(k, moved, { shape, spacing: [1, sy, sx] });
  const inside = Uint8Array.from({ length: planes.length * h * w }, (_, i) =>
    Number(isSet(mask, Math.floor(i / w), i % w)),
  );
  const far = farDistances(k, inside, shape, [sy, sx]);
  const levels = planes.map((_, plane) => {
    const near = nearDistances(
      moved.filter((contour) => contour.plane === plane),
      [h, w],
      [sy, sx],
    );
    const most = EXACT * Math.max(sy, sx);
    return near.map((exact, i) => {
      const at = plane * h * w + i;
      const length = exact <= most ? exact : Math.max(most, far[at] as number);
      return inside[at] === 1 ? length : -length;
    });
  });
  return { planes, levels, h, w, first };
}

type Point = [number, number];

function boundsOf(list: readonly Contour[]): [Point, Point] {
  const low: Point = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high: Point = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of list) {
    for (let i = 0; i < points.length; i++) {
      const axis = (i % 2) as 0 | 1;
      low[axis] = Math.min(low[axis], points[i] as number);
      high[axis] = Math.max(high[axis], points[i] as number);
    }
  }
  return [low, high];
}

/** From each pixel to the border of whole pixels, half of one nearer than the next pixel of the other kind. */
function farDistances(
  k: Kernels,
  inside: Uint8Array,
  shape: number[],
  [sy, sx]: readonly [number, number],
): Float32Array {
  // Planes so far apart that none looks at another.
  const [, h, w] = shape as [number, number, number];
  const spacing = [8 * (h * sy + w * sx), sy, sx];
  const one = distance(k, { data: inside, shape }, { spacing }).data;
  const other = distance(k, { data: inside.map((value) => 1 - value), shape }, { spacing }).data;
  const half = Math.min(sy, sx) / 2;
  return Float32Array.from(one, (value, i) => Math.max(value, other[i] as number) - half);
}

/** Distances to the edges of contours near them; infinite elsewhere. */
function nearDistances(list: readonly Contour[], [h, w]: readonly number[], [sy, sx]: readonly number[]): Float32Array {
  const near = new Float32Array((h as number) * (w as number)).fill(Number.POSITIVE_INFINITY);
  const reach = EXACT * Math.max(sy as number, sx as number);
  for (const [y0, x0, y1, x1] of withoutBridges(list.flatMap(edgesOf))) {
    const rows = between(y0, y1, reach, sy as number, h as number);
    const columns = between(x0, x1, reach, sx as number, w as number);
    for (let row = rows[0]; row <= rows[1]; row++) {
      for (let column = columns[0]; column <= columns[1]; column++) {
        const at = row * (w as number) + column;
        const length = toEdge(row * (sy as number), column * (sx as number), y0, x0, y1, x1);
        if (length < (near[at] as number)) near[at] = length;
      }
    }
  }
  return near;
}

type Edge = readonly [y0: number, x0: number, y1: number, x1: number];

function edgesOf({ points }: Contour): Edge[] {
  const n = points.length / 2;
  const at = (i: number) => points[i] as number;
  return Array.from({ length: n }, (_, i) => {
    const next = (i + 1) % n;
    return [at(2 * i), at(2 * i + 1), at(2 * next), at(2 * next + 1)] as const;
  }).filter(([y0, x0, y1, x1]) => y0 !== y1 || x0 !== x1);
}

/** Edges without those that another one goes back along. */
function withoutBridges(edges: readonly Edge[]): Edge[] {
  const key = (a: number, b: number) => `${Math.round(a / SAME)} ${Math.round(b / SAME)}`;
  const open = new Map<string, number[]>();
  const gone = new Set<number>();
  for (const [i, [y0, x0, y1, x1]] of edges.entries()) {
    const back = open.get(`${key(y1, x1)} ${key(y0, x0)}`)?.pop();
    if (back !== undefined) {
      gone.add(i).add(back);
      continue;
    }
    const way = `${key(y0, x0)} ${key(y1, x1)}`;
    const same = open.get(way);
    if (same) same.push(i);
    else open.set(way, [i]);
  }
  return edges.filter((_, i) => !gone.has(i));
}

/** First and last pixel of an axis within reach of an edge. */
function between(a: number, b: number, reach: number, step: number, count: number): [number, number] {
  const from = Math.ceil((Math.min(a, b) - reach) / step);
  return [Math.max(0, from), Math.min(count - 1, Math.floor((Math.max(a, b) + reach) / step))];
}

function toEdge(y: number, x: number, y0: number, x0: number, y1: number, x1: number): number {
  const [dy, dx] = [y1 - y0, x1 - x0];
  const along = Math.min(1, Math.max(0, ((y - y0) * dy + (x - x0) * dx) / (dy * dy + dx * dx)));
  const [py, px] = [y - y0 - along * dy, x - x0 - along * dx];
  return Math.sqrt(py * py + px * px);
}

import { CorruptFile } from "../core/errors.js";
import { cross } from "../core/vector.js";
import type { ContourSet } from "./contours.js";

/** A closed line through points of the world, of a label. */
export interface WorldContour {
  readonly label: number;
  /** n × 3 (x, y, z) in LPS mm. */
  readonly points: Float64Array;
}

type Vector = [number, number, number];

/** Pixels along the longer side of what the contours surround. */
const PIXELS = 256;
/** Pixels around it. */
const MARGIN = 2;
/** Contours are in one plane where they are nearer than this part of the distance of planes. */
const SAME = 0.1;
/** Distances of planes below this are none, in mm. */
const LEAST = 0.01;

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => {
  const length = Math.sqrt(dot(a, a));
  return a.map((part) => part / length || 0) as Vector;
};

/**
 * Contours in parallel planes of the world as outlines on a grid of these planes: as far apart as the planes are, 256 pixels
 * along the longer side of what they surround.
 *
 * @param who what the contours are of, for messages
 * @throws CorruptFile E_CORRUPT for contours that lie in no plane, or not in parallel and even ones
 */
export function contoursOfWorld(who: string, given: readonly WorldContour[]): ContourSet {
  const list = given.filter(({ points }) => points.length >= 9);
  const refuse = (what: string) => new CorruptFile(`${who}: ${what}`);
  if (!list.every(({ points }) => points.every(Number.isFinite))) throw refuse("a contour holds no numbers");
  if (list.length === 0) return { grid: { shape: [1, 1, 1] }, contours: [] };
  const axes = axesOf(list);
  if (!axes) throw refuse("its contours surround nothing");
  const local = list.map(({ label, points }) => ({ label, places: placesOf(points, axes) }));
  const heights = local.map(({ places }) => mean(places.map(([z]) => z)));
  const { first, step, planes } = planesOf(heights);
  for (const [at, { places }] of local.entries()) {
    const off = places.some(([z]) => Math.abs(z - (heights[at] as number)) > Math.max(SAME * step, LEAST));
    if (off) throw refuse(`contour ${at + 1} does not lie in a plane across ${axes[0].map((part) => part.toFixed(2))}`);
    const place = ((heights[at] as number) - first) / step;
    if (Math.abs(place - Math.round(place)) > 2 * SAME) throw refuse("its planes are not evenly apart");
  }
  const range = (axis: 1 | 2): [number, number] => {
    const ends: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { places } of local) {
      for (const place of places) {
        ends[0] = Math.min(ends[0], place[axis]);
        ends[1] = Math.max(ends[1], place[axis]);
      }
    }
    return ends;
  };
  const [rows, columns] = [range(1), range(2)];
  const pixel = Math.max(rows[1] - rows[0], columns[1] - columns[0]) / PIXELS || 1;
  const corner: Vector = [first, rows[0] - MARGIN * pixel, columns[0] - MARGIN * pixel];
  const count = ([low, high]: [number, number]) => Math.ceil((high - low) / pixel) + 2 * MARGIN + 1;
  const origin = [0, 1, 2].map((i) =>
    axes.reduce((sum, axis, at) => sum + (corner[at] as number) * (axis[i] as number), 0),
  );
  return {
    grid: {
      shape: [planes, count(rows), count(columns)],
      spacing: [step, pixel, pixel],
      // The world in the order (z, y, x).
      origin: origin.reverse(),
      direction: axes.flatMap((axis) => [...axis].reverse()),
      unit: "mm",
      space: "LPS",
    },
    contours: local.map(({ label, places }, at) => ({
      label,
      plane: Math.round(((heights[at] as number) - first) / step),
      closed: true,
      points: Float64Array.from(places.flatMap(([, y, x]) => [y - corner[1], x - corner[2]])),
    })),
  };
}

/** Across the planes, to the head where that can be; then down and along them. Undefined for contours without area. */
function axesOf(list: readonly WorldContour[]): [Vector, Vector, Vector] | undefined {
  const normals = list.map(({ points }) => normalOf(points));
  const length = (a: Vector) => dot(a, a);
  const widest = normals.reduce((best, one) => (length(one) > length(best) ? one : best), [0, 0, 0]);
  if (!(length(widest) > 0)) return undefined;
  const normal = unit(widest);
  const main = [2, 1, 0].find((axis) => Math.abs(normal[axis] as number) > 0.5) as number;
  const across = (normal[main] as number) < 0 ? (normal.map((part) => -part + 0) as Vector) : normal;
  const guide: Vector = Math.abs(across[0]) > 0.9 ? [0, 1, 0] : [1, 0, 0];
  const away = dot(guide, across);
  const along = unit(guide.map((part, i) => part - away * (across[i] as number)) as Vector);
  return [across, cross(across, along), along];
}

/** Twice the area of a contour, as a vector across it. */
function normalOf(points: Float64Array): Vector {
  const at = (i: number): Vector => [points[i] as number, points[i + 1] as number, points[i + 2] as number];
  const from = at(0);
  const sum: Vector = [0, 0, 0];
  for (let i = 3; i + 3 < points.length; i += 3) {
    const [a, b] = [at(i), at(i + 3)].map(
      (point) => point.map((part, axis) => part - (from[axis] as number)) as Vector,
    );
    cross(a as Vector, b as Vector).forEach((part, axis) => {
      sum[axis] = (sum[axis] as number) + part;
    });
  }
  return sum;
}

function placesOf(points: Float64Array, axes: readonly [Vector, Vector, Vector]): Vector[] {
  return Array.from({ length: points.length / 3 }, (_, i) => {
    const point = Array.from(points.subarray(3 * i, 3 * i + 3)) as Vector;
    return axes.map((axis) => dot(axis, point)) as Vector;
  });
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;

/** The first plane, how far apart they are, and how many there is room for. One plane alone is 1 mm thick. */
function planesOf(heights: readonly number[]): { first: number; step: number; planes: number } {
  const sorted = [...heights].sort((a, b) => a - b);
  const [first, last] = [sorted[0] as number, sorted.at(-1) as number];
  const gaps = sorted.slice(1).map((height, i) => height - (sorted[i] as number));
  const apart = gaps.filter((gap) => gap > LEAST);
  const usual = apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)] ?? 1;
  const near = mean(apart.filter((gap) => Math.abs(gap / usual - 1) <= SAME).concat(apart.length === 0 ? [1] : []));
  const planes = Math.round((last - first) / near) + 1;
  return { first, step: planes > 1 ? (last - first) / (planes - 1) : near, planes };
}

import type { Mask } from "../../core/image.js";
import { emptyMaskOf, setRun } from "../words.js";
import { type Drawing, deep, type Point, pointsOf } from "./effect.js";

/** The pixels of each row whose centres lie inside an outline, even–odd, as runs: from, to. */
function insideRuns(outline: readonly (readonly [y: number, x: number])[], rows: number): [number, number][][] {
  // Looked at just above and just below each row, so that rows on an edge of the outline lie inside.
  const crossings = Array.from({ length: 2 * rows }, (): number[] => []);
  outline.forEach(([ay, ax], i) => {
    const [by, bx] = outline[(i + 1) % outline.length] as readonly [number, number];
    const last = Math.min(rows - 1, Math.ceil(Math.max(ay, by)));
    for (let row = Math.max(0, Math.floor(Math.min(ay, by))); row <= last; row++) {
      for (const [side, y] of [row - EDGE, row + EDGE].entries()) {
        // Ends on the row count as above it, so that each corner is crossed once.
        if (ay >= y !== by >= y) crossings[2 * row + side]?.push(ax + ((y - ay) * (bx - ax)) / (by - ay));
      }
    }
  });
  return Array.from({ length: rows }, (_, row) =>
    crossings.slice(2 * row, 2 * row + 2).flatMap((places) => {
      places.sort((p, q) => p - q);
      return Array.from({ length: places.length >> 1 }, (_, i): [number, number] => {
        const [from, to] = [places[2 * i] as number, places[2 * i + 1] as number];
        return [Math.ceil(from - EDGE), Math.floor(to + EDGE) + 1];
      });
    }),
  );
}

/** Centres this near to an outline lie inside, in voxels. */
export const EDGE = 2 ** -17;

/** Axes of the shape by name. */
export const AXES = ["z", "y", "x"] as const;

/** The axis of a plane that all points lie in, by default the first one. */
export const AXIS = {
  type: "choice",
  choices: AXES,
  default: "z",
  summary: "the axis across the slice that the points lie in",
} as const;

/** Fills an outline in the slices [from, to] across an axis. */
export function outlineMask(call: Drawing, who: string, from: number, to: number): Mask {
  const points = pointsOf(call, who, 3);
  const mask = emptyMaskOf(call.segmentation);
  const [d, h, w] = deep(mask.shape, 1);
  const axis = AXES.indexOf(call.options["SliceAxis"] as "z");
  const outline = points.map((point): [number, number] => {
    const [z, y, x] = deep(point, 0);
    return axis === 0 ? [y, x] : axis === 1 ? [z, x] : [z, y];
  });
  const [first, last] = [Math.max(0, Math.ceil(from)), Math.min(([d, h, w][axis] as number) - 1, Math.floor(to))];
  const rows = axis === 0 ? h : d;
  for (const [v, runs] of insideRuns(outline, rows).entries()) {
    for (const [low, high] of runs) {
      if (axis === 2) {
        for (let y = Math.max(0, low); y < Math.min(h, high); y++) setRun(mask, v * h + y, first, last + 1);
      } else if (axis === 1) for (let y = first; y <= last; y++) setRun(mask, v * h + y, low, high);
      else if (first <= last) setRun(mask, first * h + v, low, high);
    }
  }
  if (axis === 0) repeatSlice(mask, h * mask.pitch, first, last);
  return mask;
}

/** Makes the slices after the first what that one is. */
function repeatSlice({ bits }: Mask, bytes: number, first: number, last: number): void {
  for (let z = first + 1; z <= last; z++) bits.copyWithin(z * bytes, first * bytes, (first + 1) * bytes);
}

/** Corners of a quarter of the polygon that stands for a circle: even of a thousand voxels it is no 0.01 voxels off. */
const QUARTER = 256;

/** A circle of radius 1 by quotients alone, which every engine gives alike, unlike sines. */
const CIRCLE = Array.from({ length: 4 * QUARTER }, (_, i): [number, number] => {
  const t = (i % QUARTER) / QUARTER;
  const [sine, cosine] = [(2 * t) / (1 + t * t), (1 - t * t) / (1 + t * t)];
  const quarter = Math.floor(i / QUARTER);
  const sign = quarter < 2 ? 1 : -1;
  return quarter % 2 === 0 ? [sign * sine, sign * cosine] : [sign * cosine, -sign * sine];
});

/**
 * Points of a circle or rectangle from where a drag begins and ends: two opposite places of its border, or its middle and
 * one place. A circle is one in mm.
 */
export function shapePoints(call: Drawing, who: string, shape: "Circle" | "Rectangle", isCentered: boolean): Point[] {
  const points = pointsOf(call, who, 2);
  const rank = call.segmentation.shape.length;
  const [begin, end] = [deep(points[0] as Point, 0), deep(points.at(-1) as Point, 0)];
  const across = AXES.indexOf(call.options["SliceAxis"] as "z");
  const plane = [0, 1, 2].filter((axis) => axis !== across);
  const centre = begin.map((at, axis) => (isCentered ? at : (at + (end[axis] as number)) / 2));
  const reach = plane.map((axis) => (end[axis] as number) - (centre[axis] as number));
  const spacing = plane.map((axis) => deep(call.spacing, 1)[axis] as number);
  const placed = ([v, u]: readonly [number, number]): Point => {
    const point = begin.slice();
    for (const [i, by] of [v, u].entries()) point[plane[i] as number] = (centre[plane[i] as number] as number) + by;
    return point.slice(3 - rank);
  };
  const [v = 0, u = 0] = reach;
  if (shape === "Rectangle")
    return (
      [
        [-v, -u],
        [-v, u],
        [v, u],
        [v, -u],
      ] as const
    ).map(placed);
  const [stepV = 1, stepU = 1] = spacing;
  const radius = Math.sqrt((v * stepV) ** 2 + (u * stepU) ** 2);
  return CIRCLE.map(([sine, cosine]) => placed([(radius * sine) / stepV, (radius * cosine) / stepU]));
}

/** The slice that the points lie in. */
export function sliceOf(call: Drawing, who: string, least = 3): number {
  const [point] = pointsOf(call, who, least);
  return deep(point as Point, 0)[AXES.indexOf(call.options["SliceAxis"] as "z")] as number;
}

/** All voxels of the slices that a cut reaches: what lies beyond stays as it is. */
export function slab(call: Drawing, from: number, to: number): Mask {
  const [d, h, w] = deep(call.segmentation.shape, 1);
  const far = Math.max(d, h, w) + 1;
  const points = [
    [-far, -far, -far],
    [-far, -far, far],
    [far, far, far],
    [far, far, -far],
  ];
  const axis = call.options["SliceAxis"] as string;
  const corners =
    axis === "x"
      ? [
          [-far, -far, 0],
          [-far, far, 0],
          [far, far, 0],
          [far, -far, 0],
        ]
      : points;
  const rank = call.segmentation.shape.length;
  return outlineMask({ ...call, points: corners.map((point) => point.slice(3 - rank)) }, "Scissors", from, to);
}

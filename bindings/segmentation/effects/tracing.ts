import type { Image, Mask } from "../../core/image.js";
import { emptyMaskOf, setRun } from "../words.js";
import { type Drawing, deep, type Effect, type Point, pointsOf, sourceOf } from "./effect.js";
import { AXES, AXIS, outlineMask, sliceOf } from "./outline.js";

const WHO = "Level tracing";

/** Neighbours of a pixel, (row, column), in the order in which they are searched. */
const AROUND = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
] as const;

type Pixel = readonly [row: number, column: number];
/** Whether a pixel belongs to what is traced; undefined beyond the slice. */
type Inside = (pixel: Pixel) => boolean | undefined;

const stepped = ([row, column]: Pixel, at: number): Pixel => {
  const [down, right] = AROUND[at % 8] as Pixel;
  return [row + down, column + right];
};

/** One slice of an image: its pixels at least as bright as the one at a place. */
function sliceAt({ data, shape }: Image, axis: number, place: Point): { inside: Inside; seed: Pixel; pixels: number } {
  const [d, h, w] = deep(shape, 1);
  const [z, y, x] = deep(place, 0).map(Math.round) as [number, number, number];
  const steps = [[w, 1] as const, [h * w, 1] as const, [h * w, w] as const][axis] as readonly [number, number];
  const [rows, columns] = [[h, w] as const, [d, w] as const, [d, h] as const][axis] as readonly [number, number];
  const first = [z * h * w, y * w, x][axis] as number;
  const seed = [[y, x] as const, [z, x] as const, [z, y] as const][axis] as Pixel;
  const valueAt = ([row, column]: Pixel) =>
    row >= 0 && row < rows && column >= 0 && column < columns && z >= 0 && z < d && y >= 0 && y < h && x >= 0 && x < w
      ? (data[first + row * steps[0] + column * steps[1]] as number)
      : undefined;
  const level = valueAt(seed);
  const inside = (pixel: Pixel) => {
    const value = valueAt(pixel);
    return value === undefined || level === undefined ? undefined : value >= level;
  };
  return { inside, seed, pixels: rows * columns };
}

/**
 * The outline of pixels around a seed, through their centres; undefined where the seed has no darker neighbour, or where
 * tracing leaves the slice.
 */
function traced(inside: Inside, seed: Pixel, pixels: number): Pixel[] | undefined {
  // A side neighbour first, then a corner one.
  const dark = [1, 3, 5, 7, 0, 2, 4, 6].find((at) => inside(stepped(seed, at)) === false);
  if (dark === undefined) return undefined;
  const outline: Pixel[] = [];
  let [pixel, zero] = [seed, dark];
  let second: Pixel | undefined;
  do {
    let found = -1;
    for (let turn = 1; turn <= 8 && found < 0; turn++) {
      const state = inside(stepped(pixel, zero + turn));
      if (state === undefined) return undefined;
      if (state) found = (zero + turn) % 8;
    }
    outline.push(pixel);
    if (found < 0) return outline;
    const next = stepped(pixel, found);
    // Back at the seed and on the way on which it was left at first: all parts that meet in the seed were passed.
    if (second && same(pixel, seed) && same(next, second)) return outline.slice(0, -1);
    second ??= next;
    [pixel, zero] = [next, (found + 4) % 8];
  } while (outline.length <= 4 * pixels);
  return undefined;
}

const same = (a: Pixel, b: Pixel) => a[0] === b[0] && a[1] === b[1];

/** The voxels of an outline and what it encloses. */
function tracedMask(call: Drawing, source: Image): Mask {
  const [place] = pointsOf(call, WHO, 1) as readonly [Point];
  const axis = AXES.indexOf(call.options["SliceAxis"] as "z");
  const { inside, seed, pixels } = sliceAt(source, axis, place);
  const outline = traced(inside, seed, pixels);
  if (!outline) return emptyMaskOf(call.segmentation);
  const slice = Math.round(sliceOf(call, WHO, 1));
  const rank = call.segmentation.shape.length;
  const points = outline.map(([row, column]) => {
    const point = [row, column];
    point.splice(axis, 0, slice);
    return point.slice(3 - rank);
  });
  // A fill needs three corners, and misses lines one pixel wide.
  const corners = points.length < 3 ? [...points, ...points, ...points] : points;
  const mask = outlineMask({ ...call, points: corners }, WHO, slice, slice);
  const h = mask.shape.at(-2) as number;
  for (const [z, y, x] of points.map((point) => deep(point, 0))) setRun(mask, z * h + y, x, x + 1);
  return mask;
}

export const levelTracingEffect: Effect = {
  name: WHO,
  summary: "Add what the outline encloses of pixels at least as bright as the one pointed at, in one slice.",
  parameters: { SliceAxis: AXIS },
  run: (call) => call.edit(call.segmentation, call.id, tracedMask(call, sourceOf(call, WHO)), "add"),
};

import { ArgumentRangeError } from "../../core/errors.js";
import { type Mask, voxelCount } from "../../core/image.js";
import { clearVoxel, emptyMaskOf } from "../words.js";
import { cover } from "./brush.js";
import { type Drawing, type Effect, pointsOf } from "./effect.js";

const WHO = "Draw tube";
/** Straight parts between two points. */
const PARTS = 15;

/**
 * Second derivatives of the smooth curve through numbers one unit apart that is straight at its ends; times 1/6 they are the
 * weights of the cubic terms.
 */
function bends(values: readonly number[]): number[] {
  const n = values.length;
  const [upper, right] = [new Array<number>(n).fill(0), new Array<number>(n).fill(0)];
  for (let i = 1; i + 1 < n; i++) {
    const turn = (values[i + 1] as number) - 2 * (values[i] as number) + (values[i - 1] as number);
    const pivot = 4 - (upper[i - 1] as number);
    upper[i] = 1 / pivot;
    right[i] = (6 * turn - (right[i - 1] as number)) / pivot;
  }
  for (let i = n - 2; i > 0; i--) right[i] = (right[i] as number) - (upper[i] as number) * (right[i + 1] as number);
  return right;
}

/** Places along the smooth curve through points. */
function curve(points: readonly (readonly number[])[]): number[][] {
  const rank = (points[0] as readonly number[]).length;
  const along = Array.from({ length: rank }, (_, axis) => {
    const values = points.map((point) => point[axis] as number);
    const second = bends(values);
    return Array.from({ length: (points.length - 1) * PARTS + 1 }, (_, step) => {
      const i = Math.min(points.length - 2, Math.floor(step / PARTS));
      const t = step / PARTS - i;
      const s = 1 - t;
      const [a, b] = [values[i] as number, values[i + 1] as number];
      const [c, d] = [second[i] as number, second[i + 1] as number];
      return a * s + b * t + ((s * s * s - s) * c + (t * t * t - t) * d) / 6;
    });
  });
  return (along[0] as number[]).map((_, step) => along.map((values) => values[step] as number));
}

/** The voxels at most `radius` from a smooth curve through points, flat at both ends. */
function tubeMask(call: Drawing): Mask {
  const points = pointsOf(call, WHO, 2);
  points.forEach((point, i) => {
    if (i > 0 && point.every((at, axis) => at === points[i - 1]?.[axis])) {
      throw new ArgumentRangeError("E_OPTION", `${WHO}: expected points apart from each other, point ${i + 1} repeats`);
    }
  });
  const mask = emptyMaskOf(call.segmentation);
  const radius = (call.options["TubeDiameterMm"] as number) / 2;
  const places = curve(points);
  const last = places.length - 1;
  for (let i = 0; i < last; i++)
    cover(mask, call.spacing, places[i] as number[], places[i + 1] as number[], radius, true);
  const steps = call.spacing;
  const ways = places.map((place) => place.map((at, axis) => at * (steps[axis] as number)));
  flatten(mask, steps, ways, radius);
  return flatten(mask, steps, ways.reverse(), radius);
}

/** Takes away what lies beyond the first place and nearer to it than to any other place of the way. */
function flatten(mask: Mask, steps: readonly number[], ways: readonly number[][], radius: number): Mask {
  const [end, next] = ways as [number[], number[]];
  const low = end.map((at, axis) => Math.max(0, Math.ceil((at - radius) / (steps[axis] as number))));
  const high = end.map((at, axis) => {
    return Math.min((mask.shape[axis] as number) - 1, Math.floor((at + radius) / (steps[axis] as number)));
  });
  const extents = low.map((from, axis) => (high[axis] as number) - from + 1);
  if (extents.some((extent) => extent <= 0)) return mask;
  const h = mask.shape.at(-2) as number;
  for (let i = 0; i < voxelCount(extents); i++) {
    let rest = i;
    const voxel = extents
      .map((_, back) => {
        const axis = extents.length - 1 - back;
        const at = (low[axis] as number) + (rest % (extents[axis] as number));
        rest = Math.floor(rest / (extents[axis] as number));
        return at;
      })
      .reverse();
    const place = voxel.map((at, axis) => at * (steps[axis] as number));
    const beyond = place.reduce(
      (sum, at, a) => sum + (at - (end[a] as number)) * ((next[a] as number) - (end[a] as number)),
      0,
    );
    if (beyond >= -FLAT) continue;
    const least = ways
      .slice(1)
      .reduce((best, way, at) => Math.min(best, squareTo(place, ways[at] as number[], way)), Infinity);
    if (least < squareTo(place, end, end) - FLAT) continue;
    const [z, y, x] = [0, ...voxel].slice(-3) as [number, number, number];
    clearVoxel(mask, z * h + y, x);
  }
  return mask;
}

/** Square of the distance from a place to the straight way between two others. */
function squareTo(place: readonly number[], from: readonly number[], to: readonly number[]): number {
  const way = to.map((at, axis) => at - (from[axis] as number));
  const apart = place.map((at, axis) => at - (from[axis] as number));
  const length = way.reduce((sum, part) => sum + part * part, 0);
  const along = length > 0 ? apart.reduce((sum, part, axis) => sum + part * (way[axis] as number), 0) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return apart.reduce(
    (sum, part, axis) => sum + (part - t * (way[axis] as number)) * (part - t * (way[axis] as number)),
    0,
  );
}

/** Lengths this small do not count. */
const FLAT = 1e-9;

export const drawTubeEffect: Effect = {
  name: WHO,
  summary: "Add a tube around the smooth curve through points.",
  parameters: {
    TubeDiameterMm: { type: "number", default: 5, min: 0, exclusive: true, summary: "diameter of the tube" },
  },
  run: (call) => call.edit(call.segmentation, call.id, tubeMask(call), "add"),
};

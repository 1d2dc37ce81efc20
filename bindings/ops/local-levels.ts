import { voxelCount } from "../core/image.js";
import { dtypeCode, type ResidentImage } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { runBlocks } from "./blocks.js";
import { boxChords } from "./footprints.js";
import { BORDERS, gaussianRadius } from "./gaussian.js";
import { rankPlan } from "./rank-plans.js";

/** Lines filtered side by side, and the bytes of a row of them; as in assembly/kernels/local.ts. */
const STRIP = 128;
const PITCH = 1088;

export type LocalMethod = "gaussian" | "mean" | "median" | "niblack" | "sauvola";

/** Where the filtered values lie, f64, and those of the squares; 0 when there are none. */
export interface Filtered {
  values: Pointer;
  squares: Pointer;
}

/** Means, weighted means or medians of each voxel's window; for deviations the sums of values and of squares. */
export function filterLevels(
  s: Scratch,
  who: string,
  image: ResidentImage,
  method: LocalMethod,
  window: readonly number[],
): Filtered {
  const n = voxelCount(image.shape);
  const deviates = method === "niblack" || method === "sauvola";
  const values = s.alloc(8 * n, `${who}: its levels`);
  const squares = deviates ? s.alloc(8 * n, `${who}: its squares`) : 0;
  s.nested(() => {
    const source = method === "median" ? { ...image, at: medians(s, who, image, window) } : image;
    const room = { bytes: 320, what: `${who}: a row` };
    s.eachInRoom("localValues", s.ranges(n, { work: 2, grain: 64 }), room, ({ from, to }) => {
      return [values, squares, source.at, dtypeCode(image), from, to];
    });
    if (method === "median") return;
    window.forEach((extent, axis) => {
      const lines = linesOf(s, who, image, axis, method, extent);
      if (lines.radius === 0) return;
      filterAxis(s, who, values, lines);
      if (squares) filterAxis(s, who, squares, lines);
    });
  });
  return { values, squares };
}

/** The medians of windows, as an image of the same type. */
function medians(s: Scratch, who: string, image: ResidentImage, window: readonly number[]): Pointer {
  const [x, y, z = 0] = [...window].reverse().map((extent) => (extent - 1) / 2) as [number, number, number?];
  const voxels = voxelCount(window);
  if (voxels === 1) return image.at;
  const at = s.alloc(4 * voxelCount(image.shape), `${who}: its medians`);
  const plan = rankPlan(image, boxChords({ x, y, z }), (voxels - 1) / 2);
  runBlocks(s, who, at, image, plan, { flip: false, border: "reflect", value: 0 });
  return at;
}

/** The lines of an axis, and how they are filtered. */
interface Lines {
  inner: number;
  n: number;
  outer: number;
  radius: number;
  /** Numbers of the kernel: border, weights or 0, radius, what sums are divided by, rounding to f32 or not. */
  filter: readonly [number, number, number, number, number];
}

function linesOf(
  s: Scratch,
  who: string,
  { shape, dtype }: ResidentImage,
  axis: number,
  method: LocalMethod,
  window: number,
): Lines {
  const n = shape[axis] as number;
  const inner = voxelCount(shape.slice(axis + 1));
  const outer = voxelCount(shape.slice(0, axis));
  const single = dtype === "float32" ? 1 : 0;
  if (method === "gaussian") {
    // The window holds more than 99 % of the weight.
    const sigma = (window - 1) / 6;
    const radius = gaussianRadius(sigma, 4);
    const weights = s.alloc(8 * (radius + 1), `${who}: its weights`);
    s.raw.gaussianWeights(weights, sigma, radius);
    return { inner, n, outer, radius, filter: [BORDERS.indexOf("reflect"), weights, radius, 1, single] };
  }
  const radius = (window - 1) / 2;
  if (method === "mean") {
    return { inner, n, outer, radius, filter: [BORDERS.indexOf("reflect"), 0, radius, window, single] };
  }
  return { inner, n, outer, radius, filter: [BORDERS.indexOf("mirror"), 0, radius, 1, 0] };
}

function filterAxis(s: Scratch, who: string, data: Pointer, { inner, n, outer, radius, filter }: Lines): void {
  const weights = filter[1];
  const total = n + 2 * radius;
  const strips = outer * Math.ceil(inner / STRIP);
  const bytes = inner === 1 ? 12 * total + 128 : (4 + PITCH) * total + 3 * PITCH + 128;
  const ranges = s.ranges(strips, { work: n * Math.min(inner, STRIP) * (2 + (weights === 0 ? 0 : radius / 2)) });
  s.eachInRoom("filterLines", ranges, { bytes, what: `${who}: its lines` }, ({ from, to }) => {
    return [data, inner, n, ...filter, from, to];
  });
}

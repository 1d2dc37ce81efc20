import { ArgumentRangeError } from "../core/errors.js";
import { describe, type Geometry } from "../core/image.js";
import type { Parameters } from "../core/options.js";
import { type Grid, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";

/** How the new grid is asked for: one of the three; without any, half the size. */
export interface GridOptions {
  /** Extents of the new grid in voxels, one number or one per axis in the order of the shape. */
  shape?: number | readonly number[];
  /** New voxels per old voxel; the extents are rounded to whole voxels, halves to even. */
  scale?: number | readonly number[];
  /** Distance between the new voxels in the unit of the image; rounded so that whole voxels fill the image. */
  spacing?: number | readonly number[];
}

/** The parameters of `GridOptions`. */
export const gridParameters = {
  shape: { type: "vector", min: 1, max: 2 ** 31, unit: "voxels", code: "E_SHAPE", summary: "extents of the new grid" },
  scale: {
    type: "vector",
    min: 0,
    exclusive: true,
    summary: "new voxels per old voxel along each axis; 0.5 when no grid is given",
  },
  spacing: {
    type: "vector",
    min: 0,
    exclusive: true,
    code: "E_SPACING",
    summary: "distance between the new voxels, in the unit of the image",
  },
} as const satisfies Parameters;

/** The grid that the options ask for, over the same extent of the world. */
export function newGrid(who: string, old: Grid, options: { [K in keyof GridOptions]?: readonly number[] }): Grid {
  const given = (["shape", "scale", "spacing"] as const).filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${who}: expected one of shape, scale and spacing, got ${given.join(" and ")}`,
    );
  }
  const wanted = given.length === 0 ? { scale: old.shape.map(() => 0.5) } : options;
  const shape = options.shape ?? scaledShape(old, wanted);
  if (!shape.every(Number.isInteger)) {
    throw new ArgumentRangeError("E_SHAPE", `${who}: expected whole extents in shape, got ${describe(shape)}`);
  }
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  return { ...sameGrid(old), shape, w, h, d, geometry: newGeometry(old, shape) };
}

function scaledShape({ shape, geometry }: Grid, { scale, spacing }: Omit<GridOptions, "shape">): readonly number[] {
  const factors = (scale ?? spacing) as readonly number[];
  return shape.map((extent, axis) => {
    const factor = factors[axis] as number;
    return Math.max(1, roundHalfEven(scale ? extent * factor : (extent * (geometry.spacing?.[axis] ?? 1)) / factor));
  });
}

function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}

/** The image's outer faces stay where they are, so the centre of the first voxel moves by half the change of spacing. */
function newGeometry({ shape: old, geometry }: Grid, shape: readonly number[]): Geometry {
  const ndim = shape.length;
  const before = geometry.spacing ?? old.map(() => 1);
  const spacing = shape.map((extent, axis) => ((before[axis] as number) * (old[axis] as number)) / extent);
  const origin = shape.map((_, axis) => {
    const shifts = spacing.map((step, a) => {
      const cosine = geometry.direction?.[a * ndim + axis] ?? (a === axis ? 1 : 0);
      return ((step - (before[a] as number)) / 2) * cosine;
    });
    return shifts.reduce((sum, shift) => sum + shift, geometry.origin?.[axis] ?? 0);
  });
  return { ...geometry, spacing, origin };
}

/** The old voxels each new one is made of, along one axis, as a table in linear memory. */
export interface Taps {
  at: Pointer;
  /** Old voxels a new one may be made of. */
  count: number;
}

/** How a new voxel is made: from the voxel it lies in, from its neighbours, or from the box it covers. */
export type Weighting = "nearest" | "linear" | "box";

/** The tables of the axes z, y, x. */
export function tapsOf(s: Scratch, old: Grid, grid: Grid, weighting: Weighting): [z: Taps, y: Taps, x: Taps] {
  const extents = [
    [old.d, grid.d],
    [old.h, grid.h],
    [old.w, grid.w],
  ] as const;
  return extents.map(([from, to]) => {
    const rows = weighting === "box" ? boxRows(from, to) : pointRows(from, to, weighting === "linear");
    return { at: s.put(tableOf(rows), "resample: its weights"), count: rows.weights.length };
  }) as [Taps, Taps, Taps];
}

interface Rows {
  starts: number[];
  /** One list for each tap. */
  weights: number[][];
}

/** Voxel centres lie at halves: new voxel o has its centre at (o + ½) · old / new of the old axis, cut off at its ends. */
function pointRows(from: number, to: number, isLinear: boolean): Rows {
  const count = isLinear && from > 1 ? 2 : 1;
  const places = Array.from({ length: to }, (_, o) => {
    return Math.min(from - 1, Math.max(0, (o + 0.5) * (from / to) - 0.5));
  });
  const starts = places.map((place) => {
    return isLinear ? Math.min(from - count, Math.floor(place)) : Math.floor(place + 0.5);
  });
  if (!isLinear || from === 1) return { starts, weights: [starts.map(() => 1)] };
  const shares = places.map((place, o) => place - (starts[o] as number));
  return { starts, weights: [shares.map((share) => 1 - share), shares] };
}

/** Overlaps of old voxels with the box of a new one, as whole numbers: in units that divide both. */
function boxRows(from: number, to: number): Rows {
  const unit = commonDivisor(from, to);
  const [wide, narrow] = [from / unit, to / unit];
  const first = (o: number) => Math.floor((o * wide) / narrow);
  const places = Array.from({ length: to }, (_, o) => o);
  const count = places.reduce((most, o) => Math.max(most, Math.ceil(((o + 1) * wide) / narrow) - first(o)), 1);
  const starts = places.map((o) => Math.min(from - count, first(o)));
  const weights = Array.from({ length: count }, (_, k) =>
    starts.map((start, o) => {
      const overlap = Math.min((start + k + 1) * narrow, (o + 1) * wide) - Math.max((start + k) * narrow, o * wide);
      return Math.max(0, overlap);
    }),
  );
  return { starts, weights };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The layout of the raw interface: rows of whole groups of four, starts, weights, sums of weights. */
function tableOf({ starts, weights }: Rows): Uint32Array {
  const n = starts.length;
  const pitch = Math.ceil(n / 4) * 4;
  const table = new Uint32Array(pitch * (weights.length + 2));
  table.set(starts);
  const floats = new Float32Array(table.buffer);
  for (const [k, row] of weights.entries()) floats.set(row, (k + 1) * pitch);
  // By index into the whole: Firefox 153 loses the offset of `subarray(…).fill(…)` when elements of its result are set.
  const sums = (weights.length + 1) * pitch;
  floats.fill(1, sums);
  for (let o = 0; o < n; o++) {
    // In the kernel's order and precision, so that a constant of 1 is divided by exactly what it adds up to.
    let sum = 0;
    for (let k = 1; k <= weights.length; k++) sum = Math.fround(sum + (floats[k * pitch + o] as number));
    floats[sums + o] = sum;
  }
  return table;
}

/** Signed distances to a surface on a grid, negative inside. */
export interface Field {
  readonly values: Float32Array;
  readonly w: number;
  readonly h: number;
  readonly d: number;
  /** Along z, y, x. */
  readonly spacing: readonly [number, number, number];
  /** Of the voxels inside, before anything was rounded. */
  readonly centroid: readonly [number, number, number];
}

type Vector = [number, number, number];

/** place' = matrix · place + offset. */
export interface Motion {
  matrix: number[];
  offset: number[];
  error: number;
}

/** Voxels that are compared, at most. */
const MOST_PLACES = 20_000;
/** Steps shorter than this part of a voxel end the search. */
const STILL = 1e-6;

/** The rigid motion that brings the surface of one field onto that of another. */
export function rigidFit(moving: Field, fixed: Field, iterations: number, isFlat: boolean): Motion {
  const places = nearSurface(moving);
  const [from, to] = [[...moving.centroid], [...fixed.centroid]] as [Vector, Vector];
  let [turn, centre] = [[1, 0, 0, 0, 1, 0, 0, 0, 1], to];
  let { error, normal, right } = compared(places, from, fixed, turn, centre, isFlat);
  let damping = 1e-3;
  for (let step = 0; step < iterations && damping < 1e9; step++) {
    const change = solved(normal, right, damping);
    const [nextTurn, nextCentre] = moved(turn, centre, change);
    const next = compared(places, from, fixed, nextTurn, nextCentre, isFlat);
    if (!(next.error < error)) {
      damping *= 10;
      continue;
    }
    [turn, centre] = [nextTurn, nextCentre];
    ({ error, normal, right } = next);
    damping /= 10;
    if (Math.max(...change.map(Math.abs)) < STILL * Math.min(...fixed.spacing)) break;
  }
  const offset = rotated(turn, from).map((part, axis) => (centre[axis as 0] as number) - part);
  return { matrix: turn, offset, error };
}

interface Place {
  at: Vector;
  value: number;
}

/** Voxels near the surface, evenly chosen where there are many. */
function nearSurface({ values, w, h, spacing }: Field): Place[] {
  const band = 2 * Math.max(...spacing);
  const near: number[] = [];
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i] as number) <= band) near.push(i);
  const every = Math.ceil(near.length / MOST_PLACES);
  return near
    .filter((_, n) => n % every === 0)
    .map((i) => ({ at: placeOf(i, w, h, spacing), value: values[i] as number }));
}

function placeOf(i: number, w: number, h: number, [sz, sy, sx]: Field["spacing"]): Vector {
  return [Math.floor(i / w / h) * sz, (Math.floor(i / w) % h) * sy, (i % w) * sx];
}

/** Centroid of the voxels with a distance of at most 0. */
export function centroidOf({ values, w, h, spacing }: Omit<Field, "centroid">): Vector {
  const sum: Vector = [0, 0, 0];
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) > 0) continue;
    const at = placeOf(i, w, h, spacing);
    for (const axis of [0, 1, 2] as const) sum[axis] += at[axis];
    n++;
  }
  return sum.map((part) => part / n) as Vector;
}

function rotated(m: readonly number[], [z, y, x]: Vector): Vector {
  const row = (r: number) => (m[3 * r] as number) * z + (m[3 * r + 1] as number) * y + (m[3 * r + 2] as number) * x;
  return [row(0), row(1), row(2)];
}

/** Value and slope of a field at a place, linear between centres; beyond the grid as at its edge, and the way there more. */
function sampled({ values, w, h, d, spacing }: Field, at: Vector): { value: number; slope: Vector } {
  const extents = [d, h, w];
  const low: number[] = [];
  const part: number[] = [];
  let beyond = 0;
  for (const axis of [0, 1, 2] as const) {
    const place = at[axis] / spacing[axis];
    const within = Math.min(Math.max(place, 0), (extents[axis] as number) - 1);
    beyond += Math.abs(place - within) * spacing[axis];
    low[axis] = Math.min(Math.floor(within), Math.max(0, (extents[axis] as number) - 2));
    part[axis] = within - (low[axis] as number);
  }
  let value = beyond;
  const slope: Vector = [0, 0, 0];
  for (let corner = 0; corner < 8; corner++) {
    const up = [corner >> 2, (corner >> 1) & 1, corner & 1] as const;
    const place = up.map((u, axis) => Math.min((low[axis] as number) + u, (extents[axis] as number) - 1));
    const v = values[((place[0] as number) * h + (place[1] as number)) * w + (place[2] as number)] as number;
    const weight = up.map((u, axis) => (u ? (part[axis] as number) : 1 - (part[axis] as number))) as Vector;
    value += v * weight[0] * weight[1] * weight[2];
    slope[0] += ((up[0] ? v : -v) * weight[1] * weight[2]) / spacing[0];
    slope[1] += ((up[1] ? v : -v) * weight[0] * weight[2]) / spacing[1];
    slope[2] += ((up[2] ? v : -v) * weight[0] * weight[1]) / spacing[2];
  }
  return { value, slope };
}

/** Error of a motion, with the normal equations of a small rotation about the centre (three numbers) and a shift (three). */
function compared(
  places: readonly Place[],
  from: Vector,
  fixed: Field,
  turn: readonly number[],
  centre: Vector,
  isFlat: boolean,
) {
  const normal = new Float64Array(36);
  const right = new Float64Array(6);
  let sum = 0;
  for (const { at, value } of places) {
    const arm = rotated(turn, [at[0] - from[0], at[1] - from[1], at[2] - from[2]]);
    const { value: there, slope } = sampled(fixed, [arm[0] + centre[0], arm[1] + centre[1], arm[2] + centre[2]]);
    const off = there - value;
    sum += off * off;
    // In a plane only the rotation about z and shifts along y and x.
    const row = isFlat
      ? [arm[1] * slope[2] - arm[2] * slope[1], 0, 0, 0, slope[1], slope[2]]
      : [
          arm[1] * slope[2] - arm[2] * slope[1],
          arm[2] * slope[0] - arm[0] * slope[2],
          arm[0] * slope[1] - arm[1] * slope[0],
          ...slope,
        ];
    for (let i = 0; i < 6; i++) {
      right[i] = (right[i] as number) - (row[i] as number) * off;
      for (let j = 0; j < 6; j++)
        normal[6 * i + j] = (normal[6 * i + j] as number) + (row[i] as number) * (row[j] as number);
    }
  }
  return { error: Math.sqrt(sum / Math.max(1, places.length)), normal, right };
}

/** Solves the damped normal equations; what nothing determines stays 0. */
function solved(normal: Float64Array, right: Float64Array, damping: number): number[] {
  const rows = Array.from({ length: 6 }, (_, i) => [...normal.subarray(6 * i, 6 * i + 6), right[i] as number]);
  const most = Math.max(...rows.map((row, i) => row[i] as number), Number.MIN_VALUE);
  rows.forEach((row, i) => {
    row[i] = (row[i] as number) * (1 + damping) + most * 1e-12;
  });
  // Symmetric and positive: no rows need to change places.
  rows.forEach((row, i) => {
    for (const other of rows.slice(i + 1)) {
      const factor = (other[i] as number) / (row[i] as number);
      for (let j = i; j <= 6; j++) other[j] = (other[j] as number) - factor * (row[j] as number);
    }
  });
  const result = new Array<number>(6).fill(0);
  for (let i = 5; i >= 0; i--) {
    const row = rows[i] as number[];
    const rest = result.reduce((sum, value, j) => (j > i ? sum + value * (row[j] as number) : sum), 0);
    result[i] = ((row[6] as number) - rest) / (row[i] as number);
  }
  return result;
}

/** A motion after a small rotation and a shift: Cayley's map makes a rotation without angles. */
function moved(turn: readonly number[], centre: Vector, change: readonly number[]): [number[], Vector] {
  const [a, b, c] = change.slice(0, 3).map((part) => part / 2) as Vector;
  const square = a * a + b * b + c * c;
  const scale = 2 / (1 + square);
  const axes = [0, 1, 2].map((column) => {
    const v = [0, 3, 6].map((row) => turn[row + column] as number) as Vector;
    // v + scale · (q × v + q × (q × v)) with q the halved rotation.
    const once: Vector = [b * v[2] - c * v[1], c * v[0] - a * v[2], a * v[1] - b * v[0]];
    const twice: Vector = [b * once[2] - c * once[1], c * once[0] - a * once[2], a * once[1] - b * once[0]];
    return v.map((part, i) => part + scale * (once[i as 0] + twice[i as 0]));
  });
  const next = Array.from({ length: 9 }, (_, i) => axes[i % 3]?.[Math.floor(i / 3)] as number);
  const shift = change.slice(3) as Vector;
  return [next, [centre[0] + shift[0], centre[1] + shift[1], centre[2] + shift[2]]];
}

import { cubeRoot, halfAngle } from "./elementary.js";
import { type Gathered, SUMS } from "./gather.js";
import { jacobi } from "./jacobi.js";

/** Powers (z, y, x) of each moment up to the third order, in the order of the kernel. */
const POWERS: readonly (readonly [number, number, number])[] = [0, 1, 2, 3].flatMap((z) =>
  [0, 1, 2, 3].flatMap((y) => [0, 1, 2, 3].map((x) => [z, y, x] as const)).filter((powers) => orderOf(powers) <= 3),
);

/** Where the moment of some powers stands. */
export const placeOf = (z: number, y: number, x: number): number =>
  POWERS.findIndex((powers) => powers[0] === z && powers[1] === y && powers[2] === x);

/** For each axis and moment, where the moment with one power less along the axis stands; −1 where there is none. */
const LOWER = [0, 1, 2].map((axis) =>
  POWERS.map(([z, y, x]) => placeOf(z - Number(axis === 0), y - Number(axis === 1), x - Number(axis === 2))),
);

/** The sum of the powers. */
export function orderOf(powers: readonly number[]): number {
  return powers.reduce((sum, power) => sum + power, 0);
}

/** The powers of every moment of a rank, one number per axis of the shape. */
export function powersOf(ndim: 2 | 3): readonly (readonly number[])[] {
  return ndim === 3 ? POWERS : POWERS.slice(0, SUMS[2]).map((powers) => powers.slice(1));
}

/** Takes moments about a point `shift` further along an axis (0 is z): binomials, in place, highest powers first. */
function moveAlong(moments: Float64Array, axis: number, shift: number): void {
  const lower = LOWER[axis] as number[];
  for (let i = moments.length - 1; i >= 0; i--) {
    const first = lower[i] as number;
    if (first < 0) continue;
    const second = lower[first] as number;
    if (second < 0) {
      moments[i]! -= shift * moments[first]!;
      continue;
    }
    const third = lower[second] as number;
    if (third < 0) moments[i]! -= shift * (2 * moments[first]! - shift * moments[second]!);
    else moments[i]! -= shift * (3 * moments[first]! - shift * (3 * moments[second]! - shift * moments[third]!));
  }
}

/** All moments of the labels of an image, plain or weighted by an image's values, in units of the spacing. */
export interface MomentTable {
  /** Moments about the corner of the label's box, `SUMS` for each row. */
  raw: Float64Array;
  /** The same about the centroid. */
  central: Float64Array;
  /** Centroid from the corner of the box, z y x or y x for each row, times the spacing. */
  local: Float64Array;
}

/** Moments of every row; `image` is the place of the image whose values are weights. */
export function momentTable(g: Gathered, image?: number): MomentTable {
  return g.once(`moments ${image}`, () => {
    const { ndim, rows, spacing } = g;
    const size = SUMS[ndim];
    const [plain, sums] = [g.sums(), g.sums(image)];
    const table = {
      raw: new Float64Array(rows * size),
      central: new Float64Array(rows * size),
      local: new Float64Array(rows * ndim),
    };
    const scales = powersOf(ndim).map((powers) => scaleOf(powers, spacing));
    for (let row = 0; row < rows; row++) {
      const from = g.place(row) * size;
      const own = sums.slice(from, from + size);
      const corner = own.slice();
      const total = own[0] as number;
      for (let axis = 3 - ndim; axis < 3; axis++) {
        const mean = placeOf(Number(axis === 0), Number(axis === 1), Number(axis === 2));
        const step = spacing[axis - 3 + ndim] as number;
        // The kernel's origin is whole voxels away from the image's first voxel, whose distance to the centroid is known.
        const offset = (plain[from + mean] as number) / (plain[from] as number);
        const origin =
          Math.round((g.column(9 + axis)[row] as number) / step - offset) - (g.column(3 + axis)[row] as number);
        const shift = (own[mean] as number) / total;
        table.local[row * ndim + axis - 3 + ndim] = (shift + origin) * step;
        moveAlong(own, axis, shift);
        moveAlong(corner, axis, -origin);
      }
      for (let i = 0; i < size; i++) {
        table.raw[row * size + i] = (corner[i] as number) * (scales[i] as number);
        table.central[row * size + i] = (own[i] as number) * (scales[i] as number);
      }
    }
    return table;
  });
}

function scaleOf(powers: readonly number[], spacing: readonly number[]): number {
  // No power function: engines round theirs differently.
  return powers.reduce((scale, power, axis) => {
    const step = spacing[axis] as number;
    return scale * (power > 0 ? step : 1) * (power > 1 ? step : 1) * (power > 2 ? step : 1);
  }, 1);
}

/** Moments that do not change with the size of the object: NaN below the second order. */
export function normalized(g: Gathered, table: MomentTable): Float64Array {
  const { ndim, spacing } = g;
  const size = SUMS[ndim];
  const orders = powersOf(ndim).map(orderOf);
  const smallest = Math.min(...spacing);
  return table.central.map((moment, i) => {
    const order = orders[i % size] as number;
    if (order < 2) return Number.NaN;
    const total = table.central[i - (i % size)] as number;
    return moment / (order === 2 ? smallest * smallest : smallest * smallest * smallest) / powerOf(total, ndim, order);
  });
}

/** total ^ (order / ndim + 1) for orders 2 and 3. */
function powerOf(total: number, ndim: 2 | 3, order: number): number {
  if (order === ndim) return total * total;
  if (ndim === 2) return total * total * Math.sqrt(total);
  const root = cubeRoot(total);
  return total * root * root;
}

/** Hu's seven invariants of normalized moments of pictures, seven for each row. */
export function hu(rows: number, nu: Float64Array): Float64Array {
  const result = new Float64Array(rows * 7);
  const at = (y: number, x: number) => placeOf(0, y, x);
  const places = [at(2, 0), at(1, 1), at(0, 2), at(3, 0), at(2, 1), at(1, 2), at(0, 3)];
  for (let row = 0; row < rows; row++) {
    const values = places.map((place) => nu[row * SUMS[2] + place] as number);
    result.set(invariants(values as Parameters<typeof invariants>[0]), row * 7);
  }
  return result;
}

type SecondAndThird = [yy: number, yx: number, xx: number, yyy: number, yyx: number, yxx: number, xxx: number];

function invariants([yy, yx, xx, yyy, yyx, yxx, xxx]: SecondAndThird): number[] {
  const [sumY, sumX] = [yyy + yxx, yyx + xxx];
  const [oddY, oddX] = [yyy - 3 * yxx, 3 * yyx - xxx];
  const [squareY, squareX] = [sumY * sumY, sumX * sumX];
  const across = yy - xx;
  const [cubeY, cubeX] = [sumY * (squareY - 3 * squareX), sumX * (3 * squareY - squareX)];
  return [
    yy + xx,
    across * across + 4 * yx * yx,
    oddY * oddY + oddX * oddX,
    squareY + squareX,
    oddY * cubeY + oddX * cubeX,
    across * (squareY - squareX) + 4 * yx * sumY * sumX,
    oddX * cubeY - oddY * cubeX,
  ];
}

/** Inertia of every row: the tensor's entries, its eigenvalues from the largest on, and in 2-D the orientation. */
export interface Inertia {
  /** yy yx xx, or zz zy zx yy yx xx, for each row. */
  tensor: Float64Array;
  eigenvalues: Float64Array;
  /** Angle between the row axis and the long axis, counter-clockwise, in (−π/2, π/2]; 2-D. */
  orientation: Float64Array;
}

/** Inertia from the second central moments. */
export function inertia(g: Gathered): Inertia {
  return g.once("inertia", () => {
    const { ndim, rows } = g;
    const { central } = momentTable(g);
    const entries = (ndim * (ndim + 1)) / 2;
    const result = {
      tensor: new Float64Array(rows * entries),
      eigenvalues: new Float64Array(rows * ndim),
      orientation: new Float64Array(rows),
    };
    for (let row = 0; row < rows; row++) {
      const own = central.subarray(row * SUMS[ndim], (row + 1) * SUMS[ndim]);
      const tensor = ndim === 2 ? tensor2(own) : tensor3(own);
      result.tensor.set(tensor, row * entries);
      result.eigenvalues.set(ndim === 2 ? eigenvalues2(tensor) : jacobi(tensor).values.reverse(), row * ndim);
      if (ndim === 2) result.orientation[row] = orientationOf(tensor);
    }
    return result;
  });
}

const SECOND = { yy: placeOf(0, 2, 0), yx: placeOf(0, 1, 1), xx: placeOf(0, 0, 2) };
const DEEP = { zz: placeOf(2, 0, 0), zy: placeOf(1, 1, 0), zx: placeOf(1, 0, 1) };

function tensor2(moments: Float64Array): number[] {
  const n = moments[0] as number;
  return [moments[SECOND.xx]! / n, -moments[SECOND.yx]! / n, moments[SECOND.yy]! / n];
}

function tensor3(moments: Float64Array): number[] {
  const n = moments[0] as number;
  const [zz, yy, xx] = [moments[DEEP.zz]!, moments[SECOND.yy]!, moments[SECOND.xx]!];
  const [zy, zx, yx] = [moments[DEEP.zy]!, moments[DEEP.zx]!, moments[SECOND.yx]!];
  return [(yy + xx) / n, -zy / n, -zx / n, (zz + xx) / n, -yx / n, (zz + yy) / n];
}

function orientationOf([a, b, c]: number[]): number {
  if (a === c) return b! < 0 ? Math.PI / 4 : -Math.PI / 4;
  return halfAngle(-2 * b!, c! - a!);
}

function eigenvalues2([a, b, c]: number[]): number[] {
  const [middle, half] = [(a! + c!) / 2, (a! - c!) / 2];
  const radius = Math.sqrt(half * half + b! * b!);
  return [middle + radius, Math.max(0, middle - radius)];
}

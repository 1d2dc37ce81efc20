import { ArgumentRangeError } from "../core/errors.js";
import { describe, type Geometry } from "../core/image.js";
import { steps } from "./features.js";

/** A grid of voxels in the world: a shape and where it lies. Any image, mask or labelmap is one. */
export interface PlacedGrid extends Geometry {
  /** [y, x] or [z, y, x]. */
  shape: readonly number[];
}

/** place = matrix · index + origin, both (z, y, x); the matrix in rows. */
export interface Placement {
  matrix: readonly number[];
  origin: readonly number[];
}

const STRAIGHT = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Where the axes of a geometry lie; a 2-D image is the plane z = 0. `scaled` false leaves the spacing out. */
export function placementOf(geometry: Geometry, scaled = true): Placement {
  const { direction = [], origin = [] } = geometry;
  // Rows of `direction` are the axes; columns of the matrix are.
  const turn = direction.length === 9 ? direction : deepDirection(direction);
  const spacing = scaled ? steps(geometry.spacing ?? []) : [1, 1, 1];
  return {
    matrix: STRAIGHT.map((_, i) => (turn[3 * (i % 3) + Math.floor(i / 3)] as number) * (spacing[i % 3] as number)),
    origin: origin.length === 3 ? origin : [0, origin[0] ?? 0, origin[1] ?? 0],
  };
}

function deepDirection(direction: readonly number[]): readonly number[] {
  if (direction.length !== 4) return STRAIGHT;
  const [a, b, c, d] = direction as [number, number, number, number];
  return [1, 0, 0, 0, a, b, 0, c, d];
}

/** Spacing and direction of a matrix from indices to the world. Throws E_OPTION where an axis has no length. */
export function spacingOfMatrix(who: string, matrix: readonly number[]): { spacing: number[]; direction: number[] } {
  const column = (axis: number) => [0, 3, 6].map((row) => matrix[row + axis] as number) as [number, number, number];
  const spacing = [0, 1, 2].map((axis) => {
    const [z, y, x] = column(axis);
    return Math.sqrt(z * z + y * y + x * x);
  });
  if (!spacing.every((step) => step > 0 && Number.isFinite(step))) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${who}: expected axes with a length, got the matrix ${describe([...matrix])}`,
    );
  }
  const direction = [0, 1, 2].flatMap((axis) => column(axis).map((part) => part / (spacing[axis] as number) || 0));
  return { spacing, direction };
}

/** Determinant of a matrix of three rows. */
export function determinant(m: readonly number[]): number {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** index = matrix · place + origin. Throws E_OPTION where the axes lie in one plane. */
export function inverseOf(who: string, { matrix, origin }: Placement): Placement {
  const det = determinant(matrix);
  if (!Number.isFinite(1 / det)) {
    throw new ArgumentRangeError("E_OPTION", `${who}: expected three independent axes, got ${describe([...matrix])}`);
  }
  const m = (row: number, column: number) => matrix[3 * (row % 3) + (column % 3)] as number;
  const minors = STRAIGHT.map((_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return m(column + 1, row + 1) * m(column + 2, row + 2) - m(column + 1, row + 2) * m(column + 2, row + 1);
  });
  // Divided last, as VTK does: whether a surface begins on a voxel or just before hangs on the last bit.
  const back = applied({ matrix: minors, origin: [0, 0, 0] }, origin as Triple);
  return { matrix: minors.map((minor) => minor / det || 0), origin: back.map((value) => -value / det || 0) };
}

/** First `a`, then `b`. */
export function composed(b: Placement, a: Placement): Placement {
  const columns = [0, 1, 2].map((column) =>
    applied({ ...b, origin: [0, 0, 0] }, [0, 3, 6].map((row) => a.matrix[row + column]) as unknown as Triple),
  );
  return {
    matrix: STRAIGHT.map((_, i) => columns[i % 3]?.[Math.floor(i / 3)] as number),
    origin: applied(b, a.origin as Triple),
  };
}

/** A vector (z, y, x). */
export type Triple = readonly [number, number, number];

/** matrix · place + origin. */
export function applied({ matrix, origin }: Placement, [z, y, x]: Triple): [number, number, number] {
  const part = (row: number) =>
    (matrix[3 * row] as number) * z +
    (matrix[3 * row + 1] as number) * y +
    (matrix[3 * row + 2] as number) * x +
    (origin[row] as number);
  return [part(0), part(1), part(2)];
}

/** Triples of numbers one after the other, each put through a placement, in f64. */
export function placed(by: Placement, vectors: ArrayLike<number>): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = by.matrix as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [oz, oy, ox] = by.origin as unknown as Triple;
  const result = new Float64Array(vectors.length);
  for (let at = 0; at + 2 < vectors.length; at += 3) {
    const [z, y, x] = [vectors[at] as number, vectors[at + 1] as number, vectors[at + 2] as number];
    result[at] = a * z + b * y + c * x + oz;
    result[at + 1] = d * z + e * y + f * x + oy;
    result[at + 2] = g * z + h * y + i * x + ox;
  }
  return result;
}

/** Throws unless a grid has one voxel at least and a whole number of them along each of three axes. */
export function checkVolume(who: string, { shape }: PlacedGrid): void {
  const good = Array.isArray(shape) && shape.length === 3 && shape.every((n) => Number.isInteger(n) && n > 0);
  if (!good) {
    throw new ArgumentRangeError("E_NDIM", `${who}: expected a grid of shape [z, y, x], got ${describe(shape)}`);
  }
}

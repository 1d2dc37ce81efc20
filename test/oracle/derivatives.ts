import type { Image } from "../../bindings/core/image.js";

/** Place of a voxel along each axis. */
function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (const extent of [...shape].reverse()) {
    place.unshift(index % extent);
    index = Math.floor(index / extent);
  }
  return place;
}

/** The value at a place, the edge repeated beyond it; `zero`: 0 beyond it. */
export function valueAt(image: Pick<Image, "data" | "shape">, place: readonly number[], zero = false): number {
  let index = 0;
  for (const [axis, extent] of image.shape.entries()) {
    const at = place[axis]!;
    if (zero && (at < 0 || at >= extent)) return 0;
    index = index * extent + Math.min(extent - 1, Math.max(0, at));
  }
  return image.data[index]!;
}

/** All steps of −1, 0 and 1 along each axis. */
function neighbourhood(ndim: number): number[][] {
  return ndim === 0 ? [[]] : neighbourhood(ndim - 1).flatMap((rest) => [-1, 0, 1].map((step) => [...rest, step]));
}

/** One derivative of every voxel: the whole kernel written out, (−1, 0, 1) along the axis and (1, k, 1) along the others. */
export function derivativeOracle(image: Image, axis: number, k: number, zero = false): number[] {
  const steps = neighbourhood(image.shape.length);
  return Array.from(image.data as ArrayLike<number>, (_, index) => {
    const place = placeOf(index, image.shape);
    return steps.reduce((sum, step) => {
      const weight = step.reduce((w, s, a) => w * (a === axis ? s : s === 0 ? k : 1), 1);
      return weight === 0
        ? sum
        : sum +
            weight *
              valueAt(
                image,
                place.map((at, a) => at + step[a]!),
                zero,
              );
    }, 0);
  });
}

/** Gradient magnitude: the root of the mean square of the derivatives, each over the sum of its smoothing weights. */
export function magnitudeOracle(image: Image, k: number): number[] {
  const ndim = image.shape.length;
  const parts = image.shape.map((_, axis) => derivativeOracle(image, axis, k));
  return parts[0]!.map((_, i) => {
    const squares = parts.reduce((sum, part) => sum + (part[i]! / (k + 2) ** (ndim - 1)) ** 2, 0);
    return Math.sqrt(squares / ndim);
  });
}

/** NumPy's gradient along one axis: central inside, one-sided at the ends, 0 where there is only one voxel. */
export function slopeOracle(values: readonly number[], shape: readonly number[], axis: number): number[] {
  const image = { data: Float64Array.from(values), shape };
  return values.map((_, index) => {
    const place = placeOf(index, shape);
    const [before, after] = [Math.max(0, place[axis]! - 1), Math.min(shape[axis]! - 1, place[axis]! + 1)];
    if (before === after) return 0;
    const at = (i: number) => valueAt(image, Object.assign([...place], { [axis]: i }));
    return (at(after) - at(before)) / (after - before);
  });
}

/** Eigenvalues of a symmetric matrix, largest first, by Jacobi's rotations until nothing is left off the diagonal. */
export function eigenvaluesOracle(matrix: readonly (readonly number[])[]): number[] {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, p, q);
    }
  }
  return a.map((row, i) => row[i]!).sort((x, y) => y - x);
}

function rotate(a: number[][], p: number, q: number): void {
  if (a[p]![q] === 0) return;
  const angle = 0.5 * Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  for (const row of a) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
  const [first, second] = [a[p]!, a[q]!];
  a[p] = first.map((value, i) => c * value - s * second[i]!);
  a[q] = first.map((value, i) => s * value + c * second[i]!);
}

/** The matrices of every voxel from images of the upper triangle, row by row. */
export function matricesOf(elements: readonly (readonly number[])[], ndim: number): number[][][] {
  return elements[0]!.map((_, i) => {
    const matrix = Array.from({ length: ndim }, () => Array<number>(ndim).fill(0));
    let element = 0;
    for (let row = 0; row < ndim; row++) {
      for (let column = row; column < ndim; column++, element++) {
        matrix[row]![column] = matrix[column]![row] = elements[element]![i]!;
      }
    }
    return matrix;
  });
}

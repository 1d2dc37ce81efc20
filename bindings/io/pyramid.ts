import { arrayType, dtypeOf, type Image, type TypedArray } from "../core/image.js";

/** What a voxel of a coarser level is: the mean of the voxels it covers, or the first of them (labels). */
export type Reduction = "mean" | "nearest";

/** One level of a pyramid. */
export interface Level {
  image: Image;
  /** Voxels of the finest level per voxel, along each axis. */
  factors: readonly number[];
}

/** Slices up to this many voxels wide need no coarser level. */
const SMALL = 512;

/**
 * An image and its coarser levels, each half as wide as the one before. Axes whose voxels are already twice as long as
 * the shortest are not halved; the last voxel of an odd axis covers what is left.
 *
 * @param count levels in all; undefined: until a slice is at most 512 voxels wide and high
 * @param plane halve slices only, never their number
 */
export function* pyramid(
  image: Image,
  reduction: Reduction,
  { count, plane = false }: { count?: number | undefined; plane?: boolean },
): Generator<Level> {
  let level: Level = { image, factors: image.shape.map(() => 1) };
  yield level;
  for (let done = 1; done < (count ?? Number.POSITIVE_INFINITY); done++) {
    const steps = halvedAxes(level, image.spacing).map((step, axis, all) =>
      plane && axis < all.length - 2 ? 1 : step,
    );
    const [height, width] = level.image.shape.slice(-2) as [number, number];
    const small = height <= SMALL && width <= SMALL;
    if (steps.every((step) => step === 1) || (count === undefined && small)) return;
    level = {
      image: { data: reduced(level.image, steps, reduction), shape: halved(level.image.shape, steps) },
      factors: level.factors.map((factor, axis) => factor * (steps[axis] as number)),
    };
    yield level;
  }
}

/** 2 for axes that are halved, else 1. */
function halvedAxes({ image: { shape }, factors }: Level, spacing: Image["spacing"]): number[] {
  const steps = factors.map((factor, axis) => factor * (spacing?.[axis] ?? 1));
  const least = Math.min(...steps.filter((_, axis) => (shape[axis] as number) > 1));
  return steps.map((step, axis) => ((shape[axis] as number) > 1 && step < 2 * least ? 2 : 1));
}

function halved(shape: readonly number[], steps: readonly number[]): number[] {
  return shape.map((extent, axis) => Math.ceil(extent / (steps[axis] as number)));
}

function reduced(image: Image, steps: readonly number[], reduction: Reduction): TypedArray {
  const deep = (list: readonly number[], missing: number) => (list.length === 2 ? [missing, ...list] : list);
  const [depth, height, width] = deep(image.shape, 1) as [number, number, number];
  const [sz, sy, sx] = deep(steps, 1) as [number, number, number];
  const [d, h, w] = [Math.ceil(depth / sz), Math.ceil(height / sy), Math.ceil(width / sx)];
  const type = arrayType(dtypeOf(image.data));
  const data = new type(d * h * w);
  const row = reduction === "mean" ? meanRow : firstRow;
  const sums = new Float64Array(w);
  for (let z = 0; z < d; z++) {
    for (let y = 0; y < h; y++) {
      const rows: TypedArray[] = [];
      for (let fz = z * sz; fz < Math.min(depth, (z + 1) * sz); fz++) {
        for (let fy = y * sy; fy < Math.min(height, (y + 1) * sy); fy++) {
          const from = (fz * height + fy) * width;
          rows.push(image.data.subarray(from, from + width));
        }
      }
      row(rows, sx, sums, data.subarray((z * h + y) * w, (z * h + y + 1) * w));
    }
  }
  return data;
}

function firstRow([row]: readonly TypedArray[], step: number, _sums: Float64Array, into: TypedArray): void {
  for (let x = 0; x < into.length; x++) into[x] = (row as TypedArray)[x * step] as number;
}

/** Whole numbers are rounded half up. Sums run row by row, left to right: the same bits in every engine. */
function meanRow(rows: readonly TypedArray[], step: number, sums: Float64Array, into: TypedArray): void {
  const whole = !(into instanceof Float32Array || into instanceof Float64Array);
  const { length } = rows[0] as TypedArray;
  sums.fill(0);
  for (const row of rows) {
    for (let x = 0; x < length; x++) {
      const at = step === 2 ? x >> 1 : x;
      sums[at] = (sums[at] as number) + (row[x] as number);
    }
  }
  for (let x = 0; x < into.length; x++) {
    const mean = (sums[x] as number) / (rows.length * Math.min(step, length - x * step));
    into[x] = whole ? Math.floor(mean + 0.5) : mean;
  }
}

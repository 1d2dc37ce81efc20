import { type Gathered, SUMS } from "./gather.js";
import { hu, type MomentTable, normalized, orderOf, powersOf } from "./moments.js";

/** One column as a measure makes it. */
export interface MeasuredColumn {
  name: string;
  /** Power of the unit of length; 0 where the number has no unit. */
  power: number;
  /** A unit of its own instead. */
  unit?: string;
  values: Float64Array;
}

/** One measure: a name, what it needs, and its columns. */
export interface Measure {
  name: string;
  group: "basic" | "shape" | "moments" | "intensity";
  summary: string;
  /** The rank it exists in, where not in both. */
  ndim?: 2 | 3;
  /** Needs one spacing for all axes. */
  even?: true;
  /** Needs an image, and is taken of each. */
  image?: true;
  /** `image` is the place of the image, for measures of intensities. */
  columns(g: Gathered, image: number): MeasuredColumn[];
}

/** Values of one column. */
export type Make = (g: Gathered, image: number) => Float64Array;

/** Letters of the axes of the shape. */
export const axesOf = (g: Gathered): string[] => ["z", "y", "x"].slice(3 - g.ndim);

/** Every `size`-th number from `from` on: one column of numbers that stand side by side for each row. */
export function strided(values: Float64Array, size: number, from: number): Float64Array {
  return new Float64Array(values.length / size).map((_, row) => values[row * size + from] as number);
}

/** One number for each row. `map` is many times as fast as `from`, which walks an iterator. */
export const byRow = (g: Gathered, of: (row: number) => number): Float64Array =>
  new Float64Array(g.rows).map((_, row) => of(row));

/** A measure of one column. */
export function single(name: string, summary: string, group: Measure["group"], power: number, values: Make): Measure {
  return { name, summary, group, columns: (g, image) => [{ name: nameIn(g, name), power, values: values(g, image) }] };
}

/** Areas are called volumes in 3-D. */
function nameIn(g: Gathered, name: string): string {
  return g.ndim === 3 ? name.replace(/^area/, "volume") : name;
}

/** Columns named after the powers of each axis, such as moments_central_2_0. */
export function momentColumns(
  name: string,
  orders: readonly number[],
  plain: boolean,
  of: (g: Gathered, image: number) => Float64Array,
) {
  return (g: Gathered, image: number): MeasuredColumn[] => {
    const values = of(g, image);
    return powersOf(g.ndim).flatMap((powers, at): MeasuredColumn[] => {
      const order = orderOf(powers);
      if (!orders.includes(order)) return [];
      return [
        { name: `${name}_${powers.join("_")}`, power: plain ? 0 : order, values: strided(values, SUMS[g.ndim], at) },
      ];
    });
  };
}

/** Hu's invariants of a table of moments. */
export const invariantColumns =
  (name: string, table: (g: Gathered, image: number) => MomentTable): Measure["columns"] =>
  (g, image) => {
    const values = hu(g.rows, normalized(g, table(g, image)));
    return [...Array(7).keys()].map((at) => ({ name: `${name}_${at}`, power: 0, values: strided(values, 7, at) }));
  };

/** A measure with a column for every axis. */
export function perAxis(
  name: string,
  summary: string,
  group: Measure["group"],
  of: (g: Gathered, image: number, axis: number) => Float64Array,
): Measure {
  const columns: Measure["columns"] = (g, image) =>
    axesOf(g).map((letter, at) => ({ name: `${name}_${letter}`, power: 1, values: of(g, image, at) }));
  return { name, summary, group, columns };
}

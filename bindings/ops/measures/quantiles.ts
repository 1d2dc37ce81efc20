import type { Gathered } from "./gather.js";
import { byRow, type Measure } from "./measure.js";

/** Per cent of the columns. */
const PERCENTILES = [5, 10, 25, 50, 75, 90, 95];

/** The smallest value tells whether a label has NaN below it, which the kernel cannot order. */
const isOrdered = (g: Gathered, image: number, row: number): boolean => !Number.isNaN(g.column(15, image)[row]);

/** Medians: the middle value, or the mean of the two middle ones. */
export function medians(g: Gathered, image: number): Float64Array {
  const pairs = g.quantiles(image, 0.5, 1);
  return byRow(g, (row) => {
    if (!isOrdered(g, image, row)) return Number.NaN;
    const at = 2 * g.place(row);
    return (pairs[at]! + pairs[at + 1]!) / 2;
  });
}

/** Percentiles by linear interpolation, in NumPy's order of operations. */
function linear(g: Gathered, image: number, percent: number): Float64Array {
  const share = percent / 100;
  const pairs = g.quantiles(image, share, 1);
  return byRow(g, (row) => {
    if (!isOrdered(g, image, row)) return Number.NaN;
    const position = share * (g.column(1)[row]! - 1);
    const part = position - Math.floor(position);
    const [below, above] = [pairs[2 * g.place(row)]!, pairs[2 * g.place(row) + 1]!];
    const across = above - below;
    return part >= 0.5 ? above - across * (1 - part) : below + across * part;
  });
}

/** The smallest value that more than this share of the voxels do not exceed. */
function lower(g: Gathered, image: number, percent: number): Float64Array {
  const pairs = g.quantiles(image, percent / 100, 0);
  return byRow(g, (row) => (isOrdered(g, image, row) ? pairs[2 * g.place(row)]! : Number.NaN));
}

const columns =
  (name: string, of: typeof linear): Measure["columns"] =>
  (g, image) =>
    PERCENTILES.map((percent) => ({ name: `${name}_${percent}`, power: 0, values: of(g, image, percent) }));

/** Measures of the order of values under a label. */
export const QUANTILES: readonly Measure[] = [
  {
    name: "intensity_percentile",
    group: "intensity",
    summary: "percentiles with linear interpolation, as NumPy",
    columns: columns("intensity_percentile", linear),
  },
  {
    name: "intensity_percentile_above",
    group: "intensity",
    summary: "the smallest value that more than so many per cent of the voxels do not exceed",
    columns: columns("intensity_percentile_above", lower),
  },
];

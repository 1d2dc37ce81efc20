import type { Table } from "./histogram.js";

/** Global thresholds the obvious way: every split tried, sums as exact whole numbers where the method allows it. */

/** A fraction of whole numbers, with a positive denominator. */
type Fraction = readonly [top: bigint, bottom: bigint];

const larger = ([a, b]: Fraction, [c, d]: Fraction) => a * d > c * b;

/** The first of several fractions that no other exceeds. */
function firstLargest(items: readonly Fraction[]): number {
  let best = 0;
  items.forEach((item, i) => {
    if (larger(item, items[best] as Fraction)) best = i;
  });
  return best;
}

/** What lies up to each bin but the last and what above it, as whole numbers. `scale` makes the centres whole. */
function splits({ counts, centers }: Table, scale: number) {
  const n = counts.map(BigInt);
  const c = centers.map((center) => BigInt((center - (centers[0] as number)) * scale));
  const sums = (weigh: (count: bigint, i: number) => bigint) => {
    let sum = 0n;
    const up = n.map((count, i) => (sum += weigh(count, i)));
    return up.map((below) => ({ below, above: sum - below }));
  };
  const [weights, moments, squares] = [
    sums((count) => count),
    sums((count, i) => count * (c[i] as bigint)),
    sums((count) => count * count),
  ];
  return c.slice(1).map((_, i) => ({
    weight: weights[i] as Split,
    moment: moments[i] as Split,
    squares: squares[i] as Split,
    center: c[i] as bigint,
  }));
}

interface Split {
  below: bigint;
  above: bigint;
}

/** Centres of f32 tables are multiples of this fraction of 1 in the tests' images. */
const F32_SCALE = 2 ** 40;

const scaleOf = ({ centers }: Table) => (centers.every(Number.isInteger) ? 1 : F32_SCALE);

export function otsuOracle(table: Table): number {
  if (table.counts.length === 1) return table.centers[0] as number;
  const variances = splits(table, scaleOf(table)).map(({ weight, moment }): Fraction => {
    const distance = moment.below * weight.above - moment.above * weight.below;
    return [distance * distance, weight.below * weight.above];
  });
  return table.centers[firstLargest(variances)] as number;
}

export function yenOracle(table: Table): number {
  if (table.counts.length === 1) return table.centers[0] as number;
  const criteria = splits(table, scaleOf(table)).map(({ weight, squares }): Fraction => {
    return [(weight.below * weight.above) ** 2n, squares.below * squares.above];
  });
  return table.centers[firstLargest(criteria)] as number;
}

export function isodataOracle(table: Table): number {
  if (table.counts.length === 1) return table.centers[0] as number;
  const scale = scaleOf(table);
  const width = BigInt(((table.centers[1] as number) - (table.centers[0] as number)) * scale);
  const found = splits(table, scale).findIndex(({ weight, moment, center }) => {
    // (mean below + mean above) / 2 − centre < width, times twice both counts.
    const means = moment.below * weight.above + moment.above * weight.below;
    return means < 2n * weight.below * weight.above * (center + width);
  });
  return table.centers[found] as number;
}

export function triangleOracle({ counts, centers }: Table): number {
  const peak = counts.indexOf(Math.max(...counts));
  const filled = counts.flatMap((count, i) => (count > 0 ? [i] : []));
  const [low, high] = [filled[0] as number, filled.at(-1) as number];
  const end = peak - low < high - peak ? high : low;
  const width = Math.abs(peak - end);
  const step = end > peak ? -1 : 1;
  const distances = Array.from({ length: width }, (_, x) => {
    return (counts[peak] as number) * x - width * (counts[end + step * x] as number);
  });
  const best = distances.indexOf(Math.max(...distances));
  return centers[width === 0 ? peak : end + step * best] as number;
}

/** NaN when two peaks do not appear. */
export function minimumOracle({ counts, centers }: Table): number {
  let smooth = counts.map(Math.fround);
  let peaks: number[] = [0, 0, 0];
  for (let round = 0; round < 10000 && peaks.length > 2; round++) {
    const before = smooth;
    smooth = before.map((here, i) => Math.fround(((before[i - 1] ?? here) + here + (before[i + 1] ?? here)) / 3));
    peaks = [];
    let rising = true;
    for (let i = 0; i + 1 < smooth.length; i++) {
      const [here, next] = [smooth[i] as number, smooth[i + 1] as number];
      if (rising && next < here) peaks.push(i);
      if (next !== here) rising = next > here;
    }
  }
  if (peaks.length !== 2) return Number.NaN;
  const between = smooth.slice(peaks[0], (peaks[1] as number) + 1);
  return centers[(peaks[0] as number) + between.indexOf(Math.min(...between))] as number;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** `tolerance` is half a unit for whole values, half the smallest gap for others. */
export function liOracle(values: readonly number[], tolerance: number): number {
  const min = Math.min(...values);
  const shifted = values.map((value) => value - min);
  let level = Number.NEGATIVE_INFINITY;
  let next = mean(shifted);
  while (Math.abs(next - level) > tolerance) {
    level = next;
    const low = mean(shifted.filter((value) => value <= level));
    const high = mean(shifted.filter((value) => value > level));
    if (low === 0) break;
    next = (low - high) / (Math.log(low) - Math.log(high));
  }
  return next + min;
}

/** Smallest difference between two different values. */
export function smallestGap(values: readonly number[]): number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((value, i) => value - (sorted[i] as number)));
}

/** Sum over classes of (first moment)² / (zeroth moment), for classes that end at the bins `cuts`. */
export function classValue(counts: readonly number[], cuts: readonly number[]): number {
  const starts = [0, ...cuts.map((cut) => cut + 1)];
  return starts.reduce((sum, start, i) => {
    const end = starts[i + 1] ?? counts.length;
    let [zeroth, first] = [0, 0];
    for (let bin = start; bin < end; bin++) {
      zeroth += counts[bin] as number;
      first += bin * (counts[bin] as number);
    }
    return zeroth === 0 ? sum : sum + (first * first) / zeroth;
  }, 0);
}

/** All ascending lists of `length` bins from `from` to the last but one. */
export function* cutLists(bins: number, length: number, from = 0): Iterable<number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (let first = from; first < bins - 1; first++) {
    for (const rest of cutLists(bins, length - 1, first + 1)) yield [first, ...rest];
  }
}

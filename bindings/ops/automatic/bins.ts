import type { Scratch } from "../../core/scratch.js";

/** Equal bins over the values of an image, the largest value a hundredth of a bin below the last edge. */
export interface Bins {
  readonly counts: Float64Array;
  /** Lowest edge. */
  readonly low: number;
  readonly width: number;
}

/** What the methods look at: counts as shares, and their running sums. */
export interface Levels extends Bins {
  readonly size: number;
  readonly total: number;
  /** Share of each bin, of the bins up to it, and of those above it. */
  readonly share: Float64Array;
  readonly below: Float64Array;
  readonly above: Float64Array;
  /** Natural logarithms, computed by the module because engines round theirs differently. */
  logs(values: Float64Array): Float64Array;
}

/** Counts with their shares. */
export function levelsOf(s: Scratch, bins: Bins): Levels {
  const { counts } = bins;
  const total = sum(counts);
  const share = counts.map((count) => count / total);
  // From whole numbers, so that nothing above the last value is exactly 0.
  const up = running(counts);
  const logs = (values: Float64Array) =>
    s.nested(() => {
      const at = s.put(values);
      s.raw.logarithms(at, values.length);
      return s.take(at, Float64Array, values.length).map((value) => value * Math.LN2);
    });
  const [below, above] = [up.map((count) => count / total), up.map((count) => (total - count) / total)];
  return { ...bins, size: counts.length, total, share, below, above, logs };
}

/** Middle of a bin. */
export function centre({ low, width }: Bins, bin: number): number {
  return low + (bin + 0.5) * width;
}

/** The bin of a value; the first or the last one for values beyond them. */
export function binOf({ low, width, counts }: Bins, value: number): number {
  return Math.max(0, Math.min(counts.length - 1, Math.floor((value - low) / width)));
}

/** Sums up to each place. */
export function running(values: ArrayLike<number>): Float64Array {
  let all = 0;
  return Float64Array.from(values, (value) => {
    all += value;
    return all;
  });
}

export function sum(values: ArrayLike<number>): number {
  return running(values).at(-1) ?? 0;
}

/** Sums of count · centre^power up to each bin. */
export function moments(levels: Levels, power: 1 | 2 | 3): Float64Array {
  return running(
    levels.counts.map((count, bin) => {
      const value = centre(levels, bin);
      return count * value * (power > 1 ? value : 1) * (power > 2 ? value : 1);
    }),
  );
}

/** First and last place that something holds for. */
export function ends(values: Float64Array, holds: (value: number) => boolean): [first: number, last: number] {
  let last = values.length - 1;
  while (last > 0 && !holds(values[last] as number)) last--;
  return [values.findIndex(holds), last];
}

/**
 * The first bin of [first, last] where a criterion exceeds all before it, and `least`, by more than `by`; splits at an empty
 * bin and before it are equal up to rounding, which must not decide.
 */
export function firstBest(
  first: number,
  last: number,
  least: number,
  of: (bin: number) => number,
  by: number = ROUNDING,
): number {
  let [best, most] = [first, least];
  for (let bin = first; bin <= last; bin++) {
    const value = of(bin);
    const gain = by * (by === ROUNDING && Number.isFinite(most) ? Math.abs(most) : 1);
    if (value > most + gain) [best, most] = [bin, value];
  }
  return best;
}

/** Relative gain that rounding may make up. */
const ROUNDING = 1e-12;

/** All values of an image in ascending order, however they are kept: what percentiles, medians and counts are read from. */
export interface Order {
  /** Number of values. */
  readonly length: number;
  /** Number of different values. */
  readonly distinct: number;
  /** The value at a rank, 0 for the smallest. */
  at(rank: number): number;
  /** How many values are smaller than `value`. */
  below(value: number): number;
  /** How many values are not larger than `value`. */
  upTo(value: number): number;
}

type Ranked = Pick<Order, "length" | "at">;

/** Order of whole values from the count of each, `low` upwards. */
export function countedOrder(counts: Float64Array, low: number): Order {
  const before = new Float64Array(counts.length + 1);
  let distinct = 0;
  counts.forEach((count, i) => {
    before[i + 1] = (before[i] as number) + count;
    if (count > 0) distinct++;
  });
  const under = (index: number) => before[Math.min(Math.max(index, 0), counts.length)] as number;
  return {
    length: under(counts.length),
    distinct,
    at: (rank) => low + firstIndex(counts.length - 1, (i) => (before[i + 1] as number) > rank),
    below: (value) => under(Math.ceil(value - low)),
    upTo: (value) => under(Math.floor(value - low) + 1),
  };
}

/** Order of values that are sorted; `offset` is added to each. */
export function sortedOrder(sorted: ArrayLike<number>, offset = 0): Order {
  const { length } = sorted;
  let distinct = Math.min(length, 1);
  for (let i = 1; i < length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const at = (rank: number) => (sorted[rank] as number) + offset;
  return {
    length,
    distinct,
    at,
    below: (value) => firstIndex(length, (i) => at(i) >= value),
    upTo: (value) => firstIndex(length, (i) => at(i) > value),
  };
}

/** The first index in [0, end) for which `holds` is true, where it stays true from then on; `end` when there is none. */
function firstIndex(end: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The value below which a fraction of the ranks [from, to) lies, linear between neighbours as NumPy has it. */
export function quantile(order: Ranked, fraction: number, from = 0, to = order.length): number {
  const place = (to - from - 1) * fraction;
  const rank = Math.floor(place);
  const part = place - rank;
  const low = order.at(from + rank);
  const high = order.at(Math.min(from + rank + 1, to - 1));
  const step = high - low;
  return part < 0.5 ? low + step * part : high - step * (1 - part);
}

/** Median of the ranks [from, to). */
export function median(order: Order, from: number, to: number): number {
  return quantile(order, 0.5, from, to);
}

/** Median of the distances of the ranks [from, to) from `center`. */
export function medianDeviation(order: Order, from: number, to: number, center: number): number {
  const split = Math.min(Math.max(order.below(center), from), to);
  const lower = split - from;
  const upper = to - split;
  const left = (i: number) => (i < lower ? center - order.at(split - 1 - i) : Number.POSITIVE_INFINITY);
  const right = (i: number) => (i < upper ? order.at(split + i) - center : Number.POSITIVE_INFINITY);
  const distances: Ranked = {
    length: to - from,
    // Of the `rank` smaller distances some are to the left: as many as still are not larger than the next to the right.
    at(rank) {
      const fewest = Math.max(0, rank - upper);
      const most = Math.min(rank, lower);
      const taken = fewest + firstIndex(most - fewest, (i) => left(fewest + i) >= right(rank - fewest - i - 1));
      return Math.min(left(taken), right(rank - taken));
    },
  };
  return quantile(distances, 0.5);
}

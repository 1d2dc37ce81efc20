import { ends, firstBest, type Levels, running } from "./bins.js";

/** First bin with something up to it, last one with something above it. */
function span({ below, above }: Levels): [number, number] {
  return [ends(below, (part) => part > 0)[0], ends(above, (part) => part > 0)[1]];
}

/** Entropy of both classes together, for each split. */
function entropies({ share, below, above, logs }: Levels): (bin: number) => number {
  const logarithms = logs(share.map((part) => part || 1));
  const sums = running(share.map((part, bin) => part * (logarithms[bin] as number)));
  const all = sums.at(-1) as number;
  const [lower, upper] = [below, above].map((parts) => logs(parts.map((part) => part || 1))) as [
    Float64Array,
    Float64Array,
  ];
  return (bin) => {
    const [p, q, done] = [below[bin], above[bin], sums[bin]] as [number, number, number];
    return (lower[bin] as number) - done / p + (upper[bin] as number) - (all - done) / q;
  };
}

/** Kapur, Sahoo, Wong 1985: the split with the largest sum of entropies; gains below 1e-5 do not count. */
export function maximumEntropy(levels: Levels): number {
  return firstBest(...span(levels), 0, entropies(levels), 1e-5);
}

/** The split with the largest product of a sum over the lower and one over the upper class; Rényi's entropies ascend with it. */
function renyi(levels: Levels, term: (share: number) => number, scale: (part: number) => number, sign: 1 | -1): number {
  const { share, below, above } = levels;
  const sums = running(share.map(term));
  const all = sums.at(-1) as number;
  return firstBest(...span(levels), 1, (bin) => {
    const done = sums[bin] as number;
    const product = (done / scale(below[bin] as number)) * ((all - done) / scale(above[bin] as number));
    return sign > 0 ? product : 1 / product;
  });
}

/** Sahoo, Wilkins, Yeager 1997: three entropies' splits, weighed by how far they lie apart. */
export function renyiEntropy(levels: Levels): number {
  const splits = [
    firstBest(...span(levels), 0, entropies(levels)),
    renyi(levels, Math.sqrt, Math.sqrt, 1),
    renyi(
      levels,
      (share) => share * share,
      (part) => part * part,
      -1,
    ),
  ].sort((a, b) => a - b);
  const [t1, t2, t3] = splits as [number, number, number];
  const [near, nearNext] = [t2 - t1 <= 5, t3 - t2 <= 5];
  const [b1, b2, b3] = near === nearNext ? [1, 2, 1] : near ? [0, 1, 3] : [3, 1, 0];
  const { below, above } = levels;
  const weight = ((below[t3] as number) - (below[t1] as number)) / 4;
  const place =
    t1 * ((below[t1] as number) + weight * b1) + weight * t2 * b2 + t3 * ((above[t3] as number) + weight * b3);
  // Rounding must not part three equal splits from their mean.
  return Math.floor(place + 1e-9);
}

/** Shanbhag 1994: the split where both classes carry the same information, membership being fuzzy. */
export function shanbhag(levels: Levels): number {
  const { size, share, below, above, logs } = levels;
  const [first, last] = span(levels);
  const information = (bin: number): number => {
    const [low, high] = [0.5 / (below[bin] as number), 0.5 / (above[bin] as number)];
    const terms = logs(
      Float64Array.from({ length: size }, (_, i) => {
        if (i === 0) return 1;
        return i <= bin ? 1 - low * (below[i - 1] as number) : 1 - high * (above[i] as number);
      }),
    );
    let [lower, upper] = [0, 0];
    for (let i = 1; i <= bin; i++) lower -= (share[i] as number) * (terms[i] as number);
    for (let i = bin + 1; i < size; i++) upper -= (share[i] as number) * (terms[i] as number);
    return Math.abs(lower * low - upper * high);
  };
  return firstBest(first, last, Number.NEGATIVE_INFINITY, (bin) => -information(bin));
}

/** Yen, Chang, Chang 1995: the split with the largest correlation; sums of squares and shares of 0 count as 1. */
export function yenSplit({ size, share, below, above }: Levels): number {
  const squares = running(share.map((part) => part * part));
  const all = squares.at(-1) as number;
  return firstBest(0, size - 1, -1, (bin) => {
    const product = (squares[bin] as number) * (all - (squares[bin] as number));
    const balance = (below[bin] as number) * (above[bin] as number);
    return (balance > 0 ? balance * balance : 1) / (product > 0 ? product : 1);
  });
}

import { UnsuitableImage } from "../../core/errors.js";
import { noTwoPeaks } from "../thresholds.js";
import { binOf, centre, ends, firstBest, type Levels, moments, running, sum } from "./bins.js";

/** Passes after which a search that goes round and round is ended. */
const MOST_PASSES = 10_000;

/** Means of the values up to a bin and above it; 0 for a class without values. */
function classMeans(levels: Levels): (bin: number) => [number, number] {
  const [counts, values] = [running(levels.counts), moments(levels, 1)];
  const all = values.at(-1) as number;
  return (bin) => {
    const [n, m] = [counts[bin] as number, values[bin] as number];
    return [n > 0 ? m / n : 0, n < levels.total ? (all - m) / (levels.total - n) : 0];
  };
}

/** Otsu 1979: the largest variance between the classes; a gain of one unit in the last place does not count. */
export function otsuSplit(levels: Levels): number {
  const means = classMeans(levels);
  let [best, most] = [0, -1];
  for (let bin = 0; bin + 1 < levels.size; bin++) {
    const [low, high] = means(bin);
    const part = levels.below[bin] as number;
    const value = part * low * low + (1 - part) * high * high;
    if (value > most + Math.abs(most) * 2 ** -52) [best, most] = [bin, value];
  }
  return best;
}

/** Huang, Wang 1995: the least fuzziness of membership, which falls with the distance from the class mean in bins. */
export function huang(levels: Levels): number {
  const { counts, size, logs } = levels;
  const [first, last] = ends(counts, (count) => count > 0);
  const width = last - first;
  const members = Float64Array.from({ length: width + 1 }, (_, x) => 1 / (1 + x / width));
  const [ins, outs] = [logs(members), logs(members.map((member) => (member < 1 ? 1 - member : 1)))];
  const fuzzy = members.map((u, x) => -u * (ins[x] as number) - (1 - u) * (outs[x] as number));
  const means = classMeans(levels);
  const total = (bin: number) => {
    const [low, high] = means(bin).map((mean) => binOf(levels, Math.round(mean))) as [number, number];
    let all = 0;
    for (let i = 0; i < size; i++) {
      const apart = Math.abs(i - (i <= bin ? low : high));
      if (counts[i]) all += (counts[i] as number) * (fuzzy[apart] ?? Number.POSITIVE_INFINITY);
    }
    return all;
  };
  return firstBest(first, last - 1, Number.NEGATIVE_INFINITY, (bin) => -total(bin));
}

/** Prewitt, Mendelsohn 1966: midway between the two peaks that smoothing leaves. */
export function intermodes({ counts, size }: Levels, who: string): number {
  let values = counts;
  for (let pass = 0; pass <= MOST_PASSES; pass++) {
    const at = (bin: number) => values[bin] ?? 0;
    const peaks = Array.from({ length: size - 2 }, (_, i) => i + 1).filter(
      (i) => at(i) > at(i - 1) && at(i) > at(i + 1),
    );
    if (peaks.length === 2) return Math.floor(((peaks[0] as number) + (peaks[1] as number)) / 2);
    if (peaks.length < 2) break;
    values = values.map((value, i) => (at(i - 1) + value + at(i + 1)) / 3);
  }
  throw noTwoPeaks(who);
}

/** Ridler, Calvard 1978: the first filled bin midway between the class means it makes. */
export function isoData(levels: Levels): number {
  const means = classMeans(levels);
  const found = levels.counts.findIndex((count, bin) => {
    const [low, high] = means(bin);
    return count > 0 && centre(levels, bin) >= (low + high) / 2;
  });
  return found >= 0 ? found : binOf(levels, (moments(levels, 1).at(-1) as number) / levels.total);
}

/** Kittler, Illingworth 1986: least error of two normal distributions, by iteration from the mean. */
export function kittlerIllingworth(levels: Levels, who: string): number {
  const [counts, values, squares] = [running(levels.counts), moments(levels, 1), moments(levels, 2)];
  const all = (sums: Float64Array) => sums.at(-1) as number;
  const { total } = levels;
  let split = binOf(levels, all(values) / total);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const n = counts[split] as number;
    const [m, m2] = [values[split] as number, squares[split] as number];
    const [mean, other] = [m / n, (all(values) - m) / (total - n)];
    const variance = m2 / n - mean * mean;
    const otherVariance = (all(squares) - m2) / (total - n) - other * other;
    if (!(variance > 0 && otherVariance > 0)) throw noTwoClasses(who);
    const [p, q] = [n / total, (total - n) / total];
    const ratio = (variance * q * q) / (otherVariance * p * p);
    const log10 = (levels.logs(Float64Array.of(ratio))[0] as number) / Math.LN10;
    const w0 = 1 / variance - 1 / otherVariance;
    const w1 = mean / variance - other / otherVariance;
    const root = w1 * w1 - w0 * ((mean * mean) / variance - (other * other) / otherVariance + log10);
    const place = (w1 + Math.sqrt(root)) / w0;
    if (!(root >= 0) || Number.isNaN(place)) return split;
    const next = binOf(levels, place);
    if (next === split) return split;
    split = next;
  }
  return split;
}

function noTwoClasses(who: string): UnsuitableImage {
  const message = `${who}: expected two classes that both vary, found one of a single value`;
  return new UnsuitableImage("E_CONSTANT_IMAGE", message, { advice: "choose another method, for example OTSU" });
}

/** Li, Tam 1998: least cross entropy, in steps rounded to whole numbers. */
export function liSplit(levels: Levels): number {
  const means = classMeans(levels);
  const shift = Math.min(0, levels.low);
  let level = (moments(levels, 1).at(-1) as number) / levels.total;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const split = binOf(levels, Math.trunc(level + 0.5));
    const [low, high] = means(split).map((mean) => mean - shift) as [number, number];
    const next = roundedMean(levels, low, high) + shift;
    if (!(Math.abs(next - level) > 0.5)) return split;
    level = next;
  }
  return binOf(levels, Math.trunc(level + 0.5));
}

/** The logarithmic mean of two numbers, rounded; 0 where one of them is not above 0. */
function roundedMean({ logs }: Levels, low: number, high: number): number {
  if (!(low > 0 && high > 0)) return 0;
  const [a, b] = logs(Float64Array.of(low, high)) as unknown as [number, number];
  const mean = a === b ? low : (low - high) / (a - b);
  return Math.trunc(mean < 0 ? mean - 0.5 : mean + 0.5);
}

/** Tsai 1985: two values of the same first three moments; the split that gives the lower one its share. */
export function momentsSplit(levels: Levels): number {
  const [m1, m2, m3] = ([1, 2, 3] as const).map(
    (power) => (moments(levels, power).at(-1) as number) / levels.total,
  ) as [number, number, number];
  const variance = m2 - m1 * m1;
  const c0 = (m1 * m3 - m2 * m2) / variance;
  const c1 = (m1 * m2 - m3) / variance;
  const root = Math.sqrt(c1 * c1 - 4 * c0);
  const [z0, z1] = [(-c1 - root) / 2, (-c1 + root) / 2];
  const share = (z1 - m1) / (z1 - z0);
  return Math.max(
    0,
    levels.below.findIndex((part) => part > share),
  );
}

/** Zack, Rogers, Latt 1977: the bin farthest below the line from the peak to the farther of the 1 % and the 99 % quantile. */
export function triangleSplit({ counts, size }: Levels): number {
  const total = sum(counts);
  const peak = counts.indexOf(Math.max(...counts));
  const low = running(counts).findIndex((n) => n / total >= 0.01);
  const high = size - 1 - running(counts.slice().reverse()).findIndex((n) => 1 - n / total <= 0.99);
  const left = Math.abs(peak - low) > Math.abs(peak - high);
  const end = left ? low : high;
  const [from, to] = left ? [low, peak] : [peak, high];
  const slope = (counts[peak] as number) / Math.abs(peak - end);
  const gap = (bin: number) => slope * Math.abs(bin - end) - (counts[bin] as number);
  if (from === to) return Math.min(size - 1, peak + 1);
  return Math.min(size - 1, 1 + firstBest(from, to - 1, Number.NEGATIVE_INFINITY, gap));
}

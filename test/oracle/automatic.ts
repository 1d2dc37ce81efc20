/** Slicer's automatic thresholds the obvious way: every sum made anew, logarithms by the engine. */

/** Counts of equal bins, and where the first one begins. */
export interface BinTable {
  counts: number[];
  low: number;
  width: number;
}

/** Bins from the least value to a hundredth of a bin beyond the greatest. */
export function binTable(values: readonly number[], bins: number): BinTable {
  const [min, max] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const width = (max + (max - min) / (100 * bins) - min) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - min) / width))]! += 1;
  return { counts, low: min, width };
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const total = (list: readonly number[], of: (i: number) => number) => list.reduce((sum, i) => sum + of(i), 0);
/** The first item where a criterion is least up to rounding: splits at an empty bin and before it are equal. */
function least(list: readonly number[], of: (i: number) => number): number {
  const values = list.map(of);
  const lowest = Math.min(...values);
  return list[values.findIndex((value) => value <= lowest + 1e-11 * Math.abs(lowest))]!;
}

/** The level of a method. */
export function automaticOracle(method: string, { counts: h, low, width }: BinTable): number {
  const L = h.length;
  const all = range(0, L - 1);
  const N = total(all, (i) => h[i]!);
  const m = (i: number) => low + (i + 0.5) * width;
  const bin = (v: number) => Math.max(0, Math.min(L - 1, Math.floor((v - low) / width)));
  const p = (i: number) => h[i]! / N;
  const upTo = (T: number) => range(0, T);
  const above = (T: number) => range(T + 1, L - 1);
  const [lower, upper] = [all.map((T) => total(upTo(T), p)), all.map((T) => total(above(T), p))];
  const P1 = (T: number) => lower[T] ?? 0;
  const P2 = (T: number) => upper[T] ?? 1;
  const mean = (list: readonly number[]) => {
    const n = total(list, (i) => h[i]!);
    return n ? total(list, (i) => h[i]! * m(i)) / n : 0;
  };
  const splits = all.filter((T) => P1(T) > 1e-15 && P2(T) > 1e-15);
  const xlogx = (x: number) => (x > 0 ? x * Math.log(x) : 0);
  const entropy = (T: number) =>
    -total(upTo(T), (i) => xlogx(p(i) / P1(T))) - total(above(T), (i) => xlogx(p(i) / P2(T)));
  const power = (T: number, a: number) =>
    Math.log(total(upTo(T), (i) => (p(i) / P1(T)) ** a) * total(above(T), (i) => (p(i) / P2(T)) ** a)) / (1 - a);
  switch (method) {
    case "OTSU": {
      const between = (T: number) => -(P1(T) * mean(upTo(T)) ** 2 + P2(T) * mean(above(T)) ** 2);
      return low + (least(splits, between) + 1) * width;
    }
    case "HUANG": {
      const filled = all.filter((i) => h[i]! > 0);
      const C = filled.at(-1)! - filled[0]!;
      const fuzzy = (x: number) => -xlogx(1 / (1 + x / C)) - xlogx(1 - 1 / (1 + x / C));
      const fuzziness = (T: number) =>
        total(filled, (i) => {
          const centre = bin(Math.round(mean(i <= T ? upTo(T) : above(T))));
          return h[i]! * fuzzy(Math.abs(i - centre));
        });
      return m(least(range(filled[0]!, filled.at(-1)! - 1), fuzziness));
    }
    case "INTERMODES": {
      for (let v = h; ; v = v.map((x, i) => ((v[i - 1] ?? 0) + x + (v[i + 1] ?? 0)) / 3)) {
        const peaks = range(1, L - 2).filter((i) => v[i]! > v[i - 1]! && v[i]! > v[i + 1]!);
        if (peaks.length === 2) return m(Math.floor((peaks[0]! + peaks[1]!) / 2));
        if (peaks.length < 2) return Number.NaN;
      }
    }
    case "ISO_DATA":
      return m(all.find((i) => h[i]! > 0 && m(i) >= (mean(upTo(i)) + mean(above(i))) / 2) ?? bin(mean(all)));
    case "KITTLER_ILLINGWORTH": {
      for (let T = bin(mean(all)), pass = 0; ; pass++) {
        const spread = (list: number[]) =>
          total(list, (i) => h[i]! * m(i) ** 2) / total(list, (i) => h[i]!) - mean(list) ** 2;
        const [u, v, s, t] = [mean(upTo(T)), mean(above(T)), spread(upTo(T)), spread(above(T))];
        const [w0, w1] = [1 / s - 1 / t, u / s - v / t];
        const w2 = u ** 2 / s - v ** 2 / t + Math.log10((s * P2(T) ** 2) / (t * P1(T) ** 2));
        if (w1 * w1 - w0 * w2 < 0) return m(T);
        const next = bin((w1 + Math.sqrt(w1 * w1 - w0 * w2)) / w0);
        if (next === T || pass > 10_000) return m(T);
        T = next;
      }
    }
    case "LI": {
      const shift = Math.min(0, low);
      for (let t = mean(all); ; ) {
        const b = bin(Math.trunc(t + 0.5));
        const [x, y] = [mean(upTo(b)) - shift, mean(above(b)) - shift];
        const value = (x - y) / (Math.log(x) - Math.log(y));
        const next = Math.trunc(value < 0 ? value - 0.5 : value + 0.5) + shift;
        if (Math.abs(next - t) <= 0.5) return m(b);
        t = next;
      }
    }
    case "MAXIMUM_ENTROPY": {
      let [best, most] = [0, 0];
      for (const T of splits) if (entropy(T) > most + 1e-5) [best, most] = [T, entropy(T)];
      return m(best);
    }
    case "MOMENTS": {
      const [m1, m2, m3] = [1, 2, 3].map((k) => total(all, (i) => p(i) * m(i) ** k)) as [number, number, number];
      const cd = m2 - m1 * m1;
      const [c0, c1] = [(m1 * m3 - m2 * m2) / cd, (m1 * m2 - m3) / cd];
      const root = Math.sqrt(c1 * c1 - 4 * c0);
      const [z0, z1] = [0.5 * (-c1 - root), 0.5 * (-c1 + root)];
      return m(all.find((i) => P1(i) > (z1 - m1) / (z1 - z0))!);
    }
    case "RENYI_ENTROPY": {
      const t = [entropy, (T: number) => power(T, 0.5), (T: number) => power(T, 2)]
        .map((of) => least(splits, (T) => -of(T)))
        .sort((a, b) => a - b) as [number, number, number];
      const [near, far] = [t[1] - t[0] <= 5, t[2] - t[1] <= 5];
      const b = near && far ? [1, 2, 1] : near ? [0, 1, 3] : far ? [3, 1, 0] : [1, 2, 1];
      const w = P1(t[2]) - P1(t[0]);
      const place = t[0] * (P1(t[0]) + 0.25 * w * b[0]!) + 0.25 * w * t[1] * b[1]!;
      // A little more, because three equal splits are their own mean.
      return m(Math.trunc(place + t[2] * (P2(t[2]) + 0.25 * w * b[2]!) + 1e-9));
    }
    case "SHANBHAG": {
      const gap = (T: number) => {
        const [k, l] = [0.5 / P1(T), 0.5 / P2(T)];
        const low = -k * total(range(1, T), (i) => p(i) * Math.log(1 - k * P1(i - 1)));
        return Math.abs(low + l * total(above(T), (i) => p(i) * Math.log(1 - l * P2(i))));
      };
      return m(least(splits, gap));
    }
    case "TRIANGLE": {
      const M = h.indexOf(Math.max(...h));
      const a = all.find((i) => P1(i) >= 0.01)!;
      const b = all
        .slice()
        .reverse()
        .find((i) => P2(i - 1) >= 0.01)!;
      const [end, between] = Math.abs(M - a) > Math.abs(M - b) ? [a, range(a, M - 1)] : [b, range(M, b - 1)];
      const line = (i: number) => (h[M]! * Math.abs(i - end)) / Math.abs(M - end);
      return m(Math.min(L - 1, 1 + least(between, (i) => h[i]! - line(i))));
    }
    default: {
      const square = (list: number[]) => total(list, (i) => p(i) ** 2);
      const log = (x: number) => (x > 0 ? Math.log(x) : 0);
      return m(least(all, (T) => log(square(upTo(T)) * square(above(T))) - 2 * log(P1(T) * (1 - P1(T)))));
    }
  }
}

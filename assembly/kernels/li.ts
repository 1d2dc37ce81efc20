/**
 * Li's threshold: the level of minimum cross entropy, by the iteration of Li and Tam.
 *
 * In     whole values: counts, centers: f64[bins]; f32: `n` values in ascending order; not constant
 * Out    returns the level, between values as a rule
 * Room   liOfSorted: 32 bytes
 * Rules  values are taken relative to the smallest one; the start is the mean
 *        next level = (b − f) / (ln b − ln f), with b the mean up to the level and f the mean above it
 *        ends when a step is not longer than the tolerance, or when b is 0: half a unit for whole values, half the
 *        smallest gap between different values for f32
 *        sums in f64, in ascending order of value
 * Cost   O(bins) or O(n) a step; about ten steps
 * After  Li, Tam 1998; scikit-image's threshold_li, to 1e-12 for whole values and 1e-6 for f32, where it sums in f32
 */
import { gapRow } from "../rows/sorted";
import { floatSum } from "./mean";

const CHUNK: usize = 16384;

export function liOfCounts(counts: usize, centers: usize, bins: usize): f64 {
  const first = load<f64>(centers);
  let all: f64 = 0;
  let moment: f64 = 0;
  for (let i: usize = 0; i < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    all += count;
    moment += count * (load<f64>(centers + (i << 3)) - first);
  }
  let level: f64 = -1;
  let next = moment / all;
  while (Math.abs(next - level) > 0.5) {
    level = next;
    let weight: f64 = 0;
    let below: f64 = 0;
    for (let i: usize = 0; i < bins; ++i) {
      const center = load<f64>(centers + (i << 3)) - first;
      if (center > level) break;
      const count = load<f64>(counts + (i << 3));
      weight += count;
      below += count * center;
    }
    next = nextLevel(below / weight, (moment - below) / (all - weight), level);
  }
  return next + first;
}

export function liOfSorted(src: usize, room: usize, n: usize): f64 {
  const first = <f64>load<f32>(src);
  const tolerance = smallestGap(src, n) / 2;
  let level = -2 * tolerance - 1;
  let next = floatSum(room, src, n, first) / <f64>n;
  while (Math.abs(next - level) > tolerance) {
    level = next;
    const below = countUpTo(src, n, level + first);
    const low = floatSum(room, src, below, first) / <f64>below;
    const high = floatSum(room, src + (below << 2), n - below, first) / <f64>(n - below);
    next = nextLevel(low, high, level);
  }
  return next + first;
}

/** The logarithmic mean of the two class means. A lower class of zeros has no logarithm and ends the search. */
function nextLevel(low: f64, high: f64, level: f64): f64 {
  if (low == 0) return level;
  const span = Math.log(low) - Math.log(high);
  return span < 0 ? (low - high) / span : level;
}

/** The smallest difference of neighbouring values that differ. */
function smallestGap(src: usize, n: usize): f64 {
  let smallest: f64 = Infinity;
  for (let i: usize = 1; i < n; i += CHUNK) smallest = gapRow(src + (i << 2), min<usize>(CHUNK, n - i), smallest);
  return smallest;
}

/** How many of the ascending values are not above `level`. */
function countUpTo(src: usize, n: usize, level: f64): usize {
  let low: usize = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (<f64>load<f32>(src + (middle << 2)) > level) high = middle;
    else low = middle + 1;
  }
  return low;
}

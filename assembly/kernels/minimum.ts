/**
 * Minimum threshold (Prewitt–Mendelsohn): the lowest bin between the two peaks of a smoothed histogram.
 *
 * In     counts, centers: f64[bins]
 * Out    returns the centre of the first lowest bin from peak to peak, both included; NaN when two peaks do not appear
 * Room   8 · bins bytes
 * Rules  smoothing: each bin becomes the mean of itself and its two neighbours, the outermost are their own; sums
 *        in f64, means kept in f32
 *        a peak is a bin after which the counts fall, having risen or stayed level before; the last bin is none
 *        smoothed at least once, and again while there are three peaks or more, at most 10,000 times
 * Cost   O(bins · rounds): a histogram of many noisy levels takes up to a second and is then refused
 * After  Prewitt, Mendelsohn 1966; scikit-image's threshold_minimum
 */
import { smoothRow } from "../rows/smooth";

const MOST_ROUNDS = 10000;

export function minimum(counts: usize, centers: usize, room: usize, bins: usize): f64 {
  let now = room;
  let next = room + (bins << 2);
  for (let i: usize = 0; i < bins; ++i) store<f32>(now + (i << 2), <f32>load<f64>(counts + (i << 3)));
  let peaks = 3;
  for (let round = 0; round < MOST_ROUNDS && peaks > 2; ++round) {
    smoothRow(next, now, bins);
    peaks = countPeaks(next, bins);
    const swap = now;
    now = next;
    next = swap;
  }
  return peaks == 2 ? load<f64>(centers + (valley(now, bins) << 3)) : NaN;
}

/** Number of peaks, but no more than 3: that is already too many. */
function countPeaks(src: usize, bins: usize): i32 {
  let peaks = 0;
  for (let at = nextPeak(src, 0, bins); at < bins && peaks < 3; at = nextPeak(src, at + 1, bins)) ++peaks;
  return peaks;
}

/** The first lowest bin between the first peak and the second. */
function valley(src: usize, bins: usize): usize {
  const first = nextPeak(src, 0, bins);
  const second = nextPeak(src, first + 1, bins);
  let lowest = first;
  for (let i = first + 1; i <= second; ++i) {
    if (load<f32>(src + (i << 2)) < load<f32>(src + (lowest << 2))) lowest = i;
  }
  return lowest;
}

/** The next bin after which the counts fall, once they have risen; from 0 on they count as rising. `bins` for none. */
function nextPeak(src: usize, from: usize, bins: usize): usize {
  let rising = from == 0;
  for (let i = from; i + 1 < bins; ++i) {
    const step = load<f32>(src + (i << 2), 4) - load<f32>(src + (i << 2));
    if (step > 0) rising = true;
    else if (rising && step < 0) return i;
  }
  return bins;
}

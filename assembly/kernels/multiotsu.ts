/**
 * Multi-level Otsu: the cuts of a histogram into several classes with the largest variance between them.
 *
 * In     counts: f64[bins]; classes >= 2
 * Out    dst: u32[classes − 1], the highest bin of each class but the last; returns the number of bins that hold
 *        something, and writes nothing when they are fewer than the classes
 * Room   bins · (36 + 4 · classes) + 128 bytes
 * Rules  maximises the sum over classes of (first moment)² / (zeroth moment), bin numbers as values, sums in f64
 *        exactly as many filled bins as classes: each is a class
 *        ties go to the lowest cuts, the first one first; no class is ever empty
 * Cost   O(classes · bins · log bins): dynamic programme over the filled bins, each layer by divide and conquer, as
 *        the best cut never moves down when the start of a class moves up
 * After  Liao, Chen, Chung 2001; scikit-image's threshold_multiotsu with the moment of bin 0 as it should be
 */

/** Where the tables of one call lie. Indices count filled bins; f64 tables have one place more than there are. */
@unmanaged
class Tables {
  /** f64: counts of the bins before each one. */
  weights: usize;
  /** f64: first moments of the bins before each one. */
  moments: usize;
  /** f64: the best value of one class fewer, from each bin to the end. */
  rest: usize;
  /** f64: the same of as many classes as this layer has. */
  best: usize;
  /** u32: where the second class begins in the best cut of this layer. */
  choice: usize;
  /** u32: numbers of the filled bins. */
  bins: usize;
}

export function multiotsu(dst: usize, counts: usize, room: usize, bins: usize, classes: usize): usize {
  const t = changetype<Tables>(room);
  const column = (bins + 1) << 3;
  t.weights = room + 64;
  t.moments = t.weights + column;
  t.rest = t.moments + column;
  t.best = t.rest + column;
  t.bins = t.best + column;
  const choices = t.bins + (bins << 2);
  const filled = sumFilled(t, counts, bins);
  if (filled < classes) return filled;
  for (let i: usize = 0; i < filled; ++i) store<f64>(t.rest + (i << 3), classValue(t, i, filled));
  for (let layer: usize = 2; layer <= classes; ++layer) {
    t.choice = choices + ((layer - 2) * bins << 2);
    const last = filled + 1 - layer;
    cutRange(t, 0, layer == classes ? 0 : last - 1, 1, last);
    const swap = t.rest;
    t.rest = t.best;
    t.best = swap;
  }
  for (let layer = classes, start: usize = 0; layer >= 2; --layer) {
    start = load<u32>(choices + ((layer - 2) * bins << 2) + (start << 2));
    store<u32>(dst + ((classes - layer) << 2), load<u32>(t.bins + ((start - 1) << 2)));
  }
  return filled;
}

/** Running sums over the bins that hold something; returns how many do. */
function sumFilled(t: Tables, counts: usize, bins: usize): usize {
  let filled: usize = 0;
  let weight: f64 = 0;
  let moment: f64 = 0;
  for (let i: usize = 0; i < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    if (count == 0) continue;
    store<f64>(t.weights + (filled << 3), weight);
    store<f64>(t.moments + (filled << 3), moment);
    store<u32>(t.bins + (filled << 2), <u32>i);
    weight += count;
    moment += count * <f64>i;
    ++filled;
  }
  store<f64>(t.weights + (filled << 3), weight);
  store<f64>(t.moments + (filled << 3), moment);
  return filled;
}

/** (first moment)² / (zeroth moment) of the filled bins [from, to). */
// @ts-ignore: decorator
@inline
function classValue(t: Tables, from: usize, to: usize): f64 {
  const moment = load<f64>(t.moments + (to << 3)) - load<f64>(t.moments + (from << 3));
  return moment * moment / (load<f64>(t.weights + (to << 3)) - load<f64>(t.weights + (from << 3)));
}

/** Best cuts for every start in [first, last], given that they lie in [low, high]. */
function cutRange(t: Tables, first: usize, last: usize, low: usize, high: usize): void {
  const middle = (first + last) >> 1;
  const cut = cutOne(t, middle, max<usize>(low, middle + 1), high);
  if (middle > first) cutRange(t, first, middle - 1, low, cut);
  if (middle < last) cutRange(t, middle + 1, last, cut, high);
}

/** The best place in [low, high] for the second class to begin when the first begins at `start`. */
function cutOne(t: Tables, start: usize, low: usize, high: usize): usize {
  let most: f64 = -1;
  let best = low;
  for (let cut = low; cut <= high; ++cut) {
    const value = classValue(t, start, cut) + load<f64>(t.rest + (cut << 3));
    if (value > most) {
      most = value;
      best = cut;
    }
  }
  store<f64>(t.best + (start << 3), most);
  store<u32>(t.choice + (start << 2), <u32>best);
  return best;
}

/**
 * Yen's threshold: the split of a histogram with the largest correlation criterion.
 *
 * In     counts, centers: f64[bins]; the first and the last bin hold something
 * Out    returns the centre of the highest bin of the lower class
 * Room   none
 * Rules  criterion (C · (N − C))² / (A · B): N all counts, C those up to the split, A and B the sums of squared counts
 *        up to and above it; its logarithm, as published, has its largest value at the same place
 *        sums in f64 in ascending order; ties go to the lowest split; one bin: its centre
 * Cost   O(bins)
 * After  Yen, Chang, Chang 1995; scikit-image's threshold_yen without its f32 sums
 */
export function yen(counts: usize, centers: usize, bins: usize): f64 {
  let all: f64 = 0;
  let squares: f64 = 0;
  for (let i: usize = 0; i < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    all += count;
    squares += count * count;
  }
  let most: f64 = -1;
  let best: usize = 0;
  let weight: f64 = 0;
  let below: f64 = 0;
  for (let i: usize = 0; i + 1 < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    weight += count;
    below += count * count;
    const product = weight * (all - weight);
    const criterion = product * product / (below * (squares - below));
    if (criterion > most) {
      most = criterion;
      best = i;
    }
  }
  return load<f64>(centers + (best << 3));
}

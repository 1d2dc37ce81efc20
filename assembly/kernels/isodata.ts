/**
 * Isodata (Ridler–Calvard, intermeans) threshold: the level midway between the means of the two classes it makes.
 *
 * In     counts, centers: f64[bins], bins of equal width; the first and the last bin hold something
 * Out    returns the centre of the lowest bin that lies less than one bin below the middle of the two class means
 * Room   none
 * Rules  lower class: this bin and all below; sums in f64 in ascending order, centres relative to the first one
 *        one bin: its centre. With more, such a bin always exists: the distance to the middle starts positive, falls by
 *        at most one bin from bin to bin, and is less than one bin at the last but one
 * Cost   O(bins)
 * After  Ridler, Calvard 1978; scikit-image's threshold_isodata, lowest solution
 */
export function isodata(counts: usize, centers: usize, bins: usize): f64 {
  const first = load<f64>(centers);
  let all: f64 = 0;
  let moment: f64 = 0;
  for (let i: usize = 0; i < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    all += count;
    moment += count * (load<f64>(centers + (i << 3)) - first);
  }
  let weight: f64 = 0;
  let below: f64 = 0;
  for (let i: usize = 0; i + 2 < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    const center = load<f64>(centers + (i << 3)) - first;
    weight += count;
    below += count * center;
    const middle = (below / weight + (moment - below) / (all - weight)) / 2;
    if (middle - center < load<f64>(centers, 8) - first) return center + first;
  }
  return load<f64>(centers + ((bins < 2 ? 0 : bins - 2) << 3));
}

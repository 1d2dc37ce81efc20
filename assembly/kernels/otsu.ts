/**
 * Otsu's threshold: the split of a histogram with the largest variance between its two classes.
 *
 * In     counts, centers: f64[bins], centers ascending, bins > 0
 * Out    returns the centre of the highest bin of the lower class
 * Room   none
 * Rules  sums in f64, in ascending order; centres are taken relative to the first one
 *        ties go to the lowest split; a split with an empty class has no variance
 *        one bin, or all counts in one bin: the centre of the first bin that holds something
 * Cost   O(bins)
 * After  Otsu 1979; scikit-image's threshold_otsu without its f32 sums, which are inexact above 2^24 voxels
 */
export function otsu(counts: usize, centers: usize, bins: usize): f64 {
  const first = load<f64>(centers);
  let all: f64 = 0;
  let moment: f64 = 0;
  let best: usize = 0;
  for (let i = bins; i > 0; --i) {
    if (load<f64>(counts + ((i - 1) << 3)) > 0) best = i - 1;
  }
  for (let i: usize = 0; i < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    all += count;
    moment += count * (load<f64>(centers + (i << 3)) - first);
  }
  let most: f64 = 0;
  let weight: f64 = 0;
  let below: f64 = 0;
  for (let i: usize = 0; i + 1 < bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    weight += count;
    below += count * (load<f64>(centers + (i << 3)) - first);
    const product = weight * (all - weight);
    // With whole numbers both products are exact up to 2^53, so that equal variances compare as equal.
    const distance = below * all - moment * weight;
    const variance = distance * distance / product;
    if (product > 0 && variance > most) {
      most = variance;
      best = i;
    }
  }
  return load<f64>(centers + (best << 3));
}

/**
 * Triangle threshold (Zack): the bin farthest below the line from the peak of a histogram to the end of its long tail.
 *
 * In     counts, centers: f64[bins]
 * Out    returns the centre of that bin
 * Room   none
 * Rules  the peak is the first of the highest bins; the ends are the outermost bins that hold something
 *        the upper tail is taken when it is longer than the lower one, seen from its far end as in a mirror
 *        ties go to the bin nearest to the end of the tail; one bin: its centre
 * Cost   O(bins)
 * After  Zack, Rogers, Latt 1977; scikit-image's threshold_triangle
 */
export function triangle(counts: usize, centers: usize, bins: usize): f64 {
  let peak: isize = 0;
  let low: isize = -1;
  let high: isize = 0;
  for (let i: isize = 0; i < <isize>bins; ++i) {
    const count = load<f64>(counts + (i << 3));
    if (count > load<f64>(counts + (peak << 3))) peak = i;
    if (count > 0 && low < 0) low = i;
    if (count > 0) high = i;
  }
  const upper = peak - low < high - peak;
  const end = upper ? high : low;
  const step: isize = upper ? -1 : 1;
  const width = <f64>((peak - end) * step);
  const height = load<f64>(counts + (peak << 3));
  let best = end;
  let farthest: f64 = -Infinity;
  for (let i = end; i != peak; i += step) {
    // The distance times the length of the line: whole numbers, so that equal distances compare as equal.
    const along = <f64>((i - end) * step);
    const distance = height * along - width * load<f64>(counts + (i << 3));
    if (distance > farthest) {
      farthest = distance;
      best = i;
    }
  }
  return load<f64>(centers + (best << 3));
}

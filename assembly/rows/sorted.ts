/**
 * The smaller of `smallest` and the smallest step between different neighbours of `n` ascending f32 values; the first
 * one is compared with what precedes `src`.
 */
export function gapRow(src: usize, n: usize, smallest: f64): f64 {
  for (let i: usize = 0; i < n; ++i) {
    const gap = <f64>load<f32>(src + (i << 2)) - <f64>load<f32>(src + (i << 2) - 4);
    if (gap > 0 && gap < smallest) smallest = gap;
  }
  return smallest;
}

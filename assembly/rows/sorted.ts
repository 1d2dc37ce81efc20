/** How many of `n` sorted values differ from the value before them; the first one is compared with what precedes `src`. */
export function changesRow<T>(src: usize, n: usize): usize {
  let changes: usize = 0;
  for (let i: usize = 0; i < n; ++i) {
    const at = src + i * sizeof<T>();
    changes += <usize>(load<T>(at) != load<T>(at - sizeof<T>()));
  }
  return changes;
}

/** The smaller of `smallest` and the smallest step between different neighbours, the first one as in `changesRow`. */
export function gapRow(src: usize, n: usize, smallest: f64): f64 {
  for (let i: usize = 0; i < n; ++i) {
    const gap = <f64>load<f32>(src + (i << 2)) - <f64>load<f32>(src + (i << 2) - 4);
    if (gap > 0 && gap < smallest) smallest = gap;
  }
  return smallest;
}

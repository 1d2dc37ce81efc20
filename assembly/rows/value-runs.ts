/** Runs of equal values other than 0 in one row. */

/** Number of such runs in a row of `w` values. */
export function countRowValueRuns<T>(src: usize, w: usize): u32 {
  let before: T = <T>0;
  let count: u32 = 0;
  for (let x: usize = 0; x < w; ++x) {
    const value = load<T>(src + x * sizeof<T>());
    count += u32(value != before) & u32(value != 0);
    before = value;
  }
  return count;
}

/** Writes the runs of a row as (first column, column after the last) and the value of each; returns how many. */
export function extractRowValueRuns<T>(runs: usize, values: usize, src: usize, w: usize): u32 {
  let before: T = <T>0;
  let count: u32 = 0;
  for (let x: usize = 0; x < w; ++x) {
    const value = load<T>(src + x * sizeof<T>());
    if (value == before) continue;
    if (before != 0) store<u32>(runs + (<usize>count << 3) - 4, <u32>x);
    if (value != 0) {
      store<u32>(runs + (<usize>count << 3), <u32>x);
      store<u32>(values + (<usize>count << 2), <u32>value);
      ++count;
    }
    before = value;
  }
  if (before != 0) store<u32>(runs + (<usize>count << 3) - 4, <u32>w);
  return count;
}

import { U16, U8 } from "../core/types";

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
export function extractRowValueRuns(runs: usize, values: usize, src: usize, type: i32, w: usize): u32 {
  let before: u32 = 0;
  let count: u32 = 0;
  for (let x: usize = 0; x < w; ++x) {
    // One loop for all types: only label images come here, and not twice.
    const value = type == U8 ? load<u8>(src + x) : type == U16 ? load<u16>(src + (x << 1)) : load<u32>(src + (x << 2));
    if (value == before) continue;
    if (before != 0) store<u32>(runs + (<usize>count << 3) - 4, <u32>x);
    if (value != 0) {
      store<u32>(runs + (<usize>count << 3), <u32>x);
      store<u32>(values + (<usize>count << 2), value);
      ++count;
    }
    before = value;
  }
  if (before != 0) store<u32>(runs + (<usize>count << 3) - 4, <u32>w);
  return count;
}

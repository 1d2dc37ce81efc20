/**
 * Runs of equal values of a row, of all values, so that each begins where the one before ends: `starts` are their first
 * columns, followed by the width.
 */
import { join } from "./link";
import { loadLabel } from "./differ";

/** Writes the starts, given as the set bits of `edges`, and the value of each run; returns the number of runs. */
export function extractValueRuns(
  starts: usize, values: usize, edges: usize, row: usize, type: i32, w: usize,
): usize {
  let at = starts;
  for (let x: usize = 0; x < w; x += 64) {
    for (let left = load<u64>(edges + (x >> 3)); left; left &= left - 1) {
      const column = x + <usize>ctz(left);
      store<u32>(at, <u32>column);
      store<u32>(values, loadLabel(row, type, column));
      at += 4;
      values += 4;
    }
  }
  store<u32>(at, <u32>w);
  return (at - starts) >> 2;
}

/**
 * Unites the runs of two rows that have one value and touch within `reach` columns. a and b are the addresses of the
 * rows' starts, i and j the numbers of their first runs.
 */
export function linkValues(
  parents: usize, values: usize, a: usize, i: u32, b: usize, j: u32, w: u32, reach: u32,
): void {
  while (true) {
    joinEqual(parents, values, i, j);
    const aEnd = load<u32>(a, 4);
    const bEnd = load<u32>(b, 4);
    if (aEnd == bEnd) {
      if (aEnd == w) return;
      // Only where both rows change in one column do runs touch by a corner alone.
      if (reach) {
        joinEqual(parents, values, i, j + 1);
        joinEqual(parents, values, i + 1, j);
      }
    }
    if (aEnd <= bEnd) {
      a += 4;
      ++i;
    }
    if (bEnd <= aEnd) {
      b += 4;
      ++j;
    }
  }
}

function joinEqual(parents: usize, values: usize, i: u32, j: u32): void {
  if (load<u32>(values + (<usize>i << 2)) == load<u32>(values + (<usize>j << 2))) join(parents, i, j);
}

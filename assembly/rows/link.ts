/**
 * Unites the runs of two rows that touch. There are two ways, one for rows with few runs and one for rows with many.
 */
import { unite } from "../core/union";

/**
 * Walks along both rows' columns: i and j are the numbers of their next runs; runs that touch within `reach` columns
 * belong together. With `fresh` the runs of the row have no sets yet: each joins the first run it meets, or founds a new
 * set.
 */
export function linkColumns(
  parents: usize, runs: usize, i: u32, iEnd: u32, j: u32, jEnd: u32, reach: u32, fresh: bool,
): void {
  for (; i < iEnd; ++i) {
    const start = load<u32>(runs + (<usize>i << 3));
    const end = load<u32>(runs + (<usize>i << 3), 4) + reach;
    while (j < jEnd && load<u32>(runs + (<usize>j << 3), 4) + reach <= start) ++j;
    const met = j < jEnd && load<u32>(runs + (<usize>j << 3)) < end;
    if (fresh) store<u32>(parents + (<usize>i << 2), met ? load<u32>(parents + (<usize>j << 2)) : i);
    else if (met) join(parents, i, j);
    if (!met) continue;
    while (j + 1 < jEnd && load<u32>(runs + (<usize>j << 3), 8) < end) join(parents, i, ++j);
  }
}

/*
 * 64 columns at a time, from the bits:
 *
 *   other row   . # # . # . . #      starts of its runs: T
 *   row         # # # . . # # .      starts of its runs: S
 *
 * Two runs meet for the first time in one of two ways: the run of the row starts where the other one is already there
 * (`old`), or the other one starts where the run of the row is already there (`young`). So each pair is met once, and the
 * number of a run follows from counting starts. Words in which nothing starts are passed over.
 */

/**
 * `first` and `otherFirst` are the numbers of the rows' first runs, `words` their length. `wide` is ~0 where runs that
 * touch by a corner belong together and 0 where not; `above` is the row above the other one, which is linked with that by
 * corners, or the other row itself where there is none. With `fresh` the runs of the row have no sets yet: each joins the
 * first run it meets, or founds a new set.
 */
export function linkBits(
  parents: usize, row: usize, first: u32, other: usize, otherFirst: u32, words: usize, wide: u64, above: usize,
  fresh: bool,
): void {
  let before: u64 = 0;
  let otherBefore: u64 = 0;
  let i = first - 1;
  let j = otherFirst - 1;
  for (let k: usize = 0; k < words << 3; k += 8) {
    const bits = load<u64>(row + k);
    const others = load<u64>(other + k);
    const shifted = (bits << 1) | (before >> 63);
    const otherShifted = (others << 1) | (otherBefore >> 63);
    const starts = bits & ~shifted;
    const otherStarts = others & ~otherShifted;
    if (starts | otherStarts) {
      const old = starts & (others | (otherShifted & wide));
      let young = otherStarts & shifted & (bits | wide);
      if (young & wide) {
        // Two runs of the other row with a gap of one column between them are joined already by a voxel above the gap.
        const gaps = (others << 2) | (otherBefore >> 62);
        const joints = (load<u64>(above + k) << 1) | (k ? load<u64>(above + k - 8) >> 63 : 0);
        young &= ~(gaps & joints);
      }
      if (fresh) {
        if (starts == otherStarts) copySets(parents, i + 1, j + 1, <u32>popcnt(starts));
        else startRuns(parents, i + 1, starts, j, otherStarts, old, (otherStarts >> 1) & wide);
        young &= ~((starts & ~old) << 1) | ~wide;
      } else if (old) uniteRuns(parents, i, starts, j, otherStarts, old);
      if (young) uniteRuns(parents, i, starts, j, otherStarts, young);
      i += <u32>popcnt(starts);
      j += <u32>popcnt(otherStarts);
    }
    before = bits;
    otherBefore = others;
  }
}

/** The sets of n runs that each lie right below one of the other row. */
function copySets(parents: usize, i: u32, j: u32, n: u32): void {
  let to = parents + (<usize>i << 2);
  let from = parents + (<usize>j << 2);
  const end = to + (<usize>n << 2);
  for (; to + 8 <= end; to += 8, from += 8) store<u64>(to, load<u64>(from));
  if (to < end) store<u32>(to, load<u32>(from));
}

/** The sets of the runs that start in one word. */
// @ts-ignore: decorator
@inline
function startRuns(parents: usize, i: u32, starts: u64, j: u32, otherStarts: u64, old: u64, young: u64): void {
  const met = old | young;
  for (let left = starts; left; left &= left - 1, ++i) {
    const upTo = left ^ (left - 1);
    const bit = upTo & left;
    // An old neighbour is the last one that started up to here, a young one the next.
    const known = j + <u32>popcnt(otherStarts & upTo) + u32(!(old & bit));
    const parent = load<u32>(parents + (<usize>known << 2));
    store<u32>(parents + (<usize>i << 2), met & bit ? parent : i);
  }
}

/** Unites the runs that meet in the columns set in `events`; i and j are the numbers of the last runs before the words. */
function uniteRuns(parents: usize, i: u32, starts: u64, j: u32, otherStarts: u64, events: u64): void {
  for (; events; events &= events - 1) {
    const upTo = events ^ (events - 1);
    const a = i + <u32>popcnt(starts & upTo);
    const b = j + <u32>popcnt(otherStarts & upTo);
    join(parents, a, b);
  }
}

/** Unites two runs. Most have met before, in the row above or by another run. */
// @ts-ignore: decorator
@inline
export function join(parents: usize, a: u32, b: u32): void {
  if (load<u32>(parents + (<usize>a << 2)) != load<u32>(parents + (<usize>b << 2))) unite(parents, a, b);
}

/**
 * Connected components of a mask, as runs with a label each, and as a painted volume.
 *
 * In     bits: bit rows of d planes of h rows; connectivity: 4 or 8 (d = 1), 6, 18 or 26
 * Out    rowTable: u32[rows + 1], index of the first run of each row, and the number of runs at the end
 *        runs: (start, end) u32 pairs in raster order, half open
 *        labels: u32 per run, 1..count in the raster order of each component's first voxel
 *        dst: labels painted as u8, u16 or u32, 0 elsewhere, rows without gaps; rows [from, to) only
 * Room   `countRuns` pairs and labels
 * Rules  rows a run looks back on, and how far beyond its own columns (reach):
 *
 *            plane z − 1        plane z
 *            a  b  c            d          a b c d: rows above the row y, its upper left corner first
 *               ·               *          * the run at hand; b lies straight above in z
 *
 *          4, 8    d                reach 0 for 4, 1 for 8
 *          6       b d              reach 0
 *          18      a c reach 0      b d reach 1
 *          26      a b c d          reach 1
 *        an empty mask has no labels; a full one has one
 * Cost   O(words + runs): a pass over the words to count, one for each row looked back on, one to paint
 * After  scikit-image `measure.label`, same numbers
 */
import { logOfType } from "../core/types";
import { linkBits, linkColumns } from "../rows/link";
import { paintRowBits, paintRowRuns } from "../rows/paint";
import { countRowRuns, extractRowRuns } from "../rows/runs";

/** Fills the row table; returns the number of runs in all rows. */
export function countRuns(rowTable: usize, bits: usize, pitch: usize, rows: usize): u32 {
  let count: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) {
    store<u32>(rowTable + (row << 2), count);
    count += countRowRuns(bits + row * pitch, pitch >> 3);
  }
  store<u32>(rowTable + (rows << 2), count);
  return count;
}

/** Writes the runs of the rows [from, to) to their places. */
export function extractRuns(runs: usize, rowTable: usize, bits: usize, pitch: usize, from: usize, to: usize): void {
  let out = runs + (<usize>load<u32>(rowTable + (from << 2)) << 3);
  for (let row = from; row < to; ++row) out = extractRowRuns(out, bits + row * pitch, pitch >> 3);
}

/** Labels the runs, along their columns or, where `runs` is 0, from the bits; returns the number of components. */
export function labelRuns(
  labels: usize, rowTable: usize, runs: usize, bits: usize, pitch: usize, h: usize, d: usize, connectivity: i32,
): u32 {
  const straight: u32 = connectivity == 4 || connectivity == 6 ? 0 : 1;
  const corners = connectivity == 18 || connectivity == 26;
  const slanted: u32 = connectivity == 26 ? 1 : 0;
  // The labels' room serves as the forest first.
  for (let z: usize = 0; z < d; ++z) {
    for (let y: usize = 0; y < h; ++y) {
      const row = z * h + y;
      if (load<u32>(rowTable + (row << 2)) == load<u32>(rowTable + (row << 2), 4)) continue;
      let fresh = true;
      if (y > 0) fresh = link(labels, rowTable, runs, bits, pitch, row, row - 1, straight, y > 1, fresh);
      if (z > 0) {
        const back = row - h;
        fresh = link(labels, rowTable, runs, bits, pitch, row, back, straight, y > 0, fresh);
        if (corners && y > 0) fresh = link(labels, rowTable, runs, bits, pitch, row, back - 1, slanted, y > 1, fresh);
        if (corners && y + 1 < h) fresh = link(labels, rowTable, runs, bits, pitch, row, back + 1, slanted, true, fresh);
      }
      if (fresh) startRow(labels, rowTable + (row << 2));
    }
  }
  return flatten(labels, load<u32>(rowTable + ((h * d) << 2)));
}

/**
 * Unites the runs of two rows; `hasAbove` tells that there is a row above the second in its plane, `fresh` that the runs
 * of the first have no sets yet. Returns whether that still holds.
 */
function link(
  parents: usize, rowTable: usize, runs: usize, bits: usize, pitch: usize, row: usize, other: usize, reach: u32,
  hasAbove: bool, fresh: bool,
): bool {
  const i = load<u32>(rowTable + (row << 2));
  const j = load<u32>(rowTable + (other << 2));
  const jEnd = load<u32>(rowTable + (other << 2), 4);
  if (j == jEnd) return fresh;
  if (runs) {
    linkColumns(parents, runs, i, load<u32>(rowTable + (row << 2), 4), j, jEnd, reach, fresh);
    return false;
  }
  const at = bits + other * pitch;
  const above = hasAbove ? at - pitch : at;
  linkBits(parents, bits + row * pitch, i, at, j, pitch >> 3, 0 - <u64>reach, above, fresh);
  return false;
}

/** Each run of a row that meets no other row founds a set. */
function startRow(parents: usize, row: usize): void {
  const end = load<u32>(row, 4);
  for (let i = load<u32>(row); i < end; ++i) store<u32>(parents + (<usize>i << 2), i);
}

/** Turns the forest into labels in one ascending sweep: a parent is always smaller, so its label is already there. */
function flatten(labels: usize, count: u32): u32 {
  let next: u32 = 0;
  for (let i: u32 = 0; i < count; ++i) {
    const at = labels + (<usize>i << 2);
    const parent = load<u32>(at);
    store<u32>(at, parent == i ? ++next : load<u32>(labels + (<usize>parent << 2)));
  }
  return next;
}

/**
 * Paints the labels of runs into rows [from, to) of a volume of element type u8, u16 or u32, along their columns or,
 * where `runs` is 0, from the bits.
 */
export function paintRuns(
  dst: usize, type: i32, rowTable: usize, runs: usize, labels: usize, bits: usize, pitch: usize, w: usize, from: usize,
  to: usize,
): void {
  const log = logOfType(type);
  if (runs) memory.fill(dst + (from * w << log), 0, (to - from) * w << log);
  for (let row = from; row < to; ++row) {
    const first = <usize>load<u32>(rowTable + (row << 2));
    const last = <usize>load<u32>(rowTable + (row << 2), 4);
    const at = dst + (row * w << log);
    const label = labels + (first << 2);
    if (runs) paintRowRuns(at, log, runs + (first << 3), runs + (last << 3), 8, label);
    else paintRowBits(at, log, bits + row * pitch, label, w);
  }
}

/**
 * Connected components of a mask, as runs with a label each, and as a painted volume.
 *
 * In     bits: bit rows of d planes of h rows; connectivity: 4 or 8 (d = 1), 6, 18 or 26
 * Out    rowTable: u32[rows + 1], index of the first run of each row, and the number of runs at the end
 *        runs: (start, end) u32 pairs in raster order, half open
 *        labels: u32 per run, 1..count in the raster order of each component's first voxel
 *        dst: labels painted as u8, u16 or u32, 0 elsewhere, rows without gaps
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
 * Cost   O(words + runs), two passes over the words, one over the runs
 * After  scikit-image `measure.label`, same numbers
 */
import { U16, U8 } from "../core/types";
import { unite } from "../core/union";
import { countRowRuns, extractRowRuns, paintRowRuns } from "../rows/runs";

/** Number of runs in all rows. */
export function countRuns(bits: usize, pitch: usize, rows: usize): u32 {
  let count: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) count += countRowRuns(bits + row * pitch, pitch >> 3);
  return count;
}

/** Fills the row table and the runs; returns the number of runs. */
export function extractRuns(rowTable: usize, runs: usize, bits: usize, pitch: usize, rows: usize): u32 {
  let out = runs;
  for (let row: usize = 0; row < rows; ++row) {
    store<u32>(rowTable + (row << 2), <u32>((out - runs) >> 3));
    out = extractRowRuns(out, bits + row * pitch, pitch >> 3);
  }
  const count = <u32>((out - runs) >> 3);
  store<u32>(rowTable + (rows << 2), count);
  return count;
}

/** Labels the runs; returns the number of components. */
export function labelRuns(labels: usize, rowTable: usize, runs: usize, h: usize, d: usize, connectivity: i32): u32 {
  const count = load<u32>(rowTable + ((h * d) << 2));
  // The labels' room serves as the forest first.
  for (let i: u32 = 0; i < count; ++i) store<u32>(labels + (<usize>i << 2), i);
  const straight: u32 = connectivity == 4 || connectivity == 6 ? 0 : 1;
  const corners = connectivity == 18 || connectivity == 26;
  const slanted: u32 = connectivity == 26 ? 1 : 0;
  for (let z: usize = 0; z < d; ++z) {
    for (let y: usize = 0; y < h; ++y) {
      const row = rowTable + ((z * h + y) << 2);
      if (load<u32>(row) == load<u32>(row, 4)) continue;
      if (y > 0) linkRows(labels, runs, row, row - 4, straight);
      if (z == 0) continue;
      const above = row - (h << 2);
      linkRows(labels, runs, row, above, straight);
      if (!corners) continue;
      if (y > 0) linkRows(labels, runs, row, above - 4, slanted);
      if (y + 1 < h) linkRows(labels, runs, row, above + 4, slanted);
    }
  }
  return flatten(labels, count);
}

/** Unites the runs of two rows that overlap, or touch within `reach` columns. */
function linkRows(parents: usize, runs: usize, row: usize, other: usize, reach: u32): void {
  let i = load<u32>(row);
  const iEnd = load<u32>(row, 4);
  let j = load<u32>(other);
  const jEnd = load<u32>(other, 4);
  while (i < iEnd && j < jEnd) {
    const a = runs + (<usize>i << 3);
    const b = runs + (<usize>j << 3);
    const aEnd = load<u32>(a, 4);
    const bEnd = load<u32>(b, 4);
    if (load<u32>(b) < aEnd + reach && load<u32>(a) < bEnd + reach) unite(parents, i, j);
    if (aEnd < bEnd) ++i;
    else ++j;
  }
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

/** Paints labelled runs into a volume of element type u8, u16 or u32. */
export function paintRuns(
  dst: usize, type: i32, rowTable: usize, runs: usize, labels: usize, w: usize, rows: usize,
): void {
  if (type == U8) paint<u8>(dst, rowTable, runs, labels, w, rows);
  else if (type == U16) paint<u16>(dst, rowTable, runs, labels, w, rows);
  else paint<u32>(dst, rowTable, runs, labels, w, rows);
}

function paint<T>(dst: usize, rowTable: usize, runs: usize, labels: usize, w: usize, rows: usize): void {
  memory.fill(dst, 0, w * rows * sizeof<T>());
  for (let row: usize = 0; row < rows; ++row) {
    const first = <usize>load<u32>(rowTable + (row << 2));
    const last = <usize>load<u32>(rowTable + (row << 2), 4);
    paintRowRuns<T>(dst + row * w * sizeof<T>(), runs + (first << 3), runs + (last << 3), labels + (first << 2));
  }
}

/**
 * Sifts labelled runs by what their components are like, without touching voxels.
 *
 * In     rowTable, runs, labels: as `extractRuns` and `labelRuns` make them; count: number of components;
 *        minSize: voxels, any f64
 * Out    labels: 0 for runs of the components that go; the others are renumbered 1.. in the order they had
 *        bits: the voxels of all runs with a label are set
 * Room   8 · (count + 1) bytes
 * Rules  keepLarge keeps components of at least minSize voxels
 *        keepInner keeps components that touch no end of an axis; z has ends only when d > 1
 *        fillRuns sets bits and clears none
 * Cost   O(runs + count)
 */
import { setBits } from "../rows/fill";
import { numberLarge } from "./sizes";

/** Drops the components with fewer voxels than `minSize`; returns the number of those that stay. */
export function keepLarge(
  labels: usize,
  rowTable: usize,
  runs: usize,
  rows: usize,
  count: u32,
  minSize: f64,
  room: usize,
): u32 {
  const length = load<u32>(rowTable + (rows << 2));
  memory.fill(room, 0, (<usize>count + 1) << 3);
  for (let i: u32 = 0; i < length; ++i) {
    const run = runs + (<usize>i << 3);
    const size = room + (<usize>load<u32>(labels + (<usize>i << 2)) << 3);
    store<u64>(size, load<u64>(size) + <u64>(load<u32>(run, 4) - load<u32>(run)));
  }
  const next = numberLarge(room, count, minSize);
  renumber(labels, length, room);
  return next;
}

/** Drops the components that touch the edge of the image; returns the number of those that stay. */
export function keepInner(
  labels: usize,
  rowTable: usize,
  runs: usize,
  w: usize,
  h: usize,
  d: usize,
  count: u32,
  room: usize,
): u32 {
  memory.fill(room, 0, (<usize>count + 1) << 3);
  for (let row: usize = 0; row < h * d; ++row) {
    const y = row % h;
    const z = row / h;
    const outer = y == 0 || y == h - 1 || (d > 1 && (z == 0 || z == d - 1));
    markOuter(labels, runs, load<u32>(rowTable + (row << 2)), load<u32>(rowTable + (row << 2), 4), w, outer, room);
  }
  let next: u32 = 0;
  for (let label: u32 = 1; label <= count; ++label) {
    const mark = room + (<usize>label << 3);
    store<u64>(mark, load<u64>(mark) ? 0 : ++next);
  }
  renumber(labels, load<u32>(rowTable + ((h * d) << 2)), room);
  return next;
}

/** Marks the components that reach an end of this row, or all of its components when the row itself lies outside. */
function markOuter(labels: usize, runs: usize, from: u32, to: u32, w: usize, outer: bool, marks: usize): void {
  for (let i = from; i < to; ++i) {
    const run = runs + (<usize>i << 3);
    if (!outer && load<u32>(run) != 0 && load<u32>(run, 4) != <u32>w) continue;
    store<u64>(marks + (<usize>load<u32>(labels + (<usize>i << 2)) << 3), 1);
  }
}

/** Replaces every label by its entry in the table. */
function renumber(labels: usize, length: u32, table: usize): void {
  const end = labels + (<usize>length << 2);
  for (; labels < end; labels += 4) store<u32>(labels, load<u32>(table + (<usize>load<u32>(labels) << 3)));
}

/** Sets the voxels of all runs that have a label. */
export function fillRuns(bits: usize, pitch: usize, rowTable: usize, runs: usize, labels: usize, rows: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    const last = load<u32>(rowTable + (row << 2), 4);
    for (let i = load<u32>(rowTable + (row << 2)); i < last; ++i) {
      const run = runs + (<usize>i << 3);
      if (load<u32>(labels + (<usize>i << 2))) setBits(bits + row * pitch, load<u32>(run), load<u32>(run, 4));
    }
  }
}

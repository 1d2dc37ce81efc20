/**
 * Sifts labelled runs by what their components are like, without touching voxels.
 *
 * In     rowTable, runs, labels: as `extractRuns` and `labelRuns` make them; count: number of components
 * Out    sizeRuns: sizes, u64 for the background and each component; sizes[0] is 0
 *        labels: 0 for runs of the components that go; the others are renumbered 1.. in the order they had
 *        bits: the voxels of all runs with a label are set
 *        fillPockets: dst, labels of type u8, u16 or u32, changed where they are 0
 * Room   keepInner, fillPockets: 8 · (count + 1) bytes
 * Rules  renumberRuns takes the new labels from a table of u64, such as `numberLarge` makes from sizes
 *        keepInner keeps components that touch no end of an axis; z has ends only when d > 1
 *        keepTouching keeps components with a voxel that is set in the bit rows at `bits`
 *        fillRuns sets bits and clears none
 *        fillPockets: components of the background that touch no end of an axis and touch by faces but one label take it
 * Cost   O(runs + count); fillPockets also O(voxels of the components that have a label)
 */
import { loadLabel } from "../rows/differ";
import { setBits } from "../rows/fill";
import { logOfType } from "../core/types";
import { fillLabel } from "../rows/paint";

/** Counts the voxels of every component. */
export function sizeRuns(sizes: usize, labels: usize, rowTable: usize, runs: usize, rows: usize, count: u32): void {
  const length = load<u32>(rowTable + (rows << 2));
  memory.fill(sizes, 0, (<usize>count + 1) << 3);
  for (let i: u32 = 0; i < length; ++i) {
    const run = runs + (<usize>i << 3);
    const label = load<u32>(labels + (<usize>i << 2));
    const size = sizes + (<usize>label << 3);
    store<u64>(size, load<u64>(size) + (label ? <u64>(load<u32>(run, 4) - load<u32>(run)) : 0));
  }
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
  return keepMarked(labels, load<u32>(rowTable + ((h * d) << 2)), count, room, 0);
}

/** Drops the components without a voxel in a mask; returns the number of those that stay. */
export function keepTouching(
  labels: usize,
  rowTable: usize,
  runs: usize,
  bits: usize,
  pitch: usize,
  rows: usize,
  count: u32,
  room: usize,
): u32 {
  memory.fill(room, 0, (<usize>count + 1) << 3);
  for (let row: usize = 0; row < rows; ++row) {
    markTouched(labels, runs, load<u32>(rowTable + (row << 2)), load<u32>(rowTable + (row << 2), 4), bits, room);
    bits += pitch;
  }
  return keepMarked(labels, load<u32>(rowTable + (rows << 2)), count, room, 1);
}

/** Marks the components of a row's runs with a bit in the row at `bits`. */
function markTouched(labels: usize, runs: usize, from: u32, to: u32, bits: usize, marks: usize): void {
  for (let i = from; i < to; ++i) {
    const end = load<u32>(runs + (<usize>i << 3), 4);
    for (let x = load<u32>(runs + (<usize>i << 3)); x < end; ++x) {
      const byte = <u32>load<u8>(bits + (x >>> 3)) >>> (x & 7);
      if (byte & 1) {
        store<u64>(marks + (<usize>load<u32>(labels + (<usize>i << 2)) << 3), 1);
        break;
      }
      // Nothing more in this byte.
      if (!byte) x |= 7;
    }
  }
}

/** Drops the components whose mark is not `wanted` and renumbers the others. */
function keepMarked(labels: usize, length: u32, count: u32, marks: usize, wanted: u64): u32 {
  let next: u32 = 0;
  for (let label: u32 = 1; label <= count; ++label) {
    const mark = marks + (<usize>label << 3);
    store<u64>(mark, load<u64>(mark) == wanted ? ++next : 0);
  }
  renumberRuns(labels, length, marks);
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
export function renumberRuns(labels: usize, length: u32, table: usize): void {
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

/** What a pocket knows of the labels around it: none yet, or several; otherwise the label. */
const NONE: u64 = 0;
const SEVERAL: u64 = ~0;

/** Fills the labelled components of the background that lie in one label. */
export function fillPockets(
  dst: usize, type: i32, rowTable: usize, runs: usize, labels: usize, w: usize, h: usize, d: usize, count: u32,
  room: usize,
): void {
  memory.fill(room, 0, (<usize>count + 1) << 3);
  const log = logOfType(type);
  for (let row: usize = 0; row < h * d; ++row) {
    const last = load<u32>(rowTable + (row << 2), 4);
    for (let i = load<u32>(rowTable + (row << 2)); i < last; ++i) {
      const label = load<u32>(labels + (<usize>i << 2));
      if (label == 0) continue;
      const owner = room + (<usize>label << 3);
      const start = <usize>load<u32>(runs + (<usize>i << 3));
      const end = <usize>load<u32>(runs + (<usize>i << 3), 4);
      // No pocket touches an end of an axis, so that all these neighbours exist.
      const at = dst + (row * w << log);
      meetLabels(owner, at, type, start - 1, end + 1);
      meetLabels(owner, at - (w << log), type, start, end);
      meetLabels(owner, at + (w << log), type, start, end);
      if (d == 1) continue;
      meetLabels(owner, at - (h * w << log), type, start, end);
      meetLabels(owner, at + (h * w << log), type, start, end);
    }
  }
  for (let row: usize = 0; row < h * d; ++row) {
    const last = load<u32>(rowTable + (row << 2), 4);
    for (let i = load<u32>(rowTable + (row << 2)); i < last; ++i) {
      const owner = load<u64>(room + (<usize>load<u32>(labels + (<usize>i << 2)) << 3));
      if (owner == NONE || owner == SEVERAL) continue;
      const run = runs + (<usize>i << 3);
      const at = dst + (row * w << log);
      const start = at + (<usize>load<u32>(run) << log);
      fillLabel(start, at + (<usize>load<u32>(run, 4) << log), <u32>owner, log);
    }
  }
}

/** Adds the labels in columns [from, to) of a row to what a pocket knows. */
function meetLabels(owner: usize, row: usize, type: i32, from: usize, to: usize): void {
  let known = load<u64>(owner);
  for (let x = from; x < to; ++x) {
    const label = <u64>loadLabel(row, type, x);
    if (label != 0 && label != known) known = known == NONE ? label : SEVERAL;
  }
  store<u64>(owner, known);
}

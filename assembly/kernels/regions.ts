/**
 * Connected regions of equal value: label images, dense segmentations, any whole numbers.
 *
 * In     src: d planes of h rows of w values without gaps (u8, u16, u32); connectivity: 4 or 8 (d = 1), 6, 18 or 26;
 *        background: the value that is no region, or −1 for none; margin: voxels
 * Out    edges: bit rows; a bit is set where a value differs from the one before it, and in the first column
 *        rowTable: u32[rows + 1], index of the first run of each row, and the number of runs at the end
 *        starts: u32[runs + rows], first columns of the runs of each row, then w; values: u32 per run
 *        labels: u32 per run, 0 for background, 1..count in the raster order of each region's first voxel
 *        firstValues: dst, the value of each region
 *        keepInnerValues: labels become the values again, but 0 for regions that lie less than `margin` voxels from an
 *        end of an axis; z has ends only when d > 1
 *        paintValues: dst, labels painted as u8, u16 or u32, rows [from, to) only
 * Room   keepInnerValues: 4 · (count + 1) bytes
 * Rules  voxels belong together when they have one value and touch by faces (4, 6), faces or edges (18), or at all
 *        (8, 26)
 * Cost   O(n) reading, O(runs)
 * After  scikit-image `measure.label` of whole numbers, same numbers
 */
import { logOfType, sizeOfType } from "../core/types";
import { differRow } from "../rows/differ";
import { paintRowRuns } from "../rows/paint";
import { extractValueRuns, linkValues } from "../rows/value-runs";
import { countSet } from "./unpack";

/** Fills edges and row table; returns the number of runs. */
export function valueEdges(
  edges: usize, rowTable: usize, src: usize, type: i32, pitch: usize, w: usize, rows: usize,
): u32 {
  const size = sizeOfType(type);
  let count: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) {
    const bits = edges + row * pitch;
    const at = src + row * w * size;
    memory.fill(bits, 0, pitch);
    store<u8>(bits, 1);
    differRow(bits, at, at - size, 0, type, 1, w);
    store<u32>(rowTable + (row << 2), count);
    count += countSet(bits, pitch);
  }
  store<u32>(rowTable + (rows << 2), count);
  return count;
}

/** Writes starts and values of the runs. */
export function valueRuns(
  starts: usize, values: usize, rowTable: usize, edges: usize, src: usize, type: i32, pitch: usize, w: usize,
  rows: usize,
): void {
  for (let row: usize = 0; row < rows; ++row) {
    const first = <usize>load<u32>(rowTable + (row << 2));
    const at = src + row * w * sizeOfType(type);
    extractValueRuns(starts + ((first + row) << 2), values + (first << 2), edges + row * pitch, at, type, w);
  }
}

/** Labels the runs; returns the number of regions. */
export function labelValues(
  labels: usize, rowTable: usize, starts: usize, values: usize, w: usize, h: usize, d: usize, connectivity: i32,
  background: f64,
): u32 {
  const count = load<u32>(rowTable + ((h * d) << 2));
  for (let i: u32 = 0; i < count; ++i) store<u32>(labels + (<usize>i << 2), i);
  const straight: u32 = connectivity == 4 || connectivity == 6 ? 0 : 1;
  const corners = connectivity == 18 || connectivity == 26;
  const slanted: u32 = connectivity == 26 ? 1 : 0;
  // Rows look back on the rows that `label.ts` draws, with the same reach.
  for (let row: usize = 0; row < h * d; ++row) {
    const y = row % h;
    if (y > 0) link(labels, rowTable, starts, values, w, row, row - 1, straight);
    if (row < h) continue;
    link(labels, rowTable, starts, values, w, row, row - h, straight);
    if (corners && y > 0) link(labels, rowTable, starts, values, w, row, row - h - 1, slanted);
    if (corners && y + 1 < h) link(labels, rowTable, starts, values, w, row, row - h + 1, slanted);
  }
  return flatten(labels, values, count, background);
}

function link(
  parents: usize, rowTable: usize, starts: usize, values: usize, w: usize, row: usize, other: usize, reach: u32,
): void {
  const i = load<u32>(rowTable + (row << 2));
  const j = load<u32>(rowTable + (other << 2));
  const a = starts + ((<usize>i + row) << 2);
  const b = starts + ((<usize>j + other) << 2);
  linkValues(parents, values, a, i, b, j, <u32>w, reach);
}

/** Background has been united like any other value; only here it gets no number. */
function flatten(labels: usize, values: usize, count: u32, background: f64): u32 {
  let next: u32 = 0;
  for (let i: u32 = 0; i < count; ++i) {
    const at = labels + (<usize>i << 2);
    const parent = load<u32>(at);
    const isRegion = <f64>load<u32>(values + (<usize>i << 2)) != background;
    const label = parent == i ? next + 1 : load<u32>(labels + (<usize>parent << 2));
    store<u32>(at, isRegion ? label : 0);
    next += u32(isRegion && parent == i);
  }
  return next;
}

/** Writes the value of each region. */
export function firstValues(dst: usize, labels: usize, values: usize, runs: u32): void {
  let next: u32 = 1;
  for (let i: usize = 0; i < <usize>runs << 2; i += 4) {
    if (load<u32>(labels + i) != next) continue;
    store<u32>(dst, load<u32>(values + i));
    dst += 4;
    ++next;
  }
}

/** Turns labels into the values of the regions that stay clear of the margin. */
export function keepInnerValues(
  labels: usize, rowTable: usize, starts: usize, values: usize, w: usize, h: usize, d: usize, margin: usize,
  count: u32, room: usize,
): void {
  memory.fill(room, 0, (<usize>count + 1) << 2);
  for (let row: usize = 0; row < h * d; ++row) {
    const y = row % h;
    const z = row / h;
    const outer = y < margin || y + margin >= h || (d > 1 && (z < margin || z + margin >= d));
    const last = <usize>load<u32>(rowTable + (row << 2), 4);
    for (let i = <usize>load<u32>(rowTable + (row << 2)); i < last; ++i) {
      const start = starts + ((i + row) << 2);
      const inner = !outer && load<u32>(start) >= <u32>margin && load<u32>(start, 4) + <u32>margin <= <u32>w;
      if (!inner) store<u32>(room + (<usize>load<u32>(labels + (i << 2)) << 2), 1);
    }
  }
  const end = labels + (<usize>load<u32>(rowTable + ((h * d) << 2)) << 2);
  for (; labels < end; labels += 4, values += 4) {
    store<u32>(labels, load<u32>(room + (<usize>load<u32>(labels) << 2)) ? 0 : load<u32>(values));
  }
}

/** Paints the labels of runs of equal value. */
export function paintValues(
  dst: usize, type: i32, rowTable: usize, starts: usize, labels: usize, w: usize, from: usize, to: usize,
): void {
  const log = logOfType(type);
  for (let row = from; row < to; ++row) {
    const first = <usize>load<u32>(rowTable + (row << 2));
    const last = <usize>load<u32>(rowTable + (row << 2), 4);
    const start = starts + ((first + row) << 2);
    const end = starts + ((last + row) << 2);
    paintRowRuns(dst + (row * w << log), log, start, end, 4, labels + (first << 2));
  }
}

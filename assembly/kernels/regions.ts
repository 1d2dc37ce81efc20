/**
 * Connected regions of equal value: how many there are, and the value of each.
 *
 * In     src: d planes of h rows of w labels without gaps (u8, u16, u32); connectivity: 4 or 8 (d = 1), 6, 18 or 26
 * Out    countValueRuns: number of runs of equal value, 0 left out
 *        valueRegions: number of regions; values: u32[runs] begins with the value of each region, in raster order of
 *        the regions' first voxels
 * Room   valueRegions: values 4 · runs, room 4 · (h · d + 1) + 12 · runs bytes
 * Rules  voxels belong together when they have one value and touch by faces (4, 6), faces or edges (18), or at all
 *        (8, 26); 0 is background
 * Cost   O(n + runs)
 */
import { sizeOfType, U16, U8 } from "../core/types";
import { unite } from "../core/union";
import { countRowValueRuns, extractRowValueRuns } from "../rows/value-runs";

export function countValueRuns(src: usize, type: i32, w: usize, rows: usize): u32 {
  const stride = w * sizeOfType(type);
  let count: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) {
    const at = src + row * stride;
    if (type == U8) count += countRowValueRuns<u8>(at, w);
    else if (type == U16) count += countRowValueRuns<u16>(at, w);
    else count += countRowValueRuns<u32>(at, w);
  }
  return count;
}

export function valueRegions(
  values: usize,
  room: usize,
  src: usize,
  type: i32,
  w: usize,
  h: usize,
  d: usize,
  connectivity: i32,
): u32 {
  const rowTable = room;
  const runs = rowTable + ((h * d + 1) << 2);
  const count = extract(rowTable, runs, values, src, type, w, h * d);
  const parents = runs + (<usize>count << 3);
  for (let i: u32 = 0; i < count; ++i) store<u32>(parents + (<usize>i << 2), i);
  linkPlanes(parents, rowTable, runs, values, h, d, connectivity);
  let regions: u32 = 0;
  for (let i: u32 = 0; i < count; ++i) {
    if (load<u32>(parents + (<usize>i << 2)) != i) continue;
    store<u32>(values + (<usize>regions << 2), load<u32>(values + (<usize>i << 2)));
    ++regions;
  }
  return regions;
}

function extract(rowTable: usize, runs: usize, values: usize, src: usize, type: i32, w: usize, rows: usize): u32 {
  let count: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) {
    store<u32>(rowTable + (row << 2), count);
    const at = src + row * w * sizeOfType(type);
    count += extractRowValueRuns(runs + (<usize>count << 3), values + (<usize>count << 2), at, type, w);
  }
  store<u32>(rowTable + (rows << 2), count);
  return count;
}

/** Looks back from every row on the rows that `label.ts` draws, with the same reach. */
function linkPlanes(
  parents: usize,
  rowTable: usize,
  runs: usize,
  values: usize,
  h: usize,
  d: usize,
  connectivity: i32,
): void {
  const straight: u32 = connectivity == 4 || connectivity == 6 ? 0 : 1;
  const corners = connectivity == 18 || connectivity == 26;
  const slanted: u32 = connectivity == 26 ? 1 : 0;
  for (let z: usize = 0; z < d; ++z) {
    for (let y: usize = 0; y < h; ++y) {
      const row = rowTable + ((z * h + y) << 2);
      const above = row - (h << 2);
      if (y > 0) linkRows(parents, runs, values, row, row - 4, straight);
      if (z > 0) linkRows(parents, runs, values, row, above, straight);
      if (z > 0 && corners && y > 0) linkRows(parents, runs, values, row, above - 4, slanted);
      if (z > 0 && corners && y + 1 < h) linkRows(parents, runs, values, row, above + 4, slanted);
    }
  }
}

/** Unites runs of two rows that have one value and overlap, or touch within `reach` columns. */
function linkRows(parents: usize, runs: usize, values: usize, row: usize, other: usize, reach: u32): void {
  let i = load<u32>(row);
  const iEnd = load<u32>(row, 4);
  let j = load<u32>(other);
  const jEnd = load<u32>(other, 4);
  while (i < iEnd && j < jEnd) {
    linkPair(parents, runs, values, i, j, reach);
    const aEnd = load<u32>(runs + (<usize>i << 3), 4);
    const bEnd = load<u32>(runs + (<usize>j << 3), 4);
    // Runs of different values follow each other without a gap, so both successors of a pair that ends together can
    // touch its members: one of the two is met on the way, the other here.
    if (aEnd == bEnd && i + 1 < iEnd) linkPair(parents, runs, values, i + 1, j, reach);
    if (aEnd < bEnd) ++i;
    else ++j;
  }
}

function linkPair(parents: usize, runs: usize, values: usize, i: u32, j: u32, reach: u32): void {
  const a = runs + (<usize>i << 3);
  const b = runs + (<usize>j << 3);
  const touch = load<u32>(b) < load<u32>(a, 4) + reach && load<u32>(a) < load<u32>(b, 4) + reach;
  if (touch && load<u32>(values + (<usize>i << 2)) == load<u32>(values + (<usize>j << 2))) unite(parents, i, j);
}

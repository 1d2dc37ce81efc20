/**
 * The ranks of large windows in a staged block (`kernels/blocks`): keys become levels, and a histogram slides along rows.
 *
 * In     block: rows of keys, `pitch` bytes apart, wide enough for four bytes a voxel; plan: u32 words after the first
 *          −1: rank, levels, number of chords, (first, last) byte offset of each chord from the window's first corner
 * Out    levels in place of keys; ranked rows as keys
 * Room   the histogram, 4 bytes for each of the levels rounded up to a multiple of 64, and 1/64 of that; for f32 then three
 *        times 4 bytes for each voxel of the block and 24,640 bytes
 * Rules  whole numbers are their own levels; for f32 the level of a key is its place among all keys of the block, so that
 *        there are as many levels as voxels
 * Cost   a voxel: two counts a chord, and steps to the next level
 */
import { sizeOfType, F32, U32 } from "../core/types";
import { gatherRow } from "../rows/gather";
import { narrowRow, placeRow, rankRow, widenRow } from "../rows/levels";
import { sort } from "./sort";

/** Bytes of a histogram, without and with its groups of 64 levels. */
// @ts-ignore: decorator
@inline
function histogramBytes(plan: usize): usize {
  return (load<usize>(plan, 8) + 63 & ~63) << 2;
}

// @ts-ignore: decorator
@inline
function tableBytes(plan: usize): usize {
  const bytes = histogramBytes(plan);
  return bytes + (bytes >> 6);
}

/** Turns the keys of `rows` rows of `n` voxels, in each of `planes`, into levels, and clears the histogram. */
export function toLevels(
  block: usize, pitch: usize, slice: usize, n: usize, rows: usize, planes: usize, type: i32, plan: usize, room: usize,
): void {
  const bytes = tableBytes(plan);
  memory.fill(room, 0, bytes);
  const sorted = room + bytes;
  const count = n * rows * planes;
  const list = sorted + (count << 2);
  for (let pass = type == F32 ? 0 : 1; pass < 2; ++pass) {
    let to = list;
    for (let k: usize = 0; k < planes; ++k) {
      for (let i: usize = 0; i < rows; ++i) {
        const row = block + k * slice + i * pitch;
        if (pass == 0) memory.copy(to, row, n << 2);
        else if (type == F32) placeRow(row, n, sorted, count);
        else widenRow(row, n, sizeOfType(type));
        to += n << 2;
      }
    }
    if (pass == 0) sort(sorted, to, list, U32, count);
  }
}

/** One row of output as keys. */
export function rankKeys(dst: usize, row: usize, n: usize, type: i32, plan: usize, room: usize): void {
  rankRow(dst, row, n, plan + 16, load<usize>(plan, 12), room, room + histogramBytes(plan), load<u32>(plan, 4));
  if (type == F32) gatherRow<u32>(dst, room + tableBytes(plan), dst, n);
  else narrowRow(dst, n, sizeOfType(type));
}

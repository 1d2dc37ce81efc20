/**
 * Sifts the labels of a painted label image by size.
 *
 * In     labels: u8, u16 or u32, n values; sorted: 0, or the `count` labels that occur, ascending; without it the labels
 *        are 1..count; minSize: voxels, any f64
 *        over: 1 keeps what dst holds wherever no new label goes
 * Out    sizeLabels: sizes, u64 for the background and each of the labels
 *        numberLarge, numberLargest: turn sizes into new labels, 0 for what goes; return the number of labels that stay
 *        repaint: dst, u8, u16 or u32; may be `labels` when its type is not the wider one
 * Room   `statsRoom()` bytes
 * Rules  numberLarge keeps labels of at least minSize voxels, wherever they are; numberLargest the n largest ones, of
 *        equally large ones the lower labels; a label that does not occur is dropped
 *        labels that stay are numbered in ascending order, from `first` or 1 on
 * Cost   O(n) reading, O(1) per run of equal label
 */
import { logOfType } from "../core/types";
import { rankRuns, RUN } from "../rows/labelled";
import { fillLabel } from "../rows/paint";
import { findRunsOf, statsRoom } from "./stats";

/** Counts the voxels of every label; sizes[0] stays 0. */
export function sizeLabels(
  sizes: usize, sorted: usize, count: u32, labels: usize, type: i32, n: usize, room: usize,
): void {
  memory.fill(sizes, 0, (<usize>count + 1) << 3);
  const piece = statsRoom() / RUN - 1;
  for (let at: usize = 0; at < n; at += piece) {
    const end = findRunsOf(type, room, labels, at, min<usize>(at + piece, n));
    if (sorted) rankRuns(room, end, sorted, count);
    for (let run = room; run < end; run += RUN) {
      const size = sizes + (<usize>load<u32>(run, 8) << 3);
      store<u64>(size, load<u64>(size) + <u64>(load<u32>(run, 4) - load<u32>(run)));
    }
  }
}

/** Replaces sizes by new labels. */
export function numberLarge(sizes: usize, count: u32, minSize: f64, first: u32): u32 {
  let next = first;
  for (let label: u32 = 1; label <= count; ++label) {
    const size = sizes + (<usize>label << 3);
    const voxels = load<u64>(size);
    const stays = voxels > 0 && <f64>voxels >= minSize;
    store<u64>(size, stays ? next : 0);
    next += u32(stays);
  }
  return next - first;
}

/** Replaces sizes by new labels. */
export function numberLargest(sizes: usize, count: u32, n: u32): u32 {
  // The largest size that at least n labels reach, bit by bit from the top.
  let limit: u64 = 0;
  let bit: u64 = 1;
  while (countAbove(sizes, count, bit) > 0) bit <<= 1;
  for (; bit; bit >>= 1) if (countAbove(sizes, count, limit + bit - 1) >= n) limit += bit;
  let ties = n - countAbove(sizes, count, limit);
  let next: u32 = 0;
  for (let label: u32 = 1; label <= count; ++label) {
    const size = sizes + (<usize>label << 3);
    const voxels = load<u64>(size);
    const tied = voxels > 0 && voxels == limit && ties > 0;
    ties -= u32(tied);
    store<u64>(size, voxels > limit || tied ? <u64>++next : 0);
  }
  return next;
}

/** Number of labels with more voxels than `limit`. */
function countAbove(sizes: usize, count: u32, limit: u64): u32 {
  let above: u32 = 0;
  for (let label: u32 = 1; label <= count; ++label) above += u32(load<u64>(sizes + (<usize>label << 3)) > limit);
  return above;
}

/** Writes the new label of every voxel. */
export function repaint(
  dst: usize, dstType: i32, labels: usize, type: i32, n: usize, table: usize, sorted: usize, count: u32,
  over: i32, room: usize,
): void {
  const piece = statsRoom() / RUN - 1;
  const log = logOfType(dstType);
  for (let at: usize = 0; at < n; at += piece) {
    const stop = min<usize>(at + piece, n);
    const end = findRunsOf(type, room, labels, at, stop);
    if (sorted) rankRuns(room, end, sorted, count);
    if (!over) memory.fill(dst + (at << log), 0, (stop - at) << log);
    for (let run = room; run < end; run += RUN) {
      const label = load<u32>(table + (<usize>load<u32>(run, 8) << 3));
      const from = dst + (<usize>load<u32>(run) << log);
      if (label) fillLabel(from, dst + (<usize>load<u32>(run, 4) << log), label, log);
    }
  }
}

/**
 * Which labels occur in a label image whose labels are too sparse to be counted in a table by value.
 *
 * In     labels: u8, u16 or u32, rows without gaps
 * Out    listLabels: one u32 per run of equal label other than 0, in raster order; with dst 0 they are only counted
 *        keepDistinct: sorted labels, each once; returns their number
 * Room   `statsRoom()` bytes
 * Rules  a run ends with its row; keepDistinct works in place
 * Cost   O(n) reading
 */
import { sizeOfType } from "../core/types";
import { RUN } from "../rows/labelled";
import { findRunsOf, statsRoom } from "./stats";

/** Lists the label of every run; returns the number of runs. */
export function listLabels(dst: usize, labels: usize, type: i32, w: usize, rows: usize, room: usize): u32 {
  const piece = statsRoom() / RUN - 1;
  let count: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) {
    const at = labels + row * w * sizeOfType(type);
    for (let x: usize = 0; x < w; x += piece) {
      const end = findRunsOf(type, room, at, x, min<usize>(x + piece, w));
      if (dst) dst = copyLabels(dst, room, end);
      count += <u32>((end - room) / RUN);
    }
  }
  return count;
}

function copyLabels(dst: usize, run: usize, end: usize): usize {
  for (; run < end; run += RUN, dst += 4) store<u32>(dst, load<u32>(run, 8));
  return dst;
}

/** Drops repetitions from sorted labels; returns how many are left. */
export function keepDistinct(labels: usize, n: u32): u32 {
  let kept = labels;
  const end = labels + (<usize>n << 2);
  for (let at = labels; at < end; at += 4) {
    const label = load<u32>(at);
    if (at > labels && label == load<u32>(kept - 4)) continue;
    store<u32>(kept, label);
    kept += 4;
  }
  return <u32>((kept - labels) >> 2);
}

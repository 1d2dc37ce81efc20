/**
 * How many voxels every label of one image shares with every label of another: the contingency table, sparse.
 *
 * In     a, b: labels of one shape, u8, u16 or u32, rows of w without gaps; [from, …): pieces of rows, as many in a row as
 *        8192 columns go into it, rounded up
 * Out    table: 16 bytes, of which the first u64 is the number of entries in use, then 2^bits entries: u64 key (label of
 *        a · 2³² + label of b, 0 for a free entry) and u64 voxels
 * Room   2 · `statsRoom()` bytes
 * Rules  background pairs with nothing; the table must be 0 before the first call
 *        returns the piece to go on from: `pieces`, or the first one that might overfill half of the table, which then
 *        has to be moved to a larger one by `movePairs`
 * Cost   O(n) reading, O(1) per common run of two labels
 */
import { sizeOfType } from "../core/types";
import { addCommon, addPair, HEAD } from "../rows/pairs";
import { findRunsOf, PIECE, statsRoom } from "./stats";

export function countPairs(
  table: usize, bits: u32, a: usize, aType: i32, b: usize, bType: i32, w: usize, from: usize, pieces: usize, room: usize,
): usize {
  const half = <u64>1 << <u64>(bits - 1);
  const parts = (w + PIECE - 1) / PIECE;
  const other = room + statsRoom();
  let piece = from;
  for (; piece < pieces; ++piece) {
    const start = (piece % parts) * PIECE;
    const stop = min<usize>(start + PIECE, w);
    if (load<u64>(table) + <u64>(stop - start) > half) break;
    const row = (piece / parts) * w;
    const aEnd = findRunsOf(aType, room, a + row * sizeOfType(aType), start, stop);
    const bEnd = findRunsOf(bType, other, b + row * sizeOfType(bType), start, stop);
    addCommon(table, <u64>bits, room, aEnd, other, bEnd);
  }
  return piece;
}

/** Adds the entries of a table to another one. */
export function movePairs(dst: usize, dstBits: u32, src: usize, srcBits: u32): void {
  const end = src + HEAD + (<usize>16 << <usize>srcBits);
  for (let entry = src + HEAD; entry < end; entry += 16) {
    if (load<u64>(entry)) addPair(dst, <u64>dstBits, load<u64>(entry), load<u64>(entry, 8));
  }
}

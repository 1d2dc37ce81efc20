/**
 * Gaussian blur by recursion, f32: a time that does not depend on sigma.
 *
 * In     src: rows of w values without gaps (u8, u16, i16, f32); `recursiveAcross` works in place on f32
 *        weights: nine f32, described in rows/recursive
 * Out    dst: f32, same grid, not rescaled
 * Room   `recursiveRoom` bytes
 * Rules  two sweeps from either end add up to a kernel of two damped waves
 *        border nearest, exactly: a sweep starts in the state that the first sample would have led to
 *        NaN or infinity would spread over its whole line: the caller refuses them
 * Cost   O(n) an axis: per voxel and axis 17 multiplications and 24 additions, whatever sigma is
 * After  Deriche's fourth-order filter (1993), in another form; how near the kernel is to a Gaussian, its weights decide
 */
import { sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { restRow, sweepRows } from "../rows/recursive";
import { turnBlocks } from "../rows/transpose";

/** Columns swept together across rows: their states stay in the first-level cache. */
const STRIP: usize = 256;
/** Rows swept together along the rows, as columns of a tile. */
const GROUP: usize = 16;
/** Rows of one call of the sweep, so that engines can exchange it for faster code early. */
const CALL: usize = 512;
/** Bytes from row to row of the group's tile. */
const STEP: usize = GROUP << 2;

/** Scratch bytes for the passes below over lines of up to `n` samples. */
export function recursiveRoom(n: usize): usize {
  return max(STRIP, GROUP << 1) * 4 * (n + 8) + (n + 32) * 16;
}

/** Pass x of the rows [from, to). */
export function recursiveRows(
  dst: usize, src: usize, type: i32, w: usize, from: usize, to: usize, weights: usize, room: usize,
): void {
  const bytes = w << 2;
  const pitch = bytes + 79 & ~15;
  const blocks = w + 3 >> 2;
  const tile = room + STEP * 4;
  const answer = tile + (w + 4) * STEP;
  const lines = answer + (w + 4) * STEP;
  for (let y = from; y < to; y += GROUP) {
    for (let g: usize = 0; g < STEP; g += 4) {
      // Rows from `to` on are those of the last one again; what becomes of them is dropped.
      const row = min(y + (g >> 2), to - 1) * w;
      convertRow(lines + (g >> 2 & 3) * pitch, src + row * sizeOfType(type), type, w);
      if ((g & 15) == 12) turnBlocks(tile + g - 12, STEP, STEP << 2, lines, pitch, 16, blocks);
    }
    sweepBoth(tile, STEP, answer, STEP, w, GROUP, room, weights);
    for (let g: usize = 0; g < GROUP && y + g < to; g += 4) {
      turnBlocks(lines, pitch, 16, tile + (g << 2), STEP, STEP << 2, blocks);
      for (let i: usize = 0; i < min(<usize>4, to - y - g); ++i) {
        memory.copy(dst + (y + g + i) * bytes, lines + i * pitch, bytes);
      }
    }
  }
}

/**
 * Pass across rows, in place: `count` samples `step` bytes apart in each of the columns [from, to). Each plane has
 * `width` columns; the next plane lies `stride` bytes on.
 */
export function recursiveAcross(
  data: usize, step: usize, count: usize, width: usize, stride: usize, from: usize, to: usize,
  weights: usize, room: usize,
): void {
  const tile = room + STRIP * 16;
  while (from < to) {
    const plane = from / width;
    const x = from - plane * width;
    const n = min(STRIP, min(to - from, width - x));
    sweepBoth(data + plane * stride + (x << 2), step, tile, n << 2, count, n, room, weights);
    from += n;
  }
}

/** There, and back. */
function sweepBoth(
  data: usize, step: usize, tile: usize, tileStep: usize, count: usize, n: usize, state: usize, weights: usize,
): void {
  restRow(state, data, n, weights);
  for (let i: usize = 0; i < count; i += CALL) {
    sweepRows(data + i * step, step, tile + i * tileStep, tileStep, min(CALL, count - i), n, state, weights, false);
  }
  const last = count - 1;
  restRow(state, data + last * step, n, weights);
  for (let i: usize = 0; i < count; i += CALL) {
    const at = last - i;
    const rows = min(CALL, count - i);
    sweepRows(data + at * step, 0 - step, tile + at * tileStep, 0 - tileStep, rows, n, state, weights, true);
  }
}

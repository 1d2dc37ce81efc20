/**
 * Images combined value by value, and their central differences; the small change between larger kernels.
 *
 * In     a: values (u8, u16, i16, f32); b, src: f32; all without gaps
 * Out    dst: f32; `blend` may write onto a source, `centralDifferences` may not
 * Room   `blend`: 4 KiB + 64 bytes; all buffers hold whole groups of four values, of which all are computed
 * Rules  in f32, in the order written; a difference is central and halved inside, towards the only neighbour and not
 *        halved at the ends, and 0 on an axis of one voxel
 * Cost   O(n)
 * After  NumPy `gradient`
 */
import { F32, sizeOfType } from "../core/types";
import { blendRow } from "../rows/blend";
import { convertRow } from "../rows/convert";

/** Values converted at a time. */
const CHUNK: usize = 1024;

/** dst = keep · a + gain · (a − b) for the values [from, to), whole groups of four. */
export function blend(
  dst: usize, a: usize, type: i32, b: usize, from: usize, to: usize, keep: f32, gain: f32, room: usize,
): void {
  for (let i = from; i < to; i += CHUNK) {
    const n = min(CHUNK, to - i);
    let row = a + i * sizeOfType(type);
    if (type != F32) {
      convertRow(room, row, type, n);
      row = room;
    }
    blendRow(dst + (i << 2), row, b + (i << 2), n, keep, gain);
  }
}

/** Derivative along one axis (0 z, 1 y, 2 x) of an f32 image. */
export function centralDifferences(dst: usize, src: usize, w: usize, h: usize, d: usize, axis: i32): void {
  const bytes = w << 2;
  for (let row: usize = 0; row < h * d; ++row) {
    const z = row / h;
    if (axis == 0) differenceAt(dst, src, bytes * h, z, d, w);
    if (axis == 1) differenceAt(dst, src, bytes, row - z * h, h, w);
    if (axis == 2) {
      // From left to right: what a step writes beyond its values, the next one writes again.
      differenceAt(dst, src, 4, 0, w, 1);
      if (w > 2) blendRow(dst + 4, src + 8, src, w - 2, 0, 0.5);
      if (w > 1) differenceAt(dst + bytes - 4, src + bytes - 4, 4, w - 1, w, 1);
    }
    dst += bytes;
    src += bytes;
  }
}

/** Derivative of `n` values at place `i` of an axis of `extent` samples, `step` bytes apart. */
function differenceAt(dst: usize, src: usize, step: usize, i: usize, extent: usize, n: usize): void {
  const before = i > 0 ? step : 0;
  const after = i + 1 < extent ? step : 0;
  blendRow(dst, src + after, src - before, n, 0, before && after ? 0.5 : 1);
}

/**
 * A block of an image with its surroundings, as rows of keys.
 *
 * In     src: d planes of h rows of w values without gaps (u8, u16, i16, f32)
 *        the block: [x, x + n), `rows` rows from y, `planes` planes from z; any of it may lie outside the image
 * Out    dst: keys (`rows/keys`), rows `pitch` bytes apart, planes `slice` bytes apart
 * Room   4n bytes
 * Rules  outside the image: borders of `core/border`; with CONSTANT and beyond it the key `outside`
 */
import { CONSTANT, foldIndex } from "../core/border";
import { sizeOfType } from "../core/types";
import { gatherRow } from "../rows/gather";
import { keyRow } from "../rows/keys";

export function stageBlock(
  dst: usize, pitch: usize, slice: usize, src: usize, type: i32, w: i32, h: i32, d: i32,
  x: i32, y: i32, z: i32, n: i32, rows: i32, planes: i32, border: i32, outside: u32, flip: u32, room: usize,
): void {
  const size = sizeOfType(type);
  const rule = min(border, CONSTANT);
  // Columns before the image, in it, and behind it.
  const before = <usize>min(max(-x, 0), n);
  const behind = <usize>min(max(x + n - w, 0), n - <i32>before);
  const inside = <usize>n - before - behind;
  for (let i = 0; i < n; ++i) store<i32>(room + (<usize>i << 2), foldIndex(x + i, w, rule));
  for (let k = 0; k < planes; ++k) {
    const plane = foldIndex(z + k, d, rule);
    for (let i = 0; i < rows; ++i) {
      const row = foldIndex(y + i, h, rule);
      const out = dst + <usize>k * slice + <usize>i * pitch;
      if ((plane | row) < 0) {
        repeatKey(out, outside, <usize>n, size);
        continue;
      }
      const line = src + (<usize>plane * <usize>h + <usize>row) * <usize>w * size;
      const end = out + (before + inside) * size;
      if (inside) memory.copy(out + before * size, line + (<usize>x + before) * size, inside * size);
      if (rule != CONSTANT) {
        gatherKeys(out, line, room, before, size);
        gatherKeys(end, line, room + (before + inside << 2), behind, size);
      }
      keyRow(out, out, type, <usize>n, flip);
      if (rule == CONSTANT) {
        repeatKey(out, outside, before, size);
        repeatKey(end, outside, behind, size);
      }
    }
  }
}

function gatherKeys(out: usize, line: usize, places: usize, n: usize, size: usize): void {
  if (size == 1) gatherRow<u8>(out, line, places, n);
  else if (size == 2) gatherRow<u16>(out, line, places, n);
  else gatherRow<u32>(out, line, places, n);
}

/** `n` times the lowest `size` bytes of a key. */
function repeatKey(out: usize, key: u32, n: usize, size: usize): void {
  for (const end = out + n * size; out < end; out += size) {
    if (size == 1) store<u8>(out, <u8>key);
    else if (size == 2) store<u16>(out, <u16>key);
    else store<u32>(out, key);
  }
}

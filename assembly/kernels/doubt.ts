/**
 * Voxels of a blurred image whose side of a level, or whose place at an end of the range, f32 cannot tell.
 *
 * In     src: f32 values, `rows` rows of `w`; a band [low, high] around the level
 * Out    mask: bit rows of the values above `high`; list: u32 indices of the values in (low, high], `most` at most
 * Room   `pitch` bytes for one bit row
 * Rules  returns how many such values there are, also beyond `most`
 * Cost   O(n), one pass, bound by reading
 */
import { greaterRow } from "../rows/compare";

export function splitAround(
  mask: usize, pitch: usize, list: usize, most: u32, src: usize, w: usize, rows: usize, low: f32, high: f32,
  room: usize,
): u32 {
  let found: u32 = 0;
  for (let row: usize = 0; row < rows; ++row) {
    const bits = mask + row * pitch;
    greaterRow<f32>(bits, pitch, src + ((row * w) << 2), w, high);
    greaterRow<f32>(room, pitch, src + ((row * w) << 2), w, low);
    for (let at: usize = 0; at < pitch; at += 8) {
      let open = load<u64>(bits + at) ^ load<u64>(room + at);
      while (open) {
        if (found < most) store<u32>(list + (<usize>found << 2), <u32>(row * w + (at << 3)) + <u32>ctz(open));
        found += 1;
        open &= open - 1;
      }
    }
  }
  return found;
}

/** Sets the listed voxels whose exact value is above the level. */
export function settleDoubt(mask: usize, pitch: usize, list: usize, values: usize, n: usize, w: u32, level: f64): void {
  for (let i: usize = 0; i < n; ++i) {
    if (!(load<f64>(values + (i << 3)) > level)) continue;
    const at = load<u32>(list + (i << 2));
    const x = at % w;
    const byte = mask + <usize>(at / w) * pitch + (x >> 3);
    store<u8>(byte, load<u8>(byte) | <u8>(<u32>1 << (x & 7)));
  }
}

/**
 * Lists the first `most` voxels with a value not above `low` into `lows`, and not below `high` into `highs`; their numbers
 * go to dst. Only rows whose range reaches so far are read.
 */
export function listEnds(
  dst: usize, lows: usize, highs: usize, most: u32, src: usize, ranges: usize, w: usize, rows: usize, low: f32,
  high: f32,
): void {
  store<u32>(dst, 0);
  store<u32>(dst, 0, 4);
  for (let row: usize = 0; row < rows; ++row) {
    const range = ranges + (row << 3);
    if (load<f32>(range) > low && load<f32>(range, 4) < high) continue;
    for (let x: usize = 0; x < w; ++x) {
      const at = row * w + x;
      const value = load<f32>(src + (at << 2));
      if (value <= low) push(dst, lows, most, <u32>at);
      if (value >= high) push(dst + 4, highs, most, <u32>at);
    }
  }
}

// @ts-ignore: decorator
@inline
function push(count: usize, list: usize, most: u32, i: u32): void {
  const n = load<u32>(count);
  if (n >= most) return;
  store<u32>(list + (<usize>n << 2), i);
  store<u32>(count, n + 1);
}

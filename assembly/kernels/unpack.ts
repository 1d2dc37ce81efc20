/**
 * Masks and label volumes as bytes, and the largest label.
 *
 * In     bits: bit rows; src: labels (u8, u16, u32)
 * Out    dst: one u8 a voxel, `value` where the bit is set, 0 elsewhere
 * Rules  rows of dst have no gaps
 * Cost   O(n)
 */
import { U8, U16 } from "../core/types";

export function unpack(dst: usize, bits: usize, pitch: usize, w: usize, rows: usize, value: u8): void {
  for (let row: usize = 0; row < rows; ++row) unpackRow(dst + row * w, bits + row * pitch, w, value);
}

function unpackRow(dst: usize, bits: usize, w: usize, value: u8): void {
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const select = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    const values = i8x16.splat(<i8>value);
    for (; x + 16 <= w; x += 16) {
      const pair = v128.load16_splat(bits + (x >> 3));
      const spread = i8x16.shuffle(pair, pair, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
      v128.store(dst + x, v128.and(i8x16.eq(v128.and(spread, select), select), values));
    }
  }
  for (; x < w; ++x) store<u8>(dst + x, (load<u8>(bits + (x >> 3)) >> <u8>(x & 7)) & 1 ? value : 0);
}

/** The largest of `n` labels; 0 for none. */
export function maxLabel(src: usize, type: i32, n: usize): u32 {
  if (type == U8) return largest<u8>(src, n);
  return type == U16 ? largest<u16>(src, n) : largest<u32>(src, n);
}

function largest<T>(src: usize, n: usize): u32 {
  const end = src + n * sizeof<T>();
  let best: T = <T>0;
  if (ASC_FEATURE_SIMD) {
    let lanes = v128.splat<T>(<T>0);
    for (; src + 16 <= end; src += 16) {
      const next = v128.load(src);
      // Unsigned 32-bit lanes have no max in the generic form that V8 turns into one instruction below SSE4.1.
      lanes =
        sizeof<T>() == 4
          ? i32x4.max_u(lanes, next)
          : sizeof<T>() == 2
            ? i16x8.max_u(lanes, next)
            : i8x16.max_u(lanes, next);
    }
    const spill = memory.data(16, 16);
    v128.store(spill, lanes);
    for (let i: usize = 0; i < 16; i += sizeof<T>()) best = max<T>(best, load<T>(spill + i));
  }
  for (; src < end; src += sizeof<T>()) best = max<T>(best, load<T>(src));
  return <u32>best;
}

/** Number of set voxels in `bytes` bytes of bit rows, a multiple of 16. */
export function countSet(bits: usize, bytes: usize): u32 {
  let count: u32 = 0;
  for (let at: usize = 0; at < bytes; at += 8) count += <u32>popcnt(load<u64>(bits + at));
  return count;
}

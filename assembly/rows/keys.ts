/**
 * Values as keys: unsigned numbers of the same size in the same order, so that every type is ranked by one body.
 *
 *   u8, u16   the value
 *   i16       the value with its sign turned around
 *   f32       −0 below +0; NaN must not occur
 *
 * `flip` (0 or all ones) turns the order of the keys around: the least key is then that of the greatest value.
 */
import { F32, I16 } from "../core/types";

/** Keys of `n` values; `dst` may be `src`. Writes whole vectors: up to 15 bytes beyond the last key. */
export function keyRow(dst: usize, src: usize, type: i32, n: usize, flip: u32): void {
  if (type == F32) turnSigns(dst, src, n, 0, 0, flip);
  else flipRow(dst, src, n << <usize>(type > 0), type == I16 ? flip ^ 0x8000_8000 : flip);
}

/** The values of `n` keys: the inverse. */
export function valueRow(dst: usize, src: usize, type: i32, n: usize, flip: u32): void {
  if (type == F32) turnSigns(dst, src, n, flip, -1, 0);
  else flipRow(dst, src, n << <usize>(type > 0), type == I16 ? flip ^ 0x8000_8000 : flip);
}

function flipRow(dst: usize, src: usize, bytes: usize, mask: u32): void {
  if (mask == 0) {
    if (dst != src) memory.copy(dst, src, bytes);
    return;
  }
  for (let x: usize = 0; x < bytes; x += 16) {
    if (ASC_FEATURE_SIMD) {
      v128.store(dst + x, v128.xor(v128.load(src + x), i32x4.splat(mask)));
    } else {
      for (let i: usize = 0; i < 16; i += 4) store<u32>(dst + x + i, load<u32>(src + x + i) ^ mask);
    }
  }
}

/** Turns the sign bit of f32 around, and with a set sign all other bits; `turn` is 0 into keys and −1 back. */
function turnSigns(dst: usize, src: usize, n: usize, flipIn: u32, turn: i32, flipOut: u32): void {
  for (let x: usize = 0; x < n << 2; x += 16) {
    if (ASC_FEATURE_SIMD) {
      const bits = v128.xor(v128.load(src + x), i32x4.splat(flipIn));
      const signs = i32x4.shr_s(v128.xor(bits, i32x4.splat(turn)), 31);
      const other = v128.xor(v128.or(signs, i32x4.splat(0x8000_0000)), i32x4.splat(flipOut));
      v128.store(dst + x, v128.xor(bits, other));
    } else {
      for (let i: usize = 0; i < 16; i += 4) {
        const bits = load<i32>(src + x + i) ^ <i32>flipIn;
        store<i32>(dst + x + i, bits ^ ((bits ^ turn) >> 31 | <i32>0x8000_0000) ^ <i32>flipOut);
      }
    }
  }
}

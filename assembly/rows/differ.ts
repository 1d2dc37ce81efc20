import { U16, U8 } from "../core/types";
import { bits16x8, bits32x4 } from "../core/lanes";

/** One value of a row of u8, u16 or u32. */
// @ts-ignore: decorator
@inline
export function loadLabel(row: usize, type: i32, x: usize): u32 {
  return type == U8 ? load<u8>(row + x) : type == U16 ? load<u16>(row + (x << 1)) : load<u32>(row + (x << 2));
}

/** The same where bytes count for more than calls. */
export function labelAt(row: usize, type: i32, x: usize): u32 {
  return loadLabel(row, type, x);
}

/**
 * Sets bit x of `dst` for each column in [from, to) where rows a and b of u8, u16 or u32 differ and b differs from row
 * `other`, too. `from` is 0 or 1. Reads up to 15 elements behind `to`.
 */
export function differRow(dst: usize, a: usize, b: usize, other: usize, type: i32, from: u32, to: usize): void {
  if (type == U8) differ<u8>(dst, a, b, other, from, to);
  else if (type == U16) differ<u16>(dst, a, b, other, from, to);
  else differ<u32>(dst, a, b, other, from, to);
}

/** With `other` 0 only a and b are compared. */
function differ<T>(dst: usize, a: usize, b: usize, other: usize, from: u32, to: usize): void {
  for (let x: usize = 0; x < to; x += 16) {
    const at = x * sizeof<T>();
    let bits = differ16<T>(a + at, b + at);
    if (other) bits &= differ16<T>(b + at, other);
    if (x == 0) bits &= ~from;
    if (x + 16 > to) bits &= (1 << <u32>(to - x)) - 1;
    store<u16>(dst + (x >> 3), load<u16>(dst + (x >> 3)) | <u16>bits);
  }
}

/** Bit i tells whether element i of 16 differs. */
// @ts-ignore: decorator
@inline
function differ16<T>(a: usize, b: usize): u32 {
  if (ASC_FEATURE_SIMD) {
    const first = v128.ne<T>(v128.load(a), v128.load(b));
    if (sizeof<T>() == 1) return <u32>i8x16.bitmask(first);
    const second = v128.ne<T>(v128.load(a, 16), v128.load(b, 16));
    if (sizeof<T>() == 2) return bits16x8(first, second);
    const third = v128.ne<T>(v128.load(a, 32), v128.load(b, 32));
    return bits32x4(first, second, third, v128.ne<T>(v128.load(a, 48), v128.load(b, 48)));
  }
  let edges: u32 = 0;
  for (let i: u32 = 0; i < 16; ++i) {
    const at = <usize>i * sizeof<T>();
    edges |= <u32>(load<T>(a + at) != load<T>(b + at)) << i;
  }
  return edges;
}

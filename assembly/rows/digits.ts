/** Values as u32 keys that ascend as they do, their digits at the top. */
import { F32, I16, U16, U8 } from "../core/types";

/** Counts the byte at `shift` of the keys of `n` values whose bits under `known` are those of `key`. */
export function countDigit(
  counts: usize, src: usize, n: usize, type: i32, key: u32, known: u32, shift: u32,
): void {
  for (let i: usize = 0; i < n; ++i) {
    const found = keyAt(src, i, type);
    if ((found & known) != key) continue;
    const counter = counts + (((found >> shift) & 255) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
}

// @ts-ignore: decorator
@inline
function keyAt(src: usize, i: usize, type: i32): u32 {
  if (type == U8) return <u32>load<u8>(src + i) << 24;
  if (type != F32) return (<u32>load<u16>(src + (i << 1)) << 16) ^ (type == I16 ? 0x8000_0000 : 0);
  const bits = load<u32>(src + (i << 2));
  return bits ^ (<u32>(<i32>bits >> 31) | 0x8000_0000);
}

/** The value of a key. */
export function valueOfKey(key: u32, type: i32): f64 {
  if (type == U8) return <f64>(key >> 24);
  if (type == U16) return <f64>(key >> 16);
  if (type == I16) return <f64>(<i32>(key ^ 0x8000_0000) >> 16);
  return <f64>reinterpret<f32>(key ^ (<u32>(<i32>~key >> 31) | 0x8000_0000));
}

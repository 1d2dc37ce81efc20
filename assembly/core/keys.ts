/**
 * Values of any image type as u32 keys that ascend as they do: u8 and u16 themselves, i16 moved up by 32768, f32 by its
 * bits. −0 has the key of +0. NaN must not occur.
 */
import { I16, U16, U8 } from "./types";

/** The key of a value. */
// @ts-ignore: decorator
@inline
export function keyOf<T>(value: T): u32 {
  if (isFloat<T>()) return keyOfFloat(value);
  return isSigned<T>() ? <u32>(<i32>value + 32768) : <u32>value;
}

// @ts-ignore: decorator
@inline
export function keyOfFloat(value: f32): u32 {
  const bits = reinterpret<u32>(value + <f32>0);
  return bits ^ (<u32>(<i32>bits >> 31) | 0x8000_0000);
}

/** The f32 that has a key. */
// @ts-ignore: decorator
@inline
export function floatOfKey(key: u32): f32 {
  return reinterpret<f32>(key ^ (<u32>(<i32>~key >> 31) | 0x8000_0000));
}

/** Value `i` of an image as f64. */
export function valueAt(image: usize, type: i32, i: usize): f64 {
  if (type == U8) return <f64>load<u8>(image + i);
  if (type == U16) return <f64>load<u16>(image + (i << 1));
  if (type == I16) return <f64>load<i16>(image + (i << 1));
  return <f64>load<f32>(image + (i << 2));
}

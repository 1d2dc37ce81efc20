/**
 * The difference of two images of one type, a − b.
 *
 * In     a, b: n values (u8, u16, i16, f32)
 * Out    dst: n values of that type; may be a or b; writes whole vectors, up to 15 bytes beyond the last value
 * Room   none
 * Rules  whole numbers that the type does not hold become the nearest that it does
 * Cost   O(n), bound by reading
 */
import { I16, sizeOfType, U16, U8 } from "../core/types";

export function difference(dst: usize, a: usize, b: usize, type: i32, n: usize): void {
  const size = sizeOfType(type);
  const step: usize = ASC_FEATURE_SIMD ? 16 : size;
  for (let at: usize = 0; at < n * size; at += step) {
    if (ASC_FEATURE_SIMD) {
      const left = v128.load(a + at), right = v128.load(b + at);
      if (type == U8) v128.store(dst + at, i8x16.sub_sat_u(left, right));
      else if (type == U16) v128.store(dst + at, i16x8.sub_sat_u(left, right));
      else if (type == I16) v128.store(dst + at, i16x8.sub_sat_s(left, right));
      else v128.store(dst + at, f32x4.sub(left, right));
    } else {
      if (type == U8) store<u8>(dst + at, <u8>max<i32>(<i32>load<u8>(a + at) - <i32>load<u8>(b + at), 0));
      else if (type == U16) store<u16>(dst + at, <u16>max<i32>(<i32>load<u16>(a + at) - <i32>load<u16>(b + at), 0));
      else if (type == I16) {
        const exact = <i32>load<i16>(a + at) - <i32>load<i16>(b + at);
        store<i16>(dst + at, <i16>min<i32>(max<i32>(exact, -32768), 32767));
      } else store<f32>(dst + at, load<f32>(a + at) - load<f32>(b + at));
    }
  }
}

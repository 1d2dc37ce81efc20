/**
 * The difference of two images of one type, a − b.
 *
 * In     a, b: n values (u8, u16, i16, f32)
 * Out    dst: n values of that type; may be a or b; writes whole vectors, up to 15 bytes beyond the last value
 * Room   none
 * Rules  whole numbers that the type does not hold become the nearest that it does
 * Cost   O(n), bound by reading
 */
import { F32, I16, U8 } from "../core/types";

export function difference(dst: usize, a: usize, b: usize, type: i32, n: usize): void {
  if (type == U8) differenceRow<u8>(dst, a, b, n);
  else if (type == F32) differenceRow<f32>(dst, a, b, n);
  else if (type == I16) differenceRow<i16>(dst, a, b, n);
  else differenceRow<u16>(dst, a, b, n);
}

function differenceRow<T>(dst: usize, a: usize, b: usize, n: usize): void {
  for (let at: usize = 0; at < n * sizeof<T>(); at += ASC_FEATURE_SIMD ? 16 : sizeof<T>()) {
    if (ASC_FEATURE_SIMD) {
      const left = v128.load(a + at), right = v128.load(b + at);
      v128.store(dst + at, isFloat<T>() ? f32x4.sub(left, right) : v128.sub_sat<T>(left, right));
    } else if (isFloat<T>()) {
      store<T>(dst + at, load<T>(a + at) - load<T>(b + at));
    } else {
      const exact = <i32>load<T>(a + at) - <i32>load<T>(b + at);
      const low = isSigned<T>() ? -32768 : 0;
      store<T>(dst + at, <T>min<i32>(max<i32>(exact, low), low + (sizeof<T>() == 1 ? 255 : 65535)));
    }
  }
}

/**
 * The smallest and the largest value.
 *
 * In     src: `n` > 0 values (u8, u16, i16, f32, u32)
 * Out    dst: f64 smallest, f64 largest; returns 0 when all values are numbers, 1 when NaN or infinity was met
 * Room   dst takes 32 bytes while it works
 * Rules  NaN is passed over (and told by the status); when nothing else is there the two are +Infinity and -Infinity
 *        zero is +0, whatever signs the image holds
 * Cost   O(n), one pass, bound by reading
 */
import { F32, I16, U16, U8 } from "../core/types";
import { extentRow } from "../rows/extent";

/** Values a row function is handed at once: long enough to be fast, short enough that engines tier up early. */
const CHUNK: usize = 16384;

export function minMax(dst: usize, src: usize, type: i32, n: usize): i32 {
  if (type == U8) return extent<u8>(dst, src, n);
  if (type == U16) return extent<u16>(dst, src, n);
  if (type == I16) return extent<i16>(dst, src, n);
  return type == F32 ? extent<f32>(dst, src, n) : extent<u32>(dst, src, n);
}

function extent<T>(dst: usize, src: usize, n: usize): i32 {
  for (let i: usize = 0; i < 16; i += sizeof<T>()) {
    store<T>(dst + i, isFloat<T>() ? <T>Infinity : load<T>(src));
    store<T>(dst + i, isFloat<T>() ? <T>-Infinity : load<T>(src), 16);
  }
  let odd = 0;
  for (let i: usize = 0; i < n; i += CHUNK) {
    odd |= extentRow<T>(dst, src + i * sizeof<T>(), min<usize>(CHUNK, n - i));
  }
  let low = load<T>(dst);
  let high = load<T>(dst, 16);
  for (let i: usize = 0; i < 16; i += sizeof<T>()) {
    const l = load<T>(dst + i);
    const h = load<T>(dst + i, 16);
    if (l < low) low = l;
    if (h > high) high = h;
  }
  // Adding +0 turns -0 into +0: which of the two equal zeros a lane kept depends on the order of reading.
  store<f64>(dst, <f64>low + 0.0);
  store<f64>(dst, <f64>high + 0.0, 8);
  return odd | i32(isFloat<T>() && (<f64>low == -Infinity || <f64>high == Infinity));
}

/**
 * The smallest and the largest value.
 *
 * In     src: `n` > 0 values (u8, u16, i16, u32, f32)
 * Out    dst: f64 smallest, f64 largest; returns 0 when all values are numbers, 1 when NaN or infinity was met
 * Room   dst takes 32 bytes while it works
 * Rules  NaN is passed over (and told by the status); when nothing else is there the two are +Infinity and -Infinity
 *        zero is +0, whatever signs the image holds
 * Cost   O(n), one pass, bound by reading
 */
import { F32, I16, sizeOfType, U16, U32, U8, valueAt } from "../core/types";
import { extentRow } from "../rows/extent";

/** Values a row function is handed at once: long enough to be fast, short enough that engines tier up early. */
const CHUNK: usize = 16384;

export function minMax(dst: usize, src: usize, type: i32, n: usize): i32 {
  const size = sizeOfType(type);
  for (let i: usize = 0; i < 16; i += size) {
    // Every lane starts with the first value, but f32 lanes without one, because the first may be NaN.
    memory.copy(dst + i, src, size);
    memory.copy(dst + i + 16, src, size);
    if (type == F32) {
      store<f32>(dst + i, Infinity);
      store<f32>(dst + i, -Infinity, 16);
    }
  }
  let odd = 0;
  for (let i: usize = 0; i < n; i += CHUNK) odd |= narrow(dst, src + i * size, type, min<usize>(CHUNK, n - i));
  let low = valueAt(dst, type);
  let high = valueAt(dst + 16, type);
  for (let i = size; i < 16; i += size) {
    low = Math.min(low, valueAt(dst + i, type));
    high = Math.max(high, valueAt(dst + i + 16, type));
  }
  // Adding +0 turns -0 into +0: which of the two equal zeros a lane kept depends on the order of reading.
  store<f64>(dst, low + 0.0);
  store<f64>(dst, high + 0.0, 8);
  return odd | i32(low == -Infinity || high == Infinity);
}

function narrow(dst: usize, src: usize, type: i32, n: usize): i32 {
  if (type == U8) return extentRow<u8>(dst, src, n);
  if (type == U16) return extentRow<u16>(dst, src, n);
  if (type == I16) return extentRow<i16>(dst, src, n);
  if (type == U32) return extentRow<u32>(dst, src, n);
  return extentRow<f32>(dst, src, n);
}

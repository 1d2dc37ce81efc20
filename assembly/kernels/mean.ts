/**
 * Arithmetic mean.
 *
 * In     src: `n` > 0 values (u8, u16, i16, f32)
 * Out    returns the mean
 * Room   32 bytes
 * Rules  whole values: the sum is exact, then one f64 division
 *        f32: four f64 sums, value i to sum i mod 4, added up first + second + third + fourth
 * Cost   O(n), one pass
 * After  NumPy's mean in f64, to 1e-15 for whole values; f32 images are not rounded back to f32
 */
import { F32, I16, U8 } from "../core/types";
import { sumRow, sumRowFloats } from "../rows/sum";

const CHUNK: usize = 16384;

export function mean(room: usize, src: usize, type: i32, n: usize): f64 {
  if (type == F32) return floatSum(room, src, n, 0) / <f64>n;
  // Signed values are summed as unsigned ones, each half the range too large.
  const flip: u32 = type == I16 ? 0x8000 : 0;
  let sum: u64 = 0;
  for (let i: usize = 0; i < n; i += CHUNK) {
    const part = min<usize>(CHUNK, n - i);
    sum += type == U8 ? sumRow<u8>(src + i, part, 0) : sumRow<u16>(src + (i << 1), part, flip);
  }
  return <f64>(<i64>sum - <i64>flip * <i64>n) / <f64>n;
}

/** Sum of `n` f32 values, each less `offset`; `room` takes 32 bytes. */
export function floatSum(room: usize, src: usize, n: usize, offset: f64): f64 {
  memory.fill(room, 0, 32);
  for (let i: usize = 0; i < n; i += CHUNK) sumRowFloats(room, src + (i << 2), min<usize>(CHUNK, n - i), offset);
  return load<f64>(room) + load<f64>(room, 8) + load<f64>(room, 16) + load<f64>(room, 24);
}

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
import { I16, U16, U8 } from "../core/types";
import { sumRow, sumRowFloats } from "../rows/sum";

const CHUNK: usize = 16384;

export function mean(room: usize, src: usize, type: i32, n: usize): f64 {
  if (type == U8) return <f64>wholeSum<u8>(src, n) / <f64>n;
  if (type == U16) return <f64>wholeSum<u16>(src, n) / <f64>n;
  if (type == I16) return <f64>wholeSum<i16>(src, n) / <f64>n;
  return floatSum(room, src, n, 0) / <f64>n;
}

function wholeSum<T>(src: usize, n: usize): i64 {
  let sum: i64 = 0;
  for (let i: usize = 0; i < n; i += CHUNK) sum += sumRow<T>(src + i * sizeof<T>(), min<usize>(CHUNK, n - i));
  return sum;
}

/** Sum of `n` f32 values, each less `offset`; `room` takes 32 bytes. */
export function floatSum(room: usize, src: usize, n: usize, offset: f64): f64 {
  memory.fill(room, 0, 32);
  for (let i: usize = 0; i < n; i += CHUNK) sumRowFloats(room, src + (i << 2), min<usize>(CHUNK, n - i), offset);
  return load<f64>(room) + load<f64>(room, 8) + load<f64>(room, 16) + load<f64>(room, 24);
}

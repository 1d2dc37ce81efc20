/** Sums of powers of the columns of runs, and of values times such powers. Columns count from an origin. */
import { F32, I16, U8 } from "../core/types";

/** Adds Σ 1, Σ x, Σ x², Σ x³ of the columns [from, to) to four f64. */
export function addPowers(sums: usize, from: f64, to: f64): void {
  const n = to - from;
  const middle = (from + to - 1) / 2;
  // About the middle of the run: no large numbers that cancel, and all exact below 2⁵³.
  const spread = (n * (n * n - 1)) / 12;
  const square = middle * middle;
  store<f64>(sums, load<f64>(sums) + n);
  store<f64>(sums, load<f64>(sums, 8) + n * middle, 8);
  store<f64>(sums, load<f64>(sums, 16) + (n * square + spread), 16);
  store<f64>(sums, load<f64>(sums, 24) + middle * (n * square + 3 * spread), 24);
}

/** The same with every column weighted by its value. */
export function addWeighted(sums: usize, src: usize, type: i32, x: f64, n: usize): void {
  let s0 = load<f64>(sums);
  let s1 = load<f64>(sums, 8);
  let s2 = load<f64>(sums, 16);
  let s3 = load<f64>(sums, 24);
  for (let i: usize = 0; i < n; ++i) {
    const value = valueAt(src, type, i);
    const first = value * x;
    const second = first * x;
    s0 += value;
    s1 += first;
    s2 += second;
    s3 += second * x;
    x += 1;
  }
  store<f64>(sums, s0);
  store<f64>(sums, s1, 8);
  store<f64>(sums, s2, 16);
  store<f64>(sums, s3, 24);
}

// @ts-ignore: decorator
@inline
function valueAt(src: usize, type: i32, i: usize): f64 {
  if (type == F32) return <f64>load<f32>(src + (i << 2));
  if (type == U8) return <f64>load<u8>(src + i);
  return type == I16 ? <f64>load<i16>(src + (i << 1)) : <f64>load<u16>(src + (i << 1));
}

/** Adds the sums of one row, times the powers of its y and z, to the moments; `deep` is 0 where z plays no part. */
export function addRow(moments: usize, sums: usize, y: f64, z: f64, deep: i32): void {
  const powers = deep ? 4 : 1;
  let factorZ = 1.0;
  for (let pz = 0; pz < powers; ++pz) {
    let factor = factorZ;
    for (let py = 0; py < 4 - pz; ++py) {
      for (let px = 0; px < 4 - pz - py; ++px) {
        store<f64>(moments, load<f64>(moments) + factor * load<f64>(sums + (px << 3)));
        moments += 8;
      }
      factor *= y;
    }
    factorZ *= z;
  }
  memory.fill(sums, 0, 32);
}

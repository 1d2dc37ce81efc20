/**
 * Exact sum of `n` values of 8 or 16 bits whose bits were flipped by `flip`: 0, or 0x8000 to make signed values ascend
 * as unsigned ones do. At most 16,384 of them, so that lanes of 32 bits hold their share.
 */
export function sumRow<T>(src: usize, n: usize, flip: u32): u64 {
  const end = src + n * sizeof<T>();
  let sum: u64 = 0;
  if (ASC_FEATURE_SIMD) {
    const flips = i16x8.splat(<i16>flip);
    let lanes = i32x4.splat(0);
    for (; src + 16 <= end; src += 16) {
      const next = v128.load(src);
      const wide = sizeof<T>() == 1 ? i16x8.extadd_pairwise_i8x16_u(next) : v128.xor(next, flips);
      lanes = i32x4.add(lanes, i32x4.extadd_pairwise_i16x8_u(wide));
    }
    sum += <u64>i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1);
    sum += <u64>i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
  }
  for (; src < end; src += sizeof<T>()) sum += <u64>(<u32>load<T>(src) ^ flip);
  return sum;
}

/**
 * Adds `n` f32 values, each less `offset`, to four f64 sums at `sums`: value i to sum i mod 4. Which value goes where
 * is part of the result, because f64 sums depend on their order.
 */
export function sumRowFloats(sums: usize, src: usize, n: usize, offset: f64): void {
  const whole = src + ((n << 2) & ~(<usize>15));
  const end = src + (n << 2);
  if (ASC_FEATURE_SIMD) {
    const offsets = f64x2.splat(offset);
    let low = v128.load(sums);
    let high = v128.load(sums, 16);
    for (; src < whole; src += 16) {
      low = f64x2.add(low, f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(src)), offsets));
      high = f64x2.add(high, f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(src, 8)), offsets));
    }
    v128.store(sums, low);
    v128.store(sums, high, 16);
  }
  for (let i: usize = 0; src < end; src += 4, i = (i + 8) & 31) {
    store<f64>(sums + i, load<f64>(sums + i) + (<f64>load<f32>(src) - offset));
  }
}

/**
 * dst[i] = mean of src[i − 1], src[i] and src[i + 1], for `n` > 0 f32 counts; the outermost are their own neighbours.
 * Sums in f64, from left to right, means rounded to f32.
 */
export function smoothRow(dst: usize, src: usize, n: usize): void {
  let i: usize = 1;
  store<f32>(dst, meanOf(src, src, n > 1 ? src + 4 : src));
  if (ASC_FEATURE_SIMD) {
    const three = f64x2.splat(3);
    for (; i + 5 <= n; i += 4) {
      const at = src + (i << 2);
      const low = f64x2.div(f64x2.add(f64x2.add(pair(at - 4), pair(at)), pair(at + 4)), three);
      const high = f64x2.div(f64x2.add(f64x2.add(pair(at + 4), pair(at + 8)), pair(at + 12)), three);
      v128.store64_lane(dst + (i << 2), f32x4.demote_f64x2_zero(low), 0);
      v128.store64_lane(dst + (i << 2) + 8, f32x4.demote_f64x2_zero(high), 0);
    }
  }
  for (; i < n; ++i) {
    const at = src + (i << 2);
    store<f32>(dst + (i << 2), meanOf(at - 4, at, i + 1 < n ? at + 4 : at));
  }
}

// @ts-ignore: decorator
@inline
function meanOf(before: usize, here: usize, after: usize): f32 {
  return <f32>((<f64>load<f32>(before) + <f64>load<f32>(here) + <f64>load<f32>(after)) / 3);
}

/** Two neighbouring f32 as f64. */
// @ts-ignore: decorator
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

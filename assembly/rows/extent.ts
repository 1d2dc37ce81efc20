/**
 * Narrows the lanes of the smallest values at `dst` and of the largest at `dst + 16` by `n` more values. Both are 16
 * bytes of `T`, all of them in use when the build has vectors, only the first otherwise. Returns 1 when a NaN was met;
 * NaN never enters a lane.
 */
export function extentRow<T>(dst: usize, src: usize, n: usize): i32 {
  const end = src + n * sizeof<T>();
  let odd = 0;
  if (ASC_FEATURE_SIMD) {
    let low = v128.load(dst);
    let high = v128.load(dst, 16);
    let nan = i32x4.splat(0);
    for (; src + 16 <= end; src += 16) {
      const next = v128.load(src);
      if (isFloat<T>()) {
        // The pseudo-minimum keeps its first operand unless the second is smaller, so NaN is passed over.
        low = f32x4.pmin(low, next);
        high = f32x4.pmax(high, next);
        nan = v128.or(nan, f32x4.ne(next, next));
      } else {
        low = v128.min<T>(low, next);
        high = v128.max<T>(high, next);
      }
    }
    v128.store(dst, low);
    v128.store(dst, high, 16);
    odd = <i32>v128.any_true(nan);
  }
  let low = load<T>(dst);
  let high = load<T>(dst, 16);
  for (; src < end; src += sizeof<T>()) {
    const next = load<T>(src);
    if (next < low) low = next;
    if (next > high) high = next;
    if (isFloat<T>() && next != next) odd = 1;
  }
  store<T>(dst, low);
  store<T>(dst, high, 16);
  return odd;
}

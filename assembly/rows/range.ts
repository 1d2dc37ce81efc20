/**
 * Narrows a pair of f32 (smallest, largest) at `at` by `n` values. NaN makes the pair (−Infinity, +Infinity) for good.
 * Meant for rows that were just written: they are in the cache then, and a pass over the image is saved.
 */
export function narrowRange(at: usize, src: usize, n: usize): void {
  const end = src + (n << 2);
  let low = load<f32>(at);
  let high = load<f32>(at, 4);
  if (ASC_FEATURE_SIMD) {
    let lows = f32x4.splat(low), highs = f32x4.splat(high), odd = i32x4.splat(0);
    for (; src + 16 <= end; src += 16) {
      const next = v128.load(src);
      lows = f32x4.pmin(lows, next);
      highs = f32x4.pmax(highs, next);
      odd = v128.or(odd, f32x4.ne(next, next));
    }
    if (v128.any_true(odd)) {
      lows = f32x4.splat(-Infinity);
      highs = f32x4.splat(Infinity);
    }
    lows = f32x4.pmin(lows, i8x16.shuffle(lows, lows, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    highs = f32x4.pmax(highs, i8x16.shuffle(highs, highs, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    const l0 = f32x4.extract_lane(lows, 0), l1 = f32x4.extract_lane(lows, 1);
    const h0 = f32x4.extract_lane(highs, 0), h1 = f32x4.extract_lane(highs, 1);
    low = l1 < l0 ? l1 : l0;
    high = h1 > h0 ? h1 : h0;
  }
  for (; src < end; src += 4) {
    const next = load<f32>(src);
    if (next != next) {
      low = -Infinity;
      high = Infinity;
    }
    if (next < low) low = next;
    if (next > high) high = next;
  }
  store<f32>(at, low);
  store<f32>(at, high, 4);
}

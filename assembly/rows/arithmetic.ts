/** Arithmetic of f32 rows, value by value; `dst` may be any of the sources. `n` counts in whole groups of four. */

/** dst = keep · a + gain · (a − b) */
export function blendRow(dst: usize, a: usize, b: usize, n: usize, keep: f32, gain: f32): void {
  const end = dst + (n + 3 << 2 & ~15);
  if (ASC_FEATURE_SIMD) {
    const kept = f32x4.splat(keep);
    const factor = f32x4.splat(gain);
    for (; dst < end; dst += 16) {
      const value = v128.load(a);
      const change = f32x4.mul(factor, f32x4.sub(value, v128.load(b)));
      v128.store(dst, f32x4.add(f32x4.mul(kept, value), change));
      a += 16;
      b += 16;
    }
  } else {
    for (; dst < end; dst += 4) {
      const value = load<f32>(a);
      store<f32>(dst, keep * value + gain * (value - load<f32>(b)));
      a += 4;
      b += 4;
    }
  }
}

/** dst = a · b */
export function multiplyRow(dst: usize, a: usize, b: usize, n: usize): void {
  const end = dst + (n + 3 << 2 & ~15);
  if (ASC_FEATURE_SIMD) {
    for (; dst < end; dst += 16) {
      v128.store(dst, f32x4.mul(v128.load(a), v128.load(b)));
      a += 16;
      b += 16;
    }
  } else {
    for (; dst < end; dst += 4) {
      store<f32>(dst, load<f32>(a) * load<f32>(b));
      a += 4;
      b += 4;
    }
  }
}

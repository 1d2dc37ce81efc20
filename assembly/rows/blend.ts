/** dst = keep · a + gain · (a − b) for f32; `dst` may be one of them. Whole groups of four are computed. */
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

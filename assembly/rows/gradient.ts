/**
 * First derivatives over a neighbourhood of 3 × 3 f32, from the three rows a, b, c around the output:
 *
 *   x:  −1  0  1      y:  −1 −k −1      z (rows of differences across planes):  1  k  1
 *       −k  0  k           0  0  0                                              k  k² k
 *       −1  0  1           1  k  1                                              1  k  1
 *
 * Writes `scale` times the length of (x, y) or (x, y, z), or one of them: `part` 1 for x, 2 for y, 3 for z. Whole groups
 * of four: up to 12 bytes beyond the last value are written, up to 16 read on either side.
 */
export function gradientRow(
  dst: usize, a: usize, b: usize, c: usize, n: usize, pitch: usize, k: f32, scale: f32, part: i32,
): void {
  const end = dst + (n << 2);
  if (ASC_FEATURE_SIMD) {
    const weight = f32x4.splat(k);
    const factor = f32x4.splat(scale);
    for (; dst < end; dst += 16) {
      const a0 = v128.load(a - 4), a2 = v128.load(a + 4), c0 = v128.load(c - 4), c2 = v128.load(c + 4);
      const side = f32x4.sub(v128.load(b + 4), v128.load(b - 4));
      const across = f32x4.sub(v128.load(c), v128.load(a));
      let x = f32x4.add(f32x4.add(f32x4.sub(a2, a0), f32x4.mul(weight, side)), f32x4.sub(c2, c0));
      let y = f32x4.add(f32x4.add(f32x4.sub(c0, a0), f32x4.mul(weight, across)), f32x4.sub(c2, a2));
      if (part == 2) x = y;
      if (part == 0) x = f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
      if (pitch && (part == 0 || part == 3)) {
        const middle = smooth4(b + pitch, weight);
        y = f32x4.add(f32x4.add(smooth4(a + pitch, weight), f32x4.mul(weight, middle)), smooth4(c + pitch, weight));
        x = part ? y : f32x4.add(x, f32x4.mul(y, y));
      }
      v128.store(dst, f32x4.mul(factor, part ? x : f32x4.sqrt(x)));
      a += 16;
      b += 16;
      c += 16;
    }
  } else {
    for (; dst < end; dst += 4) {
      const a0 = load<f32>(a - 4), a2 = load<f32>(a + 4), c0 = load<f32>(c - 4), c2 = load<f32>(c + 4);
      let x = a2 - a0 + k * (load<f32>(b + 4) - load<f32>(b - 4)) + (c2 - c0);
      let y = c0 - a0 + k * (load<f32>(c) - load<f32>(a)) + (c2 - a2);
      if (part == 2) x = y;
      if (part == 0) x = x * x + y * y;
      if (pitch && (part == 0 || part == 3)) {
        y = smooth1(a + pitch, k) + k * smooth1(b + pitch, k) + smooth1(c + pitch, k);
        x = part ? y : x + y * y;
      }
      store<f32>(dst, scale * (part ? x : Mathf.sqrt(x)));
      a += 4;
      b += 4;
      c += 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function smooth1(at: usize, k: f32): f32 {
  return load<f32>(at - 4) + k * load<f32>(at) + load<f32>(at + 4);
}

// @ts-ignore: decorator
@inline
function smooth4(at: usize, k: v128): v128 {
  return f32x4.add(f32x4.add(v128.load(at - 4), f32x4.mul(k, v128.load(at))), v128.load(at + 4));
}

/**
 * What the rows before, at and after a plane give its gradient: their smoothed sum in place of `b`, and the difference
 * of the outer two `pitch` bytes further on. Whole groups of four.
 */
export function joinPlanes(a: usize, b: usize, c: usize, n: usize, pitch: usize, k: f32): void {
  const end = b + (n << 2);
  if (ASC_FEATURE_SIMD) {
    const weight = f32x4.splat(k);
    for (; b < end; b += 16) {
      const before = v128.load(a), after = v128.load(c);
      v128.store(b + pitch, f32x4.sub(after, before));
      v128.store(b, f32x4.add(f32x4.add(before, f32x4.mul(weight, v128.load(b))), after));
      a += 16;
      c += 16;
    }
  } else {
    for (; b < end; b += 4) {
      const before = load<f32>(a), after = load<f32>(c);
      store<f32>(b + pitch, after - before);
      store<f32>(b, before + k * load<f32>(b) + after);
      a += 4;
      c += 4;
    }
  }
}

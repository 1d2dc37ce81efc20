/**
 * First derivatives over a neighbourhood of 3 × 3 f32, from the three rows a, b, c around the output:
 *
 *   x:  −1  0  1      y:  −1 −k −1      z (rows of differences across planes, `far` bytes on):  1  k  1
 *       −k  0  k           0  0  0                                                              k  k² k
 *       −1  0  1           1  k  1                                                              1  k  1
 *
 * Writes `scale` times one of them, `part` 1 for x, 2 for y, 3 for z, or with 0 the length of all; with `other` times
 * that part as well. `far` 0: there is no z. Whole groups of four: up to 12 bytes beyond the last value are written, up
 * to 16 read on either side.
 */
export function gradientRow(
  dst: usize, a: usize, b: usize, c: usize, n: usize, far: usize, k: f32, scale: f32, part: i32, other: i32,
): void {
  const end = dst + (n << 2);
  if (ASC_FEATURE_SIMD) {
    const weight = f32x4.splat(k);
    const factor = f32x4.splat(scale);
    let z = f32x4.splat(0);
    for (; dst < end; dst += 16) {
      const a0 = v128.load(a - 4), a2 = v128.load(a + 4), c0 = v128.load(c - 4), c2 = v128.load(c + 4);
      const side = f32x4.sub(v128.load(b + 4), v128.load(b - 4));
      const across = f32x4.sub(v128.load(c), v128.load(a));
      const x = f32x4.add(f32x4.add(f32x4.sub(a2, a0), f32x4.mul(weight, side)), f32x4.sub(c2, c0));
      const y = f32x4.add(f32x4.add(f32x4.sub(c0, a0), f32x4.mul(weight, across)), f32x4.sub(c2, a2));
      if (far) {
        const middle = f32x4.mul(weight, smooth4(b + far, weight));
        z = f32x4.add(f32x4.add(smooth4(a + far, weight), middle), smooth4(c + far, weight));
      }
      let value = part == 1 ? x : part == 2 ? y : z;
      if (part == 0) {
        value = f32x4.sqrt(f32x4.add(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)), f32x4.mul(z, z)));
      }
      if (other) value = f32x4.mul(value, other == 1 ? x : other == 2 ? y : z);
      v128.store(dst, f32x4.mul(factor, value));
      a += 16;
      b += 16;
      c += 16;
    }
  } else {
    let z: f32 = 0;
    for (; dst < end; dst += 4) {
      const a0 = load<f32>(a - 4), a2 = load<f32>(a + 4), c0 = load<f32>(c - 4), c2 = load<f32>(c + 4);
      const x = a2 - a0 + k * (load<f32>(b + 4) - load<f32>(b - 4)) + (c2 - c0);
      const y = c0 - a0 + k * (load<f32>(c) - load<f32>(a)) + (c2 - a2);
      if (far) z = smooth1(a + far, k) + k * smooth1(b + far, k) + smooth1(c + far, k);
      let value = part == 1 ? x : part == 2 ? y : z;
      if (part == 0) value = Mathf.sqrt(x * x + y * y + z * z);
      if (other) value *= other == 1 ? x : other == 2 ? y : z;
      store<f32>(dst, scale * value);
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

/**
 * Symmetric convolution of f32 rows. `taps` holds radius + 1 weights, the centre first. Every output is
 *
 *   t = w0 · centre;  then for k = 1 … radius: t += wk · (before_k + after_k)
 *
 * in this order, in f32, in every build: so scalar and vector results are equal to the bit.
 */

/**
 * Two neighbouring output rows of a convolution across rows: `dst0` around the row at `src`, `dst1` around the next one.
 * They share their loads: what row 0 needs k below is what row 1 needs k − 1 below.
 *
 * `n` floats a row, in whole groups of 8: up to 28 bytes beyond the last are read and written.
 */
export function convolveTwoRows(
  dst0: usize, dst1: usize, src: usize, pitch: usize, n: usize, taps: usize, radius: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    const end = dst0 + (n << 2);
    while (dst0 < end) {
      let above = src;
      let below = src + pitch;
      let tap = taps;
      let x0 = v128.load(above), x1 = v128.load(above, 16);
      let y0 = v128.load(below), y1 = v128.load(below, 16);
      const centre = v128.load32_splat(tap);
      let a0 = f32x4.mul(centre, x0), a1 = f32x4.mul(centre, x1);
      let b0 = f32x4.mul(centre, y0), b1 = f32x4.mul(centre, y1);
      for (let k = radius; k > 0; --k) {
        above -= pitch;
        below += pitch;
        tap += 4;
        const weight = v128.load32_splat(tap);
        const u0 = v128.load(above), u1 = v128.load(above, 16);
        const v0 = v128.load(below), v1 = v128.load(below, 16);
        a0 = f32x4.add(a0, f32x4.mul(weight, f32x4.add(u0, y0)));
        a1 = f32x4.add(a1, f32x4.mul(weight, f32x4.add(u1, y1)));
        b0 = f32x4.add(b0, f32x4.mul(weight, f32x4.add(x0, v0)));
        b1 = f32x4.add(b1, f32x4.mul(weight, f32x4.add(x1, v1)));
        x0 = u0, x1 = u1;
        y0 = v0, y1 = v1;
      }
      v128.store(dst0, a0);
      v128.store(dst0, a1, 16);
      v128.store(dst1, b0);
      v128.store(dst1, b1, 16);
      src += 32;
      dst0 += 32;
      dst1 += 32;
    }
  } else {
    convolveAcross(dst0, src, pitch, n, taps, radius);
    convolveAcross(dst1, src + pitch, pitch, n, taps, radius);
  }
}

function convolveAcross(dst: usize, src: usize, pitch: usize, n: usize, taps: usize, radius: i32): void {
  for (let x: usize = 0; x < n; ++x) {
    const at = src + (x << 2);
    let sum = load<f32>(taps) * load<f32>(at);
    for (let k = 1; k <= radius; ++k) {
      const step = <usize>k * pitch;
      sum += load<f32>(taps + (<usize>k << 2)) * (load<f32>(at - step) + load<f32>(at + step));
    }
    store<f32>(dst + (x << 2), sum);
  }
}

/**
 * Convolution along a row that has `radius` valid values on either side of its `n`.
 * Whole groups of 16: up to 60 bytes beyond the last are read and written.
 */
export function convolveRow(dst: usize, src: usize, n: usize, taps: usize, radius: i32): void {
  if (ASC_FEATURE_SIMD) {
    const end = dst + (n << 2);
    while (dst < end) {
      let left = src;
      let right = src;
      let tap = taps;
      const centre = v128.load32_splat(tap);
      let a = f32x4.mul(centre, v128.load(src));
      let b = f32x4.mul(centre, v128.load(src, 16));
      let c = f32x4.mul(centre, v128.load(src, 32));
      let d = f32x4.mul(centre, v128.load(src, 48));
      for (let k = radius; k > 0; --k) {
        left -= 4;
        right += 4;
        tap += 4;
        const weight = v128.load32_splat(tap);
        a = f32x4.add(a, f32x4.mul(weight, f32x4.add(v128.load(left), v128.load(right))));
        b = f32x4.add(b, f32x4.mul(weight, f32x4.add(v128.load(left, 16), v128.load(right, 16))));
        c = f32x4.add(c, f32x4.mul(weight, f32x4.add(v128.load(left, 32), v128.load(right, 32))));
        d = f32x4.add(d, f32x4.mul(weight, f32x4.add(v128.load(left, 48), v128.load(right, 48))));
      }
      v128.store(dst, a);
      v128.store(dst, b, 16);
      v128.store(dst, c, 32);
      v128.store(dst, d, 48);
      src += 64;
      dst += 64;
    }
  } else {
    convolveAcross(dst, src, 4, n, taps, radius);
  }
}

/** Lines of f64 for local levels. Each lane does in the same order what SciPy does for one value. */

/**
 * dst[x] = the symmetric convolution around src[x], for `n` values. Taps lie `step` bytes apart; weights from the centre
 * outwards, summed from the outermost pair inwards.
 */
export function convolveLine(dst: usize, src: usize, step: usize, n: usize, weights: usize, radius: usize): void {
  let x: usize = 0;
  const reach = radius * step;
  if (ASC_FEATURE_SIMD) {
    for (; x + 4 <= n; x += 4) {
      const at = src + (x << 3);
      const centre = v128.load64_splat(weights);
      let a = f64x2.mul(v128.load(at), centre), b = f64x2.mul(v128.load(at, 16), centre);
      let before = at - reach;
      let after = at + reach;
      for (let tap = weights + (radius << 3); tap > weights; tap -= 8) {
        const weight = v128.load64_splat(tap);
        a = f64x2.add(a, f64x2.mul(f64x2.add(v128.load(before), v128.load(after)), weight));
        b = f64x2.add(b, f64x2.mul(f64x2.add(v128.load(before, 16), v128.load(after, 16)), weight));
        before += step;
        after -= step;
      }
      v128.store(dst + (x << 3), a);
      v128.store(dst + (x << 3), b, 16);
    }
  }
  for (; x < n; ++x) {
    const at = src + (x << 3);
    let sum = load<f64>(at) * load<f64>(weights);
    let before = at - reach;
    let after = at + reach;
    for (let tap = weights + (radius << 3); tap > weights; tap -= 8) {
      sum += (load<f64>(before) + load<f64>(after)) * load<f64>(tap);
      before += step;
      after -= step;
    }
    store<f64>(dst + (x << 3), sum);
  }
}

/** sums += fresh − old, and dst = sums / count, for `n` values. */
export function slideRow(dst: usize, sums: usize, fresh: usize, old: usize, n: usize, count: f64): void {
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; x + 2 <= n; x += 2) {
      const at = x << 3;
      const sum = f64x2.add(v128.load(sums + at), f64x2.sub(v128.load(fresh + at), v128.load(old + at)));
      v128.store(sums + at, sum);
      v128.store(dst + at, f64x2.div(sum, f64x2.splat(count)));
    }
  }
  for (; x < n; ++x) {
    const at = x << 3;
    const sum = load<f64>(sums + at) + (load<f64>(fresh + at) - load<f64>(old + at));
    store<f64>(sums + at, sum);
    store<f64>(dst + at, sum / count);
  }
}

/** dst[x] = the sum of src[x] … src[x + window − 1], kept as it slides along, divided by `count`. */
export function slideLine(dst: usize, src: usize, n: usize, window: usize, count: f64): void {
  let sum: f64 = 0;
  const reach = window << 3;
  for (const end = src + reach; src < end; src += 8) sum += load<f64>(src);
  store<f64>(dst, sum / count);
  for (const end = dst + (n << 3); (dst += 8) < end; src += 8) {
    sum += load<f64>(src) - load<f64>(src - reach);
    store<f64>(dst, sum / count);
  }
}

/** Rounds `n` values to f32. */
export function roundRow(row: usize, n: usize): void {
  for (const end = row + (n << 3); row < end; row += 8) store<f64>(row, <f64>(<f32>load<f64>(row)));
}

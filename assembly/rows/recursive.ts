/**
 * Recursive filtering across rows: every column is one signal, its samples `step` bytes apart.
 *
 * Two damped oscillators a column. With the states (u, v) of one, the sample x, its stiffness k and its damping c:
 *
 *   v += (x − k · u) − c · v;  u += v;  response += p · u + q · v
 *
 * A steady x gives u = x / k and v = 0. In this form the states round to about 1e-7 of the signal for any width of the
 * kernel, where the usual difference equation would lose all digits of f32.
 *
 * `weights` are nine f32: (k, c, p, q) of the first oscillator, of the second, then the weight of the centre, which
 * the two sweeps count twice. `state` is four rows of `n` floats: u, v, u, v.
 */

/** Sets the states as if all samples so far had been those of `row`. */
export function restRow(state: usize, row: usize, n: usize, weights: usize): void {
  const bytes = n << 2;
  memory.fill(state, 0, bytes << 2);
  for (const end = state + bytes; state < end; state += 4) {
    const value = load<f32>(row);
    store<f32>(state, value / load<f32>(weights));
    store<f32>(state + bytes * 2, value / load<f32>(weights, 16));
    row += 4;
  }
}

/**
 * Sweeps `count` rows of `n` columns, the next row `step` bytes on, that of the tile `tileStep`. The sweep there leaves
 * its response in the tile; the sweep `back` replaces each sample by the sum of both responses less the centre's share.
 */
export function sweepRows(
  data: usize, step: usize, tile: usize, tileStep: usize, count: usize, n: usize,
  state: usize, weights: usize, back: bool,
): void {
  const bytes = n << 2;
  if (ASC_FEATURE_SIMD) {
    const vectors = bytes & ~15;
    const k0 = v128.load32_splat(weights), c0 = v128.load32_splat(weights, 4);
    const p0 = v128.load32_splat(weights, 8), q0 = v128.load32_splat(weights, 12);
    const k1 = v128.load32_splat(weights, 16), c1 = v128.load32_splat(weights, 20);
    const p1 = v128.load32_splat(weights, 24), q1 = v128.load32_splat(weights, 28);
    const centre = v128.load32_splat(weights, 32);
    for (; count > 0; --count) {
      for (let x: usize = 0; x < vectors; x += 16) {
        const sample = v128.load(data + x);
        const a = state + x, b = a + bytes, c = b + bytes, d = c + bytes;
        let u = v128.load(a), v = v128.load(b);
        v = f32x4.add(v, f32x4.sub(f32x4.sub(sample, f32x4.mul(k0, u)), f32x4.mul(c0, v)));
        u = f32x4.add(u, v);
        v128.store(a, u);
        v128.store(b, v);
        const near = f32x4.add(f32x4.mul(p0, u), f32x4.mul(q0, v));
        u = v128.load(c), v = v128.load(d);
        v = f32x4.add(v, f32x4.sub(f32x4.sub(sample, f32x4.mul(k1, u)), f32x4.mul(c1, v)));
        u = f32x4.add(u, v);
        v128.store(c, u);
        v128.store(d, v);
        const response = f32x4.add(near, f32x4.add(f32x4.mul(p1, u), f32x4.mul(q1, v)));
        if (back) {
          v128.store(data + x, f32x4.sub(f32x4.add(v128.load(tile + x), response), f32x4.mul(centre, sample)));
        } else {
          v128.store(tile + x, response);
        }
      }
      if (vectors < bytes) sweepColumns(data, tile, vectors, bytes, state, weights, back);
      data += step;
      tile += tileStep;
    }
  } else {
    for (; count > 0; --count) {
      sweepColumns(data, tile, 0, bytes, state, weights, back);
      data += step;
      tile += tileStep;
    }
  }
}

/** One row of a sweep from byte `x` on. */
function sweepColumns(
  data: usize, tile: usize, x: usize, bytes: usize, state: usize, weights: usize, back: bool,
): void {
  for (; x < bytes; x += 4) {
    const sample = load<f32>(data + x);
    const a = state + x;
    const c = a + bytes * 2;
    const response = swing(a, a + bytes, sample, weights) + swing(c, c + bytes, sample, weights + 16);
    if (back) store<f32>(data + x, load<f32>(tile + x) + response - load<f32>(weights, 32) * sample);
    else store<f32>(tile + x, response);
  }
}

/** One step of one oscillator, and its response. */
function swing(a: usize, b: usize, sample: f32, weights: usize): f32 {
  let u = load<f32>(a);
  let v = load<f32>(b);
  v += sample - load<f32>(weights) * u - load<f32>(weights, 4) * v;
  u += v;
  store<f32>(a, u);
  store<f32>(b, v);
  return load<f32>(weights, 8) * u + load<f32>(weights, 12) * v;
}

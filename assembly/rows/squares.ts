/**
 * Rows of squared distances in u16: values at or above 65535 only say "far".
 * No row function reads or writes a voxel twice for the same candidate; sums saturate, so that far stays far.
 */

/** Steps beyond this have squares above u16. */
const REACH: usize = 255;

/** Squares inside runs of 0 to 8 voxels between clear bits, eight u16 for each length. */
const SHORT_RUNS: usize = memory.data<u16>([
  0, 0, 0, 0, 0, 0, 0, 0,
  1, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 0, 0, 0, 0, 0, 0,
  1, 4, 1, 0, 0, 0, 0, 0,
  1, 4, 4, 1, 0, 0, 0, 0,
  1, 4, 9, 4, 1, 0, 0, 0,
  1, 4, 9, 9, 4, 1, 0, 0,
  1, 4, 9, 16, 9, 4, 1, 0,
  1, 4, 9, 16, 16, 9, 4, 1,
]);

/**
 * Squared distance of every voxel of a bit row to the nearest clear bit of the same row, at most `far`; clear bits get
 * 0. The ends of the row are not clear. `pitch` bytes are written, and up to 14 bytes of rubbish after them.
 */
export function squaredRow(dst: usize, pitch: usize, bits: usize, w: usize, far: u16): void {
  memory.fill(dst, 0, pitch);
  let carry: u64 = 0;
  let start: usize = 0;
  let inside = false;
  for (let base: usize = 0; base < w; base += 64) {
    const word = load<u64>(bits + (base >> 3));
    let edges = word ^ ((word << 1) | carry);
    carry = word >> 63;
    while (edges) {
      const x = base + <usize>ctz(edges);
      edges &= edges - 1;
      if (!inside) start = x;
      else if (ASC_FEATURE_SIMD && x - start <= 8 && start > 0 && x < w) {
        const squares = v128.load(SHORT_RUNS + ((x - start) << 4));
        v128.store(dst + (start << 1), i16x8.min_u(squares, i16x8.splat(<i16>far)));
      } else rampRow(dst, start, x, w, far);
      inside = !inside;
    }
  }
  if (inside) rampRow(dst, start, w, w, far);
  // Vectors of a run that ends with the row pass its end: only zeros may stay in the padding.
  memory.fill(dst + (w << 1), 0, pitch - (w << 1));
}

/** The squares of one run [from, to) of set bits. Vectors that pass the end of the run write zeros there. */
function rampRow(dst: usize, from: usize, to: usize, w: usize, far: u16): void {
  let x = from;
  if (ASC_FEATURE_SIMD) {
    const steps = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
    const limit = i16x8.splat(<i16>far);
    let left = from == 0 ? i16x8.splat(-1) : i16x8.add(steps, i16x8.splat(1));
    for (; x < to; x += 8) {
      const right = to == w ? i16x8.splat(-1) : i16x8.sub_sat_u(i16x8.splat(<i16>min<usize>(to - x, 0xffff)), steps);
      const near = i16x8.min_u(left, right);
      const square = v128.or(i16x8.mul(near, near), i16x8.ge_u(near, i16x8.splat(256)));
      v128.store(dst + (x << 1), i16x8.min_u(square, limit));
      left = i16x8.add_sat_u(left, i16x8.splat(8));
    }
    return;
  }
  for (; x < to; ++x) {
    const left: usize = from == 0 ? REACH + 1 : x - from + 1;
    const right: usize = to == w ? REACH + 1 : to - x;
    const near = min<usize>(left, right);
    store<u16>(dst + (x << 1), near > REACH ? far : <u16>min<usize>(near * near, <usize>far));
  }
}

/**
 * One row of the pass along another axis: dst[i] = min over k of src[i ± k rows] + k², saturating. `before` and `after`
 * rows lie on either side of `src`, `pitch` bytes apart. Handles `bytes` rounded up to 64. The search ends when k² can no
 * longer improve any lane.
 */
export function minPlusRow(dst: usize, src: usize, pitch: usize, before: usize, after: usize, bytes: usize): void {
  const both = min<usize>(min<usize>(before, after), REACH);
  const reach = min<usize>(max<usize>(before, after), REACH);
  if (!ASC_FEATURE_SIMD) return minPlusSingles(dst, src, pitch, before, after, bytes);
  for (let o: usize = 0; o < bytes; o += 64) {
    let up = src + o;
    let down = up;
    let a = v128.load(up);
    let b = v128.load(up, 16);
    let c = v128.load(up, 32);
    let d = v128.load(up, 48);
    let square = i16x8.splat(1);
    let step = i16x8.splat(3);
    let k: usize = 1;
    for (; k <= both && anyAbove(a, b, c, d, square); ++k) {
      up -= pitch;
      down += pitch;
      a = i16x8.min_u(a, i16x8.add_sat_u(square, i16x8.min_u(v128.load(up), v128.load(down))));
      b = i16x8.min_u(b, i16x8.add_sat_u(square, i16x8.min_u(v128.load(up, 16), v128.load(down, 16))));
      c = i16x8.min_u(c, i16x8.add_sat_u(square, i16x8.min_u(v128.load(up, 32), v128.load(down, 32))));
      d = i16x8.min_u(d, i16x8.add_sat_u(square, i16x8.min_u(v128.load(up, 48), v128.load(down, 48))));
      square = i16x8.add(square, step);
      step = i16x8.add(step, i16x8.splat(2));
    }
    // One side has come to its end: the other goes on alone.
    let at = before > after ? up : down;
    for (; k <= reach && anyAbove(a, b, c, d, square); ++k) {
      at += before > after ? 0 - pitch : pitch;
      a = i16x8.min_u(a, i16x8.add_sat_u(square, v128.load(at)));
      b = i16x8.min_u(b, i16x8.add_sat_u(square, v128.load(at, 16)));
      c = i16x8.min_u(c, i16x8.add_sat_u(square, v128.load(at, 32)));
      d = i16x8.min_u(d, i16x8.add_sat_u(square, v128.load(at, 48)));
      square = i16x8.add(square, step);
      step = i16x8.add(step, i16x8.splat(2));
    }
    v128.store(dst + o, a);
    v128.store(dst + o, b, 16);
    v128.store(dst + o, c, 32);
    v128.store(dst + o, d, 48);
  }
}

/** True when any of 32 lanes is above the lanes of `limit`. */
// @ts-ignore: decorator
@inline
function anyAbove(a: v128, b: v128, c: v128, d: v128, limit: v128): bool {
  const first = v128.or(i16x8.sub_sat_u(a, limit), i16x8.sub_sat_u(b, limit));
  return v128.any_true(v128.or(first, v128.or(i16x8.sub_sat_u(c, limit), i16x8.sub_sat_u(d, limit))));
}

/** The same, one value at a time. */
function minPlusSingles(dst: usize, src: usize, pitch: usize, before: usize, after: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 2) {
    const at = src + o;
    let best: u32 = load<u16>(at);
    for (let k: usize = 1; k <= REACH && <u32>(k * k) < best; ++k) {
      const square = <u32>(k * k);
      if (k > before && k > after) break;
      if (k <= before) best = min<u32>(best, <u32>load<u16>(at - k * pitch) + square);
      if (k <= after) best = min<u32>(best, <u32>load<u16>(at + k * pitch) + square);
    }
    store<u16>(dst + o, <u16>best);
  }
}

/** dst[i] = √src[i] as f32, correctly rounded. Returns false as soon as a value is far. */
export function rootRow(dst: usize, src: usize, n: usize): bool {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    let most = i16x8.splat(0);
    for (; i + 8 <= n; i += 8) {
      const squares = v128.load(src + (i << 1));
      most = i16x8.max_u(most, squares);
      const to = dst + (i << 2);
      if (v128.any_true(squares)) {
        v128.store(to, f32x4.sqrt(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(squares))));
        v128.store(to, f32x4.sqrt(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(squares))), 16);
      } else {
        v128.store(to, squares);
        v128.store(to, squares, 16);
      }
    }
    if (v128.any_true(i16x8.eq(most, i16x8.splat(-1)))) return false;
  }
  for (; i < n; ++i) {
    const square = load<u16>(src + (i << 1));
    if (square == 0xffff) return false;
    store<f32>(dst + (i << 2), sqrt<f32>(<f32>square));
  }
  return true;
}

/** dst[i] = √src[i] · scale, rounded once from f64. Returns false as soon as a value is far. */
export function scaledRootRow(dst: usize, src: usize, n: usize, scale: f64): bool {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const scales = f64x2.splat(scale);
    let most = i32x4.splat(0);
    for (; i + 4 <= n; i += 4) {
      const squares = v128.load64_zero(src + (i << 1));
      const wide = i32x4.extend_low_i16x8_u(squares);
      most = i32x4.max_s(most, wide);
      const low = f64x2.convert_low_i32x4_s(wide);
      const high = f64x2.convert_low_i32x4_s(v128.shuffle<u64>(wide, wide, 1, 0));
      const first = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sqrt(low), scales));
      const last = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sqrt(high), scales));
      v128.store(dst + (i << 2), v128.shuffle<i64>(first, last, 0, 2));
    }
    if (v128.any_true(i32x4.eq(most, i32x4.splat(0xffff)))) return false;
  }
  for (; i < n; ++i) {
    const square = load<u16>(src + (i << 1));
    if (square == 0xffff) return false;
    store<f32>(dst + (i << 2), <f32>(sqrt<f64>(<f64>square) * scale));
  }
  return true;
}

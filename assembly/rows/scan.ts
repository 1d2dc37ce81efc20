import { firstVoxel, offsetOf, PIECE, Scan } from "../core/scan";

/** Centres this near to an outline count as inside: 2⁻¹⁷ of a voxel. */
const TOLERANCE: f64 = 7.62939453125e-06;

// @ts-ignore: decorator
@inline
function lowOf(piece: usize): f64 {
  return min(load<f64>(piece), load<f64>(piece, 16));
}

// @ts-ignore: decorator
@inline
function highOf(piece: usize): f64 {
  return max(load<f64>(piece), load<f64>(piece, 16));
}

/** Fills between the pieces of one plane of samples, row by row. */
export function fillPlane(scan: Scan): void {
  orderPieces(scan);
  const pieces = scan.pieces, order = scan.order, active = scan.active, h = scan.h, samples = scan.samples;
  let from: usize = 0, count: usize = 0;
  for (let j: usize = 0; j < h; ++j) {
    const end = <usize>load<u32>(scan.starts + (j << 2));
    let kept: usize = 0;
    for (let i: usize = 0; i < count + end - from; ++i) {
      const index = load<u32>(i < count ? active + (i << 2) : order + ((from + i - count) << 2));
      if (highOf(pieces + <usize>index * PIECE) < <f64>j - 0.5) continue;
      // Never beyond the place just read: the list of those that are new lies elsewhere.
      store<u32>(active + (kept++ << 2), index);
    }
    from = end;
    count = kept;
    if (count) for (let b: u32 = 0; b < samples; ++b) fillRow(scan, j, <f64>j + offsetOf(b, samples), count);
  }
}

/** Lists the pieces that reach a row by the first one; starts[j] becomes the number of those that begin at row j or before. */
function orderPieces(scan: Scan): void {
  const pieces = scan.pieces, starts = scan.starts, order = scan.order, h = scan.h, count = scan.count;
  memory.fill(starts, 0, (h + 1) << 2);
  for (let i: usize = 0; i < count; ++i) {
    const at = starts + (firstVoxel(lowOf(pieces + i * PIECE), h) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let sum: u32 = 0;
  for (let j: usize = 0; j <= h; ++j) {
    const at = starts + (j << 2);
    const here = load<u32>(at);
    store<u32>(at, sum);
    sum += here;
  }
  for (let i: usize = 0; i < count; ++i) {
    const at = starts + (firstVoxel(lowOf(pieces + i * PIECE), h) << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u32>(order + (<usize>place << 2), <u32>i);
  }
}

/** Adds what lies inside on one row of samples, which is looked at just above and just below. */
function fillRow(scan: Scan, j: usize, y: f64, count: usize): void {
  const upper = scan.xs, lower = upper + (scan.count << 3);
  let p = upper, q = lower;
  const pEnd = p + (crossings(scan, upper, y - TOLERANCE, count) << 3);
  const qEnd = q + (crossings(scan, lower, y + TOLERANCE, count) << 3);
  const steps = scan.steps + ((scan.w + 1) * j << 1);
  let low = -Infinity, high = -Infinity;
  while (p < pEnd || q < qEnd) {
    const takesP = q >= qEnd || (p < pEnd && load<f64>(p) <= load<f64>(q));
    const at = takesP ? p : q;
    if (takesP) p += 16;
    else q += 16;
    const from = load<f64>(at) - TOLERANCE, to = load<f64>(at, 8) + TOLERANCE;
    if (from <= high) {
      high = max(high, to);
      continue;
    }
    addStretch(scan, steps, low, high);
    low = from;
    high = to;
  }
  addStretch(scan, steps, low, high);
}

/** Where the active pieces cross y, in ascending order; returns how many, 0 when the number is odd. */
function crossings(scan: Scan, xs: usize, y: f64, count: usize): usize {
  let to = xs;
  for (let i: usize = 0; i < count; ++i) {
    const piece = scan.pieces + <usize>load<u32>(scan.active + (i << 2)) * PIECE;
    const a = load<f64>(piece), b = load<f64>(piece, 16);
    if ((a >= y) == (b >= y)) continue;
    const x = load<f64>(piece, 8);
    store<f64>(to, x + (y - a) / (b - a) * (load<f64>(piece, 24) - x));
    to += 8;
  }
  const n = (to - xs) >> 3;
  if (n & 1) {
    scan.odd += 1;
    return 0;
  }
  sort(xs, n);
  return n;
}

/** Shell's method: rows mostly have a few crossings, but may have many thousand. */
function sort(xs: usize, n: usize): void {
  let gap: usize = 1;
  while (gap < n / 9) gap = 3 * gap + 1;
  for (; gap; gap /= 3) {
    const back = gap << 3;
    for (let at = xs + back; at < xs + (n << 3); at += 8) {
      const value = load<f64>(at);
      let to = at;
      for (; to >= xs + back && load<f64>(to - back) > value; to -= back) store<f64>(to, load<f64>(to - back));
      store<f64>(to, value);
    }
  }
}

/** Counts the samples of a row between two places. */
function addStretch(scan: Scan, steps: usize, low: f64, high: f64): void {
  const end = <f64>scan.w - 1;
  for (let b: u32 = 0; b < scan.samples; ++b) {
    const offset = offsetOf(b, scan.samples);
    const from = max(0.0, Math.ceil(low - offset)), to = min(end, Math.floor(high - offset));
    if (from > to) continue;
    const first = steps + (<usize>from << 1), last = steps + (<usize>to << 1);
    store<i16>(first, <i16>(load<i16>(first) + 1));
    store<i16>(last, <i16>(load<i16>(last, 2) - 1), 2);
  }
}

/** dst = low + the count of samples inside, a byte a voxel of the plane; the steps become 0. */
export function writeCounts(dst: usize, scan: Scan, low: i32): void {
  let at = scan.steps;
  for (let j: usize = 0; j < scan.h; ++j) {
    let count = low;
    for (let i: usize = 0; i < scan.w; ++i, at += 2) {
      count += <i32>load<i16>(at);
      store<u8>(dst++, <u8>count);
    }
    at += 2;
  }
  memory.fill(scan.steps, 0, 2 * (scan.w + 1) * scan.h);
}

/**
 * Gaussian blur by exact separable convolution, f32.
 *
 * In     src: d planes of h rows of w values without gaps (u8, u16, i16, f32)
 *        taps: radius + 1 f32 weights per axis, the centre first, from `gaussianTaps`
 * Out    dst: f32, same grid, not rescaled
 *        ranges: (smallest, largest) f32 of every row, narrowed by the pass that is given them; 0 for none
 * Room   `gaussianRoom` bytes
 * Rules  axis order y, x, z; each axis rounds to f32; a radius of 0 leaves its axis as it is
 *        weights exp(−k²/2σ²) are made in f64, divided by their sum, then rounded to f32
 *        borders nearest, reflect, mirror, wrap, constant (core/border); a one-voxel axis keeps its value
 *        a NaN spreads over the reach of the kernel
 * Cost   O(n · (rx + ry + rz)); rows are staged in tiles whose pitch is never a power of two, where the rows of one
 *        column would all fall into one cache set (measured: up to 5.9 times slower); passes across rows take as many
 *        columns at a time as the first-level cache holds
 * After  scikit-image `gaussian(preserve_range=True)`: within 3e-7 of the largest value, measured 2.2e-7
 */
import { foldIndex, NEAREST, WRAP } from "../core/border";
import { sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { convolveRow, convolveTwoRows } from "../rows/convolve";
import { narrowRange } from "../rows/range";

/** Wider images are cut into strips of this many columns, so that a tile stays in the second-level cache. */
const STRIP: usize = 1024;
/** Bytes a tile of rows should not exceed. */
const TILE: usize = 320 * 1024;
/** Bytes that the rows of one output should not exceed, so that they stay in the first-level cache. */
const REACH: usize = 24 * 1024;
/** Fewest rows worth staging at a time. */
const FEWEST_ROWS: usize = 32;

/** The weights for sigma: `radius` + 1 f32. A sigma of 0 gives the unit impulse. */
export function gaussianTaps(dst: usize, sigma: f64, radius: i32): void {
  const rate = sigma > 0 ? -0.5 / (sigma * sigma) : 0;
  let sum: f64 = 1;
  for (let k = 1; k <= radius; ++k) sum += 2 * Math.exp(rate * <f64>k * <f64>k);
  for (let k = 0; k <= radius; ++k) store<f32>(dst + (<usize>k << 2), <f32>(Math.exp(rate * <f64>k * <f64>k) / sum));
}

/** Bytes of a row of `n` floats that is safe for vector code and never lands rows in one cache set. */
// @ts-ignore: decorator
@inline
function tilePitch(n: usize): usize {
  const bytes = (n << 2) + 127 & ~63;
  // Odd multiples of 64 visit every set of the first-level cache.
  return bytes & 64 ? bytes : bytes + 64;
}

/** Columns of a strip. Wrapping, and kernels as wide as a strip, need whole rows. */
// @ts-ignore: decorator
@inline
function stripWidth(w: usize, radius: usize, border: i32): usize {
  return w <= STRIP + STRIP / 2 || border == WRAP || radius > STRIP / 2 ? w : STRIP;
}

/** Columns of a tile that a pass across rows takes at a time: about equal parts of `n`, whole groups of 16. */
// @ts-ignore: decorator
@inline
function partWidth(n: usize, radius: i32): usize {
  const most = max(REACH / (8 * <usize>radius + 8), 32);
  const parts = (n + most - 1) / most;
  return ((n + parts - 1) / parts + 15) & ~15;
}

/** Rows of output staged at a time, an even number. */
// @ts-ignore: decorator
@inline
function blockRows(pitch: usize, h: usize, radius: usize): usize {
  const halo = radius * pitch * 2;
  const fit = TILE > halo ? (TILE - halo) / pitch : <usize>0;
  return (min(h, max(fit, FEWEST_ROWS)) + 1) & ~1;
}

/** Scratch bytes for the two passes below. */
export function gaussianRoom(w: usize, h: usize, d: usize, rx: i32, ry: i32, rz: i32, border: i32): usize {
  const strip = min(stripWidth(w, rx, border) + 2 * <usize>rx, w);
  const pitch = tilePitch(strip + 2 * <usize>rx + 32);
  const rows = blockRows(pitch, h, ry) + 2 * <usize>ry + 2;
  const depth = (d + 2 * <usize>rz + 4) * tilePitch(partWidth(w, rz));
  return max((rows + 1) * pitch, depth) + 256;
}

/** Passes y and x of the rows [from, to) of all planes, counted through. */
export function gaussianPlanes(
  dst: usize, src: usize, type: i32, w: usize, h: usize, from: usize, to: usize,
  tapsY: usize, ry: i32, tapsX: usize, rx: i32, border: i32, value: f32, ranges: usize, room: usize,
): void {
  const size = sizeOfType(type);
  const strip = stripWidth(w, rx, border);
  for (let row = from; row < to; ) {
    const z = row / h;
    const y0 = row - z * h;
    const y1 = min(h, y0 + to - row);
    const plane = src + z * w * h * size;
    const out = dst + ((z * w * h) << 2);
    const pairs = ranges ? ranges + ((z * h) << 3) : 0;
    for (let x = <usize>0; x < w; x += strip) {
      const x1 = min(w, x + strip);
      gaussianStrip(out, plane, type, w, h, x, x1, y0, y1, tapsY, ry, tapsX, rx, border, value, pairs, room);
    }
    row += y1 - y0;
  }
}

/** Columns [x0, x1) of the rows [y0, y1) of a plane. */
function gaussianStrip(
  dst: usize, src: usize, type: i32, w: usize, h: usize, x0: usize, x1: usize, y0: usize, y1: usize,
  tapsY: usize, ry: i32, tapsX: usize, rx: i32, border: i32, value: f32, ranges: usize, room: usize,
): void {
  // Columns the strip reads: its own and its neighbours' within the image; beyond it the finished row is extended.
  const reach = <usize>rx;
  const first = x0 > reach ? x0 - reach : 0;
  const last = min(w, x1 + reach);
  const n = last - first;
  // A row has room for what extends it on either side.
  const pitch = tilePitch(min(stripWidth(w, reach, border) + 2 * reach, w) + 2 * reach + 32);
  const block = blockRows(pitch, h, ry);
  const halo = <usize>ry * 2;
  const spare = room + (block + halo + 2) * pitch;
  const tile = room + ((reach + 15) & ~15) * 4;
  for (let y = y0; y < y1; y += block) {
    const rows = min(block, y1 - y);
    const known = y > y0 ? halo : 0;
    if (known) memory.copy(room, room + block * pitch, halo * pitch);
    const next = <i32>(y + known) - ry;
    stageRows(tile + known * pitch, pitch, src, type, w, h, first, n, next, rows + halo - known, border, value);
    convolveTile(tile, pitch, n, rows, tapsY, ry);
    for (let i: usize = 0; i < rows; ++i) {
      const out = dst + (((y + i) * w + x0) << 2);
      finishRow(out, tile + i * pitch, first, last, x0, x1, w, tapsX, rx, border, value, spare);
      if (ranges) narrowRange(ranges + ((y + i) << 3), out, x1 - x0);
    }
  }
}

/** Pass y of a tile in place: row i becomes the result around row i + radius. No later row needs the ones it was. */
function convolveTile(tile: usize, pitch: usize, n: usize, rows: usize, taps: usize, radius: i32): void {
  const part = partWidth(n, radius);
  for (let x: usize = 0; x < n; x += part) {
    const end = tile + rows * pitch;
    const columns = min(part, n - x);
    for (let row = tile + (x << 2); row < end; row += 2 * pitch) {
      convolveTwoRows(row, row + pitch, row + <usize>radius * pitch, pitch, columns, taps, radius);
    }
  }
}

/** Rows y … y + rows − 1 of a strip as f32 in the tile, rows beyond the image by the border's rule. */
function stageRows(
  tile: usize, pitch: usize, src: usize, type: i32, w: usize, h: usize, first: usize, n: usize,
  y: i32, rows: usize, border: i32, value: f32,
): void {
  const size = sizeOfType(type);
  for (let i: usize = 0; i < rows; ++i) {
    const at = foldIndex(y + <i32>i, <i32>h, border);
    const row = tile + i * pitch;
    if (at < 0) repeatValue(row, value, n);
    else convertRow(row, src + (<usize>at * w + first) * size, type, n);
  }
}

/** Extends a row that covers columns [first, last) beyond the image, convolves it, and writes columns [x0, x1). */
function finishRow(
  dst: usize, row: usize, first: usize, last: usize, x0: usize, x1: usize, w: usize,
  taps: usize, radius: i32, border: i32, value: f32, spare: usize,
): void {
  const before = max(<i32>first - <i32>x0 + radius, 0);
  const after = max(<i32>x1 + radius - <i32>last, 0);
  if (border == NEAREST) {
    repeatValue(row - (<usize>before << 2), load<f32>(row), <usize>before);
    const end = row + ((last - first) << 2);
    repeatValue(end, load<f32>(end - 4), <usize>after);
  } else {
    extendRow(row, <i32>first - before, before, <i32>first, <i32>w, border, value);
    extendRow(row, <i32>last, after, <i32>first, <i32>w, border, value);
  }
  const start = row + ((x0 - first) << 2);
  const n = x1 - x0;
  if (n & 15) {
    convolveRow(spare, start, n, taps, radius);
    memory.copy(dst, spare, n << 2);
  } else {
    convolveRow(dst, start, n, taps, radius);
  }
}

function repeatValue(dst: usize, value: f32, n: usize): void {
  for (const end = dst + (n << 2); dst < end; dst += 4) store<f32>(dst, value);
}

/** Sets the columns i … i + n − 1, outside the image, of a row whose first value is column `first`. */
function extendRow(row: usize, i: i32, n: i32, first: i32, w: i32, border: i32, value: f32): void {
  for (const end = i + n; i < end; ++i) {
    const from = foldIndex(i, w, border);
    store<f32>(row + (<usize>(i - first) << 2), from < 0 ? value : load<f32>(row + (<usize>(from - first) << 2)));
  }
}

/** Pass z, in place, of the rows [from, to) of every plane. */
export function gaussianDepth(
  dst: usize, w: usize, h: usize, d: usize, from: usize, to: usize,
  taps: usize, radius: i32, border: i32, value: f32, ranges: usize, room: usize,
): void {
  const strip = partWidth(w, radius);
  const pitch = tilePitch(strip);
  const spare = room + (d + 2 * <usize>radius + 2) * pitch;
  const slice = (w * h) << 2;
  for (let y = from; y < to; ++y) {
    for (let x: usize = 0; x < w; x += strip) {
      const n = min(strip, w - x);
      const base = dst + ((y * w + x) << 2);
      for (let z = -radius; z < <i32>d + radius; ++z) {
        const at = foldIndex(z, <i32>d, border);
        const row = room + <usize>(z + radius) * pitch;
        if (at < 0) repeatValue(row, value, n);
        else memory.copy(row, base + <usize>at * slice, n << 2);
      }
      for (let z: usize = 0; z < d; z += 2) {
        const centre = room + (z + <usize>radius) * pitch;
        const out = base + z * slice;
        if (n & 7 || z + 1 == d) {
          convolveTwoRows(spare, spare + pitch, centre, pitch, n, taps, radius);
          memory.copy(out, spare, n << 2);
          if (z + 1 < d) memory.copy(out + slice, spare + pitch, n << 2);
        } else {
          convolveTwoRows(out, out + slice, centre, pitch, n, taps, radius);
        }
        if (!ranges) continue;
        narrowRange(ranges + ((z * h + y) << 3), out, n);
        if (z + 1 < d) narrowRange(ranges + (((z + 1) * h + y) << 3), out + slice, n);
      }
    }
  }
}

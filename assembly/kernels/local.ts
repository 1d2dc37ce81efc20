/**
 * Local levels: what each voxel is compared with in its own neighbourhood, in f64 and in the order of the references.
 *
 * In     the image (u8, u16, i16, f32), taken to f64 by `localValues`, with its squares where deviations are needed
 *        along each axis in the order z, y, x, `filterLines`: weights from `gaussianWeights`, or 0 for a moving sum
 * Out    f64 values in place; `localLevels` makes levels of them; `exceeds` the mask of the values above
 * Room   `filterLines`: (n + 2 radius) · (4 + 1088) + 4352 bytes across lines, or · 12 along them
 * Rules  moving sums start with the first window and add the new minus the old value, as SciPy does
 *        for f32 images (`single`) every step rounds to f32, as the references do
 *        the mask is strictly above the level
 * Cost   O(n · radius) for weights, O(n) for sums
 * After  scikit-image `threshold_local`, `threshold_niblack`, `threshold_sauvola`: the same operations in the same order
 */
import { foldIndex } from "../core/border";
import { F32, sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { gatherRow } from "../rows/gather";
import { convolveLine, roundRow, slideLine, slideRow } from "../rows/lines";

/** Columns of a strip of lines, and bytes from one of its rows to the next: never a power of two. */
const STRIP: usize = 128;
const PITCH: usize = 1088;
/** Values converted at a time. */
const CHUNK: usize = 64;

/** The values [from, to) as f64, and in `squares`, if not 0, their squares. Room: 320 bytes. */
export function localValues(
  dst: usize, squares: usize, src: usize, type: i32, from: usize, to: usize, room: usize,
): void {
  for (let i = from; i < to; i += CHUNK) {
    const n = min(CHUNK, to - i);
    convertRow(room, src + i * sizeOfType(type), type, n);
    for (let k: usize = 0; k < n; ++k) {
      const value = load<f32>(room + (k << 2));
      store<f64>(dst + (i + k << 3), <f64>value);
      if (!squares) continue;
      const square = <f64>value * <f64>value;
      store<f64>(squares + (i + k << 3), type == F32 ? <f64>(<f32>square) : square);
    }
  }
}

/** Filters, in place, all lines of `n` values that lie `inner` values apart; [from, to) counts strips of 128 lines. */
export function filterLines(
  data: usize, inner: usize, n: usize, border: i32, weights: usize, radius: usize, count: f64, single: i32,
  from: usize, to: usize, room: usize,
): void {
  const total = n + radius * 2;
  for (let i: usize = 0; i < total; ++i) {
    store<i32>(room + (i << 2), foldIndex(<i32>i - <i32>radius, <i32>n, border));
  }
  const tile = room + (total + 3 << 2);
  const strips = (inner + STRIP - 1) / STRIP;
  for (let strip = from; strip < to; ++strip) {
    const x = strip % strips * STRIP;
    const base = data + (strip / strips * n * inner + x << 3);
    if (inner == 1) filterLine(base, n, tile, room, weights, radius, count);
    else filterStrip(base, inner << 3, min(STRIP, inner - x), n, tile, room, weights, radius, count);
    if (!single) continue;
    for (let i: usize = 0; i < n; ++i) roundRow(base + (i * inner << 3), inner == 1 ? 1 : min(STRIP, inner - x));
  }
}

function filterLine(
  base: usize, n: usize, tile: usize, places: usize, weights: usize, radius: usize, count: f64,
): void {
  gatherRow<f64>(tile, base, places, n + radius * 2);
  if (weights) convolveLine(base, tile + (radius << 3), 8, n, weights, radius);
  else slideLine(base, tile, n, radius * 2 + 1, count);
}

function filterStrip(
  base: usize, step: usize, width: usize, n: usize, tile: usize, places: usize, weights: usize, radius: usize, count: f64,
): void {
  const total = n + radius * 2;
  for (let i: usize = 0; i < total; ++i) {
    memory.copy(tile + i * PITCH, base + load<usize>(places + (i << 2)) * step, width << 3);
  }
  if (weights) {
    for (let i: usize = 0; i < n; ++i) {
      convolveLine(base + i * step, tile + (i + radius) * PITCH, PITCH, width, weights, radius);
    }
    return;
  }
  const sums = tile + total * PITCH;
  const zeros = sums + PITCH;
  memory.fill(sums, 0, PITCH * 2);
  const window = radius * 2 + 1;
  for (let i: usize = 0; i < total; ++i) {
    const old = i < window ? zeros : tile + (i - window) * PITCH;
    const out = i + 1 < window ? zeros + PITCH : base + (i + 1 - window) * step;
    slideRow(out, sums, tile + i * PITCH, old, width, count);
  }
}

/**
 * Levels in place of `n` means: mean − k (without squares: the offset), or with the sums of the squares the mean and
 * deviation of Niblack, m − k · s, or for r > 0 of Sauvola, m · (1 + k · (s / r − 1)). `voxels`: of the window.
 */
export function localLevels(
  data: usize, squares: usize, voxels: f64, k: f64, r: f64, single: i32, from: usize, to: usize,
): void {
  for (let i = from; i < to; ++i) {
    const at = data + (i << 3);
    let level = load<f64>(at);
    if (squares) {
      const mean = rounded(rounded(level, single) / voxels, single);
      const square = rounded(rounded(load<f64>(squares + (i << 3)), single) / voxels, single);
      const spread = rounded(square - rounded(mean * mean, single), single);
      const deviation = rounded(Math.sqrt(max<f64>(spread, 0)), single);
      if (r > 0) {
        const share = rounded(rounded(deviation / r, single) - 1, single);
        level = mean * rounded(1 + rounded(k * share, single), single);
      } else {
        level = mean - rounded(k * deviation, single);
      }
    } else {
      level -= k;
    }
    store<f64>(at, rounded(level, single));
  }
}

function rounded(value: f64, single: i32): f64 {
  return single ? <f64>(<f32>value) : value;
}

/** Mask of the values above their levels, rows [from, to). Room: 4 bytes a voxel of a row, and 64. */
export function exceeds(
  dst: usize, pitch: usize, src: usize, type: i32, levels: usize, w: usize, from: usize, to: usize, room: usize,
): void {
  for (let row = from; row < to; ++row) {
    convertRow(room, src + row * w * sizeOfType(type), type, w);
    const bits = dst + row * pitch;
    memory.fill(bits, 0, pitch);
    for (let x: usize = 0; x < w; ++x) {
      const above = <f64>load<f32>(room + (x << 2)) > load<f64>(levels + (row * w + x << 3));
      const byte = bits + (x >> 3);
      store<u8>(byte, load<u8>(byte) | <u8>(<u32>above << (<u32>x & 7)));
    }
  }
}

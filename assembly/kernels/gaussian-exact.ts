/**
 * The Gaussian blur of single voxels in f64, to settle what f32 leaves open: voxels within rounding of a level.
 *
 * In     src: the image (u8, u16, i16, f32); weights: radius + 1 f64 per axis from `gaussianWeights`; indices of voxels
 * Out    dst: one f64 a voxel; with an f32 image each axis rounds to f32, as the reference does
 * Room   none
 * Rules  axis order z, y, x; along an axis: centre · w0, then for k = radius … 1 the pair k away, summed first, · wk
 *        borders as `gaussian`; a radius of 0 leaves its axis as it is
 * Cost   O((2rx + 1)(2ry + 1)(2rz + 1)) a voxel
 * After  scikit-image `gaussian(preserve_range=True)` on f64: the same operations in the same order
 */
import { foldIndex } from "../core/border";
import { F32, I16, U16, U8 } from "../core/types";

/** The weights for sigma in f64; a sigma of 0 gives the unit impulse. */
export function gaussianWeights(dst: usize, sigma: f64, radius: i32): void {
  const rate = sigma > 0 ? -0.5 / (sigma * sigma) : 0;
  for (let k = 0; k <= radius; ++k) store<f64>(dst + (<usize>k << 3), Math.exp(rate * <f64>(k * k)));
  const sum = sumWeights(dst, -radius, 2 * radius + 1);
  for (let k = 0; k <= radius; ++k) {
    const at = dst + (<usize>k << 3);
    store<f64>(at, load<f64>(at) / sum);
  }
}

/**
 * The sum of `n` weights from place k on, in NumPy's order: eight sums side by side, halves of more than 128 apart. The
 * order decides about the last bit, and that about the mask where an image is flat.
 */
function sumWeights(weights: usize, k: i32, n: i32): f64 {
  if (n > 128) {
    const half = (n >> 1) & ~7;
    return sumWeights(weights, k, half) + sumWeights(weights, k + half, n - half);
  }
  const whole = n & ~7;
  let sum = whole ? sumEighths(weights, k, whole, 8) : 0;
  for (let i = whole; i < n; ++i) sum += load<f64>(weights + (<usize>abs(k + i) << 3));
  return sum;
}

/** The sums of every eighth weight from place k on, for `sums` places, added in pairs. */
function sumEighths(weights: usize, k: i32, n: i32, sums: i32): f64 {
  const half = sums >> 1;
  if (half) return sumEighths(weights, k, n, half) + sumEighths(weights, k + half, n, half);
  let sum: f64 = 0;
  for (let i = 0; i < n; i += 8) sum += load<f64>(weights + (<usize>abs(k + i) << 3));
  return sum;
}

/** Blurs the `n` voxels whose linear indices are listed as u32. */
export function gaussianAt(
  dst: usize, list: usize, n: usize, src: usize, type: i32, w: i32, h: i32, d: i32,
  weightsZ: usize, rz: i32, weightsY: usize, ry: i32, weightsX: usize, rx: i32, border: i32, value: f64,
): void {
  for (let i: usize = 0; i < n; ++i) {
    const at = load<u32>(list + (i << 2));
    const x = <i32>(at % <u32>w);
    const y = <i32>(at / <u32>w % <u32>h);
    const z = <i32>(at / <u32>w / <u32>h);
    let sum = blurZY(src, type, w, h, d, x, y, z, weightsZ, rz, weightsY, ry, border, value) * load<f64>(weightsX);
    for (let k = rx; k > 0; --k) {
      const left = blurZY(src, type, w, h, d, x - k, y, z, weightsZ, rz, weightsY, ry, border, value);
      const right = blurZY(src, type, w, h, d, x + k, y, z, weightsZ, rz, weightsY, ry, border, value);
      sum += (left + right) * load<f64>(weightsX + (<usize>k << 3));
    }
    store<f64>(dst + (i << 3), rx > 0 ? rounded(sum, type) : sum);
  }
}

/** The value at a column of the image after the axes z and y. */
function blurZY(
  src: usize, type: i32, w: i32, h: i32, d: i32, x: i32, y: i32, z: i32,
  weightsZ: usize, rz: i32, weightsY: usize, ry: i32, border: i32, value: f64,
): f64 {
  const column = foldIndex(x, w, border);
  if (column < 0) return value;
  let sum = blurZ(src, type, w, h, d, column, y, z, weightsZ, rz, border, value) * load<f64>(weightsY);
  for (let k = ry; k > 0; --k) {
    const above = blurZ(src, type, w, h, d, column, y - k, z, weightsZ, rz, border, value);
    const below = blurZ(src, type, w, h, d, column, y + k, z, weightsZ, rz, border, value);
    sum += (above + below) * load<f64>(weightsY + (<usize>k << 3));
  }
  return ry > 0 ? rounded(sum, type) : sum;
}

/** The value at a row of a column after the axis z. */
function blurZ(
  src: usize, type: i32, w: i32, h: i32, d: i32, column: i32, y: i32, z: i32, weights: usize, rz: i32, border: i32,
  value: f64,
): f64 {
  const row = foldIndex(y, h, border);
  if (row < 0) return value;
  let sum = valueAt(src, type, w, h, d, column, row, z, border, value) * load<f64>(weights);
  for (let k = rz; k > 0; --k) {
    const before = valueAt(src, type, w, h, d, column, row, z - k, border, value);
    const after = valueAt(src, type, w, h, d, column, row, z + k, border, value);
    sum += (before + after) * load<f64>(weights + (<usize>k << 3));
  }
  return rz > 0 ? rounded(sum, type) : sum;
}

function valueAt(src: usize, type: i32, w: i32, h: i32, d: i32, x: i32, y: i32, z: i32, border: i32, value: f64): f64 {
  const plane = foldIndex(z, d, border);
  if (plane < 0) return value;
  const at = (<usize>plane * <usize>h + <usize>y) * <usize>w + <usize>x;
  if (type == U8) return <f64>load<u8>(src + at);
  if (type == U16) return <f64>load<u16>(src + (at << 1));
  return type == I16 ? <f64>load<i16>(src + (at << 1)) : <f64>load<f32>(src + (at << 2));
}

// @ts-ignore: decorator
@inline
function rounded(sum: f64, type: i32): f64 {
  return type == F32 ? <f64>(<f32>sum) : sum;
}

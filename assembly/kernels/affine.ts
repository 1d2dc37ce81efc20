/**
 * Values of an image on any other grid: turned, mirrored, oblique.
 *
 * In     src: w · h · d values (u8, u16, i16, f32, u32); map: f64 × 12, three rows z, y, x of four: the place in src of the
 *        voxel (z, y, x) of the new grid is m0 · z + m1 · y + m2 · x + m3; outside: a value
 * Out    dst: the rows [from, to) of a grid of nx × ny voxels a plane: linear 0: nearest voxels in the type of src; 1: f32
 * Room   none
 * Rules  the nearest voxel is the one whose cell holds the place, ⌊p + ½⌋; a place in no cell of src gets `outside`
 *        linear: between the eight voxels around the place, x first, then y, then z, in f64, rounded once; in the outer half
 *        of the outermost cells the outermost voxels repeat
 *        places are reckoned anew for each voxel, so a row does not depend on the ones before; NaN spreads, as one NaN
 * Cost   O(voxels)
 * After  SciPy `map_coordinates(order=0 or 1, mode="nearest")` within the cells of the image
 */
import { sizeOfType, valueAt } from "../core/types";

// @ts-ignore: decorator
@inline
function axisAt(map: usize, z: f64, y: f64, x: f64): f64 {
  return load<f64>(map) * z + load<f64>(map, 8) * y + load<f64>(map, 16) * x + load<f64>(map, 24);
}

// @ts-ignore: decorator
@inline
function isIn(p: f64, n: f64): bool {
  return p >= 0 && p < n;
}

export function resampleAffine(
  dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, nx: usize, ny: usize, from: usize, to: usize,
  map: usize, linear: u32, outside: f64,
): void {
  const size = sizeOfType(type);
  for (let row = from; row < to; ++row) {
    const z = <f64>(row / ny), y = <f64>(row % ny);
    for (let i: usize = 0; i < nx; ++i) {
      const atZ = axisAt(map, z, y, <f64>i), atY = axisAt(map + 32, z, y, <f64>i), atX = axisAt(map + 64, z, y, <f64>i);
      const k = Math.floor(atZ + 0.5), j = Math.floor(atY + 0.5), l = Math.floor(atX + 0.5);
      const within = isIn(k, <f64>d) && isIn(j, <f64>h) && isIn(l, <f64>w);
      if (linear) {
        const value = <f32>(within ? between(src, type, w, h, d, atZ, atY, atX) : outside);
        store<f32>(dst, value == value ? value : f32.NaN);
        dst += 4;
        continue;
      }
      const voxel = src + ((<usize>k * h + <usize>j) * w + <usize>l) * size;
      if (!within) storeValue(dst, type, outside);
      else memory.copy(dst, voxel, size);
      dst += size;
    }
  }
}

function storeValue(at: usize, type: i32, value: f64): void {
  if (sizeOfType(type) == 1) store<u8>(at, <u8>value);
  else if (sizeOfType(type) == 2) store<u16>(at, <u16><i32>value);
  else if (type == 3) store<f32>(at, <f32>value);
  else store<u32>(at, <u32>value);
}

/** The value between eight voxels. */
function between(src: usize, type: i32, w: usize, h: usize, d: usize, z: f64, y: f64, x: f64): f64 {
  z = max(0.0, min(<f64>(d - 1), z));
  y = max(0.0, min(<f64>(h - 1), y));
  x = max(0.0, min(<f64>(w - 1), x));
  const k = <usize>z, j = <usize>y, i = <usize>x;
  const size = sizeOfType(type);
  const at = src + ((k * h + j) * w + i) * size;
  const right: usize = i + 1 < w ? size : 0, down = j + 1 < h ? w * size : 0, behind = k + 1 < d ? w * h * size : 0;
  const tx = x - <f64>i, ty = y - <f64>j, tz = z - <f64>k;
  const front = mix(line(at, type, right, tx), line(at + down, type, right, tx), ty);
  return mix(front, mix(line(at + behind, type, right, tx), line(at + behind + down, type, right, tx), ty), tz);
}

// @ts-ignore: decorator
@inline
function line(at: usize, type: i32, right: usize, part: f64): f64 {
  return mix(valueAt(at, type), valueAt(at + right, type), part);
}

// @ts-ignore: decorator
@inline
function mix(a: f64, b: f64, part: f64): f64 {
  return a + part * (b - a);
}

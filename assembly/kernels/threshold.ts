/**
 * Mask of the values above a level.
 *
 * In     src: `rows` rows of `w` values without gaps (u8, u16, i16, f32); level: any f64
 * Out    dst: bit rows, `pitch` bytes apart; bit x of a row = value x > level
 * Room   none
 * Rules  strictly greater; the level is not rounded: the mask is that of the exact comparison in f64
 *        NaN values are not above anything; a NaN level gives an empty mask
 *        bits beyond the width are 0
 * Cost   O(n), one pass, bound by reading
 * After  scikit-image `image > t`, exactly
 */
import { F32, I16, sizeOfType, U8, U16, U32 } from "../core/types";
import { greaterRow } from "../rows/compare";

export function threshold(dst: usize, pitch: usize, src: usize, type: i32, w: usize, rows: usize, level: f64): void {
  if (type == F32) return thresholdRows<f32>(dst, pitch, src, w, rows, floorF32(level));
  const low: f64 = type == I16 ? -32768 : 0;
  const high: f64 = type == U8 ? 255 : type == I16 ? 32767 : type == U16 ? 65535 : 4294967295;
  // An integer is above the level exactly when it is above the level's floor.
  const limit = Math.floor(level);
  if (limit < low) return fillRows(dst, pitch, w, rows);
  if (!(limit < high)) {
    memory.fill(dst, 0, pitch * rows);
    return;
  }
  if (type == U8) thresholdRows<u8>(dst, pitch, src, w, rows, <u8>limit);
  else if (type == U16) thresholdRows<u16>(dst, pitch, src, w, rows, <u16>limit);
  else if (type == I16) thresholdRows<i16>(dst, pitch, src, w, rows, <i16>limit);
  else thresholdRows<u32>(dst, pitch, src, w, rows, <u32>limit);
}

/** Mask of the values that are not zero. NaN counts as not zero. */
export function nonZero(dst: usize, pitch: usize, src: usize, type: i32, w: usize, rows: usize): void {
  if (type == U8 || type == U16 || type == U32) return threshold(dst, pitch, src, type, w, rows, 0);
  const size = sizeOfType(type);
  for (let row: usize = 0; row < rows; ++row) {
    const out = dst + row * pitch;
    memory.fill(out, 0, pitch);
    for (let x: usize = 0; x < w; ++x) {
      const at = src + (row * w + x) * size;
      const set = type == I16 ? load<i16>(at) != 0 : load<f32>(at) != 0;
      if (set) store<u8>(out + (x >> 3), load<u8>(out + (x >> 3)) | <u8>((<u32>1) << (<u32>(x & 7))));
    }
  }
}

function thresholdRows<T>(dst: usize, pitch: usize, src: usize, w: usize, rows: usize, level: T): void {
  for (let row: usize = 0; row < rows; ++row) {
    greaterRow<T>(dst + row * pitch, pitch, src + row * w * sizeof<T>(), w, level);
  }
}

/** Every voxel set, padding bits zero. */
function fillRows(dst: usize, pitch: usize, w: usize, rows: usize): void {
  memory.fill(dst, 0xff, pitch * rows);
  clearPadding(dst, pitch, w, rows);
}

/** Sets the bits beyond the width to 0 in every row. */
export function clearPadding(at: usize, pitch: usize, w: usize, rows: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    const bits = at + row * pitch;
    const whole = w >> 3;
    if (w & 7) store<u8>(bits + whole, load<u8>(bits + whole) & <u8>(((<u32>1) << (<u32>(w & 7))) - 1));
    const used = (w + 7) >> 3;
    memory.fill(bits + used, 0, pitch - used);
  }
}

/** The largest f32 that is not above `level`: comparing f32 values with it decides as comparing with `level` does. */
function floorF32(level: f64): f32 {
  const near = <f32>level;
  if (!(<f64>near > level)) return near;
  const bits = reinterpret<i32>(near);
  if (near == 0) return reinterpret<f32>(<i32>0x80000001);
  return reinterpret<f32>(near > 0 ? bits - 1 : bits + 1);
}

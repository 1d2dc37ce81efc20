import { F32, I16, U8 } from "../core/types";

/** `n` values of any type as f32, exactly. Writes whole vectors: up to 60 bytes beyond the last value. */
export function convertRow(dst: usize, src: usize, type: i32, n: usize): void {
  if (type == U8) convertU8(dst, src, n);
  else if (type == F32) memory.copy(dst, src, n << 2);
  else if (type == I16) convertI16(dst, src, n);
  else convertU16(dst, src, n);
}

function convertU8(dst: usize, src: usize, n: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < n; x += 16) {
      const bytes = v128.load(src + x);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      const out = dst + (x << 2);
      // Signed conversion is one instruction where unsigned is eight; the values are small enough for both.
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), 16);
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), 32);
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), 48);
    }
  } else {
    for (let x: usize = 0; x < n; ++x) store<f32>(dst + (x << 2), <f32>load<u8>(src + x));
  }
}

function convertU16(dst: usize, src: usize, n: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < n; x += 8) {
      const words = v128.load(src + (x << 1));
      const out = dst + (x << 2);
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)));
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), 16);
    }
  } else {
    for (let x: usize = 0; x < n; ++x) store<f32>(dst + (x << 2), <f32>load<u16>(src + (x << 1)));
  }
}

function convertI16(dst: usize, src: usize, n: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < n; x += 8) {
      const words = v128.load(src + (x << 1));
      const out = dst + (x << 2);
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words)));
      v128.store(out, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(words)), 16);
    }
  } else {
    for (let x: usize = 0; x < n; ++x) store<f32>(dst + (x << 2), <f32>load<i16>(src + (x << 1)));
  }
}

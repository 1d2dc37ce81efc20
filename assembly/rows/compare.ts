import { bits16x8, bits32x4 } from "../core/lanes";

/**
 * One bit row from one row of values: bit x = src[x] > level, bits beyond `w` = 0 up to the row's `pitch`.
 * Reads whole vectors, so up to 64 bytes past the row.
 */
export function greaterRow<T>(dst: usize, pitch: usize, src: usize, w: usize, level: T): void {
  const end = dst + pitch;
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const limit = v128.splat<T>(level);
    while (x < w) {
      store<u16>(dst, <u16>greater16<T>(src + x * sizeof<T>(), limit));
      dst += 2;
      x += 16;
    }
  } else {
    while (x < w) {
      let bits: u32 = 0;
      for (let i: usize = 0; i < 16; ++i) {
        if (load<T>(src + (x + i) * sizeof<T>()) > level) bits |= 1 << <u32>i;
      }
      store<u16>(dst, <u16>bits);
      dst += 2;
      x += 16;
    }
  }
  const rest = w & 15;
  if (rest) store<u16>(dst - 2, load<u16>(dst - 2) & <u16>((<u32>1 << <u32>rest) - 1));
  for (; dst < end; dst += 2) store<u16>(dst, 0);
}

// @ts-ignore: decorator
@inline
function greater16<T>(src: usize, limit: v128): u32 {
  if (sizeof<T>() == 1) return <u32>i8x16.bitmask(v128.gt<T>(v128.load(src), limit));
  if (sizeof<T>() == 2) return bits16x8(v128.gt<T>(v128.load(src), limit), v128.gt<T>(v128.load(src, 16), limit));
  return bits32x4(
    v128.gt<T>(v128.load(src), limit),
    v128.gt<T>(v128.load(src, 16), limit),
    v128.gt<T>(v128.load(src, 32), limit),
    v128.gt<T>(v128.load(src, 48), limit),
  );
}

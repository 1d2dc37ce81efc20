/** Pixels of one to four bytes, side by side, as numbers: the first byte is the lowest. */

/** The number of the pixel at an address. */
// @ts-ignore: decorator
@inline
export function pixelKey(at: usize, step: usize): u32 {
  if (step == 1) return <u32>load<u8>(at);
  if (step == 2) return <u32>load<u16>(at);
  if (step == 3) return <u32>load<u16>(at) | (<u32>load<u8>(at, 2) << 16);
  return load<u32>(at);
}

/** Writes 16 pixels of one number. */
export function fillPattern(pattern: usize, key: u32, step: usize): void {
  for (let i: usize = 0; i < 16; ++i) {
    for (let c: usize = 0; c < step; ++c) store<u8>(pattern + i * step + c, <u8>(key >> (<u32>c << 3)));
  }
}

/** How many of the next pixels, in steps of 16 and up to `n`, equal the pattern. */
export function countPattern(src: usize, pattern: usize, step: usize, n: usize): usize {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; i + 16 <= n; i += 16, src += step << 4) {
      let same = i8x16.eq(v128.load(src), v128.load(pattern));
      for (let at: usize = 16; at < step << 4; at += 16) {
        same = v128.and(same, i8x16.eq(v128.load(src + at), v128.load(pattern + at)));
      }
      if (!i8x16.all_true(same)) break;
    }
  } else {
    for (; i + 16 <= n; i += 16, src += step << 4) {
      let at: usize = 0;
      while (at < step << 4 && load<u64>(src + at) == load<u64>(pattern + at)) at += 8;
      if (at < step << 4) break;
    }
  }
  return i;
}

/** True when the first `channels` bytes of a pixel are each within `tolerance` of those of a colour. */
// @ts-ignore: decorator
@inline
export function isNear(at: usize, colour: u32, channels: usize, tolerance: i32): bool {
  for (let c: usize = 0; c < channels; ++c) {
    const difference = <i32>load<u8>(at + c) - <i32>((colour >> (<u32>c << 3)) & 255);
    if (abs(difference) > tolerance) return false;
  }
  return true;
}

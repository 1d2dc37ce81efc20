/**
 * Turns blocks of 4 × 4 floats: the columns of each block of `src` become the rows of one of `dst`. The rows within a
 * block lie `pitch` bytes apart, one block `step` bytes from the next. So rows turn into columns, and back.
 *
 *   a b c d      a e i m
 *   e f g h  →   b f j n
 *   i j k l      c g k o
 *   m n o p      d h l p
 */
export function turnBlocks(
  dst: usize, dstPitch: usize, dstStep: usize, src: usize, pitch: usize, step: usize, blocks: usize,
): void {
  for (; blocks > 0; --blocks) {
    if (ASC_FEATURE_SIMD) {
      const a = v128.load(src), b = v128.load(src + pitch);
      const c = v128.load(src + pitch * 2), d = v128.load(src + pitch * 3);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const low = i32x4.shuffle(a, b, 2, 6, 3, 7), high = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(dst, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(dst + dstPitch, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(dst + dstPitch * 2, i64x2.shuffle(low, high, 0, 2));
      v128.store(dst + dstPitch * 3, i64x2.shuffle(low, high, 1, 3));
    } else {
      for (let i: usize = 0; i < 16; ++i) {
        store<f32>(dst + (i >> 2) * dstPitch + ((i & 3) << 2), load<f32>(src + (i & 3) * pitch + (i & 12)));
      }
    }
    dst += dstStep;
    src += step;
  }
}

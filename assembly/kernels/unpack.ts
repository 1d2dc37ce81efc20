/**
 * Masks as bytes, and how many voxels they hold.
 *
 * In     bits: bit rows
 * Out    dst: one u8 a voxel, `value` where the bit is set, 0 elsewhere
 * Rules  rows of dst have no gaps
 * Cost   O(n)
 */

export function unpack(dst: usize, bits: usize, pitch: usize, w: usize, rows: usize, value: u8): void {
  for (let row: usize = 0; row < rows; ++row) unpackRow(dst + row * w, bits + row * pitch, w, value);
}

function unpackRow(dst: usize, bits: usize, w: usize, value: u8): void {
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const select = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    const values = i8x16.splat(<i8>value);
    for (; x + 16 <= w; x += 16) {
      const pair = v128.load16_splat(bits + (x >> 3));
      const spread = i8x16.shuffle(pair, pair, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
      v128.store(dst + x, v128.and(i8x16.eq(v128.and(spread, select), select), values));
    }
  }
  for (; x < w; ++x) store<u8>(dst + x, (load<u8>(bits + (x >> 3)) >> <u8>(x & 7)) & 1 ? value : 0);
}

/** Number of set voxels in `bytes` bytes of bit rows, a multiple of 16. */
export function countSet(bits: usize, bytes: usize): u32 {
  let count: u32 = 0;
  for (let at: usize = 0; at < bytes; at += 8) count += <u32>popcnt(load<u64>(bits + at));
  return count;
}

/** Bits of neighbours. A row is given by its address, or 0 where there is none. */

/** 64 columns one to the left: bit x is that of column x − 1. */
// @ts-ignore: decorator
@inline
export function fromLeft(row: usize, k: usize): u64 {
  return (load<u64>(row + k) << 1) | (k ? load<u64>(row + k - 8) >> 63 : 0);
}

/** 64 columns one to the right: bit x is that of column x + 1, of a row of `pitch` bytes. */
// @ts-ignore: decorator
@inline
export function fromRight(row: usize, k: usize, pitch: usize): u64 {
  return (load<u64>(row + k) >> 1) | (k + 8 < pitch ? load<u64>(row + k, 8) << 63 : 0);
}

/** The bits of columns x − 1, x and x + 1. */
export function threeBits(row: usize, x: usize, w: usize): u32 {
  const bits = x ? <u32>load<u16>(row + ((x - 1) >> 3)) >> <u32>((x - 1) & 7) : <u32>load<u8>(row) << 1;
  return bits & (x + 1 < w ? 7 : 3);
}

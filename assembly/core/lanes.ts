/** Small vector idioms shared by the row kernels. All are inlined and exist only in builds with SIMD. */

/**
 * Gathers the truth of 16 consecutive elements into 16 bits.
 *
 *   mask lanes   m0 m1 m2 … m15   (all ones or all zeros)
 *   result bits  b0 b1 b2 … b15
 */
// @ts-ignore: decorator
@inline
export function bits16x8(low: v128, high: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
}

/** The same for four vectors of 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function bits32x4(a: v128, b: v128, c: v128, d: v128): u32 {
  return bits16x8(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

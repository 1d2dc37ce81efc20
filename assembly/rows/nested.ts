/**
 * Rows of erosion by a plane footprint whose rows grow shorter away from its centre: disk, diamond. It is a union of
 * nested boxes, narrow and high ones in wide and low ones, so its erosion can go from box to box: each step shrinks what
 * there is by the difference of half widths and keeps what all rows of the next box hold.
 *
 *            disk of radius 2:      · · # · ·   dy −2      step 1: rows 0
 *                                   · # # # ·   dy −1      step 2: shrink by 1, rows −1 … 1
 *                                   # # # # #   dy  0      step 3: shrink by 1, rows −2 … 2
 *
 * All of it happens in one vector: 96 pixels with 16 on either side, which no footprint reaches beyond.
 */

/** Largest half width: the pixels on either side of those that are computed. */
export const NESTED_REACH: i32 = 16;
/** Bytes before and after the bits of a staged row. */
export const NESTED_MARGIN: usize = 16;
/** Bytes of a step: u32 rows to add above and below, u32 by how much to shrink before. */
export const STEP: usize = 8;

/**
 * One output row of `pitch` bytes; `centre` is the staged row around which it lies, rows `step` bytes apart, the farthest
 * `reach` rows away. Writes up to 20 bytes more.
 */
export function erodeNested(
  dst: usize, pitch: usize, centre: usize, step: usize, reach: usize, steps: usize, end: usize,
): void {
  const far = reach * step;
  let at = centre - (<usize>NESTED_REACH >> 3);
  const last = dst + pitch;
  if (ASC_FEATURE_SIMD) {
    const inner = i16x8(0, -1, -1, -1, -1, -1, -1, 0);
    const none = i16x8.splat(0);
    for (; dst < last; dst += 24, at += 24) {
      // In most places of a mask nothing has all five: itself, the farthest above and below, one far to either side.
      const a = cross(at, far, reach >> 3);
      const b = cross(at + 12, far, reach >> 3);
      if (v128.any_true(v128.and(v128.or(a, b), inner))) {
        erodePair(dst, at, step, steps, end);
      } else {
        v128.store(dst, none);
        v128.store(dst, none, 12);
      }
    }
  } else {
    for (; dst < last; dst += 4, at += 4) store<u32>(dst, erodeWord(at, step, steps, end));
  }
}

/** Bits whose neighbours `far` bytes before and after and whole bytes to either side are set, too. */
// @ts-ignore: decorator
@inline
function cross(at: usize, far: usize, beside: usize): v128 {
  const across = v128.and(v128.load(at - far), v128.load(at + far));
  return v128.and(v128.and(v128.load(at), across), v128.and(v128.load(at - beside), v128.load(at + beside)));
}

/** Two times 96 pixels. */
function erodePair(dst: usize, at: usize, step: usize, steps: usize, end: usize): void {
  let rowsA = v128.load(at);
  let rowsB = v128.load(at, 12);
  let a = rowsA;
  let b = rowsB;
  let above = at;
  let below = at;
  for (; steps < end; steps += STEP) {
    for (let by = load<u32>(steps, 4); by > 0; --by) a = shrunk(a), b = shrunk(b);
    for (let n = load<u32>(steps); n > 0; --n) {
      above -= step;
      below += step;
      rowsA = v128.and(rowsA, v128.and(v128.load(above), v128.load(below)));
      rowsB = v128.and(rowsB, v128.and(v128.load(above, 12), v128.load(below, 12)));
    }
    a = v128.and(a, rowsA);
    b = v128.and(b, rowsB);
    if (!v128.any_true(v128.or(a, b))) break;
  }
  // The four bytes too many of each are overwritten by what follows.
  v128.store(dst, i8x16.shuffle(a, a, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1));
  v128.store(dst, i8x16.shuffle(b, b, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1), 12);
}

/** Bits whose neighbours to both sides are set, too; beyond the vector nothing is. */
// @ts-ignore: decorator
@inline
function shrunk(bits: v128): v128 {
  const none = i64x2.splat(0);
  const low = i8x16.shuffle(none, bits, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
  const high = i8x16.shuffle(bits, none, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
  const before = v128.or(i64x2.shl(bits, 1), i64x2.shr_u(low, 63));
  const after = v128.or(i64x2.shr_u(bits, 1), i64x2.shl(high, 63));
  return v128.and(bits, v128.and(before, after));
}

/** The same for 32 pixels, without vectors. */
function erodeWord(at: usize, step: usize, steps: usize, end: usize): u32 {
  let rows = load<u64>(at);
  let bits = rows;
  let above = at;
  let below = at;
  for (; steps < end && bits != 0; steps += STEP) {
    for (let by = load<u32>(steps, 4); by > 0; --by) bits &= (bits << 1) & (bits >> 1);
    for (let n = load<u32>(steps); n > 0; --n) {
      above -= step;
      below += step;
      rows &= load<u64>(above) & load<u64>(below);
    }
    bits &= rows;
  }
  return <u32>(bits >> NESTED_REACH);
}

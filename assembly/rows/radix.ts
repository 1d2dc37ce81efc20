/** Digits of a 32-bit key, lowest first: 11, 11 and 10 bits. */
export const DIGITS = 3;
export const DIGIT_BITS: u32 = 11;
/** u32 places of one digit's table. */
export const DIGIT_VALUES: usize = 2048;

/**
 * A key that ascends as unsigned numbers do where the values of these bits ascend. `signs` is all ones for f32, whose
 * sign turns the order of the other bits around, and 0 for u32.
 */
// @ts-ignore: decorator
@inline
function keyOf(bits: u32, signs: u32): u32 {
  return bits ^ ((<u32>(<i32>bits >> 31) | 0x8000_0000) & signs);
}

/** The inverse of `keyOf`. */
// @ts-ignore: decorator
@inline
function bitsOf(key: u32, signs: u32): u32 {
  return key ^ ((<u32>(<i32>~key >> 31) | 0x8000_0000) & signs);
}

/** Counts the digits of `n` values in three tables of 2048 u32 counters. */
export function countDigits(tables: usize, src: usize, n: usize, signs: u32): void {
  const end = src + (n << 2);
  for (; src < end; src += 4) {
    const key = keyOf(load<u32>(src), signs);
    const low = tables + ((key & 2047) << 2);
    const middle = tables + (((key >>> 11) & 2047) << 2);
    const high = tables + ((key >>> 22) << 2);
    store<u32>(low, load<u32>(low) + 1);
    store<u32>(middle, load<u32>(middle, 8192) + 1, 8192);
    store<u32>(high, load<u32>(high, 16384) + 1, 16384);
  }
}

/**
 * Moves `n` values to the places that the table gives for their digit at `shift`; places are indices into `dst`. Values
 * become keys by `signsIn` and values again by `signsOut`: on the way into the first pass and out of the last.
 */
export function scatterKeys(
  dst: usize,
  places: usize,
  src: usize,
  n: usize,
  shift: u32,
  signsIn: u32,
  signsOut: u32,
): void {
  const end = src + (n << 2);
  for (; src < end; src += 4) {
    const key = keyOf(load<u32>(src), signsIn);
    const slot = places + (((key >>> shift) & 2047) << 2);
    const place = load<u32>(slot);
    store<u32>(slot, place + 1);
    store<u32>(dst + (<usize>place << 2), bitsOf(key, signsOut));
  }
}

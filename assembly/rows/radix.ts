/** Digits of a 32-bit key, lowest first: 11, 11 and 10 bits. */
export const DIGITS = 3;
export const DIGIT_BITS: u32 = 11;
/** u32 places of one digit's table. */
export const DIGIT_VALUES: usize = 2048;

/** A key that ascends as unsigned numbers do where the f32 of these bits ascends. */
// @ts-ignore: decorator
@inline
export function ascendingKey(bits: u32): u32 {
  return bits ^ (<u32>(<i32>bits >> 31) | 0x8000_0000);
}

/** The inverse of `ascendingKey`. */
// @ts-ignore: decorator
@inline
export function bitsOfKey(key: u32): u32 {
  return key ^ (<u32>(<i32>~key >> 31) | 0x8000_0000);
}

/** Counts the digits of `n` keys in three tables of 2048 u32 counters. */
export function countDigits<T>(tables: usize, src: usize, n: usize): void {
  const end = src + (n << 2);
  for (; src < end; src += 4) {
    const bits = load<u32>(src);
    const key = isFloat<T>() ? ascendingKey(bits) : bits;
    const low = tables + ((key & 2047) << 2);
    const middle = tables + (((key >>> 11) & 2047) << 2);
    const high = tables + ((key >>> 22) << 2);
    store<u32>(low, load<u32>(low) + 1);
    store<u32>(middle, load<u32>(middle, 8192) + 1, 8192);
    store<u32>(high, load<u32>(high, 16384) + 1, 16384);
  }
}

/** Moves `n` keys to the places that the table gives for their digit at `shift`; places are indices into `dst`. */
export function scatterKeys<T>(dst: usize, places: usize, src: usize, n: usize, shift: u32): void {
  const end = src + (n << 2);
  for (; src < end; src += 4) {
    const bits = load<u32>(src);
    // Keys are made on the way into the first pass and turned back on the way out of the last.
    const key = isFloat<T>() && shift == 0 ? ascendingKey(bits) : bits;
    const slot = places + (((key >>> shift) & 2047) << 2);
    const place = load<u32>(slot);
    store<u32>(slot, place + 1);
    store<u32>(dst + (<usize>place << 2), isFloat<T>() && shift == 22 ? bitsOfKey(key) : key);
  }
}

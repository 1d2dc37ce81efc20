/**
 * 32-bit values in ascending order.
 *
 * In     src: `n` values (f32 or u32)
 * Out    dst takes them in ascending order
 * Room   4 · n + 24,576 bytes
 * Rules  −0 comes before +0; NaN must not occur
 * Cost   O(n): one counting pass, three scattering passes (least significant digit first), whatever the data
 */
import { F32 } from "../core/types";
import { countDigits, DIGIT_BITS, DIGIT_VALUES, DIGITS, scatterKeys } from "../rows/radix";

const CHUNK: usize = 16384;

export function sort(dst: usize, room: usize, src: usize, type: i32, n: usize): void {
  const signs: u32 = type == F32 ? 0xffff_ffff : 0;
  const tables = room + (n << 2);
  memory.fill(tables, 0, <usize>DIGITS * DIGIT_VALUES << 2);
  for (let i: usize = 0; i < n; i += CHUNK) countDigits(tables, src + (i << 2), min<usize>(CHUNK, n - i), signs);
  for (let digit = 0; digit < DIGITS; ++digit) {
    const places = tables + (<usize>digit * DIGIT_VALUES << 2);
    startPlaces(places);
    const from = digit == 0 ? src : digit == 1 ? dst : room;
    const to = digit == 1 ? room : dst;
    const signsIn = digit == 0 ? signs : 0;
    const signsOut = digit == DIGITS - 1 ? signs : 0;
    for (let i: usize = 0; i < n; i += CHUNK) {
      const part = min<usize>(CHUNK, n - i);
      scatterKeys(to, places, from + (i << 2), part, <u32>digit * DIGIT_BITS, signsIn, signsOut);
    }
  }
}

/** Counts of digits become the place of each digit's first key. */
function startPlaces(table: usize): void {
  let place: u32 = 0;
  for (let i: usize = 0; i < DIGIT_VALUES << 2; i += 4) {
    const count = load<u32>(table + i);
    store<u32>(table + i, place);
    place += count;
  }
}

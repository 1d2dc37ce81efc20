/**
 * 32-bit values in ascending order, and how many of them differ.
 *
 * In     src: `n` values (f32 or u32)
 * Out    sort: dst takes them in ascending order; countDistinct returns the number of different values of sorted ones
 * Room   sort: 4 · n + 24,576 bytes
 * Rules  −0 comes before +0 and counts as the same value; NaN must not occur
 * Cost   O(n): one counting pass, three scattering passes (least significant digit first), whatever the data
 */
import { F32 } from "../core/types";
import { countDigits, DIGIT_BITS, DIGIT_VALUES, DIGITS, scatterKeys } from "../rows/radix";
import { changesRow } from "../rows/sorted";

const CHUNK: usize = 16384;

export function sort(dst: usize, room: usize, src: usize, type: i32, n: usize): void {
  if (type == F32) sortKeys<f32>(dst, room, src, n);
  else sortKeys<u32>(dst, room, src, n);
}

function sortKeys<T>(dst: usize, room: usize, src: usize, n: usize): void {
  const tables = room + (n << 2);
  memory.fill(tables, 0, <usize>DIGITS * DIGIT_VALUES << 2);
  for (let i: usize = 0; i < n; i += CHUNK) countDigits<T>(tables, src + (i << 2), min<usize>(CHUNK, n - i));
  for (let digit = 0; digit < DIGITS; ++digit) {
    const places = tables + (<usize>digit * DIGIT_VALUES << 2);
    startPlaces(places);
    const from = digit == 0 ? src : digit == 1 ? dst : room;
    const to = digit == 1 ? room : dst;
    for (let i: usize = 0; i < n; i += CHUNK) {
      scatterKeys<T>(to, places, from + (i << 2), min<usize>(CHUNK, n - i), <u32>digit * DIGIT_BITS);
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

export function countDistinct(sorted: usize, type: i32, n: usize): usize {
  let count: usize = n > 0 ? 1 : 0;
  for (let i: usize = 1; i < n; i += CHUNK) {
    const at = sorted + (i << 2);
    const part = min<usize>(CHUNK, n - i);
    count += type == F32 ? changesRow<f32>(at, part) : changesRow<u32>(at, part);
  }
  return count;
}

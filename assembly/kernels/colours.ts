/**
 * The colours of a picture: numbered in the order in which they appear, and as masks.
 *
 * In     src: pixels of `step` bytes, 1 to 4, rows without gaps; a colour's number has the first byte lowest
 *        entries: 256 bytes, not 0 for the numbers that count
 * Out    indexColours: dst, u8 a pixel, the number of its colour, 255 for all beyond the first 255 colours; returns the
 *        number of colours known
 *        keyEntries, keyColours: bits, bit rows
 * Change table: `colourTable()` bytes, zeros at first and then what the call before left: u32 colours known, u32 unused,
 *        u64 pixels of colours beyond the 4096 known, 64 bytes of room, then u32[4096] colours, u64[4096] pixels of each,
 *        u32[8192] places of the colours
 * Rules  a colour is near another when each of its first `channels` bytes differs by at most `tolerance`
 *        colours beyond the 4096th are counted together
 *        bits beyond the width are 0
 * Cost   O(n); 16 pixels at a time where they are equal
 */
import { countPattern, fillPattern, isNear, pixelKey } from "../rows/colours";

const KNOWN: u32 = 4096;
const SLOTS: u32 = 8192;
/** Offsets in the table. */
const REST: usize = 8;
const PATTERN: usize = 16;
const COLOURS: usize = 80;
const COUNTS: usize = COLOURS + 4 * KNOWN;
const PLACES: usize = COUNTS + 8 * KNOWN;
/** The number that pixels of further colours get. */
const OTHER: u32 = 255;

/** Bytes of a table. */
export function colourTable(): usize {
  return PLACES + 4 * SLOTS;
}

export function indexColours(dst: usize, table: usize, src: usize, step: usize, n: usize): u32 {
  let i: usize = 0;
  while (i < n) {
    const at = src + i * step;
    const key = pixelKey(at, step);
    const entry = entryOf(table, key);
    let run = countEqual(at, key, step, 1, min<usize>(n - i, 16));
    if (run == 16) {
      fillPattern(table + PATTERN, key, step);
      run += countPattern(at + (step << 4), table + PATTERN, step, n - i - 16);
      run = countEqual(at, key, step, run, n - i);
    }
    memory.fill(dst + i, <u8>min(entry, OTHER), run);
    const count = entry < KNOWN ? table + COUNTS + (<usize>entry << 3) : table + REST;
    store<u64>(count, load<u64>(count) + run);
    i += run;
  }
  return load<u32>(table);
}

/** The length of the run that is known to have `run` pixels, up to `n`. */
function countEqual(at: usize, key: u32, step: usize, run: usize, n: usize): usize {
  while (run < n && pixelKey(at + run * step, step) == key) ++run;
  return run;
}

/** The number of a colour, which becomes known; 4096 for those beyond. */
function entryOf(table: usize, key: u32): u32 {
  let slot = (key * 0x9e3779b1) >>> 19;
  while (true) {
    const place = table + PLACES + (<usize>slot << 2);
    const entry = load<u32>(place);
    if (entry == 0) return addEntry(table, key, place);
    if (load<u32>(table + COLOURS + (<usize>(entry - 1) << 2)) == key) return entry - 1;
    slot = (slot + 1) & (SLOTS - 1);
  }
}

function addEntry(table: usize, key: u32, place: usize): u32 {
  const entry = load<u32>(table);
  if (entry == KNOWN) return KNOWN;
  store<u32>(table + COLOURS + (<usize>entry << 2), key);
  store<u32>(place, entry + 1);
  store<u32>(table, entry + 1);
  return entry;
}

/** Mask of the numbers that count. */
export function keyEntries(bits: usize, pitch: usize, src: usize, w: usize, rows: usize, entries: usize): void {
  let few = true;
  for (let i: usize = 16; i < 256; i += 8) few = few && load<u64>(entries + i) == 0;
  memory.fill(bits, 0, pitch * rows);
  for (let row: usize = 0; row < rows; ++row, bits += pitch, src += w) {
    let x: usize = 0;
    if (ASC_FEATURE_SIMD) {
      if (few) {
        const wanted = i8x16.ne(v128.load(entries), i8x16.splat(0));
        // Numbers from 16 on look up a zero.
        for (; x + 16 <= w; x += 16) {
          store<u16>(bits + (x >> 3), <u16>i8x16.bitmask(i8x16.swizzle(wanted, v128.load(src + x))));
        }
      }
    }
    for (; x < w; ++x) {
      const set = load<u8>(entries + <usize>load<u8>(src + x)) != 0;
      const at = bits + (x >> 3);
      store<u8>(at, load<u8>(at) | (<u8>set << <u8>(x & 7)));
    }
  }
}

/** Mask of the pixels near a colour. */
export function keyColours(
  bits: usize, pitch: usize, src: usize, step: usize, w: usize, rows: usize, colour: u32, channels: usize,
  tolerance: i32,
): void {
  memory.fill(bits, 0, pitch * rows);
  for (let row: usize = 0; row < rows; ++row, bits += pitch) {
    for (let x: usize = 0; x < w; ++x, src += step) {
      const at = bits + (x >> 3);
      store<u8>(at, load<u8>(at) | (<u8>isNear(src, colour, channels, tolerance) << <u8>(x & 7)));
    }
  }
}

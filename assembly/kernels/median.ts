/**
 * The median of the values of every label.
 *
 * In     runs, starts: as `groupRuns` leaves them; values: u8, u16, i16 or f32 rows of w; [from, to): places
 * Out    dst: f64 for each place of the whole table
 * Room   1024 bytes
 * Rules  the middle value, or the mean of the two middle ones; values must not be NaN; NaN for labels that do not occur
 * Cost   O(n) reading for each byte of a value, twice for even counts: digits of ordered keys are counted from the top
 */
import { sizeOfType } from "../core/types";
import { countDigit, valueOfKey } from "../rows/digits";
import { RUN } from "../rows/labelled";

export function medians(
  dst: usize, runs: usize, starts: usize, from: u32, to: u32, values: usize, type: i32, w: usize, room: usize,
): void {
  for (let i = from; i < to; ++i) {
    const start = starts + (<usize>i << 2);
    const first = runs + <usize>load<u32>(start) * RUN;
    const end = runs + <usize>load<u32>(start, 4) * RUN;
    let n: u64 = 0;
    for (let run = first; run < end; run += RUN) n += <u64>(load<u32>(run, 8) - load<u32>(run, 4));
    let middle = NaN;
    if (n > 0) {
      middle = select(first, end, (n - 1) >> 1, values, type, w, room);
      if ((n & 1) == 0) middle = (middle + select(first, end, n >> 1, values, type, w, room)) / 2;
    }
    store<f64>(dst + (<usize>i << 3), middle);
  }
}

/** The value that `rank` values come before. */
function select(first: usize, end: usize, rank: u64, values: usize, type: i32, w: usize, room: usize): f64 {
  const size = sizeOfType(type);
  const low: u32 = 32 - (<u32>size << 3);
  let key: u32 = 0;
  let known: u32 = 0;
  for (let shift: u32 = 24; <i32>shift >= <i32>low; shift -= 8) {
    memory.fill(room, 0, 1024);
    for (let run = first; run < end; run += RUN) {
      const x = load<u32>(run, 4);
      const src = values + (<usize>load<u32>(run) * w + x) * size;
      countDigit(room, src, <usize>(load<u32>(run, 8) - x), type, key, known, shift);
    }
    let digit: u32 = 0;
    let counted = <u64>load<u32>(room);
    while (counted <= rank) {
      rank -= counted;
      ++digit;
      counted = <u64>load<u32>(room + (<usize>digit << 2));
    }
    key |= digit << shift;
    known |= <u32>255 << shift;
  }
  return valueOfKey(key, type);
}

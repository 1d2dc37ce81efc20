/**
 * The two values of every label between which a quantile lies.
 *
 * In     runs, starts: as `groupRuns` leaves them; values: u8, u16, i16 or f32 rows of w; [from, to): places;
 *        share: 0 to 1; inset: 1 where the share runs from the first value to the last, 0 where it runs over all of them
 * Out    dst: two f64 for each place of the whole table: the values at the rank below and at the rank above
 * Room   1024 bytes
 * Rules  the rank is share × (count − inset), rounded down and up, at most the last one; values must not be NaN; NaN twice
 *        for labels that do not occur
 * Cost   O(n) reading for each byte of a value, twice where the ranks differ: digits of ordered keys, from the top
 */
import { sizeOfType } from "../core/types";
import { countDigit, valueOfKey } from "../rows/digits";
import { RUN } from "../rows/labelled";

export function quantiles(
  dst: usize, runs: usize, starts: usize, from: u32, to: u32, values: usize, type: i32, w: usize,
  share: f64, inset: f64, room: usize,
): void {
  for (let i = from; i < to; ++i) {
    const start = starts + (<usize>i << 2);
    const first = runs + <usize>load<u32>(start) * RUN;
    const end = runs + <usize>load<u32>(start, 4) * RUN;
    let n: f64 = 0;
    for (let run = first; run < end; run += RUN) n += <f64>(load<u32>(run, 8) - load<u32>(run, 4));
    let below = NaN;
    let above = NaN;
    if (n > 0) {
      const rank = min(max(share * (n - inset), 0), n - 1);
      below = select(first, end, <u64>floor(rank), values, type, w, room);
      above = ceil(rank) == floor(rank) ? below : select(first, end, <u64>ceil(rank), values, type, w, room);
    }
    store<f64>(dst + (<usize>i << 4), below);
    store<f64>(dst + (<usize>i << 4), above, 8);
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

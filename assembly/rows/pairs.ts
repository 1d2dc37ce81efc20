import { RUN } from "./labelled";

/** Bytes before the first entry of a table of pairs: u64, the number of entries in use. */
export const HEAD: usize = 16;

/** Adds what two rows of labelled runs have in common, entry by entry; `bits` is the logarithm of the table's entries. */
export function addCommon(table: usize, bits: u64, a: usize, aEnd: usize, b: usize, bEnd: usize): void {
  while (a < aEnd && b < bEnd) {
    const aStop = load<u32>(a, 4);
    const bStop = load<u32>(b, 4);
    const start = max<u32>(load<u32>(a), load<u32>(b));
    const stop = min<u32>(aStop, bStop);
    if (start < stop) addPair(table, bits, (<u64>load<u32>(a, 8) << 32) | <u64>load<u32>(b, 8), <u64>(stop - start));
    if (aStop <= bStop) a += RUN;
    if (bStop <= aStop) b += RUN;
  }
}

/** Adds `n` to the entry of a key, which is made if it is not there. Some entry must be free. */
export function addPair(table: usize, bits: u64, key: u64, n: u64): void {
  const last = ((<usize>1 << <usize>bits) - 1) << 4;
  let place = <usize>((key * 0x9e37_79b9_7f4a_7c15) >> (64 - bits)) << 4;
  while (true) {
    const entry = table + HEAD + place;
    const found = load<u64>(entry);
    if (!found) {
      store<u64>(entry, key);
      store<u64>(table, load<u64>(table) + 1);
    }
    if (!found || found == key) {
      store<u64>(entry, load<u64>(entry, 8) + n, 8);
      return;
    }
    place = (place + 16) & last;
  }
}

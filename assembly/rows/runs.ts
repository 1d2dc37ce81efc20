/** Runs of set bits of one row. A run is a pair of u32: its first column and the column after its last. */

/** Number of runs in a row of `words` 64-bit words. */
export function countRowRuns(bits: usize, words: usize): u32 {
  let carry: u64 = 0;
  let count: u32 = 0;
  for (let i: usize = 0; i < words; ++i) {
    const word = load<u64>(bits + (i << 3));
    // A run starts where a bit is set and its left neighbour is not.
    count += <u32>popcnt(word & ~((word << 1) | carry));
    carry = word >> 63;
  }
  return count;
}

/** Writes the runs of a row and returns the address after the last. */
export function extractRowRuns(out: usize, bits: usize, words: usize): usize {
  let carry: u64 = 0;
  for (let i: usize = 0; i < words; ++i) {
    const word = load<u64>(bits + (i << 3));
    // Set where a bit differs from its left neighbour: starts and ends in turn.
    let edges = word ^ ((word << 1) | carry);
    carry = word >> 63;
    while (edges) {
      store<u32>(out, <u32>(i << 6) + <u32>ctz(edges));
      out += 4;
      edges &= edges - 1;
    }
  }
  if (carry) {
    store<u32>(out, <u32>(words << 6));
    out += 4;
  }
  return out;
}

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
  let base: u32 = 0;
  for (let i: usize = 0; i < words; ++i) {
    const word = load<u64>(bits + (i << 3));
    // Set where a bit differs from its left neighbour: starts and ends in turn.
    let edges = word ^ ((word << 1) | carry);
    carry = word >> 63;
    while (edges) {
      store<u32>(out, base + <u32>ctz(edges));
      out += 4;
      edges &= edges - 1;
    }
    base += 64;
  }
  if (carry) {
    store<u32>(out, base);
    out += 4;
  }
  return out;
}

/** Writes `value` to the voxels of the runs in [run, end) of one row. */
export function paintRowRuns<T>(row: usize, run: usize, end: usize, label: usize): void {
  for (; run < end; run += 8) {
    const value = <T>load<u32>(label);
    label += 4;
    let at = row + <usize>load<u32>(run) * sizeof<T>();
    const stop = row + <usize>load<u32>(run, 4) * sizeof<T>();
    if (ASC_FEATURE_SIMD) {
      if (stop - at >= 16) {
        const vector = v128.splat<T>(value);
        for (; at + 16 <= stop; at += 16) v128.store(at, vector);
        // The last store overlaps the one before instead of looping over the tail.
        v128.store(stop - 16, vector);
        continue;
      }
    }
    for (; at < stop; at += sizeof<T>()) store<T>(at, value);
  }
}

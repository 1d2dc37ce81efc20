import { bits16x8, bits32x4 } from "../core/lanes";

/** Bytes of one labelled run: u32 first column, u32 column after the last, u32 label. */
export const RUN: usize = 12;

/**
 * Writes the runs of equal label, other than 0, among the columns [from, to) of a row of labels; returns the address
 * after the last. Room for to − from + 1 runs. Reads one element before `from` and up to 15 after
 * `to`.
 */
export function findRuns<T>(out: usize, src: usize, from: usize, to: usize): usize {
  let start = from;
  let label: u32 = 0;
  for (let x = from; x < to; x += 64) {
    const at = src + x * sizeof<T>();
    // Bytes are read so fast that a loop over quarters would show.
    let edges = sizeof<T>() == 1 && to - x >= 64 ? changes64(at) : changes<T>(at, min<usize>(to - x, 64));
    // The first voxel starts something, whatever lies before it; what it ends has the label 0.
    if (x == from) edges |= 1;
    while (edges) {
      const next = x + <usize>ctz(edges);
      edges &= edges - 1;
      out = endRun(out, start, next, label);
      start = next;
      label = <u32>load<T>(src + next * sizeof<T>());
    }
  }
  return endRun(out, start, to, label);
}

/** Always writes, but moves on only for a label: cheaper than a branch that is taken every other time. */
// @ts-ignore: decorator
@inline
function endRun(out: usize, start: usize, end: usize, label: u32): usize {
  store<u32>(out, <u32>start);
  store<u32>(out, <u32>end, 4);
  store<u32>(out, label, 8);
  return label ? out + RUN : out;
}

/** Bit i tells whether byte i of 64 differs from the byte before it. */
function changes64(src: usize): u64 {
  const low = changes16<u8>(src) | (changes16<u8>(src + 16) << 16);
  const high = changes16<u8>(src + 32) | (changes16<u8>(src + 48) << 16);
  return <u64>low | (<u64>high << 32);
}

/** The same for n elements, 1 to 64. */
function changes<T>(src: usize, n: usize): u64 {
  let edges: u64 = 0;
  for (let i: usize = 0; i < n; i += 16) edges |= <u64>changes16<T>(src + i * sizeof<T>()) << <u64>i;
  return edges & (~(<u64>0) >> <u64>(64 - n));
}

// @ts-ignore: decorator
@inline
function changes16<T>(src: usize): u32 {
  const before = src - sizeof<T>();
  if (ASC_FEATURE_SIMD) {
    const first = v128.ne<T>(v128.load(src), v128.load(before));
    if (sizeof<T>() == 1) return <u32>i8x16.bitmask(first);
    const second = v128.ne<T>(v128.load(src, 16), v128.load(before, 16));
    if (sizeof<T>() == 2) return bits16x8(first, second);
    const third = v128.ne<T>(v128.load(src, 32), v128.load(before, 32));
    return bits32x4(first, second, third, v128.ne<T>(v128.load(src, 48), v128.load(before, 48)));
  }
  let edges: u32 = 0;
  for (let i: u32 = 0; i < 16; ++i) {
    const at = <usize>i * sizeof<T>();
    edges |= <u32>(load<T>(src + at) != load<T>(before + at)) << i;
  }
  return edges;
}

/** Replaces the labels of runs by their place, counted from 1, among `count` sorted labels. */
export function rankRuns(run: usize, end: usize, sorted: usize, count: u32): void {
  for (; run < end; run += RUN) {
    const label = load<u32>(run, 8);
    let low: u32 = 0;
    let high = count;
    while (high - low > 1) {
      const middle = low + ((high - low) >> 1);
      if (load<u32>(sorted + (<usize>middle << 2)) <= label) low = middle;
      else high = middle;
    }
    store<u32>(run, low + 1, 8);
  }
}

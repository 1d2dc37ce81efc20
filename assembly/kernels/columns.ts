/**
 * The ranks of large boxes in a staged block of 8-bit keys (`kernels/blocks`): a histogram for each column of the window.
 *
 * In     block: rows of u8 keys; plan: u32 words after the first −2: rank, columns, rows and planes of the window; voxels
 *        of the window and of one more of its columns are 65,535 at most
 * Out    ranked rows as keys
 * Room   544 bytes for each staged column, and 608
 * Rules  whole numbers are their own levels: exact
 * Cost   a voxel: two counts a plane, and sums of 16 counts whose number does not depend on the window while the result
 *        stays among the same 16 levels
 * After  Perreault and Hébert 2007, "Median filtering in constant time": counts of 16 levels and of each; the latter only
 *        where the rank lies
 */

/** A histogram: 16 counts of 16 levels each, then 256 of one; u16. */
const HISTOGRAM: usize = 544;
const GROUP: usize = 32;

/** One row of output as keys; rows of a plane come one after the other from the first on. */
export function rankColumns(
  dst: usize, row: usize, n: usize, isFirst: bool, pitch: usize, slice: usize, plan: usize, room: usize,
): void {
  const width = load<usize>(plan, 8);
  const height = load<usize>(plan, 12);
  const planes = load<usize>(plan, 16) * slice;
  const count = n + width - 1;
  const ahead = row + (height - 1) * pitch;
  if (isFirst) {
    memory.fill(room, 0, count * HISTOGRAM);
    for (let at = row; at < ahead; at += pitch) countPlanes(room, at, count, planes, slice, 1);
  }
  countPlanes(room, ahead, count, planes, slice, 1);
  slideRow(dst, room, n, width, load<u32>(plan, 4), room + count * HISTOGRAM);
  countPlanes(room, row, count, planes, slice, -1);
}

/** Changes the counts of a row's keys in their columns, in as many planes as `planes` bytes hold. */
function countPlanes(room: usize, row: usize, count: usize, planes: usize, slice: usize, change: i32): void {
  for (const end = row + planes; row < end; row += slice) {
    let column = room;
    for (let x: usize = 0; x < count; ++x) {
      const key = <usize>load<u8>(row + x);
      const group = column + (key >> 4 << 1);
      const level = column + (key << 1);
      store<u16>(group, <u16>(<i32>load<u16>(group) + change));
      store<u16>(level, <u16>(<i32>load<u16>(level, GROUP) + change), GROUP);
      column += HISTOGRAM;
    }
  }
}

/** dst[x] = the level that `rank` levels of the columns x … x + width precede. */
function slideRow(dst: usize, columns: usize, n: usize, width: usize, rank: u32, window: usize): void {
  const reach = width * HISTOGRAM;
  // For each group the address of the first column not in its sum; 0 before there is one.
  const ends = window + HISTOGRAM;
  memory.fill(ends, 0, 64);
  sumColumns(window, columns, columns + reach);
  for (let first = columns; n; --n) {
    const end = first + reach;
    let below: u32 = 0;
    let group = window;
    let next = <u32>load<u16>(group);
    while (next <= rank) {
      below = next;
      group += 2;
      next += <u32>load<u16>(group);
    }
    const place = group - window;
    const counts = window + GROUP + (place << 4);
    const offset = GROUP + (place << 4);
    let to = <usize>load<u32>(ends + (place << 1));
    if (end - to > reach >> 1) sumColumns(counts, first + offset, end + offset);
    else for (; to < end; to += HISTOGRAM) exchange(counts, to + offset, to + offset - reach);
    store<u32>(ends + (place << 1), <u32>end);
    let level = counts;
    next = below + <u32>load<u16>(level);
    while (next <= rank) {
      level += 2;
      next += <u32>load<u16>(level);
    }
    store<u8>(dst++, <u8>(level - window - GROUP >> 1));
    if (n > 1) exchange(window, end, first);
    first += HISTOGRAM;
  }
}

/** The sum of 16 counts of all columns from `from` up to `end`. */
function sumColumns(dst: usize, from: usize, end: usize): void {
  memory.fill(dst, 0, GROUP);
  for (; from < end; from += HISTOGRAM) {
    if (ASC_FEATURE_SIMD) {
      v128.store(dst, i16x8.add(v128.load(dst), v128.load(from)));
      v128.store(dst, i16x8.add(v128.load(dst, 16), v128.load(from, 16)), 16);
    } else {
      // Four counts at a time: none grows beyond its 16 bits.
      for (let i: usize = 0; i < GROUP; i += 8) store<u64>(dst + i, load<u64>(dst + i) + load<u64>(from + i));
    }
  }
}

/** Adds the 16 counts at `fresh` and takes those at `old` away. */
// @ts-ignore: decorator
@inline
function exchange(dst: usize, fresh: usize, old: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(dst, i16x8.sub(i16x8.add(v128.load(dst), v128.load(fresh)), v128.load(old)));
    v128.store(dst, i16x8.sub(i16x8.add(v128.load(dst, 16), v128.load(fresh, 16)), v128.load(old, 16)), 16);
  } else {
    for (let i: usize = 0; i < GROUP; i += 8) {
      store<u64>(dst + i, load<u64>(dst + i) + load<u64>(fresh + i) - load<u64>(old + i));
    }
  }
}

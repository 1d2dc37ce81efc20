/**
 * One row of labels from the label of each of its runs. Elements are of u8, u16 or u32, told by the binary logarithm of
 * their bytes: one body for all types, because the choice costs little beside the work on 16 columns or a run.
 */

/** Writes one label to all elements in [at, stop). */
export function fillLabel(at: usize, stop: usize, label: u32, log: usize): void {
  fill(at, stop, label, log);
}

// @ts-ignore: decorator
@inline
function fill(at: usize, stop: usize, label: u32, log: usize): void {
  const ones: u64 = log == 0 ? 0x0101_0101_0101_0101 : log == 1 ? 0x0001_0001_0001_0001 : 0x0000_0001_0000_0001;
  const pattern = <u64>label * ones;
  if (ASC_FEATURE_SIMD) {
    if (stop - at >= 16) {
      const vector = i64x2.splat(<i64>pattern);
      for (; at + 16 <= stop; at += 16) v128.store(at, vector);
      // The last store overlaps the one before instead of looping over the tail.
      v128.store(stop - 16, vector);
      return;
    }
  }
  for (; at + 8 <= stop; at += 8) store<u64>(at, pattern);
  if (at + 4 <= stop) {
    store<u32>(at, <u32>pattern);
    at += 4;
  }
  if (at + 2 <= stop) {
    store<u16>(at, <u16>pattern);
    at += 2;
  }
  if (at < stop) store<u8>(at, <u8>pattern);
}

/**
 * Writes the labels of the runs in [run, end) to the columns of one row. A run is its first column and the column after
 * the last, `step` bytes from the next: runs without gaps share these numbers.
 */
export function paintRowRuns(row: usize, log: usize, run: usize, end: usize, step: usize, label: usize): void {
  for (; run < end; run += step, label += 4) {
    const at = row + (<usize>load<u32>(run) << log);
    fill(at, row + (<usize>load<u32>(run, 4) << log), load<u32>(label), log);
  }
}

/**
 * Writes 16 columns at a time, whatever they hold: for rows with many runs. `label` is the address of the label of the
 * row's first run. Reads the labels of up to 11 runs more and one less.
 */
export function paintRowBits(dst: usize, log: usize, bits: usize, label: usize, w: usize): void {
  let before: u32 = 0;
  label -= 4;
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; x + 16 <= w; x += 16) {
      const set = <u32>load<u16>(bits + (x >> 3));
      const starts = set & ~((set << 1) | before);
      before = set >> 15;
      paintSixteen(dst + (x << log), log, label, set, starts);
      label += <usize>popcnt(starts) << 2;
    }
  }
  for (; x < w; ++x) {
    const set = <u32>load<u8>(bits + (x >> 3)) >> <u32>(x & 7) & 1;
    label += <usize>(set & ~before) << 2;
    before = set;
    const at = dst + (x << log);
    fillLabel(at, at + (<usize>1 << log), set ? load<u32>(label) : 0, log);
  }
}

/** `label` is the address of the label of the run before; its lanes are picked by counting starts. */
// @ts-ignore: decorator
@inline
function paintSixteen(dst: usize, log: usize, label: usize, set: u32, starts: u32): void {
  // The number of starts up to each column: sums over 2, 4, 8, 16 of them; bytes count down from 0, so they are taken off.
  const zero = i8x16.splat(0);
  let sums = spread(starts);
  sums = i8x16.add(sums, i8x16.shuffle(zero, sums, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30));
  sums = i8x16.add(sums, i8x16.shuffle(zero, sums, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
  sums = i8x16.add(sums, i8x16.shuffle(zero, sums, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
  sums = i8x16.add(sums, i8x16.shuffle(zero, sums, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23));
  const ranks = i8x16.sub(zero, sums);
  const clear = v128.not(spread(set));
  if (log == 0) {
    const first = i16x8.narrow_i32x4_u(v128.load(label), v128.load(label, 16));
    const last = i16x8.narrow_i32x4_u(v128.load(label, 32), v128.load(label, 32));
    // An index that no lane has makes a column 0.
    v128.store(dst, i8x16.swizzle(i8x16.narrow_i16x8_u(first, last), v128.or(ranks, clear)));
    return;
  }
  const low = i16x8.extend_low_i8x16_u(ranks);
  const high = i16x8.extend_high_i8x16_u(ranks);
  const lowClear = i16x8.extend_low_i8x16_s(clear);
  const highClear = i16x8.extend_high_i8x16_s(clear);
  if (log == 1) {
    paintEight(dst, label, low, lowClear);
    paintEight(dst + 16, label, high, highClear);
    return;
  }
  paintFour(dst, label, i32x4.extend_low_i16x8_u(low), i32x4.extend_low_i16x8_s(lowClear));
  paintFour(dst + 16, label, i32x4.extend_high_i16x8_u(low), i32x4.extend_high_i16x8_s(lowClear));
  paintFour(dst + 32, label, i32x4.extend_low_i16x8_u(high), i32x4.extend_low_i16x8_s(highClear));
  paintFour(dst + 48, label, i32x4.extend_high_i16x8_u(high), i32x4.extend_high_i16x8_s(highClear));
}

/** Eight columns; no more than five runs are among them, so that their labels fit a vector. */
// @ts-ignore: decorator
@inline
function paintEight(dst: usize, label: usize, ranks: v128, clear: v128): void {
  const first = i16x8.extract_lane_u(ranks, 0);
  label += <usize>first << 2;
  const labels = i16x8.narrow_i32x4_u(v128.load(label), v128.load(label, 16));
  const places = i16x8.mul(i16x8.sub(ranks, i16x8.splat(<i16>first)), i16x8.splat(0x0202));
  v128.store(dst, i8x16.swizzle(labels, v128.or(i16x8.add(places, i16x8.splat(0x0100)), clear)));
}

/** Four columns of no more than three runs. */
function paintFour(dst: usize, label: usize, ranks: v128, clear: v128): void {
  const first = i32x4.extract_lane(ranks, 0);
  const places = i32x4.mul(i32x4.sub(ranks, i32x4.splat(first)), i32x4.splat(0x0404_0404));
  const lanes = v128.or(i32x4.add(places, i32x4.splat(0x0302_0100)), clear);
  v128.store(dst, i8x16.swizzle(v128.load(label + (<usize>first << 2)), lanes));
}

/** Bit i of 16 as byte i, all ones or all zeros. */
// @ts-ignore: decorator
@inline
function spread(bits: u32): v128 {
  const select = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const pair = i16x8.splat(<i16>bits);
  const bytes = i8x16.shuffle(pair, pair, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  return i8x16.eq(v128.and(bytes, select), select);
}

/** Adds the runs of one row to their regions. Runs are at most 8192 long, so that 32-bit lanes cannot overflow. */
import { Region, regionAt } from "../core/region";
import { RUN } from "./labelled";

/** Counts, index sums and bounding boxes. */
export function addShapes(table: usize, run: usize, end: usize, y: u32, z: u32): void {
  for (; run < end; run += RUN) {
    const start = load<u32>(run);
    const stop = load<u32>(run, 4);
    const region = regionAt(table, load<u32>(run, 8));
    const n = <u64>(stop - start);
    if (region.count == 0) {
      region.x0 = start;
      region.y0 = y;
      region.z0 = z;
    }
    region.count += n;
    region.sumX += (<u64>(start + stop - 1) * n) >> 1;
    region.sumY += n * y;
    region.sumZ += n * z;
    region.x0 = min<u32>(region.x0, start);
    region.y0 = min<u32>(region.y0, y);
    region.x1 = max<u32>(region.x1, stop);
    region.y1 = max<u32>(region.y1, y + 1);
    region.z1 = z + 1;
  }
}

/** Sums and extremes of a row of u8, or of u16 after `flip` has been XORed in. */
export function addIntegers<T>(table: usize, run: usize, end: usize, row: usize, flip: u32): void {
  for (; run < end; run += RUN) {
    const region = regionAt(table, load<u32>(run, 8));
    if (!region.valued) {
      region.valued = 1;
      region.low = u32.MAX_VALUE;
    }
    const src = row + <usize>load<u32>(run) * sizeof<T>();
    const stop = row + <usize>load<u32>(run, 4) * sizeof<T>();
    if (ASC_FEATURE_SIMD) {
      if (sizeof<T>() == 1) addRest<T>(region, add16(region, src, stop), stop, flip);
      else addRest<T>(region, add8(region, src, stop, flip), stop, flip);
    } else addRest<T>(region, src, stop, flip);
  }
}

/** One value after the other. */
// @ts-ignore: decorator
@inline
function addRest<T>(region: Region, src: usize, stop: usize, flip: u32): void {
  let sum: u64 = 0;
  let squares: u64 = 0;
  let low = region.low;
  let high = region.high;
  for (; src < stop; src += sizeof<T>()) {
    const value = <u32>load<T>(src) ^ flip;
    sum += value;
    squares += <u64>value * value;
    low = min<u32>(low, value);
    high = max<u32>(high, value);
  }
  region.sum += sum;
  region.squares += squares;
  region.low = low;
  region.high = high;
}

/** The whole vectors of a run of u8; returns where they end. */
function add16(region: Region, src: usize, stop: usize): usize {
  if (stop - src < 16) return src;
  let sums = i32x4.splat(0);
  let squares = i32x4.splat(0);
  let low = i8x16.splat(-1);
  let high = i8x16.splat(0);
  for (; src + 16 <= stop; src += 16) {
    const values = v128.load(src);
    low = i8x16.min_u(low, values);
    high = i8x16.max_u(high, values);
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(values)));
    squares = i32x4.add(squares, i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_low_i8x16_u(values, values)));
    squares = i32x4.add(squares, i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_high_i8x16_u(values, values)));
  }
  region.sum += total(pairs(sums));
  region.squares += total(pairs(squares));
  const lowest = i16x8.min_u(i16x8.extend_low_i8x16_u(low), i16x8.extend_high_i8x16_u(low));
  const highest = i16x8.max_u(i16x8.extend_low_i8x16_u(high), i16x8.extend_high_i8x16_u(high));
  region.low = min<u32>(region.low, least(lowest));
  region.high = max<u32>(region.high, most(highest));
  return src;
}

/** The whole vectors of a run of u16; returns where they end. */
function add8(region: Region, src: usize, stop: usize, flip: u32): usize {
  if (stop - src < 16) return src;
  const flips = i16x8.splat(<i16>flip);
  let sums = i32x4.splat(0);
  let squares = i64x2.splat(0);
  let low = i16x8.splat(-1);
  let high = i16x8.splat(0);
  for (; src + 16 <= stop; src += 16) {
    const values = v128.xor(v128.load(src), flips);
    low = i16x8.min_u(low, values);
    high = i16x8.max_u(high, values);
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(values));
    squares = i64x2.add(squares, pairs(i32x4.extmul_low_i16x8_u(values, values)));
    squares = i64x2.add(squares, pairs(i32x4.extmul_high_i16x8_u(values, values)));
  }
  region.sum += total(pairs(sums));
  region.squares += total(squares);
  region.low = min<u32>(region.low, least(low));
  region.high = max<u32>(region.high, most(high));
  return src;
}

/** Four u32 lanes added to two of u64. */
// @ts-ignore: decorator
@inline
function pairs(lanes: v128): v128 {
  return i64x2.add(i64x2.extend_low_i32x4_u(lanes), i64x2.extend_high_i32x4_u(lanes));
}

// @ts-ignore: decorator
@inline
function total(lanes: v128): u64 {
  return i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1);
}

/** The smallest of eight u16 lanes. */
function least(lanes: v128): u32 {
  lanes = i16x8.min_u(lanes, v128.shuffle<u64>(lanes, lanes, 1, 0));
  lanes = i16x8.min_u(lanes, v128.shuffle<u32>(lanes, lanes, 1, 0, 3, 2));
  return min<u32>(i16x8.extract_lane_u(lanes, 0), i16x8.extract_lane_u(lanes, 1));
}

/** The largest of eight u16 lanes. */
function most(lanes: v128): u32 {
  lanes = i16x8.max_u(lanes, v128.shuffle<u64>(lanes, lanes, 1, 0));
  lanes = i16x8.max_u(lanes, v128.shuffle<u32>(lanes, lanes, 1, 0, 3, 2));
  return max<u32>(i16x8.extract_lane_u(lanes, 0), i16x8.extract_lane_u(lanes, 1));
}

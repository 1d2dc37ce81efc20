/**
 * Adds the runs of one row to their regions. Runs of one label that follow each other are joined in registers first: in
 * noise most runs belong to one large region, and each would wait for the sums that the one before has just stored. All
 * runs of a call together are at most 8192 long, so that 32-bit lanes cannot overflow.
 */
import { Region, regionAt, startLanes } from "../core/region";
import { F32, sizeOfType, U16, U8 } from "../core/types";
import { RUN } from "./labelled";

/**
 * Counts, index sums and bounding boxes. `row` and `type` are those of the values, type −1 for none: the first value of
 * a new region starts its extremes.
 */
export function addShapes(table: usize, run: usize, end: usize, y: u32, z: u32, row: usize, type: i32): void {
  while (run < end) {
    const label = load<u32>(run, 8);
    const start = load<u32>(run);
    const first = run;
    let n: u64 = 0;
    let twice: u64 = 0;
    let stop: u32 = 0;
    do {
      const from = load<u32>(run);
      stop = load<u32>(run, 4);
      n += <u64>(stop - from);
      // Twice the sum of its columns.
      twice += (<u64>from + <u64>stop - 1) * <u64>(stop - from);
      run += RUN;
    } while (run < end && load<u32>(run, 8) == label);
    const region = regionAt(table, label);
    if (region.count == 0) startRegion(region, start, y, z, row, type);
    region.runs += <u32>((run - first) / RUN);
    region.x0 = min<u32>(region.x0, start);
    region.y0 = min<u32>(region.y0, y);
    region.x1 = max<u32>(region.x1, stop);
    region.y1 = max<u32>(region.y1, y + 1);
    region.z1 = z + 1;
    region.count += n;
    region.sumX += twice >> 1;
    region.sumY += n * y;
    region.sumZ += n * z;
  }
}

function startRegion(region: Region, x: u32, y: u32, z: u32, row: usize, type: i32): void {
  region.x0 = x;
  region.y0 = y;
  region.z0 = z;
  if (type < 0) return;
  const src = row + <usize>x * sizeOfType(type);
  if (type == U8) return startLanes(region, <u64>load<u8>(src) * 0x0101_0101_0101_0101);
  if (type != F32) return startLanes(region, <u64>(load<u16>(src) ^ <u16>flipOf(type)) * 0x0001_0001_0001_0001);
  startLanes(region, <u64>load<u32>(src) * 0x0000_0001_0000_0001);
  const value = load<f32>(src);
  // Infinity − infinity would lose an infinite sum.
  region.first = value - value == 0 ? value : 0;
}

/** u16 values are gathered as i16: minus 32768. */
// @ts-ignore: decorator
@inline
export function flipOf(type: i32): i16 {
  return type == U16 ? -32768 : 0;
}

/** Sums and extremes of a row of u8. */
export function addBytes(table: usize, run: usize, end: usize, row: usize): void {
  while (run < end) {
    const region = regionAt(table, load<u32>(run, 8));
    run = ASC_FEATURE_SIMD ? addByteRuns(region, run, end, row) : addSingles<u8>(region, run, row, 0);
  }
}

/** Adds the runs from `run` on that have its label; returns the first that has not. */
function addByteRuns(region: Region, run: usize, end: usize, row: usize): usize {
  const label = load<u32>(run, 8);
  const at = changetype<usize>(region);
  let low = v128.load(at, offsetof<Region>("low"));
  let high = v128.load(at, offsetof<Region>("high"));
  let sums = i32x4.splat(0);
  let squares = sums;
  // Any value of the region can stand where the run has ended.
  const known = low;
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  do {
    const src = row + <usize>load<u32>(run);
    const n = <usize>(load<u32>(run, 4) - load<u32>(run));
    for (let i: usize = 0; i < n; i += 16) {
      let values = v128.load(src + i);
      let extremes = values;
      if (n - i < 16) {
        const inside = i8x16.lt_s(places, i8x16.splat(<i8>(n - i)));
        extremes = v128.bitselect(values, known, inside);
        values = v128.and(values, inside);
      }
      low = i8x16.min_u(low, extremes);
      high = i8x16.max_u(high, extremes);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(values)));
      // Not extmul_high of a vector with itself: on processors without AVX, V8 11.3's first tier makes it 0.
      const left = i16x8.extend_low_i8x16_u(values);
      const right = i16x8.extend_high_i8x16_u(values);
      squares = i32x4.add(squares, i32x4.add(i32x4.dot_i16x8_s(left, left), i32x4.dot_i16x8_s(right, right)));
    }
    run += RUN;
  } while (run < end && load<u32>(run, 8) == label);
  v128.store(at, low, offsetof<Region>("low"));
  v128.store(at, high, offsetof<Region>("high"));
  addLanes(at + offsetof<Region>("sum"), pairs(sums));
  addLanes(at + offsetof<Region>("squares"), pairs(squares));
  return run;
}

/** Sums and extremes of a row of i16, or of u16 when `flip` is 0x8000. */
export function addShorts(table: usize, run: usize, end: usize, row: usize, flip: i16): void {
  while (run < end) {
    const region = regionAt(table, load<u32>(run, 8));
    run = ASC_FEATURE_SIMD ? addShortRuns(region, run, end, row, flip) : addSingles<i16>(region, run, row, flip);
  }
}

function addShortRuns(region: Region, run: usize, end: usize, row: usize, flip: i16): usize {
  const label = load<u32>(run, 8);
  const at = changetype<usize>(region);
  const flips = i16x8.splat(flip);
  let low = v128.load(at, offsetof<Region>("low"));
  let high = v128.load(at, offsetof<Region>("high"));
  let sums = i32x4.splat(0);
  let squares = sums;
  const known = low;
  const places = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  do {
    const src = row + (<usize>load<u32>(run) << 1);
    const n = <usize>(load<u32>(run, 4) - load<u32>(run));
    for (let i: usize = 0; i < n; i += 8) {
      let values = v128.xor(v128.load(src + (i << 1)), flips);
      let extremes = values;
      if (n - i < 8) {
        const inside = i16x8.lt_s(places, i16x8.splat(<i16>(n - i)));
        extremes = v128.bitselect(values, known, inside);
        values = v128.and(values, inside);
      }
      low = i16x8.min_s(low, extremes);
      high = i16x8.max_s(high, extremes);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(values));
      // Two squares of −32768 make 2³¹: right as unsigned.
      squares = i64x2.add(squares, pairs(i32x4.dot_i16x8_s(values, values)));
    }
    run += RUN;
  } while (run < end && load<u32>(run, 8) == label);
  v128.store(at, low, offsetof<Region>("low"));
  v128.store(at, high, offsetof<Region>("high"));
  addLanes(at + offsetof<Region>("sum"), i64x2.add(i64x2.extend_low_i32x4_s(sums), i64x2.extend_high_i32x4_s(sums)));
  addLanes(at + offsetof<Region>("squares"), squares);
  return run;
}

/** Four u32 lanes added to two of u64. */
// @ts-ignore: decorator
@inline
function pairs(lanes: v128): v128 {
  return i64x2.add(i64x2.extend_low_i32x4_u(lanes), i64x2.extend_high_i32x4_u(lanes));
}

// @ts-ignore: decorator
@inline
function addLanes(at: usize, lanes: v128): void {
  v128.store(at, i64x2.add(v128.load(at), lanes));
}

/** One value of one run after the other, in the first lane; returns the next run. */
function addSingles<T>(region: Region, run: usize, row: usize, flip: T): usize {
  const at = changetype<usize>(region);
  let low = load<T>(at, offsetof<Region>("low"));
  let high = load<T>(at, offsetof<Region>("high"));
  const end = row + <usize>load<u32>(run, 4) * sizeof<T>();
  for (let src = row + <usize>load<u32>(run) * sizeof<T>(); src < end; src += sizeof<T>()) {
    const value = load<T>(src) ^ flip;
    low = min<T>(low, value);
    high = max<T>(high, value);
    region.sum += <u64>(<i64>value);
    region.squares += <u64>(<i64>value * <i64>value);
  }
  store<T>(at, low, offsetof<Region>("low"));
  store<T>(at, high, offsetof<Region>("high"));
  return run + RUN;
}

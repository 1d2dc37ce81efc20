/** Adds the runs of one row to their regions. Runs are at most 8192 long, so that 32-bit lanes cannot overflow. */
import { Region, regionAt, startValues } from "../core/region";
import { RUN } from "./labelled";

/** Counts, index sums and bounding boxes. */
export function addShapes(table: usize, run: usize, end: usize, y: u32, z: u32): void {
  for (; run < end; run += RUN) {
    const start = load<u32>(run);
    const stop = load<u32>(run, 4);
    const region = regionAt(table, load<u32>(run, 8));
    const n = <u64>(stop - start);
    const count = region.count;
    region.x0 = count ? min<u32>(region.x0, start) : start;
    region.y0 = count ? min<u32>(region.y0, y) : y;
    if (!count) region.z0 = z;
    region.count = count + n;
    region.sumX += (<u64>(start + stop - 1) * n) >> 1;
    region.sumY += n * y;
    region.sumZ += n * z;
    region.x1 = max<u32>(region.x1, stop);
    region.y1 = max<u32>(region.y1, y + 1);
    region.z1 = z + 1;
  }
}

/** Sums and extremes of a row of u8. */
export function addBytes(table: usize, run: usize, end: usize, row: usize): void {
  for (; run < end; run += RUN) {
    const region = regionAt(table, load<u32>(run, 8));
    const src = row + <usize>load<u32>(run);
    if (!region.valued) startValues<u8>(region, load<u8>(src));
    addByteRun(region, src, <usize>(load<u32>(run, 4) - load<u32>(run)));
  }
}

function addByteRun(region: Region, src: usize, n: usize): void {
  if (!ASC_FEATURE_SIMD) return addSingles<u8>(region, src, n, 0);
  const at = changetype<usize>(region);
  let low = v128.load(at, offsetof<Region>("low"));
  let high = v128.load(at, offsetof<Region>("high"));
  let sums = i32x4.splat(0);
  let squares = sums;
  const first = v128.load8_splat(src);
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (let i: usize = 0; i < n; i += 16) {
    let values = v128.load(src + i);
    let extremes = values;
    if (n - i < 16) {
      const inside = i8x16.lt_s(places, i8x16.splat(<i8>(n - i)));
      extremes = v128.bitselect(values, first, inside);
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
  v128.store(at, low, offsetof<Region>("low"));
  v128.store(at, high, offsetof<Region>("high"));
  addLanes(at + offsetof<Region>("sum"), pairs(sums));
  addLanes(at + offsetof<Region>("squares"), pairs(squares));
}

/** Sums and extremes of a row of i16, or of u16 when `flip` is 0x8000. */
export function addShorts(table: usize, run: usize, end: usize, row: usize, flip: i16): void {
  for (; run < end; run += RUN) {
    const region = regionAt(table, load<u32>(run, 8));
    const src = row + (<usize>load<u32>(run) << 1);
    if (!region.valued) startValues<i16>(region, load<i16>(src) ^ flip);
    addShortRun(region, src, <usize>(load<u32>(run, 4) - load<u32>(run)), flip);
  }
}

function addShortRun(region: Region, src: usize, n: usize, flip: i16): void {
  if (!ASC_FEATURE_SIMD) return addSingles<i16>(region, src, n, flip);
  const at = changetype<usize>(region);
  const flips = i16x8.splat(flip);
  let low = v128.load(at, offsetof<Region>("low"));
  let high = v128.load(at, offsetof<Region>("high"));
  let sums = i32x4.splat(0);
  let squares = sums;
  const first = v128.xor(v128.load16_splat(src), flips);
  const places = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  for (let i: usize = 0; i < n; i += 8) {
    let values = v128.xor(v128.load(src + (i << 1)), flips);
    let extremes = values;
    if (n - i < 8) {
      const inside = i16x8.lt_s(places, i16x8.splat(<i16>(n - i)));
      extremes = v128.bitselect(values, first, inside);
      values = v128.and(values, inside);
    }
    low = i16x8.min_s(low, extremes);
    high = i16x8.max_s(high, extremes);
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(values));
    // Two squares of −32768 make 2³¹: right as unsigned.
    squares = i64x2.add(squares, pairs(i32x4.dot_i16x8_s(values, values)));
  }
  v128.store(at, low, offsetof<Region>("low"));
  v128.store(at, high, offsetof<Region>("high"));
  addLanes(at + offsetof<Region>("sum"), i64x2.add(i64x2.extend_low_i32x4_s(sums), i64x2.extend_high_i32x4_s(sums)));
  addLanes(at + offsetof<Region>("squares"), squares);
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

/** One value after the other, in the first lane. */
function addSingles<T>(region: Region, src: usize, n: usize, flip: T): void {
  const at = changetype<usize>(region);
  let low = load<T>(at, offsetof<Region>("low"));
  let high = load<T>(at, offsetof<Region>("high"));
  for (let i: usize = 0; i < n; ++i) {
    const value = load<T>(src + i * sizeof<T>()) ^ flip;
    low = min<T>(low, value);
    high = max<T>(high, value);
    region.sum += <u64>(<i64>value);
    region.squares += <u64>(<i64>value * <i64>value);
  }
  store<T>(at, low, offsetof<Region>("low"));
  store<T>(at, high, offsetof<Region>("high"));
}

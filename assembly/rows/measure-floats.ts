/**
 * Adds the runs of one row of f32 to their regions. Sums are f64 in one order, the same with and without vectors: for the
 * whole fours of a run, four sums over every fourth value, joined as (0 + 2) + (1 + 3); then the rest one by one.
 */
import { Region, regionAt } from "../core/region";
import { RUN } from "./labelled";

/** Sums and extremes of a row of f32. */
export function addFloats(table: usize, run: usize, end: usize, row: usize): void {
  for (; run < end; run += RUN) {
    const region = regionAt(table, load<u32>(run, 8));
    const src = row + (<usize>load<u32>(run) << 2);
    const stop = row + (<usize>load<u32>(run, 4) << 2);
    if (!region.valued) startRegion(region, load<f32>(src));
    const rest = src + ((stop - src) & ~15);
    if (rest > src) addFours(region, src, rest);
    addRest(region, rest, stop);
  }
}

function startRegion(region: Region, value: f32): void {
  region.valued = 1;
  region.low = reinterpret<u32>(value);
  region.high = reinterpret<u32>(value);
  // Infinity − infinity would lose an infinite sum.
  region.first = value - value == 0 ? <f64>value : 0;
}

function addRest(region: Region, src: usize, stop: usize): void {
  const first = region.first;
  for (; src < stop; src += 4) {
    const value = load<f32>(src);
    const offset = <f64>value - first;
    region.shifted += offset;
    region.shiftedSquares += offset * offset;
    widen(region, value, value);
  }
}

// @ts-ignore: decorator
@inline
function widen(region: Region, low: f32, high: f32): void {
  region.low = reinterpret<u32>(min<f32>(reinterpret<f32>(region.low), low));
  region.high = reinterpret<u32>(max<f32>(reinterpret<f32>(region.high), high));
}

function addFours(region: Region, src: usize, stop: usize): void {
  if (ASC_FEATURE_SIMD) {
    const first = f64x2.splat(region.first);
    let low = v128.load(src);
    let high = low;
    let sums = f64x2.splat(0);
    let sums2 = sums;
    let squares = sums;
    let squares2 = sums;
    for (; src < stop; src += 16) {
      const values = v128.load(src);
      low = f32x4.min(low, values);
      high = f32x4.max(high, values);
      const a = f64x2.sub(f64x2.promote_low_f32x4(values), first);
      const b = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<u64>(values, values, 1, 0)), first);
      sums = f64x2.add(sums, a);
      sums2 = f64x2.add(sums2, b);
      squares = f64x2.add(squares, f64x2.mul(a, a));
      squares2 = f64x2.add(squares2, f64x2.mul(b, b));
    }
    sums = f64x2.add(sums, sums2);
    squares = f64x2.add(squares, squares2);
    region.shifted += f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    region.shiftedSquares += f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
    low = f32x4.min(low, v128.shuffle<u64>(low, low, 1, 0));
    high = f32x4.max(high, v128.shuffle<u64>(high, high, 1, 0));
    widen(
      region,
      min<f32>(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)),
      max<f32>(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)),
    );
    return;
  }
  const first = region.first;
  region.shifted += everyFourth(src, stop, first) + everyFourth(src + 8, stop, first) +
    (everyFourth(src + 4, stop, first) + everyFourth(src + 12, stop, first));
  region.shiftedSquares += everyFourthSquare(src, stop, first) + everyFourthSquare(src + 8, stop, first) +
    (everyFourthSquare(src + 4, stop, first) + everyFourthSquare(src + 12, stop, first));
  for (; src < stop; src += 4) widen(region, load<f32>(src), load<f32>(src));
}

function everyFourth(src: usize, stop: usize, first: f64): f64 {
  let sum: f64 = 0;
  for (; src < stop; src += 16) sum += <f64>load<f32>(src) - first;
  return sum;
}

function everyFourthSquare(src: usize, stop: usize, first: f64): f64 {
  let sum: f64 = 0;
  for (; src < stop; src += 16) {
    const offset = <f64>load<f32>(src) - first;
    sum += offset * offset;
  }
  return sum;
}

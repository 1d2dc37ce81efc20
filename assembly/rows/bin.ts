import { countOne } from "./count";

/** Counters of one bin: one u32 for each of four lanes, side by side. */
export const BIN_BYTES: usize = 16;

/**
 * Counts `n` f32 values in `bins` bins. Bin i holds the values from edges[i] up to, not including, edges[i + 1]; the last
 * one holds its upper edge too, and what lies outside falls into the first or last bin. This loop is the definition.
 */
export function binRow(table: usize, src: usize, n: usize, edges: usize, bins: i32): void {
  const low = load<f64>(edges);
  const scale = <f64>bins / (load<f64>(edges + (<usize>bins << 3)) - low);
  const end = src + (n << 2);
  for (; src < end; src += 4) {
    const value = <f64>load<f32>(src);
    const guess = min<i32>(max<i32>(<i32>((value - low) * scale), 0), bins - 1);
    countOne(table + <usize>binNear(value, guess, edges, bins) * BIN_BYTES);
  }
}

/**
 * The same for four lanes at a time. The place of a value between the edges is worked out in f32 and kept as a fixed-point
 * number with `fraction` fractional bits: `magic` = 2^(23 − fraction) added to it leaves just those in the mantissa. The
 * caller has made sure that every edge falls on a whole number, so only values that fall on one can be on its wrong side.
 */
export function binRowFast(table: usize, src: usize, n: usize, edges: usize, bins: i32, scale: f32, fraction: i32): void {
  const whole = src + ((n << 2) & ~(<usize>31));
  const magicBits = (150 - fraction) << 23;
  const lows = f32x4.splat(<f32>load<f64>(edges));
  const scales = f32x4.splat(scale);
  const magic = i32x4.splat(magicBits);
  const inside = i32x4.splat((1 << fraction) - 1);
  const zero = i32x4.splat(0);
  // Values on the outermost edges are common (black background, saturation) and not in doubt: they are moved inside.
  const first = i32x4.splat(magicBits + 1);
  const last = i32x4.splat(magicBits + (bins << fraction) - 1);
  const base = i32x4.splat(<i32>table - ((magicBits >> fraction) << 4));
  const from = src;
  for (; src < whole; src += 32) {
    let a = f32x4.add(f32x4.mul(f32x4.sub(v128.load(src), lows), scales), magic);
    let b = f32x4.add(f32x4.mul(f32x4.sub(v128.load(src, 16), lows), scales), magic);
    a = i32x4.min_s(i32x4.max_s(a, first), last);
    b = i32x4.min_s(i32x4.max_s(b, first), last);
    const onEdge = v128.or(i32x4.eq(v128.and(a, inside), zero), i32x4.eq(v128.and(b, inside), zero));
    if (v128.any_true(onEdge)) {
      binRow(table, src, 8, edges, bins);
    } else {
      countLanes(i32x4.add(i32x4.shl(i32x4.shr_u(a, fraction), 4), base));
      countLanes(i32x4.add(i32x4.shl(i32x4.shr_u(b, fraction), 4), base));
    }
  }
  binRow(table, src, n - ((src - from) >> 2), edges, bins);
}

/** The bin of a value whose bin is at most a few away from `guess`. */
// @ts-ignore: decorator
@inline
function binNear(value: f64, guess: i32, edges: usize, bins: i32): i32 {
  while (guess > 0 && value < load<f64>(edges + (<usize>guess << 3))) --guess;
  while (guess < bins - 1 && value >= load<f64>(edges + (<usize>guess << 3), 8)) ++guess;
  return guess;
}

/** One more in the counters at four addresses, each lane in a counter of its own. */
// @ts-ignore: decorator
@inline
function countLanes(addresses: v128): void {
  const low = <u64>i64x2.extract_lane(addresses, 0);
  const high = <u64>i64x2.extract_lane(addresses, 1);
  countOne(<u32>low);
  countOne((<u32>(low >> 32)) + 4);
  countOne((<u32>high) + 8);
  countOne((<u32>(high >> 32)) + 12);
}

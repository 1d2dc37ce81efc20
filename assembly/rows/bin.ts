import { countFour, countOne } from "./count";

/**
 * Counts `n` f32 values in `bins` u32 counters. Bin i holds the values from edges[i] up to, not including,
 * edges[i + 1]; the last one holds its upper edge too, and what lies outside falls into the first or last bin. `scale`
 * is bins per unit and only makes a first guess. This loop is the definition.
 */
export function binRow(table: usize, src: usize, n: usize, edges: usize, bins: i32, scale: f64): void {
  const low = load<f64>(edges);
  const end = src + (n << 2);
  for (; src < end; src += 4) {
    const value = <f64>load<f32>(src);
    const guess = min<i32>(max<i32>(<i32>((value - low) * scale), 0), bins - 1);
    countOne(table + (<usize>binNear(value, guess, edges, bins) << 2));
  }
}

/** The bin of a value whose bin is at most a few away from `guess`. */
// @ts-ignore: decorator
@inline
function binNear(value: f64, guess: i32, edges: usize, bins: i32): i32 {
  while (guess > 0 && value < load<f64>(edges + (<usize>guess << 3))) --guess;
  while (guess < bins - 1 && value >= load<f64>(edges + (<usize>guess << 3), 8)) ++guess;
  return guess;
}

/**
 * The same for sixteen values at a time and up to 256 bins. The place of a value between the edges is worked out in f32
 * and kept as a fixed-point number with `fraction` fractional bits: 2^(23 − fraction) added to it leaves just those in
 * the mantissa. The caller has made sure that every edge falls on a whole number, so only values that fall on one can
 * be on its wrong side; they go to `table` the slow way. The bins of all others are counted two by two in `pairs`,
 * u32[65536].
 */
export function binPairsRow(
  pairs: usize,
  table: usize,
  src: usize,
  n: usize,
  edges: usize,
  bins: i32,
  scale: f64,
  fraction: i32,
): void {
  const whole = src + ((n << 2) & ~(<usize>63));
  const end = src + (n << 2);
  const magicBits = (150 - fraction) << 23;
  const low = f32x4.splat(<f32>load<f64>(edges));
  const scales = f32x4.splat(<f32>scale);
  const magic = i32x4.splat(magicBits);
  const inside = i32x4.splat((1 << fraction) - 1);
  // Values on the outermost edges are common (black background, saturation) and not in doubt: they are moved inside.
  const first = i32x4.splat(magicBits + 1);
  const last = i32x4.splat(magicBits + (bins << fraction) - 1);
  for (; src < whole; src += 64) {
    const a = placesOf(v128.load(src), low, scales, magic, first, last);
    const b = placesOf(v128.load(src, 16), low, scales, magic, first, last);
    const c = placesOf(v128.load(src, 32), low, scales, magic, first, last);
    const d = placesOf(v128.load(src, 48), low, scales, magic, first, last);
    const onEdge = v128.or(
      v128.or(isWhole(a, inside), isWhole(b, inside)),
      v128.or(isWhole(c, inside), isWhole(d, inside)),
    );
    if (v128.any_true(onEdge)) {
      binRow(table, src, 16, edges, bins, scale);
      continue;
    }
    const bytes = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(i32x4.shr_u(a, fraction), i32x4.shr_u(b, fraction)),
      i16x8.narrow_i32x4_s(i32x4.shr_u(c, fraction), i32x4.shr_u(d, fraction)),
    );
    countFour(pairs, <u64>i64x2.extract_lane(bytes, 0));
    countFour(pairs, <u64>i64x2.extract_lane(bytes, 1));
  }
  binRow(table, src, (end - src) >> 2, edges, bins, scale);
}

/** Fixed-point places of four values. */
// @ts-ignore: decorator
@inline
function placesOf(values: v128, low: v128, scales: v128, magic: v128, first: v128, last: v128): v128 {
  const places = f32x4.add(f32x4.mul(f32x4.sub(values, low), scales), magic);
  return i32x4.sub(i32x4.min_s(i32x4.max_s(places, first), last), magic);
}

/** Lanes without fractional bits. */
// @ts-ignore: decorator
@inline
function isWhole(places: v128, inside: v128): v128 {
  return i32x4.eq(v128.and(places, inside), i32x4.splat(0));
}

/**
 * Histograms: one counter per whole value, or bins of equal width.
 *
 * In     src: `n` values; edges: f64[bins + 1], ascending, from `equalEdges`
 * Out    counts: f64[levels or bins], exact; centers: f64 of the same length
 * Room   countValues: 4 · levels bytes, but 263,168 at least for u8; binFloats: 4 · bins + 263,184 bytes
 * Rules  whole values (u8, u16, i16): counter i holds the value `low` + i; the caller gives the extent of the data
 *        f32: edge i = i · step + low with step = (high − low) / bins, every operation rounded to f32, the last edge =
 *        high; bin i is [edge i, edge i + 1), the last one is closed; centres are the f32 means of their two edges
 *        low = high: the edges run from low − 0.5 to high + 0.5
 *        f32 edges that do not ascend (a range of few ulps, or beyond f32): edges and centres are f64 instead
 *        values outside the edges fall into the first or last bin; NaN must not occur
 * Cost   O(n + bins), one pass
 * After  NumPy's histogram of f32 data and scikit-image's of whole values: equal counts, edges and centres
 */
import { I16, U8 } from "../core/types";
import { binPairsRow, binRow } from "../rows/bin";
import { countBytes, countWords } from "../rows/count";

const CHUNK: usize = 16384;
/** From so many bytes, or floats, on it pays to count in pairs, half as many steps, and to take them apart later. */
const BYTE_PAIRS_FROM: usize = 131072;
const FLOAT_PAIRS_FROM: usize = 16384;
/** Bytes of a u32 counter for every pair of bytes. */
const PAIR_BYTES: usize = 262144;

export function countValues(
  counts: usize,
  centers: usize,
  src: usize,
  type: i32,
  n: usize,
  low: i32,
  levels: usize,
  room: usize,
): void {
  if (type == U8) {
    countEveryByte(room, src, n);
    room += <usize>low << 2;
  } else {
    const flip: u64 = type == I16 ? 0x8000_8000_8000_8000 : 0;
    const table = room - (<usize>((type == I16 ? low + 32768 : low) << 2));
    memory.fill(room, 0, levels << 2);
    for (let i: usize = 0; i < n; i += CHUNK) countWords(table, src + (i << 1), min<usize>(CHUNK, n - i), flip);
  }
  for (let i: usize = 0; i < levels; ++i) {
    store<f64>(counts + (i << 3), <f64>load<u32>(room + (i << 2)));
    store<f64>(centers + (i << 3), <f64>low + <f64>i);
  }
}

/** 256 counters at `room`, of which 65,792 are used. */
function countEveryByte(room: usize, src: usize, n: usize): void {
  if (n < BYTE_PAIRS_FROM) {
    memory.fill(room, 0, 1024);
    for (let i: usize = 0; i < n; i += CHUNK) countBytes(room, src + i, min<usize>(CHUNK, n - i));
    return;
  }
  memory.fill(room, 0, PAIR_BYTES);
  const pairs = n >> 1;
  for (let i: usize = 0; i < pairs; i += CHUNK) countWords(room, src + (i << 1), min<usize>(CHUNK, pairs - i), 0);
  splitPairs(room);
  if (n & 1) countBytes(room, src + n - 1, 1);
}

/** Turns counts of pairs (first byte low, second high) into counts of single bytes, in place. */
function splitPairs(table: usize): void {
  const sums = table + PAIR_BYTES;
  for (let second: usize = 0; second < 256; ++second) {
    store<u32>(sums + (second << 2), gatherRow(table, table + (second << 10)));
  }
  for (let i: usize = 0; i < 1024; i += 4) store<u32>(table + i, load<u32>(table + i) + load<u32>(sums + i));
}

/** Sum of 256 counters, each also added to its column in the first row, unless this is the first row. */
function gatherRow(first: usize, row: usize): u32 {
  let sum: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    let sums = i32x4.splat(0);
    for (let i: usize = 0; i < 1024; i += 16) {
      const counts = v128.load(row + i);
      sums = i32x4.add(sums, counts);
      if (row != first) v128.store(first + i, i32x4.add(v128.load(first + i), counts));
    }
    sum = <u32>i32x4.extract_lane(sums, 0) + <u32>i32x4.extract_lane(sums, 1);
    return sum + <u32>i32x4.extract_lane(sums, 2) + <u32>i32x4.extract_lane(sums, 3);
  }
  for (let i: usize = 0; i < 1024; i += 4) {
    const count = load<u32>(row + i);
    sum += count;
    if (row != first) store<u32>(first + i, load<u32>(first + i) + count);
  }
  return sum;
}

/** Writes edges and centres of equal bins over f32 data; returns 1 when they are f32 numbers, 0 when they are f64. */
export function equalEdges(edges: usize, centers: usize, low: f64, high: f64, bins: i32): i32 {
  if (!singleEdges(edges, <f32>low, <f32>high, bins)) {
    doubleEdges(edges, centers, low, high, bins);
    return 0;
  }
  for (let i = 0; i < bins; ++i) {
    const at = edges + (<usize>i << 3);
    store<f64>(centers + (<usize>i << 3), <f64>((<f32>load<f64>(at) + <f32>load<f64>(at, 8)) / 2));
  }
  return 1;
}

/** f32 edges as NumPy makes them; 0 when they do not ascend. */
function singleEdges(edges: usize, low: f32, high: f32, bins: i32): i32 {
  if (low == high) {
    low -= <f32>0.5;
    high += <f32>0.5;
  }
  const step: f32 = (high - low) / <f32>bins;
  let before: f32 = low;
  for (let i = 0; i <= bins; ++i) {
    const edge = i == bins ? high : <f32>i * step + low;
    if (i > 0 && !(edge > before)) return 0;
    store<f64>(edges + (<usize>i << 3), <f64>edge);
    before = edge;
  }
  // The centres add neighbouring edges, which must stay within f32 as well.
  return i32(isFinite<f32>(high + high) && isFinite<f32>(low + low));
}

/** f64 edges and centres: those of whole numbers, and of floats whose f32 edges do not ascend. */
export function doubleEdges(edges: usize, centers: usize, low: f64, high: f64, bins: i32): void {
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  const step = (high - low) / <f64>bins;
  for (let i = 0; i < bins; ++i) store<f64>(edges + (<usize>i << 3), <f64>i * step + low);
  store<f64>(edges + (<usize>bins << 3), high);
  for (let i = 0; i < bins; ++i) {
    const at = edges + (<usize>i << 3);
    store<f64>(centers + (<usize>i << 3), (load<f64>(at) + load<f64>(at, 8)) / 2);
  }
}

export function binFloats(
  counts: usize,
  src: usize,
  n: usize,
  edges: usize,
  bins: i32,
  single: i32,
  room: usize,
): void {
  const table = room;
  const pairs = room + ((<usize>bins * 4 + 15) & ~(<usize>15));
  const scale = <f64>bins / (load<f64>(edges + (<usize>bins << 3)) - load<f64>(edges));
  const inPairs = ASC_FEATURE_SIMD && single && bins <= 256 && n >= FLOAT_PAIRS_FROM;
  const fraction = inPairs ? fractionBits(edges, bins, <f32>scale) : 0;
  memory.fill(table, 0, <usize>bins << 2);
  if (fraction) memory.fill(pairs, 0, PAIR_BYTES);
  for (let i: usize = 0; i < n; i += CHUNK) {
    const part = min<usize>(CHUNK, n - i);
    if (ASC_FEATURE_SIMD && fraction) binPairsRow(pairs, table, src + (i << 2), part, edges, bins, scale, fraction);
    else binRow(table, src + (i << 2), part, edges, bins, scale);
  }
  if (fraction) splitPairs(pairs);
  for (let i: usize = 0; i < <usize>bins; ++i) {
    const paired: u32 = fraction ? load<u32>(pairs + (i << 2)) : 0;
    store<f64>(counts + (i << 3), <f64>(load<u32>(table + (i << 2)) + paired));
  }
}

/**
 * The most fractional bits with which the fixed-point place of every edge comes out as a whole number; 0 when there are
 * none. Places ascend with the values, so then a value whose place is not whole lies between the right two edges.
 */
function fractionBits(edges: usize, bins: i32, scale: f32): i32 {
  for (let fraction = clz<i32>(bins) - 9; fraction > 0; --fraction) {
    if (edgesAreWhole(edges, bins, scale, fraction)) return fraction;
  }
  return 0;
}

function edgesAreWhole(edges: usize, bins: i32, scale: f32, fraction: i32): bool {
  const low = <f32>load<f64>(edges);
  const magicBits = (150 - fraction) << 23;
  const magic = reinterpret<f32>(magicBits);
  for (let i = 1; i < bins; ++i) {
    const place = (<f32>load<f64>(edges + (<usize>i << 3)) - low) * scale + magic;
    if (reinterpret<i32>(place) != magicBits + (i << fraction)) return false;
  }
  return true;
}

/** Puts the counters of whole values from `low` on into bins of equal width with f64 edges. */
export function binLevels(dst: usize, levelCounts: usize, low: f64, levels: usize, edges: usize, bins: i32): void {
  memory.fill(dst, 0, <usize>bins << 3);
  let bin = 0;
  for (let i: usize = 0; i < levels; ++i) {
    const value = low + <f64>i;
    while (bin < bins - 1 && value >= load<f64>(edges + (<usize>bin << 3), 8)) ++bin;
    const at = dst + (<usize>bin << 3);
    store<f64>(at, load<f64>(at) + load<f64>(levelCounts + (i << 3)));
  }
}

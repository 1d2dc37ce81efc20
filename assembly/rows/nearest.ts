import { bits16x8, bits32x4 } from "../core/lanes";

/**
 * Rows of the limited nearest-label search. A voxel's key orders its candidates the way ties are broken:
 *
 *   key = squared distance · N² + (x step + D) · N + (y step + D),    N = 2D + 1,  steps from the voxel to the source
 *
 * so the smallest key is the nearest source, of equally near ones that with the smallest x, then the smallest y. Keys of
 * small D fit 16 bits (additions saturate), others 32 bits with N = 256.
 */

/** Sources tested at a time. */
export const GROUP: usize = 32;

/** Bytes of keys handled at a time. The least key of every block is kept, so that blocks out of reach are skipped. */
export const BLOCK: usize = 64;

/**
 * Writes the keys of one row from its runs of labelled voxels, and a lower bound of the keys of each block, `stride` bytes
 * apart; `first` is the key of distance 0, x step 0. Keys and bounds hold fillers before.
 */
export function spreadRuns<T>(
  keys: usize, leasts: usize, stride: usize, runs: usize, end: usize, w: i32, reach: i32, square: i32, step: i32,
  first: T,
): void {
  const perBlock = <i32>(BLOCK / sizeof<T>());
  for (; runs < end; runs += 8) {
    const s = load<i32>(runs);
    const e = load<i32>(runs, 4);
    for (let x = s; x < e; ++x) store<T>(keys + <usize>x * sizeof<T>(), first);
    const left = min(reach, s);
    for (let k = 1; k <= left; ++k) {
      lower<T>(keys + <usize>(s - k) * sizeof<T>(), <T>(<i32>first + k * k * square + k * step));
    }
    const right = min(reach, w - e);
    for (let k = 1; k <= right; ++k) {
      lower<T>(keys + <usize>(e - 1 + k) * sizeof<T>(), <T>(<i32>first + k * k * square - k * step));
    }
    const to = (e - 1 + right) / perBlock;
    for (let b = (s - left) / perBlock; b <= to; ++b) {
      // How far the block is from the run; its least key is at least that squared.
      const gap = max(0, max(s - ((b + 1) * perBlock - 1), b * perBlock - (e - 1)));
      lower<T>(leasts + <usize>b * stride, <T>(gap * gap * square));
    }
  }
}

// @ts-ignore: decorator
@inline
function lower<T>(at: usize, key: T): void {
  if (key < load<T>(at)) store<T>(at, key);
}

/**
 * Which of 16 sources come within reach: bit i is set when least key i plus addition i is below the limit. Testing all at
 * once keeps the search free of unpredictable branches.
 */
// @ts-ignore: decorator
@inline
function withinReach<T>(leasts: usize, adds: usize, limit: T): u32 {
  let bits: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    const high = v128.splat<T>(limit - <T>1);
    if (sizeof<T>() == 2) {
      bits = bits16x8(upTo<T>(near<T>(leasts, adds, 0), high), upTo<T>(near<T>(leasts, adds, 16), high));
    } else {
      bits = bits32x4(
        upTo<T>(near<T>(leasts, adds, 0), high), upTo<T>(near<T>(leasts, adds, 16), high),
        upTo<T>(near<T>(leasts, adds, 32), high), upTo<T>(near<T>(leasts, adds, 48), high),
      );
    }
  } else {
    for (let i: usize = 0; i < 16; ++i) {
      if (sum<T>(load<T>(leasts + i * sizeof<T>()), load<T>(adds + i * sizeof<T>())) < limit) bits |= 1 << <u32>i;
    }
  }
  return bits;
}

// @ts-ignore: decorator
@inline
function near<T>(leasts: usize, adds: usize, at: usize): v128 {
  return plus<T>(v128.load(leasts + at), v128.load(adds + at));
}

// @ts-ignore: decorator
@inline
function upTo<T>(keys: v128, high: v128): v128 {
  return v128.eq<T>(v128.min<T>(keys, high), keys);
}

/**
 * Least keys of a block over `count` rows, `pitch` bytes apart from `src`. `leasts` holds the bounds of their blocks one
 * after the other, `adds` the additions, fillers up to a multiple of GROUP. Returns the least key of all; when no row comes
 * within reach that is a filler, and nothing is written.
 */
export function leastOfRows<T>(
  dst: usize, src: usize, pitch: usize, leasts: usize, count: usize, adds: usize, limit: T,
): T {
  let any: u32 = 0;
  for (let i: usize = 0; i < count; i += GROUP) {
    const at = i * sizeof<T>();
    const bits = withinReach<T>(leasts + at, adds + at, limit) |
      (withinReach<T>(leasts + at + 16 * sizeof<T>(), adds + at + 16 * sizeof<T>(), limit) << 16);
    if (bits == 0) continue;
    if (any == 0) clearBlock<T>(dst);
    any |= bits;
    lowerByRows<T>(dst, src + i * pitch, pitch, bits, adds + i * sizeof<T>());
  }
  return any ? leastOfBlock<T>(dst) : <T>fillerKey<T>();
}

/** Fillers in all of a block. Not by memory.fill, whose call costs more than the block's search. */
// @ts-ignore: decorator
@inline
function clearBlock<T>(block: usize): void {
  if (ASC_FEATURE_SIMD) {
    // Stored as wide as it is loaded again, or the loads would wait for the stores to reach the cache.
    const fill = i8x16.splat(<i8>filler<T>());
    v128.store(block, fill);
    v128.store(block, fill, 16);
    v128.store(block, fill, 32);
    v128.store(block, fill, 48);
  } else {
    for (let at: usize = 0; at < BLOCK; at += 8) store<u64>(block + at, 0x0101_0101_0101_0101 * <u64>filler<T>());
  }
}

/** The rows whose bits are set. */
// @ts-ignore: decorator
@inline
function lowerByRows<T>(dst: usize, src: usize, pitch: usize, bits: u32, adds: usize): void {
  if (ASC_FEATURE_SIMD) {
    let a = v128.load(dst), b = v128.load(dst, 16), c = v128.load(dst, 32), d = v128.load(dst, 48);
    do {
      const i = <usize>ctz(bits);
      bits &= bits - 1;
      const add = v128.splat<T>(load<T>(adds + i * sizeof<T>()));
      const row = src + i * pitch;
      a = v128.min<T>(a, plus<T>(v128.load(row), add));
      b = v128.min<T>(b, plus<T>(v128.load(row, 16), add));
      c = v128.min<T>(c, plus<T>(v128.load(row, 32), add));
      d = v128.min<T>(d, plus<T>(v128.load(row, 48), add));
    } while (bits);
    v128.store(dst, a);
    v128.store(dst, b, 16);
    v128.store(dst, c, 32);
    v128.store(dst, d, 48);
  } else {
    do {
      const i = <usize>ctz(bits);
      bits &= bits - 1;
      const add = load<T>(adds + i * sizeof<T>());
      for (let x: usize = 0; x < BLOCK; x += sizeof<T>()) lower<T>(dst + x, sum<T>(load<T>(src + i * pitch + x), add));
    } while (bits);
  }
}

function leastOfBlock<T>(block: usize): T {
  let least = load<T>(block);
  if (ASC_FEATURE_SIMD) {
    let m = v128.min<T>(v128.load(block), v128.load(block, 16));
    m = v128.min<T>(m, v128.min<T>(v128.load(block, 32), v128.load(block, 48)));
    m = v128.min<T>(m, i8x16.shuffle(m, m, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    m = v128.min<T>(m, i8x16.shuffle(m, m, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
    if (sizeof<T>() == 2) m = v128.min<T>(m, i8x16.shuffle(m, m, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
    least = <T>v128.extract_lane<T>(m, 0);
  } else {
    for (let x: usize = 0; x < BLOCK; x += sizeof<T>()) least = min<T>(least, load<T>(block + x));
  }
  return least;
}

/**
 * The same over `count` planes, `plane` bytes apart from `src`, with the index of the plane of each least key in `which`.
 * Of equal keys the first stays. Returns 0 when no plane comes within reach; then nothing is written.
 */
export function leastOfPlanes<T>(
  dst: usize, which: usize, src: usize, plane: usize, leasts: usize, count: usize, adds: usize, limit: T,
): u32 {
  let any: u32 = 0;
  for (let i: usize = 0; i < count; i += GROUP) {
    const at = i * sizeof<T>();
    const bits = withinReach<T>(leasts + at, adds + at, limit) |
      (withinReach<T>(leasts + at + 16 * sizeof<T>(), adds + at + 16 * sizeof<T>(), limit) << 16);
    if (bits == 0) continue;
    if (any == 0) clearBlock<T>(dst);
    any |= bits;
    lowerByPlanes<T>(dst, which, src, plane, i, bits, adds);
  }
  return any;
}

/** The planes from number `first` whose bits are set. */
// @ts-ignore: decorator
@inline
function lowerByPlanes<T>(
  dst: usize, which: usize, src: usize, plane: usize, first: usize, bits: u32, adds: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    let a = v128.load(dst), b = v128.load(dst, 16), c = v128.load(dst, 32), d = v128.load(dst, 48);
    let i0 = v128.load(which), i1 = v128.load(which, 16), i2 = v128.load(which, 32), i3 = v128.load(which, 48);
    do {
      const i = first + <usize>ctz(bits);
      bits &= bits - 1;
      const add = v128.splat<T>(load<T>(adds + i * sizeof<T>()));
      const index = v128.splat<T>(<T>i);
      const block = src + i * plane;
      // The index stays where the least key did: there nothing strictly nearer was found.
      let key = v128.min<T>(a, plus<T>(v128.load(block), add));
      i0 = v128.bitselect(i0, index, v128.eq<T>(key, a));
      a = key;
      key = v128.min<T>(b, plus<T>(v128.load(block, 16), add));
      i1 = v128.bitselect(i1, index, v128.eq<T>(key, b));
      b = key;
      key = v128.min<T>(c, plus<T>(v128.load(block, 32), add));
      i2 = v128.bitselect(i2, index, v128.eq<T>(key, c));
      c = key;
      key = v128.min<T>(d, plus<T>(v128.load(block, 48), add));
      i3 = v128.bitselect(i3, index, v128.eq<T>(key, d));
      d = key;
    } while (bits);
    v128.store(dst, a);
    v128.store(dst, b, 16);
    v128.store(dst, c, 32);
    v128.store(dst, d, 48);
    v128.store(which, i0);
    v128.store(which, i1, 16);
    v128.store(which, i2, 32);
    v128.store(which, i3, 48);
  } else {
    do {
      const i = first + <usize>ctz(bits);
      bits &= bits - 1;
      const add = load<T>(adds + i * sizeof<T>());
      for (let x: usize = 0; x < BLOCK; x += sizeof<T>()) {
        const key = sum<T>(load<T>(src + i * plane + x), add);
        if (key >= load<T>(dst + x)) continue;
        store<T>(dst + x, key);
        store<T>(which + x, <T>i);
      }
    } while (bits);
  }
}

/** One bit for each key of a block that lies in [from, limit). */
export function keysWithin<T>(block: usize, from: T, limit: T): u32 {
  let bits: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    const low = v128.splat<T>(from);
    const high = v128.splat<T>(limit - <T>1);
    const a = between<T>(v128.load(block), low, high), b = between<T>(v128.load(block, 16), low, high);
    const c = between<T>(v128.load(block, 32), low, high), d = between<T>(v128.load(block, 48), low, high);
    if (sizeof<T>() == 2) bits = bits16x8(a, b) | (bits16x8(c, d) << 16);
    else bits = bits32x4(a, b, c, d);
  } else {
    for (let i: usize = 0; i < BLOCK / sizeof<T>(); ++i) {
      const key = load<T>(block + i * sizeof<T>());
      if (key >= from && key < limit) bits |= 1 << <u32>i;
    }
  }
  return bits;
}

// @ts-ignore: decorator
@inline
function between<T>(keys: v128, low: v128, high: v128): v128 {
  return v128.eq<T>(v128.min<T>(v128.max<T>(keys, low), high), keys);
}

/** The byte whose repetition is a key no source has, and to which any addition stays one. */
// @ts-ignore: decorator
@inline
export function filler<T>(): i32 {
  return sizeof<T>() == 2 ? 0xff : 0x40;
}

// @ts-ignore: decorator
@inline
function fillerKey<T>(): u32 {
  return sizeof<T>() == 2 ? 0xffff : 0x4040_4040;
}

// @ts-ignore: decorator
@inline
function plus<T>(keys: v128, add: v128): v128 {
  return sizeof<T>() == 2 ? i16x8.add_sat_u(keys, add) : i32x4.add(keys, add);
}

// @ts-ignore: decorator
@inline
function sum<T>(key: T, add: T): T {
  if (sizeof<T>() == 2) return <T>min<u32>(<u32>key + <u32>add, 0xffff);
  return key + add;
}

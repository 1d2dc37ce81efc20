/**
 * Rows of the limited nearest-label search. A voxel's key orders its candidates the way ties are broken:
 *
 *   key = squared distance · N² + (x step + D) · N + (y step + D),    N = 2D + 1,  steps from the voxel to the source
 *
 * so the smallest key is the nearest source, of equally near ones that with the smallest x, then the smallest y. Keys of
 * small D fit 16 bits (additions saturate), others 32 bits with N = 256.
 */

/** Bytes handled at a time; one flag byte says whether any of them holds a finite key. */
export const BLOCK: usize = 64;

/** Writes the keys of one row from its runs of labelled voxels; `first` is the key of distance 0, x step 0. */
export function spreadRuns<T>(
  keys: usize, flags: usize, runs: usize, end: usize, w: i32, reach: i32, square: i32, step: i32, first: T,
): void {
  for (; runs < end; runs += 8) {
    const s = load<i32>(runs);
    const e = load<i32>(runs, 4);
    for (let x = s; x < e; ++x) store<T>(keys + <usize>x * sizeof<T>(), first);
    const left = min(reach, s);
    for (let k = 1; k <= left; ++k) lower<T>(keys + <usize>(s - k) * sizeof<T>(), <T>(<i32>first + k * k * square + k * step));
    const right = min(reach, w - e);
    for (let k = 1; k <= right; ++k) lower<T>(keys + <usize>(e - 1 + k) * sizeof<T>(), <T>(<i32>first + k * k * square - k * step));
    const perBlock = <i32>(BLOCK / sizeof<T>());
    const to = <usize>((e - 1 + right) / perBlock);
    for (let b = <usize>((s - left) / perBlock); b <= to; ++b) store<u8>(flags + b, 1);
  }
}

// @ts-ignore: decorator
@inline
function lower<T>(at: usize, key: T): void {
  if (key < load<T>(at)) store<T>(at, key);
}

/**
 * Least keys of a block over the rows [from, to] around it, `pitch` bytes apart; their additions start at `adds`.
 * Rows whose flag is 0 hold nothing. Returns 1 when any did.
 */
export function leastOfRows<T>(
  dst: usize, src: usize, pitch: usize, flags: usize, flagPitch: usize, count: i32, adds: usize,
): u8 {
  let any: u8 = 0;
  if (ASC_FEATURE_SIMD) {
    let a = infinite<T>(), b = a, c = a, d = a;
    for (let i = 0; i < count; ++i) {
      if (load<u8>(flags)) {
        any = 1;
        const add = v128.splat<T>(load<T>(adds));
        a = v128.min<T>(a, plus<T>(v128.load(src), add));
        b = v128.min<T>(b, plus<T>(v128.load(src, 16), add));
        c = v128.min<T>(c, plus<T>(v128.load(src, 32), add));
        d = v128.min<T>(d, plus<T>(v128.load(src, 48), add));
      }
      src += pitch;
      flags += flagPitch;
      adds += sizeof<T>();
    }
    v128.store(dst, a);
    v128.store(dst, b, 16);
    v128.store(dst, c, 32);
    v128.store(dst, d, 48);
  } else {
    memory.fill(dst, <u8>filler<T>(), BLOCK);
    for (let i = 0; i < count; ++i) {
      if (load<u8>(flags)) {
        any = 1;
        for (let x: usize = 0; x < BLOCK; x += sizeof<T>()) lower<T>(dst + x, sum<T>(load<T>(src + x), load<T>(adds)));
      }
      src += pitch;
      flags += flagPitch;
      adds += sizeof<T>();
    }
  }
  return any;
}

/**
 * The same over planes, whose addresses and flags lie in `planes` as pairs (0 = no such plane), noting in `which` the
 * index of the first plane that gave each least key.
 */
export function leastOfPlanes<T>(dst: usize, which: usize, planes: usize, block: usize, flag: usize, count: i32, adds: usize): u8 {
  let any: u8 = 0;
  if (ASC_FEATURE_SIMD) {
    let a = infinite<T>(), b = a, c = a, d = a;
    let i0 = v128.splat<T>(<T>0), i1 = i0, i2 = i0, i3 = i0;
    for (let i = 0; i < count; ++i) {
      const plane = load<usize>(planes);
      if (plane && load<u8>(load<usize>(planes, 4) + flag)) {
        any = 1;
        const add = v128.splat<T>(load<T>(adds));
        const index = v128.splat<T>(<T>i);
        // The index stays where the least key did: there nothing strictly nearer was found.
        let key = plus<T>(v128.load(plane + block), add);
        key = v128.min<T>(a, key);
        i0 = v128.bitselect(i0, index, v128.eq<T>(key, a));
        a = key;
        key = plus<T>(v128.load(plane + block, 16), add);
        key = v128.min<T>(b, key);
        i1 = v128.bitselect(i1, index, v128.eq<T>(key, b));
        b = key;
        key = plus<T>(v128.load(plane + block, 32), add);
        key = v128.min<T>(c, key);
        i2 = v128.bitselect(i2, index, v128.eq<T>(key, c));
        c = key;
        key = plus<T>(v128.load(plane + block, 48), add);
        key = v128.min<T>(d, key);
        i3 = v128.bitselect(i3, index, v128.eq<T>(key, d));
        d = key;
      }
      planes += 8;
      adds += sizeof<T>();
    }
    v128.store(dst, a);
    v128.store(dst, b, 16);
    v128.store(dst, c, 32);
    v128.store(dst, d, 48);
    v128.store(which, i0);
    v128.store(which, i1, 16);
    v128.store(which, i2, 32);
    v128.store(which, i3, 48);
  } else {
    memory.fill(dst, <u8>filler<T>(), BLOCK);
    memory.fill(which, 0, BLOCK);
    for (let i = 0; i < count; ++i) {
      const plane = load<usize>(planes);
      if (plane && load<u8>(load<usize>(planes, 4) + flag)) {
        any = 1;
        for (let x: usize = 0; x < BLOCK; x += sizeof<T>()) {
          const key = sum<T>(load<T>(plane + block + x), load<T>(adds));
          if (key >= load<T>(dst + x)) continue;
          store<T>(dst + x, key);
          store<T>(which + x, <T>i);
        }
      }
      planes += 8;
      adds += sizeof<T>();
    }
  }
  return any;
}

/** The byte whose repetition is a key no source has, and to which any addition stays one. */
// @ts-ignore: decorator
@inline
export function filler<T>(): i32 {
  return sizeof<T>() == 2 ? 0xff : 0x40;
}

// @ts-ignore: decorator
@inline
function infinite<T>(): v128 {
  return i8x16.splat(<i8>filler<T>());
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

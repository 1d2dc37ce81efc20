/**
 * Rows and columns of nearest sites. A site is packed into one u32, z << shift | y; NONE where there is none. `nearest`
 * holds, for every position of a line, the position on the line whose site is the nearest.
 */
/** No site in reach; also the index that is handed out when an image has no site at all. */
export const NONE: u32 = 0xffff_ffff;

/** (k · step)² from the table of these squares, k = |i − j|. */
// @ts-ignore: decorator
@inline
function squareOf(squares: usize, i: u32, j: u32): f64 {
  return load<f64>(squares + (<usize>(i < j ? j - i : i - j) << 3));
}

/** dst[x] = `own` where the bit is set, elsewhere what the row `before` holds. */
export function sweepRow(dst: usize, before: usize, bits: usize, w: usize, own: u32): void {
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const sites = i32x4.splat(<i32>own);
    const low = i32x4(1, 2, 4, 8);
    const high = i32x4(16, 32, 64, 128);
    for (; x + 8 <= w; x += 8) {
      const byte = i32x4.splat(<i32>load<u8>(bits + (x >> 3)));
      const at = x << 2;
      const first = i32x4.eq(v128.and(byte, low), low);
      const last = i32x4.eq(v128.and(byte, high), high);
      v128.store(dst + at, v128.bitselect(sites, v128.load(before + at), first));
      v128.store(dst + at, v128.bitselect(sites, v128.load(before + at, 16), last), 16);
    }
  }
  for (; x < w; ++x) {
    const set = (load<u8>(bits + (x >> 3)) >> <u8>(x & 7)) & 1;
    store<u32>(dst + (x << 2), set ? own : load<u32>(before + (x << 2)));
  }
}

/**
 * Merges the sweep from the other end: dst holds the site at or before plane z, `behind` the nearest one after it, and
 * then the nearest one at or after z. The lower plane wins when both are equally far.
 */
export function mergeRow(dst: usize, behind: usize, w: usize, z: u32, shift: u32): void {
  const end = dst + (w << 2);
  if (ASC_FEATURE_SIMD) {
    const none = i32x4.splat(-1);
    const plane = i32x4.splat(<i32>z);
    for (; dst + 16 <= end; dst += 16, behind += 16) {
      const low = v128.load(dst);
      const high = v128.load(behind);
      // Where there is no site the distance is the largest there can be.
      const below = v128.or(i32x4.sub(plane, i32x4.shr_u(low, <i32>shift)), i32x4.eq(low, none));
      const above = v128.or(i32x4.sub(i32x4.shr_u(high, <i32>shift), plane), i32x4.eq(high, none));
      v128.store(dst, v128.bitselect(high, low, i32x4.gt_u(below, above)));
      v128.store(behind, v128.bitselect(low, high, i32x4.eq(below, i32x4.splat(0))));
    }
  }
  for (; dst < end; dst += 4, behind += 4) {
    const low = load<u32>(dst);
    const high = load<u32>(behind);
    const below = low == NONE ? NONE : z - (low >> shift);
    const above = high == NONE ? NONE : (high >> shift) - z;
    if (below > above) store<u32>(dst, high);
    if (below == 0) store<u32>(behind, low);
  }
}

/** Copies `columns` columns of n values, `pitch` values apart, into rows of n values. */
export function gatherColumns(dst: usize, n: usize, src: usize, pitch: usize, columns: usize): void {
  for (let i: usize = 0; i < n; ++i) {
    const from = src + ((i * pitch) << 2);
    for (let c: usize = 0; c < columns; ++c) store<u32>(dst + ((c * n + i) << 2), load<u32>(from + (c << 2)));
  }
}

/** Copies `columns` rows of n values back into columns, each value from its nearest position. */
export function scatterColumns(
  dst: usize,
  pitch: usize,
  src: usize,
  nearest: usize,
  n: usize,
  columns: usize,
): void {
  for (let i: usize = 0; i < n; ++i) {
    const to = dst + ((i * pitch) << 2);
    for (let c: usize = 0; c < columns; ++c) {
      const from = load<u32>(nearest + ((c * n + i) << 2));
      store<u32>(to + (c << 2), load<u32>(src + ((c * n + <usize>from) << 2)));
    }
  }
}

/** Squared distance of each site of a line to (z, y); −1 where there is none. Without squaresY only z counts. */
export function heightsRow(
  heights: usize,
  line: usize,
  n: usize,
  z: u32,
  y: u32,
  shift: u32,
  squaresZ: usize,
  squaresY: usize,
): void {
  const mask = (<u32>1 << shift) - 1;
  for (let i: usize = 0; i < n; ++i) {
    const site = load<u32>(line + (i << 2));
    let height: f64 = -1;
    if (site != NONE) {
      height = squareOf(squaresZ, site >> shift, z);
      if (squaresY) height += squareOf(squaresY, site & mask, y);
    }
    store<f64>(heights + (i << 3), height);
  }
}

/** dst[x] = linear index (z · h + y) · w + x of the nearest site. */
export function indexRow(dst: usize, line: usize, nearest: usize, w: usize, h: usize, shift: u32): void {
  const mask = (<u32>1 << shift) - 1;
  for (let x: usize = 0; x < w; ++x) {
    const at = load<u32>(nearest + (x << 2));
    const site = load<u32>(line + (<usize>at << 2));
    store<u32>(dst + (x << 2), ((site >> shift) * <u32>h + (site & mask)) * <u32>w + at);
  }
}

/** dst[x] = distance to the nearest site, f32. */
export function distanceRow(dst: usize, heights: usize, nearest: usize, w: usize, squares: usize): void {
  for (let x: usize = 0; x < w; ++x) {
    store<f32>(dst + (x << 2), <f32>distanceAt(heights, nearest, <u32>x, squares));
  }
}

/** Bit x = distance to the nearest site > radius. Bits beyond `w` are 0 up to `pitch`. */
export function fartherRow(
  dst: usize,
  pitch: usize,
  heights: usize,
  nearest: usize,
  w: usize,
  squares: usize,
  radius: f64,
): void {
  memory.fill(dst, 0, pitch);
  for (let x: usize = 0; x < w; ++x) {
    const far = distanceAt(heights, nearest, <u32>x, squares) > radius;
    const byte = dst + (x >> 3);
    store<u8>(byte, load<u8>(byte) | <u8>(<u32>far << (<u32>x & 7)));
  }
}

// @ts-ignore: decorator
@inline
function distanceAt(heights: usize, nearest: usize, x: u32, squares: usize): f64 {
  const at = load<u32>(nearest + (<usize>x << 2));
  return Math.sqrt(load<f64>(heights + (<usize>at << 3)) + squareOf(squares, x, at));
}

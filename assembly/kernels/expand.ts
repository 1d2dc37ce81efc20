/**
 * Labels grown into the background up to a distance, unit spacing.
 *
 * In     src: labels (u8, u16, u32), d planes of h rows of w; reach = ⌊distance⌋ ≤ 127;
 *        furthest: the largest whole number whose square root is not above the distance
 * Out    dst: labels of the same type, not src
 * Room   `expandRoom` bytes
 * Rules  a background voxel takes the label of the nearest labelled voxel if that is within the distance; labelled voxels
 *        keep theirs; of equally near sources that with the smallest x wins, then the smallest y, then the smallest z
 *        no label at all gives no label
 * Cost   O(voxels near labels · (2 · reach + 1)) for each of y and z; blocks without a source in reach are skipped
 * After  scikit-image `expand_labels`, exactly
 */
import { U16, U8, sizeOfType } from "../core/types";
import { greaterRow } from "../rows/compare";
import { BLOCK, GROUP, filler, keysWithin, leastOfPlanes, leastOfRows, spreadRuns } from "../rows/nearest";
import { extractRowRuns } from "../rows/runs";

/** Keys of 16 bits serve when the largest one wanted fits beside the filler 0xffff. */
// @ts-ignore: decorator
@inline
function narrow(reach: i32, furthest: i32): bool {
  return (furthest + 1) * (2 * reach + 1) * (2 * reach + 1) <= 0xffff;
}

/** What one column adds to a key. */
// @ts-ignore: decorator
@inline
function xStep<T>(reach: i32): i32 {
  return sizeof<T>() == 2 ? 2 * reach + 1 : 256;
}

/** What one unit of squared distance adds to a key. */
// @ts-ignore: decorator
@inline
function squareStep<T>(reach: i32): i32 {
  return xStep<T>(reach) * xStep<T>(reach);
}

/** Bytes from row to row of keys: an odd multiple of 64, so that rows of a column spread over the cache. */
// @ts-ignore: decorator
@inline
function keyPitch<T>(w: usize): usize {
  const bytes = (w * sizeof<T>() + 63) & ~63;
  return bytes & 64 ? bytes : bytes + 64;
}

/** Bytes of merged rows above which planes are cut into bands of rows: so that all planes of a band stay in cache. */
const BAND: usize = 4 * 1024 * 1024;

/** Rows of a band. Bands overlap by `reach` rows on either side in the passes before the last. */
function bandRows<T>(w: usize, h: usize, d: usize, reach: i32): usize {
  const fit = BAND / (d * keyPitch<T>(w));
  return min(h, max(fit, <usize>max(2 * reach, 16)));
}

/** Bytes of the merged rows of one plane of a band. */
// @ts-ignore: decorator
@inline
function bandPitch<T>(w: usize, rows: usize): usize {
  return rows * keyPitch<T>(w) + 64;
}

/** Bounds in a line of `n` rows or planes: `reach` beyond either end, and room for a group. */
// @ts-ignore: decorator
@inline
function boundsOf(n: usize, reach: i32): usize {
  return n + <usize>(2 * reach) + GROUP;
}

// @ts-ignore: decorator
@inline
function additions(reach: i32): usize {
  return (<usize>(2 * reach) + GROUP) & ~(GROUP - 1);
}

/** Scratch bytes of `expand`. */
export function expandRoom(w: usize, h: usize, d: usize, reach: i32, furthest: i32): usize {
  return narrow(reach, furthest) ? roomFor<u16>(w, h, d, reach, furthest) : roomFor<u32>(w, h, d, reach, furthest);
}

function roomFor<T>(w: usize, h: usize, d: usize, reach: i32, furthest: i32): usize {
  const rows = bandRows<T>(w, h, d, reach);
  const halo = <usize>(2 * reach);
  const blocks = keyPitch<T>(w) / BLOCK;
  const keys = (rows + halo) * keyPitch<T>(w) + d * bandPitch<T>(w, rows);
  const bounds = blocks * (boundsOf(rows, reach) + rows * boundsOf(d, reach)) * sizeof<T>();
  const table = sizeof<T>() == 2 ? <usize>(furthest + 1) * <usize>squareStep<T>(reach) * 4 : 0;
  const line = ((w + 127) >> 7 << 4) + (w + 2) * 4 + 4 * BLOCK;
  return keys + bounds + table + line + additions(reach) * 8 + 256;
}

/** Grows labels; see the header. */
export function expand(dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, reach: i32, furthest: i32, room: usize): void {
  memory.copy(dst, src, w * h * d * sizeOfType(type));
  if (narrow(reach, furthest)) expandKeys<u16>(dst, src, type, w, h, d, reach, furthest, room);
  else expandKeys<u32>(dst, src, type, w, h, d, reach, furthest, room);
}

function expandKeys<T>(
  dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, reach: i32, furthest: i32, room: usize,
): void {
  const pitch = keyPitch<T>(w);
  const band = bandRows<T>(w, h, d, reach);
  const plane = bandPitch<T>(w, band);
  const blocks = pitch / BLOCK;
  const column = boundsOf(band, reach) * sizeof<T>();
  const depth = boundsOf(d, reach) * sizeof<T>();
  const slice = w * h * sizeOfType(type);
  // Room: keys of the rows of one plane and the bounds of their blocks; merged keys of all planes of a band and theirs;
  // additions; what a key means in voxels; one row.
  const keys = (room + 63) & ~63;
  const merged = keys + (band + <usize>(2 * reach)) * pitch;
  const rowBounds = merged + d * plane;
  const planeBounds = rowBounds + blocks * column;
  const addsY = planeBounds + blocks * band * depth;
  const addsZ = addsY + additions(reach) * sizeof<T>();
  const offsets = addsZ + additions(reach) * sizeof<T>();
  const rowRoom = offsets + (sizeof<T>() == 2 ? <usize>(furthest + 1) * <usize>squareStep<T>(reach) * 4 : 0);
  const limit = <T>((furthest + 1) * squareStep<T>(reach));
  fillAdditions<T>(addsY, reach, 1);
  fillAdditions<T>(addsZ, reach, 0);
  if (sizeof<T>() == 2) fillOffsets(offsets, reach, furthest, <i32>w);
  for (let y: usize = 0; y < h; y += band) {
    const rows = min(band, h - y);
    memory.fill(planeBounds, <u8>filler<T>(), blocks * rows * depth);
    for (let z: usize = 0; z < d; ++z) {
      if (!spreadRows<T>(keys, rowBounds, column, src + z * slice, type, w, h, y, rows, pitch, reach, rowRoom)) continue;
      const bounds = planeBounds + (z + <usize>reach) * sizeof<T>();
      mergeRows<T>(merged + z * plane, bounds, depth, keys, rowBounds, column, rows, pitch, reach, addsY, limit);
    }
    for (let i: usize = 0; i < rows; ++i) {
      const bounds = planeBounds + i * blocks * depth;
      const at = (y + i) * w * sizeOfType(type);
      mergePlanes<T>(
        dst + at, src + at, type, w, h, d, merged + i * pitch, plane, pitch, bounds, depth, addsZ, offsets, reach, limit, rowRoom,
      );
    }
  }
}

/** What steps of −reach … reach add to a key, plus `each` · (step + reach); then fillers. */
function fillAdditions<T>(adds: usize, reach: i32, each: i32): void {
  memory.fill(adds, <u8>filler<T>(), additions(reach) * sizeof<T>());
  for (let k = -reach; k <= reach; ++k) {
    store<T>(adds + <usize>(k + reach) * sizeof<T>(), <T>(k * k * squareStep<T>(reach) + each * (k + reach)));
  }
}

/** For every 16-bit key, how many voxels away its source lies within the plane. */
function fillOffsets(offsets: usize, reach: i32, furthest: i32, w: i32): void {
  for (let square = 0; square <= furthest; ++square) {
    for (let x = -reach; x <= reach; ++x) {
      for (let y = -reach; y <= reach; ++y) {
        store<i32>(offsets, y * w + x);
        offsets += 4;
      }
    }
  }
}

/**
 * Pass x of the rows y − reach … y + rows + reach − 1 of a plane. Rows without labels, and rows beyond the plane, get no
 * keys, only bounds that say so. Returns whether there is any label.
 */
function spreadRows<T>(
  keys: usize, bounds: usize, column: usize, src: usize, type: i32, w: usize, h: usize, y: usize, rows: usize, pitch: usize,
  reach: i32, room: usize,
): bool {
  let any = false;
  memory.fill(bounds, <u8>filler<T>(), pitch / BLOCK * column);
  const bitPitch = ((w + 127) >> 7) << 4;
  const runs = room + bitPitch;
  const first = <T>(reach * xStep<T>(reach));
  for (let i: usize = 0; i < rows + <usize>(2 * reach); ++i) {
    const at = <i32>(y + i) - reach;
    if (at < 0 || at >= <i32>h) continue;
    const row = src + <usize>at * w * sizeOfType(type);
    if (type == U8) greaterRow<u8>(room, bitPitch, row, w, 0);
    else if (type == U16) greaterRow<u16>(room, bitPitch, row, w, 0);
    else greaterRow<u32>(room, bitPitch, row, w, 0);
    const end = extractRowRuns(runs, room, bitPitch >> 3);
    if (end == runs) continue;
    any = true;
    memory.fill(keys + i * pitch, <u8>filler<T>(), pitch);
    const bound = bounds + i * sizeof<T>();
    spreadRuns<T>(
      keys + i * pitch, bound, column, runs, end, <i32>w, reach, squareStep<T>(reach), xStep<T>(reach), first,
    );
  }
  return any;
}

/** Pass y of a plane's rows of a band, and a bound for each of its blocks. */
function mergeRows<T>(
  dst: usize, dstBounds: usize, depth: usize, keys: usize, bounds: usize, column: usize, rows: usize, pitch: usize,
  reach: i32, adds: usize, limit: T,
): void {
  const count = <usize>(2 * reach + 1);
  for (let i: usize = 0; i < rows; ++i) {
    let bound = bounds + i * sizeof<T>();
    const row = i * pitch;
    for (let at: usize = 0; at < pitch; at += BLOCK) {
      store<T>(dstBounds, leastOfRows<T>(dst + row + at, keys + row + at, pitch, bound, count, adds, limit));
      dstBounds += depth;
      bound += column;
    }
  }
}

/** Pass z of one row of every plane, and the labels its keys lead to. */
function mergePlanes<T>(
  dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, keys: usize, plane: usize, pitch: usize,
  bounds: usize, depth: usize, adds: usize, offsets: usize, reach: i32, limit: T, room: usize,
): void {
  const best = (room + 15) & ~15;
  const which = best + BLOCK;
  const perBlock = BLOCK / sizeof<T>();
  const count = <usize>(2 * reach + 1);
  const taken = <T>squareStep<T>(reach);
  for (let z: usize = 0; z < d; ++z) {
    // The first plane looked at may lie before the image; its bound says that nothing is there.
    const from = keys + z * plane - <usize>reach * plane;
    for (let x: usize = 0; x < w; x += perBlock) {
      const bound = bounds + x / perBlock * depth + z * sizeof<T>();
      if (!leastOfPlanes<T>(best, which, from + x * sizeof<T>(), plane, bound, count, adds, limit)) continue;
      // Keys below the first square are labelled voxels, which were copied.
      let pending = keysWithin<T>(best, taken, limit);
      if (x + perBlock > w) pending &= (<u32>1 << <u32>(w - x)) - 1;
      const voxel = z * w * h + x;
      if (type == U8) resolve<T, u8>(dst + voxel, src + voxel, pending, best, which, reach, w, w * h, offsets);
      else if (type == U16) resolve<T, u16>(dst + voxel * 2, src + voxel * 2, pending, best, which, reach, w, w * h, offsets);
      else resolve<T, u32>(dst + voxel * 4, src + voxel * 4, pending, best, which, reach, w, w * h, offsets);
    }
  }
}

/** Labels of the pending voxels of a block: the source is the own place plus the steps that key and plane tell. */
function resolve<T, L>(
  dst: usize, src: usize, pending: u32, best: usize, which: usize, reach: i32, w: usize, slice: usize, offsets: usize,
): void {
  while (pending) {
    const i = <usize>ctz(pending);
    pending &= pending - 1;
    const key = <i32>load<T>(best + i * sizeof<T>());
    let away: i32;
    if (sizeof<T>() == 2) away = load<i32>(offsets + (<usize>key << 2));
    else away = ((key & 255) - reach) * <i32>w + ((key >> 8) & 255) - reach;
    away += (<i32>load<T>(which + i * sizeof<T>()) - reach) * <i32>slice;
    store<L>(dst + i * sizeof<L>(), load<L>(src + (i + <usize>away) * sizeof<L>()));
  }
}

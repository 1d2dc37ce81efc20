/**
 * Labels grown into the background up to a distance, unit spacing.
 *
 * In     src: labels (u8, u16, u32), d planes of h rows of w; reach = ⌊distance⌋ ≤ 127;
 *        furthest: the largest whole number whose square root is not above the distance;
 *        the rows from … to − 1 of every plane
 * Out    dst: labels of the same type, not src
 * Room   `expandRoom` bytes for the number of rows at hand
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

/** Bytes of a key: 2 when the largest one wanted fits beside the filler 0xffff, otherwise 4. */
// @ts-ignore: decorator
@inline
function keySize(reach: i32, furthest: i32): usize {
  return (furthest + 1) * (2 * reach + 1) * (2 * reach + 1) <= 0xffff ? 2 : 4;
}

/** What one column adds to a key. */
// @ts-ignore: decorator
@inline
function xStep(size: usize, reach: i32): i32 {
  return size == 2 ? 2 * reach + 1 : 256;
}

/** What one unit of squared distance adds to a key. */
// @ts-ignore: decorator
@inline
function squareStep(size: usize, reach: i32): i32 {
  return xStep(size, reach) * xStep(size, reach);
}

/** Bytes from row to row of keys: an odd multiple of 64, so that rows of a column spread over the cache. */
// @ts-ignore: decorator
@inline
function keyPitch(size: usize, w: usize): usize {
  const bytes = (w * size + 63) & ~63;
  return bytes & 64 ? bytes : bytes + 64;
}

/** Bytes of merged rows above which planes are cut into bands of rows: so that all planes of a band stay in cache. */
const BAND: usize = 6 * 1024 * 1024;

/** Rows of a band, about equal ones. Bands overlap by `reach` rows on either side in the passes before the last. */
function bandRows(size: usize, w: usize, rows: usize, d: usize, reach: i32): usize {
  const fit = max(BAND / (d * keyPitch(size, w)), <usize>max(2 * reach, 16));
  const bands = (rows + fit - 1) / fit;
  return (rows + bands - 1) / bands;
}

/** Bytes of the merged rows of one plane of a band. */
// @ts-ignore: decorator
@inline
function bandPitch(size: usize, w: usize, rows: usize): usize {
  return rows * keyPitch(size, w) + 64;
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
export function expandRoom(w: usize, count: usize, d: usize, reach: i32, furthest: i32): usize {
  const size = keySize(reach, furthest);
  const rows = bandRows(size, w, count, d, reach);
  const halo = <usize>(2 * reach);
  const blocks = keyPitch(size, w) / BLOCK;
  const keys = (rows + halo) * keyPitch(size, w) + d * bandPitch(size, w, rows);
  const bounds = blocks * (boundsOf(rows, reach) + rows * boundsOf(d, reach)) * size;
  const table = size == 2 ? <usize>(furthest + 1) * <usize>squareStep(size, reach) * 4 : 0;
  const line = ((w + 127) >> 7 << 4) + (w + 2) * 4 + 4 * BLOCK;
  return keys + bounds + table + line + additions(reach) * 8 + 256;
}

/** Grows labels; see the header. */
export function expand(
  dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, reach: i32, furthest: i32, from: usize, to: usize,
  room: usize,
): void {
  const size = keySize(reach, furthest);
  const pitch = keyPitch(size, w);
  const band = bandRows(size, w, to - from, d, reach);
  const plane = bandPitch(size, w, band);
  const blocks = pitch / BLOCK;
  const column = boundsOf(band, reach) * size;
  const depth = boundsOf(d, reach) * size;
  const slice = w * h * sizeOfType(type);
  // Room: keys of the rows of one plane and the bounds of their blocks; merged keys of all planes of a band and theirs;
  // additions; what a key means in voxels; one row.
  const keys = (room + 63) & ~63;
  const merged = keys + (band + <usize>(2 * reach)) * pitch;
  const rowBounds = merged + d * plane;
  const planeBounds = rowBounds + blocks * column;
  const addsY = planeBounds + blocks * band * depth;
  const addsZ = addsY + additions(reach) * size;
  const offsets = addsZ + additions(reach) * size;
  const rowRoom = offsets + (size == 2 ? <usize>(furthest + 1) * <usize>squareStep(size, reach) * 4 : 0);
  const limit = <u32>((furthest + 1) * squareStep(size, reach));
  fillAdditions(size, addsY, reach, 1);
  fillAdditions(size, addsZ, reach, 0);
  if (size == 2) fillOffsets(offsets, reach, furthest, <i32>w);
  for (let y = from; y < to; y += band) {
    const rows = min(band, to - y);
    memory.fill(planeBounds, <u8>fillerOf(size), blocks * rows * depth);
    for (let z: usize = 0; z < d; ++z) {
      const labels = src + z * slice;
      const first = y * w * sizeOfType(type);
      memory.copy(dst + z * slice + first, labels + first, rows * w * sizeOfType(type));
      if (!spreadRows(size, keys, rowBounds, column, labels, type, w, h, y, rows, pitch, reach, rowRoom)) continue;
      const bounds = planeBounds + (z + <usize>reach) * size;
      mergeRows(size, merged + z * plane, bounds, depth, keys, rowBounds, column, rows, pitch, reach, addsY, limit);
    }
    for (let i: usize = 0; i < rows; ++i) {
      const bounds = planeBounds + i * blocks * depth;
      const at = (y + i) * w * sizeOfType(type);
      mergePlanes(
        size, dst + at, src + at, type, w, h, d, merged + i * pitch, plane, pitch, bounds, depth, addsZ, offsets,
        reach, limit, rowRoom,
      );
    }
  }
}

// @ts-ignore: decorator
@inline
function fillerOf(size: usize): i32 {
  return size == 2 ? filler<u16>() : filler<u32>();
}

// @ts-ignore: decorator
@inline
function storeKey(size: usize, at: usize, key: u32): void {
  if (size == 2) store<u16>(at, <u16>key);
  else store<u32>(at, key);
}

/** What steps of −reach … reach add to a key, plus `each` · (step + reach); then fillers. */
function fillAdditions(size: usize, adds: usize, reach: i32, each: i32): void {
  memory.fill(adds, <u8>fillerOf(size), additions(reach) * size);
  for (let k = -reach; k <= reach; ++k) {
    storeKey(size, adds + <usize>(k + reach) * size, <u32>(k * k * squareStep(size, reach) + each * (k + reach)));
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
function spreadRows(
  size: usize, keys: usize, bounds: usize, column: usize, src: usize, type: i32, w: usize, h: usize, y: usize,
  rows: usize, pitch: usize,
  reach: i32, room: usize,
): bool {
  let any = false;
  memory.fill(bounds, <u8>fillerOf(size), pitch / BLOCK * column);
  const bitPitch = ((w + 127) >> 7) << 4;
  const runs = room + bitPitch;
  const first = <u32>(reach * xStep(size, reach));
  const square = squareStep(size, reach);
  const step = xStep(size, reach);
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
    memory.fill(keys + i * pitch, <u8>fillerOf(size), pitch);
    const bound = bounds + i * size;
    if (size == 2) spreadRuns<u16>(keys + i * pitch, bound, column, runs, end, <i32>w, reach, square, step, <u16>first);
    else spreadRuns<u32>(keys + i * pitch, bound, column, runs, end, <i32>w, reach, square, step, first);
  }
  return any;
}

/** Pass y of a plane's rows of a band, and a bound for each of its blocks. */
function mergeRows(
  size: usize, dst: usize, dstBounds: usize, depth: usize, keys: usize, bounds: usize, column: usize, rows: usize,
  pitch: usize,
  reach: i32, adds: usize, limit: u32,
): void {
  const count = <usize>(2 * reach + 1);
  for (let i: usize = 0; i < rows; ++i) {
    let bound = bounds + i * size;
    const row = i * pitch;
    for (let at: usize = 0; at < pitch; at += BLOCK) {
      const out = dst + row + at;
      const from = keys + row + at;
      if (size == 2) store<u16>(dstBounds, leastOfRows<u16>(out, from, pitch, bound, count, adds, <u16>limit));
      else store<u32>(dstBounds, leastOfRows<u32>(out, from, pitch, bound, count, adds, limit));
      dstBounds += depth;
      bound += column;
    }
  }
}

/** Pass z of one row of every plane, and the labels its keys lead to. */
function mergePlanes(
  size: usize, dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, keys: usize, plane: usize, pitch: usize,
  bounds: usize, depth: usize, adds: usize, offsets: usize, reach: i32, limit: u32, room: usize,
): void {
  const best = (room + 15) & ~15;
  const which = best + BLOCK;
  const perBlock = BLOCK / size;
  const count = <usize>(2 * reach + 1);
  const taken = <u32>squareStep(size, reach);
  for (let z: usize = 0; z < d; ++z) {
    // The first plane looked at may lie before the image; its bound says that nothing is there.
    const from = keys + z * plane - <usize>reach * plane;
    for (let x: usize = 0; x < w; x += perBlock) {
      const bound = bounds + x / perBlock * depth + z * size;
      const first = from + x * size;
      // Keys below the first square are labelled voxels, which were copied.
      let pending: u32 = 0;
      if (size == 2) {
        if (!leastOfPlanes<u16>(best, which, first, plane, bound, count, adds, <u16>limit)) continue;
        pending = keysWithin<u16>(best, <u16>taken, <u16>limit);
      } else {
        if (!leastOfPlanes<u32>(best, which, first, plane, bound, count, adds, limit)) continue;
        pending = keysWithin<u32>(best, taken, limit);
      }
      if (x + perBlock > w) pending &= (<u32>1 << <u32>(w - x)) - 1;
      const voxel = z * w * h + x;
      const at = voxel * sizeOfType(type);
      if (size == 2) resolve<u16>(dst + at, src + at, type, pending, best, which, reach, w, w * h, offsets);
      else resolve<u32>(dst + at, src + at, type, pending, best, which, reach, w, w * h, offsets);
    }
  }
}

/** Labels of the pending voxels of a block: the source is the own place plus the steps that key and plane tell. */
function resolve<T>(
  dst: usize, src: usize, type: i32, pending: u32, best: usize, which: usize, reach: i32, w: usize, slice: usize,
  offsets: usize,
): void {
  while (pending) {
    const i = <usize>ctz(pending);
    pending &= pending - 1;
    const key = <i32>load<T>(best + i * sizeof<T>());
    let away: i32;
    if (sizeof<T>() == 2) away = load<i32>(offsets + (<usize>key << 2));
    else away = ((key & 255) - reach) * <i32>w + ((key >> 8) & 255) - reach;
    away += (<i32>load<T>(which + i * sizeof<T>()) - reach) * <i32>slice;
    const from = i + <usize>away;
    if (type == U8) store<u8>(dst + i, load<u8>(src + from));
    else if (type == U16) store<u16>(dst + (i << 1), load<u16>(src + (from << 1)));
    else store<u32>(dst + (i << 2), load<u32>(src + (from << 2)));
  }
}

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
import { BLOCK, filler, leastOfPlanes, leastOfRows, spreadRuns } from "../rows/nearest";
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

// @ts-ignore: decorator
@inline
function planePitch<T>(w: usize, h: usize): usize {
  return h * keyPitch<T>(w) + 64;
}

// @ts-ignore: decorator
@inline
function ringPlanes(d: usize, reach: i32): usize {
  return min<usize>(d, <usize>(2 * reach + 1));
}

/** Scratch bytes of `expand`. */
export function expandRoom(w: usize, h: usize, d: usize, reach: i32, furthest: i32): usize {
  return narrow(reach, furthest) ? roomFor<u16>(w, h, d, reach, furthest) : roomFor<u32>(w, h, d, reach, furthest);
}

function roomFor<T>(w: usize, h: usize, d: usize, reach: i32, furthest: i32): usize {
  const planes = ringPlanes(d, reach) + 1;
  const flags = h * (keyPitch<T>(w) / BLOCK) + 16;
  const table = sizeof<T>() == 2 ? <usize>(furthest + 1) * <usize>squareStep<T>(reach) * 4 : 0;
  const row = ((w + 127) >> 7 << 4) + (w + 2) * 4 + 4 * BLOCK;
  return planes * (planePitch<T>(w, h) + flags) + table + row + <usize>(2 * reach + 1) * 16 + 256;
}

/** Grows labels; see the header. */
export function expand(dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, reach: i32, furthest: i32, room: usize): void {
  memory.fill(dst, 0, w * h * d * sizeOfType(type));
  if (narrow(reach, furthest)) expandKeys<u16>(dst, src, type, w, h, d, reach, furthest, room);
  else expandKeys<u32>(dst, src, type, w, h, d, reach, furthest, room);
}

function expandKeys<T>(
  dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, reach: i32, furthest: i32, room: usize,
): void {
  const pitch = keyPitch<T>(w);
  const plane = planePitch<T>(w, h);
  const blocks = pitch / BLOCK;
  const flagPlane = (h * blocks + 15) & ~15;
  const ring = ringPlanes(d, reach);
  const slice = w * h * sizeOfType(type);
  // Room: rows of the plane at hand, ring of finished planes, their flags, additions, plane list, offsets, one row.
  const keys = (room + 63) & ~63;
  const finished = keys + plane;
  const keyFlags = finished + ring * plane;
  const finishedFlags = keyFlags + flagPlane;
  const addsY = finishedFlags + ring * flagPlane;
  const addsZ = addsY + <usize>(2 * reach + 1) * 4;
  const planes = addsZ + <usize>(2 * reach + 1) * 4;
  const offsets = planes + <usize>(2 * reach + 1) * 8;
  const rowRoom = offsets + (sizeof<T>() == 2 ? <usize>(furthest + 1) * <usize>squareStep<T>(reach) * 4 : 0);
  fillAdditions<T>(addsY, addsZ, reach);
  if (sizeof<T>() == 2) fillOffsets(offsets, reach, furthest, <i32>w);
  for (let z: i32 = -reach; z < <i32>d; ++z) {
    const next = z + reach;
    if (next < <i32>d) {
      const slot = <usize>next % ring;
      const above = src + <usize>next * slice;
      spreadPlane<T>(keys, keyFlags, above, type, w, h, pitch, blocks, reach, rowRoom);
      mergeRows<T>(finished + slot * plane, finishedFlags + slot * flagPlane, keys, keyFlags, h, pitch, blocks, reach, addsY);
    }
    if (z < 0) continue;
    for (let k = -reach; k <= reach; ++k) {
      const at = z + k;
      const entry = planes + (<usize>(k + reach) << 3);
      const inside = at >= 0 && at < <i32>d;
      const slot = inside ? <usize>at % ring : 0;
      store<usize>(entry, inside ? finished + slot * plane : 0);
      store<usize>(entry, finishedFlags + slot * flagPlane, 4);
    }
    const out = dst + <usize>z * slice;
    const own = src + <usize>z * slice;
    const limit = (furthest + 1) * squareStep<T>(reach);
    mergePlanes<T>(out, own, type, w, h, pitch, blocks, reach, limit, planes, addsZ, offsets, rowRoom);
  }
}

/** What a y step and a z step add to a key. */
function fillAdditions<T>(addsY: usize, addsZ: usize, reach: i32): void {
  for (let k = -reach; k <= reach; ++k) {
    const at = <usize>(k + reach) * sizeof<T>();
    store<T>(addsY + at, <T>(k * k * squareStep<T>(reach) + k + reach));
    store<T>(addsZ + at, <T>(k * k * squareStep<T>(reach)));
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

/** Pass x of a plane. Rows without labels get no keys, only flags that say so. */
function spreadPlane<T>(
  keys: usize, flags: usize, src: usize, type: i32, w: usize, h: usize, pitch: usize, blocks: usize, reach: i32, room: usize,
): void {
  memory.fill(flags, 0, h * blocks);
  const bitPitch = ((w + 127) >> 7) << 4;
  const runs = room + bitPitch;
  const first = <T>(reach * xStep<T>(reach));
  for (let y: usize = 0; y < h; ++y) {
    const row = src + y * w * sizeOfType(type);
    if (type == U8) greaterRow<u8>(room, bitPitch, row, w, 0);
    else if (type == U16) greaterRow<u16>(room, bitPitch, row, w, 0);
    else greaterRow<u32>(room, bitPitch, row, w, 0);
    const end = extractRowRuns(runs, room, bitPitch >> 3);
    if (end == runs) continue;
    memory.fill(keys + y * pitch, <u8>filler<T>(), pitch);
    spreadRuns<T>(keys + y * pitch, flags + y * blocks, runs, end, <i32>w, reach, squareStep<T>(reach), xStep<T>(reach), first);
  }
}

/** Pass y of a plane. */
function mergeRows<T>(
  dst: usize, dstFlags: usize, keys: usize, flags: usize, h: usize, pitch: usize, blocks: usize, reach: i32, adds: usize,
): void {
  for (let y: i32 = 0; y < <i32>h; ++y) {
    const from = max(0, y - reach);
    const count = min(<i32>h - 1, y + reach) - from + 1;
    const add = adds + <usize>(from - y + reach) * sizeof<T>();
    const row = keys + <usize>from * pitch;
    const flag = flags + <usize>from * blocks;
    for (let b: usize = 0; b < blocks; ++b) {
      const out = dst + <usize>y * pitch + b * BLOCK;
      store<u8>(dstFlags + <usize>y * blocks + b, leastOfRows<T>(out, row + b * BLOCK, pitch, flag + b, blocks, count, add));
    }
  }
}

/** Pass z of one plane, and the labels its keys lead to. */
function mergePlanes<T>(
  dst: usize, src: usize, type: i32, w: usize, h: usize, pitch: usize, blocks: usize, reach: i32, limit: i32,
  planes: usize, adds: usize, offsets: usize, room: usize,
): void {
  const best = (room + 15) & ~15;
  const which = best + BLOCK;
  const perBlock = BLOCK / sizeof<T>();
  for (let y: usize = 0; y < h; ++y) {
    for (let b: usize = 0; b < blocks; ++b) {
      const x = b * perBlock;
      if (x >= w) break;
      const any = leastOfPlanes<T>(best, which, planes, y * pitch + b * BLOCK, y * blocks + b, 2 * reach + 1, adds);
      if (!any) continue;
      const n = min(perBlock, w - x);
      const at = (y * w + x) * sizeOfType(type);
      if (type == U8) resolve<T, u8>(dst + at, src + at, n, best, which, reach, limit, w, w * h, offsets);
      else if (type == U16) resolve<T, u16>(dst + at, src + at, n, best, which, reach, limit, w, w * h, offsets);
      else resolve<T, u32>(dst + at, src + at, n, best, which, reach, limit, w, w * h, offsets);
    }
  }
}

/** Labels of one block: each voxel's source is its own place plus the steps its key and its plane tell. */
function resolve<T, L>(
  dst: usize, src: usize, n: usize, best: usize, which: usize, reach: i32, limit: i32, w: usize, slice: usize, offsets: usize,
): void {
  for (let i: usize = 0; i < n; ++i) {
    const key = <i32>load<T>(best + i * sizeof<T>());
    if (key >= limit) continue;
    let away: i32;
    if (sizeof<T>() == 2) away = load<i32>(offsets + (<usize>key << 2));
    else away = ((key & 255) - reach) * <i32>w + ((key >> 8) & 255) - reach;
    away += (<i32>load<T>(which + i * sizeof<T>()) - reach) * <i32>slice;
    store<L>(dst + i * sizeof<L>(), load<L>(src + (<isize>i + away) * sizeof<L>()));
  }
}

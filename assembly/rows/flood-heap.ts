import { OPEN, openNeighbours, SIGN, STEP } from "../core/grid";
import { valueAt } from "../core/keys";
import { Flood, LABEL } from "./flood";

export const GOING_ON: i32 = 0;
export const DONE: i32 = 1;
/** No room for more entries. */
export const FULL: i32 = 2;
/** In place of the voxel of a short entry that came off the heap. */
export const TAKEN: u32 = 0xffff_ffff;

/** Binary logarithms of the bytes of an entry: short ones are an order and no more. */
const SHORT: u32 = 3;
const LONG: u32 = 5;

/**
 * An entry of the heap, lower ones first. The upper half of `order` is the value's key, the lower half
 *
 *   short          the entry's number: `stamps` tells its voxel. Markers come first and count as equal
 *   with lines     the age, 0 for markers
 *
 * With compactness `order` is the bits of the f64 value, made to ascend as values do, and entries of equal value have an
 * age beside it.
 */
@unmanaged
class Entry {
  order: u64;
  index: u32;
  /** The marker's voxel that it descends from. */
  source: u32;
  age: u32;
}

@unmanaged
export class HeapFlood extends Flood {
  image: usize;
  type: i32;
  w: u32;
  h: u32;
  compactness: f64;
  /** The flood stops before values above it. */
  limit: u32;
  lines: u32;
  /** Entries made, with short ones those of markers too. */
  age: u32;
  /** Entries 1 … size; entry 0 is where the one that moves is kept. */
  heap: usize;
  /** SHORT or LONG; without lines and compactness an entry is short. */
  shift: u32;
  end: usize;
  size: u32;
  /** With lines: markers' voxels that came off the heap. */
  order: u32;
  /** Markers' voxels in all, once they are in the heap. */
  placed: u32;
  /** Entries from which on lines pass nothing on again. */
  most: u32;
}

// @ts-ignore: decorator
@inline
function entryAt(flood: HeapFlood, place: u32): usize {
  return flood.heap + (<usize>place << flood.shift);
}

// @ts-ignore: decorator
@inline
function isBefore(a: usize, b: usize, shift: u32, placed: u32): u32 {
  const one = load<u64>(a);
  const other = load<u64>(b);
  if (shift == SHORT) return u32(one < other - (other & -<u64>(<u32>other < placed) & 0xffff_ffff));
  return u32(one < other) | (u32(one == other) & u32(changetype<Entry>(a).age < changetype<Entry>(b).age));
}

// @ts-ignore: decorator
@inline
function move(to: usize, from: usize, shift: u32): void {
  store<u64>(to, load<u64>(from));
  if (shift == SHORT) return;
  store<u64>(to, load<u64>(from, 8), 8);
  changetype<Entry>(to).age = changetype<Entry>(from).age;
}

/** Makes an empty heap in the room from `at` to `end`. */
export function startHeap(flood: HeapFlood, at: usize, end: usize): void {
  flood.heap = at;
  flood.shift = flood.lines != 0 || flood.compactness > 0 ? LONG : SHORT;
  flood.placed = u32.MAX_VALUE;
  flood.end = end;
  flood.size = 0;
  flood.age = 0;
  flood.order = 0;
}

/** Adds a long entry; `age` only with compactness. False without room. */
export function pushLong(flood: HeapFlood, order: u64, age: u32, index: u32, source: u32): bool {
  const entry = changetype<Entry>(flood.heap);
  entry.index = index;
  entry.source = source;
  entry.age = age;
  return push(flood, order);
}

/** Adds a short entry; false without room. */
export function pushShort(flood: HeapFlood, key: u32, index: u32): bool {
  const number = flood.age++;
  store<u32>(flood.stamps + (<usize>number << 2), index);
  return push(flood, (<u64>key << 32) | <u64>number);
}

function push(flood: HeapFlood, order: u64): bool {
  const size = ++flood.size;
  if (entryAt(flood, size + 1) > flood.end) return false;
  store<u64>(flood.heap, order);
  rise(flood, size, false);
  return true;
}

/** Puts entry 0 into its place on the way up from a free place, before equal ones or after them. */
function rise(flood: HeapFlood, place: u32, before: bool): void {
  const shift = flood.shift;
  const placed = flood.placed;
  const entry = flood.heap;
  for (; place > 1; place >>>= 1) {
    const parent = entryAt(flood, place >>> 1);
    if (before ? isBefore(parent, entry, shift, placed) : !isBefore(entry, parent, shift, placed)) break;
    move(entryAt(flood, place), parent, shift);
  }
  move(entryAt(flood, place), entry, shift);
}

/**
 * Removes the first entry and leaves the others where exchanging it with the last and letting that sink would: the way
 * down along the lesser children first, then up to the place of the last.
 */
export function dropFirst(flood: HeapFlood): void {
  const shift = flood.shift;
  const placed = flood.placed;
  const end = entryAt(flood, flood.size--);
  const step = <usize>1 << shift;
  const base = flood.heap;
  let hole = base + step;
  move(base, end, shift);
  for (;;) {
    // Entry 2 · i lies as far from entry i as that from entry 0.
    let child = hole + hole - base;
    if (child >= end) break;
    // Where there is no second child, the last entry stands there: if it is taken, it rises to the same place.
    child += <usize>isBefore(child + step, child, shift, placed) << shift;
    move(hole, child, shift);
    hole = child;
  }
  rise(flood, <u32>((hole - base) >>> shift), true);
}

/** True when a labelled neighbour of a voxel has another label than `label`; lines, which have the sign, do not count. */
function isBetween(flood: HeapFlood, i: u32, label: u32): bool {
  const edges = <u32>load<u8>(flood.flags + i);
  for (let step = flood.steps; step < flood.stepsEnd; step += STEP) {
    const j = i + load<i32>(step);
    if (load<u32>(step, 4) & edges || <u32>load<u8>(flood.flags + j) & SIGN) continue;
    const other = load<u32>(flood.voxels + (<usize>j << 3), LABEL);
    if (other && other != label) return true;
  }
  return false;
}

/** Euclidean distance of two voxels. */
function distanceOf(flood: HeapFlood, a: u32, b: u32): f64 {
  const x = <f64>(<i32>(a % flood.w) - <i32>(b % flood.w));
  a /= flood.w;
  b /= flood.w;
  const y = <f64>(<i32>(a % flood.h) - <i32>(b % flood.h));
  const z = <f64>(<i32>(a / flood.h) - <i32>(b / flood.h));
  return Math.sqrt(z * z + y * y + x * x);
}

/** Labels a voxel that came off the heap, or makes it part of a line; false when that changes nothing any more. */
function settle(flood: HeapFlood, i: u32, source: u32): bool {
  const voxel = flood.voxels + (<usize>i << 3);
  if (i != source && load<u32>(voxel, LABEL)) return false;
  const label = load<u32>(flood.voxels + (<usize>source << 3), LABEL);
  const flag = <u32>load<u8>(flood.flags + i);
  if (flag & SIGN || (flood.lines && isBetween(flood, i, label))) {
    store<u8>(flood.flags + i, (flag & ~OPEN) | SIGN);
    // What a line passes on again comes after what it has passed on, and matters only to the order of equal markers. On
    // plateaus it doubles with every step, so that there is an end to it.
    return !(flag & SIGN) || (flood.compactness == 0 && flood.order < flood.placed && flood.age < flood.most);
  }
  store<u8>(flood.flags + i, flag & ~OPEN);
  store<u32>(voxel, label, LABEL);
  return true;
}

/** Bits of a value that ascend as values do. */
// @ts-ignore: decorator
@inline
export function orderOf(value: f64): u64 {
  const bits = reinterpret<u64>(value + 0.0);
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000_0000_0000_0000);
}

/** Takes `count` voxels off the heap and adds their neighbours. */
export function floodHeap(flood: HeapFlood, count: u32): i32 {
  const isShort = flood.shift == SHORT;
  const compact = flood.compactness > 0;
  const flags = flood.flags;
  for (; count; --count) {
    if (!flood.size) return DONE;
    const top = changetype<Entry>(entryAt(flood, 1));
    const order = top.order;
    const source = top.source;
    let i = top.index;
    if (isShort) {
      if (<u32>(order >> 32) > flood.limit) return DONE;
      const stamp = flood.stamps + (<usize>(<u32>order) << 2);
      i = load<u32>(stamp);
      store<u32>(stamp, TAKEN);
    }
    // Markers that came off the heap, with lines.
    flood.order += u32(!(<u32>order));
    dropFirst(flood);
    if (!isShort && !settle(flood, i, source)) continue;
    const label = load<u32>(flood.voxels + (<usize>i << 3), LABEL);
    let open = openNeighbours(flags + i, flood.steps, flood.stepsEnd);
    for (; open; open &= open - 1) {
      const j = i + load<i32>(flood.steps + (<usize>ctz(open) * STEP));
      const voxel = flood.voxels + (<usize>j << 3);
      const key = max<u32>(load<u32>(voxel), <u32>(order >> 32));
      let room: bool;
      if (isShort) {
        store<u8>(flags + j, load<u8>(flags + j) ^ OPEN);
        // Where the flood goes on without the heap, this is the voxel's key.
        store<u64>(voxel, (<u64>label << 32) | <u64>key);
        room = pushShort(flood, key, j);
      } else {
        let next = (<u64>key << 32) | <u64>(++flood.age);
        if (compact) {
          const value = valueAt(flood.image, flood.type, j) + flood.compactness * distanceOf(flood, j, source);
          next = max<u64>(orderOf(value), order);
        }
        room = pushLong(flood, next, compact ? flood.age : 0, j, source);
      }
      if (!room) return FULL;
    }
  }
  return GOING_ON;
}

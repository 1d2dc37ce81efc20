import { OPEN, openNeighbours, SIGN, STEP } from "../core/grid";
import { valueAt } from "../core/keys";
import { Flood, LABEL } from "./flood";

export const GOING_ON: i32 = 0;
export const DONE: i32 = 1;
/** No room for more entries. */
export const FULL: i32 = 2;

/** An entry of the heap: lower values first, then lower ages. */
@unmanaged
class Entry {
  value: f64;
  age: u32;
  index: u32;
  /** The marker's voxel that it descends from. */
  source: u32;
}
const ENTRY: usize = 24;

@unmanaged
export class HeapFlood extends Flood {
  image: usize;
  type: i32;
  w: u32;
  h: u32;
  compactness: f64;
  /** The flood stops before values above it. */
  limit: f64;
  lines: u32;
  age: u32;
  /** Entries 1 … size; entry 0 is where the one that moves is kept. */
  heap: usize;
  end: usize;
  size: u32;
  /** Markers' voxels that came off the heap; their list takes the place of the stamps. */
  order: u32;
  /** Markers' voxels in all. */
  placed: u32;
  /** Entries from which on lines pass nothing on again. */
  most: u32;
}

// @ts-ignore: decorator
@inline
function entryAt(flood: HeapFlood, place: u32): Entry {
  return changetype<Entry>(flood.heap + <usize>place * ENTRY);
}

// @ts-ignore: decorator
@inline
function isBefore(a: Entry, b: Entry): bool {
  return a.value < b.value || (a.value == b.value && a.age < b.age);
}

function move(to: Entry, from: Entry): void {
  store<u64>(changetype<usize>(to), load<u64>(changetype<usize>(from)));
  store<u64>(changetype<usize>(to), load<u64>(changetype<usize>(from), 8), 8);
  to.source = from.source;
}

/** Makes an empty heap in the room from `at` to `end`. */
export function startHeap(flood: HeapFlood, at: usize, end: usize): void {
  flood.heap = at;
  flood.end = end;
  flood.size = 0;
  flood.age = 0;
  flood.order = 0;
}

/** Adds an entry; false without room. */
export function pushHeap(flood: HeapFlood, value: f64, age: u32, index: u32, source: u32): bool {
  let place = ++flood.size;
  if (flood.heap + <usize>(place + 1) * ENTRY > flood.end) return false;
  const entry = entryAt(flood, 0);
  entry.value = value;
  entry.age = age;
  entry.index = index;
  entry.source = source;
  for (; place > 1; place >>>= 1) {
    const parent = entryAt(flood, place >>> 1);
    if (!isBefore(entry, parent)) break;
    move(entryAt(flood, place), parent);
  }
  move(entryAt(flood, place), entry);
  return true;
}

/**
 * Removes the first entry and leaves the others where exchanging it with the last and letting that sink would: the way
 * down along the lesser children first, then up to the place of the last.
 */
function dropFirst(flood: HeapFlood): void {
  const last = entryAt(flood, flood.size--);
  const size = flood.size;
  let place: u32 = 1;
  while (place << 1 <= size) {
    let child = place << 1;
    if (child < size) child += u32(isBefore(entryAt(flood, child + 1), entryAt(flood, child)));
    move(entryAt(flood, place), entryAt(flood, child));
    place = child;
  }
  for (; place > 1; place >>>= 1) {
    const parent = entryAt(flood, place >>> 1);
    if (isBefore(parent, last)) break;
    move(entryAt(flood, place), parent);
  }
  move(entryAt(flood, place), last);
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

/** Takes `count` voxels off the heap and adds their neighbours. */
export function floodHeap(flood: HeapFlood, count: u32): i32 {
  const late = flood.lines != 0 || flood.compactness > 0;
  const flags = flood.flags;
  for (; count; --count) {
    if (!flood.size) return DONE;
    const top = entryAt(flood, 1);
    const value = top.value;
    const i = top.index;
    const source = top.source;
    if (value > flood.limit) return DONE;
    if (!top.age) store<u32>(flood.stamps + (<usize>(flood.order++) << 2), i);
    dropFirst(flood);
    if (late && !settle(flood, i, source)) continue;
    const label = load<u32>(flood.voxels + (<usize>i << 3), LABEL);
    let open = openNeighbours(flags + i, flood.steps, flood.stepsEnd);
    for (; open; open &= open - 1) {
      const j = i + load<i32>(flood.steps + (<usize>ctz(open) * STEP));
      const voxel = flood.voxels + (<usize>j << 3);
      let next = <f64>load<u32>(voxel);
      if (flood.compactness > 0) {
        next = valueAt(flood.image, flood.type, j) + flood.compactness * distanceOf(flood, j, source);
      }
      if (!late) {
        store<u8>(flags + j, load<u8>(flags + j) ^ OPEN);
        store<u32>(voxel, label, LABEL);
      }
      if (!pushHeap(flood, next > value ? next : value, ++flood.age, j, source)) return FULL;
    }
  }
  return GOING_ON;
}

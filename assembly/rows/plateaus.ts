import { EDGES, STEP } from "../core/grid";

/** Codes of voxels: the number of a step, or this where it is not known that a way down leads out of the plateau. */
export const LOST: u32 = 31;
/** Two ways down may lead through different voxels, to one label all the same. */
export const DOUBT: u32 = 32;
/** The step is still to be chosen. */
export const UNDECIDED: u32 = 64;
/** No neighbour is lower: the voxel is inside a plateau, or a minimum. */
export const INSIDE: u32 = 128;
/** The code of a voxel without a lower neighbour, to begin with. */
export const LEVEL: u32 = INSIDE | UNDECIDED | LOST;

/** A bit of each of eight codes that is set in voxels to look at. */
const EIGHT: u64 = 0x4040_4040_4040_4040;

/** Ways down an image: a u32 key and a code for each voxel. Of keys that are all ones there is no voxel. */
@unmanaged
export class Plateaus {
  keys: usize;
  codes: usize;
  /** For voxels inside plateaus: how many steps from one that has a lower neighbour. */
  layers: usize;
  flags: usize;
  steps: usize;
  stepsEnd: usize;
  /** Voxels in the order in which they were reached; ends of what was read and written. */
  head: usize;
  tail: usize;
}

// @ts-ignore: decorator
@inline
export function codeOf(ways: Plateaus, i: usize): u32 {
  return load<u8>(ways.codes + i);
}

// @ts-ignore: decorator
@inline
export function keyAt(ways: Plateaus, i: usize): u32 {
  return load<u32>(ways.keys + (i << 2));
}

/** True where a neighbour exists. */
// @ts-ignore: decorator
@inline
export function isThere(step: usize, edges: u32): bool {
  return !(load<u32>(step, 4) & edges);
}

/** The first voxel from `i` on that is undecided; `end` when there is none. Both are multiples of 8, but for the last one. */
export function nextUndecided(ways: Plateaus, i: usize, end: usize): usize {
  for (let from = i & ~7; from < end; from += 8) {
    let found = load<u64>(ways.codes + from) & EIGHT;
    if (from < i) found = found >> <u64>((i - from) << 3) << <u64>((i - from) << 3);
    if (found) return min<usize>(from + (<usize>ctz(found) >> 3), end);
  }
  return end;
}

function reach(ways: Plateaus, i: usize, layer: u32): void {
  store<u8>(ways.codes + i, <u8>(INSIDE | UNDECIDED));
  store<u32>(ways.layers + (i << 2), layer);
  store<u32>(ways.tail, <u32>i);
  ways.tail += 4;
}

/** Reaches the voxels inside plateaus, among the first `n`, beside one of the same plateau that is not inside. */
export function reachFirst(ways: Plateaus, n: usize): void {
  for (let i = nextUndecided(ways, 0, n); i < n; i = nextUndecided(ways, i + 1, n)) {
    if (codeOf(ways, i) != LEVEL) continue;
    const edges = <u32>load<u8>(ways.flags + i) & EDGES;
    for (let step = ways.steps; step < ways.stepsEnd; step += STEP) {
      const j = i + load<i32>(step);
      if (!isThere(step, edges) || keyAt(ways, j) != keyAt(ways, i) || codeOf(ways, j) & INSIDE) continue;
      reach(ways, i, 1);
      break;
    }
  }
}

/** Goes on from up to `count` voxels that were reached to those beside them; false when there are none left. */
export function reachOn(ways: Plateaus, count: u32): bool {
  for (; count && ways.head < ways.tail; --count) {
    const i = <usize>load<u32>(ways.head);
    ways.head += 4;
    const layer = load<u32>(ways.layers + (i << 2)) + 1;
    const edges = <u32>load<u8>(ways.flags + i) & EDGES;
    for (let step = ways.steps; step < ways.stepsEnd; step += STEP) {
      const j = i + load<i32>(step);
      if (isThere(step, edges) && codeOf(ways, j) == LEVEL && keyAt(ways, j) == keyAt(ways, i)) reach(ways, j, layer);
    }
  }
  return ways.head < ways.tail;
}

/** Sets the bits of voxels `from` … `end` inside plateaus that were not reached. */
export function setLost(bits: usize, ways: Plateaus, from: usize, end: usize): void {
  for (let i = nextUndecided(ways, from, end); i < end; i = nextUndecided(ways, i + 1, end)) {
    if (codeOf(ways, i) != LEVEL) continue;
    const at = bits + (i - from >> 3);
    store<u8>(at, <u32>load<u8>(at) | (<u32>1 << <u32>(i - from & 7)));
  }
}

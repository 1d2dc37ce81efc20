import { readLabel, writeLabel } from "../core/painted";

/** What seeds grow through. */
@unmanaged
export class Growth {
  /** u64 of each voxel: the cost of its best way, and in the low bits the steps of that way. */
  keys: usize;
  /** u32 next and u32 previous voxel of the list that a voxel is in; after those of the voxels the ends of the lists. */
  links: usize;
  labels: usize;
  shift: usize;
  /** i32 values. */
  image: usize;
  /** Neighbours: i32 step and u32 cost of the step by itself. */
  steps: usize;
  stepsEnd: usize;
  n: u32;
  w: u32;
  h: u32;
  d: u32;
  /** Costs of 2^coarse units share a list. */
  coarse: u64;
  /** A bit for each list that may hold a voxel, and one for each of those words that is not 0. */
  bits: usize;
  /** The list at work: all costs lie less than LISTS lists ahead of it. */
  list: u32;
}

/** Bits of a key that count steps. */
const HOPS: u64 = 24;
/** The key of a voxel that nothing has reached. */
export const FAR: u64 = 0xffff_ffff_ffff_ffff;
/** Lists by cost, used in turn. */
export const LISTS: u32 = 65536;
const WORDS: usize = LISTS >> 3;
/** Bytes of the bits of all lists. */
export const BITS: usize = WORDS + (LISTS >> 9);
/** The link of a voxel that is in no list. */
const FREE: u32 = 0xffff_ffff;

// @ts-ignore: decorator
@inline
function nextOf(g: Growth, i: u32): u32 {
  return load<u32>(g.links + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
function link(g: Growth, a: u32, b: u32): void {
  store<u32>(g.links + (<usize>a << 3), b);
  store<u32>(g.links + (<usize>b << 3), a, 4);
}

export function startLists(g: Growth): void {
  memory.fill(g.links, 0xff, <usize>g.n << 3);
  for (let list: u32 = 0; list < LISTS; ++list) link(g, g.n + list, g.n + list);
  memory.fill(g.bits, 0, BITS);
  g.list = 0;
}

/** Puts a voxel at the end of the list of its cost, out of the list that it is in. */
export function queue(g: Growth, i: u32): void {
  unlink(g, i);
  const list = <u32>(load<u64>(g.keys + (<usize>i << 3)) >> (HOPS + g.coarse)) & (LISTS - 1);
  const before = load<u32>(g.links + (<usize>(g.n + list) << 3), 4);
  link(g, before, i);
  link(g, i, g.n + list);
  if (before != g.n + list) return;
  setBit(g.bits, list);
  setBit(g.bits + WORDS, list >>> 6);
}

function setBit(bits: usize, i: u32): void {
  const at = bits + (<usize>(i >>> 6) << 3);
  store<u64>(at, load<u64>(at) | ((<u64>1) << <u64>(i & 63)));
}

function unlink(g: Growth, i: u32): void {
  const next = nextOf(g, i);
  if (next != FREE) link(g, load<u32>(g.links + (<usize>i << 3), 4), next);
}

/** The place of the first set bit from `from` on, or `end`, a multiple of 64. */
function nextBit(bits: usize, from: u32, end: u32): u32 {
  let mask = ~(<u64>0) << <u64>(from & 63);
  for (let at = from & ~63; at < end; at += 64) {
    const found = load<u64>(bits + (<usize>at >>> 3)) & mask;
    if (found) return at + <u32>ctz(found);
    mask = ~0;
  }
  return end;
}

/** The first list from `from` on that may hold a voxel, or LISTS. */
function nextList(g: Growth, from: u32): u32 {
  const end = min<u32>((from | 63) + 1, LISTS);
  const near = nextBit(g.bits, from, end);
  if (near < end || end == LISTS) return near;
  const word = nextBit(g.bits + WORDS, end >>> 6, LISTS >>> 6);
  return word == LISTS >>> 6 ? LISTS : nextBit(g.bits, word << 6, LISTS);
}

/** Takes the oldest voxel of the first list that holds one; FREE when none does. */
function takeLeast(g: Growth): u32 {
  let end = g.n + g.list;
  while (nextOf(g, end) == end) {
    const at = g.bits + (<usize>(g.list >>> 6) << 3);
    const rest = load<u64>(at) & ~((<u64>1) << <u64>(g.list & 63));
    store<u64>(at, rest);
    if (!rest) {
      const word = g.bits + WORDS + (<usize>(g.list >>> 12) << 3);
      store<u64>(word, load<u64>(word) & ~((<u64>1) << <u64>((g.list >>> 6) & 63)));
    }
    let list = nextList(g, g.list);
    if (list == LISTS) list = nextList(g, 0);
    if (list == LISTS) return FREE;
    g.list = list;
    end = g.n + list;
  }
  const i = nextOf(g, end);
  unlink(g, i);
  store<u32>(g.links + (<usize>i << 3), FREE);
  return i;
}

/** Offers the label of a voxel to its neighbours. */
function offer(g: Growth, i: u32): void {
  const value = load<i32>(g.image + (<usize>i << 2));
  const key = load<u64>(g.keys + (<usize>i << 3)) + 1;
  const label = readLabel(g.labels, g.shift, i);
  for (let step = g.steps; step < g.stepsEnd; step += 8) {
    const j = i + load<i32>(step);
    const cost = <u32>abs<i32>(value - load<i32>(g.image + (<usize>j << 2))) + load<u32>(step, 4);
    const offered = key + (<u64>cost << HOPS);
    if (offered <= load<u64>(g.keys + (<usize>j << 3))) accept(g, j, offered, label);
  }
}

/** Lets a voxel have a label that is offered, unless it has one as cheaply that is not larger. */
function accept(g: Growth, j: u32, offered: u64, label: u32): void {
  const at = g.keys + (<usize>j << 3);
  if (offered == load<u64>(at) && label >= readLabel(g.labels, g.shift, j)) return;
  store<u64>(at, offered);
  writeLabel(g.labels, g.shift, j, label);
  queue(g, j);
}

/** True for voxels with a neighbour beyond the image; an axis of one plane has none. */
function isOuter(g: Growth, i: u32): bool {
  const row = i / g.w;
  const x = i - row * g.w;
  const z = row / g.h;
  const y = row - z * g.h;
  return x == 0 || x == g.w - 1 || y == 0 || y == g.h - 1 || (g.d > 1 && (z == 0 || z == g.d - 1));
}

/** Settles up to `count` voxels; false when none is left. */
export function growPart(g: Growth, count: u32): bool {
  for (; count; --count) {
    const i = takeLeast(g);
    if (i == FREE) return false;
    if (!isOuter(g, i)) offer(g, i);
  }
  return true;
}

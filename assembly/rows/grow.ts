import { readLabel, writeLabel } from "../core/painted";

/** What seeds grow through. */
@unmanaged
export class Growth {
  /** u64 of each voxel: the cost of its best way, and in the low bits the steps of that way. */
  keys: usize;
  labels: usize;
  shift: usize;
  /** i32 values. */
  image: usize;
  /** Where a voxel offers its label, by the way it got it: see `Steps` below. */
  steps: usize;
  n: u32;
  w: u32;
  h: u32;
  d: u32;
  /** Costs of 2^coarse units share a list. */
  coarse: u64;
  /** A bit for each list that is open, and one for each of those words that is not 0. */
  bits: usize;
  /** Head and tail of each list, u32. */
  records: usize;
  /** A byte for each voxel: 0, or 1 + the way it got what it has to offer. */
  waiting: usize;
  /** Chunks that were given back, linked; the end of those ever used, and of all. */
  free: usize;
  fresh: usize;
  end: usize;
  /** The list at work: all costs lie less than LISTS lists ahead of it. */
  list: u32;
  /** 1 when there was no room for an entry. */
  full: u32;
}

/** Bits of a key that count steps. */
const HOPS: u64 = 24;
/** The key of a voxel that nothing has reached. */
export const FAR: u64 = 0xffff_ffff_ffff_ffff;
/** Lists by cost, used in turn. */
export const LISTS: u32 = 65536;
const WORDS: usize = LISTS >> 3;
/** Bytes of the bits of all lists, and of their records. */
export const BITS: usize = WORDS + (LISTS >> 9);
export const RECORDS: usize = <usize>LISTS << 3;
/** Bytes of a chunk: fifteen voxels and, last, the next chunk. */
export const CHUNK: usize = 64;
const LINK: usize = 60;
/** No voxel. */
const NONE: u32 = 0xffff_ffff;

/** The way of a seed: it offers its label to all neighbours. */
export const SEED: u32 = 13;
/** Bytes of a step: i32 step, u32 cost of the step by itself, u32 way. */
const STEP: usize = 12;

export function startLists(g: Growth): void {
  memory.fill(g.bits, 0, BITS);
  memory.fill(g.waiting, 0, <usize>g.n);
  g.free = 0;
  g.list = 0;
  g.full = 0;
}

// @ts-ignore: decorator
@inline
function listOf(g: Growth, key: u64): u32 {
  return <u32>(key >> (HOPS + g.coarse)) & (LISTS - 1);
}

/** A chunk; the last one of all again when there is none left. */
function takeChunk(g: Growth): usize {
  const chunk = g.free;
  if (chunk) {
    g.free = <usize>load<u32>(chunk);
    return chunk;
  }
  if (g.fresh + CHUNK > g.end) g.full = 1;
  else g.fresh += CHUNK;
  return g.fresh - CHUNK;
}

function giveChunk(g: Growth, chunk: usize): void {
  store<u32>(chunk, <u32>g.free);
  g.free = chunk;
}

/** Lets a voxel wait at the end of the list of its cost, with the way it was reached. */
export function queue(g: Growth, i: u32, way: u32): void {
  const list = listOf(g, load<u64>(g.keys + (<usize>i << 3)));
  const record = g.records + (<usize>list << 3);
  const word = g.bits + (<usize>(list >>> 6) << 3);
  const bits = load<u64>(word);
  const open = bits | ((<u64>1) << <u64>(list & 63));
  let tail = <usize>load<u32>(record, 4);
  if (bits != open) {
    store<u64>(word, open);
    if (!bits) setBit(g.bits + WORDS, list >>> 6);
    tail = takeChunk(g);
    store<u32>(record, <u32>tail);
  } else if ((tail & (CHUNK - 1)) == LINK) {
    const chunk = takeChunk(g);
    store<u32>(tail, <u32>chunk);
    tail = chunk;
  }
  store<u32>(tail, i);
  store<u32>(record, <u32>tail + 4, 4);
  store<u8>(g.waiting + <usize>i, <u8>(way + 1));
}

function setBit(bits: usize, i: u32): void {
  const at = bits + (<usize>(i >>> 6) << 3);
  store<u64>(at, load<u64>(at) | ((<u64>1) << <u64>(i & 63)));
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

/** The first open list from `from` on, or LISTS. */
function nextList(g: Growth, from: u32): u32 {
  const end = min<u32>((from | 63) + 1, LISTS);
  const near = nextBit(g.bits, from, end);
  if (near < end || end == LISTS) return near;
  const word = nextBit(g.bits + WORDS, end >>> 6, LISTS >>> 6);
  return word == LISTS >>> 6 ? LISTS : nextBit(g.bits, word << 6, LISTS);
}

/** Closes the list at work, which holds nothing any more. */
function closeList(g: Growth, head: usize): void {
  const at = g.bits + (<usize>(g.list >>> 6) << 3);
  const rest = load<u64>(at) & ~((<u64>1) << <u64>(g.list & 63));
  store<u64>(at, rest);
  if (!rest) {
    const word = g.bits + WORDS + (<usize>(g.list >>> 12) << 3);
    store<u64>(word, load<u64>(word) & ~((<u64>1) << <u64>((g.list >>> 6) & 63)));
  }
  giveChunk(g, head & ~(CHUNK - 1));
}

/** Takes the oldest voxel of the first list that holds one which waits still; NONE when none does. */
function takeLeast(g: Growth): u32 {
  while (true) {
    let list = nextList(g, g.list);
    if (list == LISTS) list = nextList(g, 0);
    if (list == LISTS) return NONE;
    g.list = list;
    const record = g.records + (<usize>list << 3);
    let head = <usize>load<u32>(record);
    // A chunk is followed by another one as soon as there is one more entry.
    while (head != <usize>load<u32>(record, 4)) {
      if ((head & (CHUNK - 1)) == LINK) {
        const next = <usize>load<u32>(head);
        giveChunk(g, head - LINK);
        head = next;
      }
      const i = load<u32>(head);
      head += 4;
      store<u32>(record, <u32>head);
      if (load<u8>(g.waiting + <usize>i)) return i;
    }
    closeList(g, head - 4);
  }
}

/** Offers the label of a voxel to the neighbours that the one it came from could not reach as cheaply by itself. */
function offer(g: Growth, i: u32, way: u32): void {
  const value = load<i32>(g.image + (<usize>i << 2));
  const key = load<u64>(g.keys + (<usize>i << 3)) + 1;
  const label = readLabel(g.labels, g.shift, i);
  const own = g.steps + (<usize>way << 2);
  const end = g.steps + <usize>load<u32>(own, 4);
  for (let step = g.steps + <usize>load<u32>(own); step < end; step += STEP) {
    const j = i + load<i32>(step);
    const cost = <u32>abs<i32>(value - load<i32>(g.image + (<usize>j << 2))) + load<u32>(step, 4);
    const offered = key + (<u64>cost << HOPS);
    if (offered <= load<u64>(g.keys + (<usize>j << 3))) accept(g, j, offered, label, load<u32>(step, 8));
  }
}

/** Lets a voxel have a label that is offered, unless it has one as cheaply that is not larger. */
function accept(g: Growth, j: u32, offered: u64, label: u32, way: u32): void {
  const at = g.keys + (<usize>j << 3);
  const before = load<u64>(at);
  if (offered == before && label >= readLabel(g.labels, g.shift, j)) return;
  store<u64>(at, offered);
  writeLabel(g.labels, g.shift, j, label);
  // Where it waits in the same list already it stays; an entry in a later list will find it waiting no more.
  const waits = g.waiting + <usize>j;
  if (load<u8>(waits) && listOf(g, before) == listOf(g, offered)) store<u8>(waits, <u8>(way + 1));
  else queue(g, j, way);
}

/** True for voxels with a neighbour beyond the image; an axis of one plane has none. */
function isOuter(g: Growth, i: u32): bool {
  const row = i / g.w;
  const x = i - row * g.w;
  const z = row / g.h;
  const y = row - z * g.h;
  return x == 0 || x == g.w - 1 || y == 0 || y == g.h - 1 || (g.d > 1 && (z == 0 || z == g.d - 1));
}

/** Settles up to `count` voxels; false when none is left, or no room. */
export function growPart(g: Growth, count: u32): bool {
  for (; count; --count) {
    if (g.full) return false;
    const i = takeLeast(g);
    if (i == NONE) return false;
    const waits = g.waiting + <usize>i;
    const way = <u32>load<u8>(waits) - 1;
    store<u8>(waits, 0);
    if (!isOuter(g, i)) offer(g, i, way);
  }
  return true;
}

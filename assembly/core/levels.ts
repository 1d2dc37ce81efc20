/**
 * A queue by u32 key, first in, first out among equal keys, for keys that never fall below the present one.
 *
 *   far    65,536 lists, each for a range of 2^shift keys
 *   near   2^shift lists, one for each key of the far list that is the present one
 *
 * A far list all of whose keys are equal is worked on as it is; another one is first dealt out to the near lists. A list
 * is a chain of chunks of fifteen entries, a cache line each; a bit tells whether a list holds any.
 *
 * Entries that were added to one list while one `source` was worked on make a group. The first entry of a group has a
 * sign, and another one when the group holds more than one label: then the order within the group is known no better
 * than that of its source.
 *
 * Room, on 16: 4.3 MB and, for at most n entries at a time, 64 bytes for each fifteen of them and for each of 2 · n or
 * 262,144 lists' ends.
 */
import { STEP } from "./grid";

const LISTS: u32 = 65536;
/** Bytes of one list's record are 2^5. */
const RECORD: u32 = 5;
const HEAD: usize = 0;
const TAIL: usize = 4;
/** Of the last group: its source, its first entry, that entry's label. */
const SOURCE: usize = 8;
const FIRST: usize = 12;
const LABEL: usize = 16;
/** Key of the first entry, and whether another one differs. */
const KEY: usize = 20;
const UNEVEN: usize = 24;

/** Bytes of the queue's own fields. */
const HEADER: u32 = 128;
/** Bytes of a bit for each list, and of a bit for each of those words that is not 0. */
const BITS: u32 = 16384;
const WORDS: u32 = 256;
/** Bytes of a chunk, and the offset of its link to the next one. */
const CHUNK: u32 = 64;
const LINK: u32 = 60;

export const GROUP: u32 = 0x8000_0000;
export const MIXED: u32 = 0x4000_0000;
export const INDEX: u32 = 0x3fff_ffff;

@unmanaged
export class Levels {
  /** Where the bits of the lists and the records lie. */
  bits: u32;
  records: u32;
  /** Chunks that were given back, linked; and the end of those ever used. */
  free: u32;
  fresh: u32;
  /** The lowest key of all; the binary logarithm of the keys to a far list. */
  base: u32;
  shift: u32;
  /** The key of the present list, and its record, 0 before there is one. */
  key: u32;
  record: u32;
  /** The present far list, and the key for which it is used as it is. */
  far: u32;
  direct: u32;
  /** Where the key of entry i lies, `i << stride` bytes on, and after it its label. */
  keys: u32;
  stride: u32;
  /** Groups met so far. */
  groups: u32;
  /** A byte an entry and the steps to its neighbours (core/grid), to be read ahead of need. */
  flags: usize;
  steps: usize;
  stepsEnd: usize;
  /** What was read ahead, so that nothing can leave it out. */
  sum: u32;
  /** The highest key with which a group came to hold several labels. */
  tie: u32;
}

/** Makes an empty queue at `room` for keys from `low` to `high`; see `keys` and `stride`. */
export function startLevels(room: usize, low: u32, high: u32, keys: usize, stride: u32): Levels {
  const queue = changetype<Levels>(room);
  memory.fill(room, 0, HEADER + BITS + WORDS);
  queue.bits = <u32>room + HEADER;
  queue.records = queue.bits + BITS + WORDS;
  queue.fresh = (queue.records + (2 * LISTS << RECORD) + CHUNK - 1) & ~(CHUNK - 1);
  queue.base = low;
  queue.shift = <u32>max<i32>(16 - <i32>clz(high - low), 0);
  queue.far = LISTS;
  queue.keys = <u32>keys;
  queue.stride = stride;
  return queue;
}

function takeChunk(queue: Levels): u32 {
  const chunk = queue.free;
  if (chunk) {
    queue.free = load<u32>(chunk);
    return chunk;
  }
  queue.fresh += CHUNK;
  return queue.fresh - CHUNK;
}

function giveChunk(queue: Levels, chunk: u32): void {
  store<u32>(chunk, queue.free);
  queue.free = chunk;
}

/** Adds an entry. */
export function pushLevel(queue: Levels, key: u32, index: u32, label: u32, source: u32): void {
  const place = key - queue.base;
  const far = place >>> queue.shift;
  const near = LISTS + (place - (far << queue.shift));
  const list = u32(far == queue.far) & u32(key != queue.direct) ? near : far;
  const record = queue.records + (list << RECORD);
  const word = queue.bits + ((list >>> 6) << 3);
  const bits = load<u64>(word);
  const open = bits | ((<u64>1) << <u64>(list & 63));
  let tail = load<u32>(record, TAIL);
  if (bits != open) {
    store<u64>(word, open);
    if (!bits) flipWord(queue, list);
    tail = takeChunk(queue);
    store<u32>(record, tail, HEAD);
    store<u32>(record, key, KEY);
    store<u32>(record, 0, UNEVEN);
    // No group of an empty list goes on.
    store<u32>(record, ~source, SOURCE);
  } else if ((tail & (CHUNK - 1)) == LINK) {
    const chunk = takeChunk(queue);
    store<u32>(tail, chunk);
    tail = chunk;
  }
  if (load<u32>(record, KEY) != key) store<u32>(record, 1, UNEVEN);
  if (load<u32>(record, SOURCE) != source) {
    store<u32>(record, source, SOURCE);
    store<u32>(record, tail, FIRST);
    store<u32>(record, label, LABEL);
    index |= GROUP;
  } else if (load<u32>(record, LABEL) != label) {
    const first = load<u32>(record, FIRST);
    store<u32>(first, load<u32>(first) | MIXED);
    queue.tie = max<u32>(queue.tie, key);
  }
  store<u32>(tail, index);
  store<u32>(record, tail + 4, TAIL);
}

/** Tells that the first bit of a list's word was set, or the last one cleared. */
function flipWord(queue: Levels, list: u32): void {
  const at = queue.bits + BITS + ((list >>> 12) << 3);
  store<u64>(at, load<u64>(at) ^ ((<u64>1) << <u64>((list >>> 6) & 63)));
}

/** Takes the oldest entry of a list that is not empty. */
// @ts-ignore: decorator
@inline
export function takeEntry(queue: Levels, record: u32): u32 {
  let head = load<u32>(record, HEAD);
  if ((head & (CHUNK - 1)) == LINK) {
    const next = load<u32>(head);
    giveChunk(queue, head - LINK);
    head = next;
  }
  store<u32>(record, head + 4, HEAD);
  return load<u32>(head);
}

// @ts-ignore: decorator
@inline
export function isEmptyList(record: u32): bool {
  return load<u32>(record, HEAD) == load<u32>(record, TAIL);
}

/** The place of the first set bit from `from` on, below `end`, both multiples of 64; `end` when there is none. */
function nextBit(bits: u32, from: u32, end: u32): u32 {
  for (; from < end; from += 64) {
    const found = load<u64>(bits + (from >>> 3));
    if (found) return from + <u32>ctz(found);
  }
  return end;
}

/** The first list of a half that holds an entry; the other half's first one or `2 · LISTS` when none does. */
function nextList(queue: Levels, half: u32): u32 {
  const end = (half + LISTS) >>> 6;
  const word = nextBit(queue.bits + BITS, half >>> 6, end);
  return nextBit(queue.bits, word << 6, end << 6);
}

/** Closes the list of a record, which must be empty. */
function closeList(queue: Levels, record: u32): void {
  const list = (record - queue.records) >>> RECORD;
  const word = queue.bits + ((list >>> 6) << 3);
  const bits = load<u64>(word) & ~((<u64>1) << <u64>(list & 63));
  store<u64>(word, bits);
  if (!bits) flipWord(queue, list);
  giveChunk(queue, load<u32>(record, HEAD) & ~(CHUNK - 1));
}

/**
 * Reads what the entries of a list's next chunk will need, so that the caches fetch all of it at once rather than piece by
 * piece. Returns the end of these entries.
 */
function readAhead(queue: Levels, at: u32, tail: u32): u32 {
  if ((at & (CHUNK - 1)) == LINK) at = load<u32>(at);
  const chunkEnd = (at & ~(CHUNK - 1)) + LINK;
  const end = tail > at && tail < chunkEnd ? tail : chunkEnd;
  const steps = queue.steps;
  const stepsEnd = queue.stepsEnd;
  let sum: u32 = 0;
  for (; at < end; at += 4) {
    const i = load<u32>(at) & INDEX;
    sum += load<u32>(queue.keys + (i << queue.stride));
    for (let step = steps; step < stepsEnd; step += STEP) sum += <u32>load<u8>(queue.flags + i + load<i32>(step));
  }
  queue.sum = sum;
  return end;
}

/** Deals the entries of a far list out to the near ones. */
function deal(queue: Levels, far: u32): void {
  let ahead: u32 = 0;
  while (!isEmptyList(far)) {
    const head = load<u32>(far, HEAD);
    if (head >= ahead || (head & (CHUNK - 1)) == LINK) ahead = readAhead(queue, head, load<u32>(far, TAIL));
    const entry = takeEntry(queue, far);
    queue.groups += entry >>> 31;
    const i = entry & INDEX;
    const at = queue.keys + (i << queue.stride);
    pushLevel(queue, load<u32>(at), i, load<u32>(at, 4), queue.groups);
  }
}

/** Goes on to the next list that holds an entry; false when none does. */
export function nextLevel(queue: Levels): bool {
  while (!queue.record || isEmptyList(queue.record)) {
    if (queue.record) closeList(queue, queue.record);
    let list = nextList(queue, LISTS);
    const isNear = list < 2 * LISTS;
    if (!isNear) {
      list = nextList(queue, 0);
      queue.far = list;
      // Only of far lists: the first near one has this number.
      if (list == LISTS) {
        queue.record = 0;
        return false;
      }
    }
    const record = queue.records + (list << RECORD);
    queue.record = record;
    queue.key = load<u32>(record, KEY);
    if (isNear) continue;
    const isUneven = load<u32>(record, UNEVEN);
    // No entry of the far list has the key that its neighbour begins with.
    queue.direct = isUneven ? queue.base + ((list + 1) << queue.shift) : queue.key;
    if (isUneven) deal(queue, record);
  }
  return true;
}

import { OutOfMemory } from "./errors.js";
import type { ArrayType, TypedArray } from "./image.js";
import { type Callable, MOST_PARTS, type Rooms } from "./job-board.js";
import { enter, type Inside, type Kernels, type RawExports } from "./kernels.js";

/** An address in linear memory. Valid only inside the scratch scope that made it. */
export type Pointer = number;

/** Part of a job: rows, planes or voxels from … to, half open. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** How `Scratch.ranges` cuts; everything is optional. */
export interface Cut {
  /** About how many voxels an item costs, or rather nanoseconds: ranges of little work are not worth a thread. Default: much. */
  work?: number;
  /** Fewest items of a range, for kernels that read around it. */
  least?: number;
  /** Ranges begin at multiples of it. */
  grain?: number;
  /** Most ranges for each thread: several, as threads do not run equally fast; 1 for kernels that pay for each range. */
  perThread?: number;
}

/** Names of the raw exports that take numbers. */
type KernelName = {
  [K in keyof RawExports]: RawExports[K] extends (...numbers: number[]) => unknown ? K : never;
}[keyof RawExports];
/** The arguments of each kernel. */
type Numbers = { [K in KernelName]: Parameters<RawExports[K]> };
/** The arguments but for the last, the room. */
type NumbersBeforeRoom = { [K in KernelName]: Parameters<RawExports[K]> extends [...infer N, number] ? N : never };

const RANGES_PER_THREAD = 4;
/** Work, about in nanoseconds, after which somebody who watches wants to hear of it. */
const WATCHED_WORK = 10_000_000;

/**
 * One call's use of linear memory: everything allocated here is freed when the scope ends, also by an exception.
 * Views are made anew for each access, because growing the memory detaches older ones.
 */
export class Scratch {
  readonly raw: RawExports;

  constructor(private readonly inside: Inside) {
    this.raw = inside.raw;
  }

  /** Reserves `bytes` on a 16-byte boundary. Contents are whatever an earlier call left. Throws E_NOMEM. */
  alloc(bytes: number, what?: string): Pointer {
    // Checked here: a request above 4 GiB would wrap around inside the module.
    if (!(bytes >= 0 && bytes <= 0xffffffff)) throw new OutOfMemory(bytes, what);
    const at = this.raw.alloc(Math.ceil(bytes)) >>> 0;
    if (at === 0) throw new OutOfMemory(bytes, what);
    return at;
  }

  /** Copies an array in and returns its address. */
  put(data: TypedArray, what?: string): Pointer {
    const at = this.alloc(data.byteLength, what);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    new Uint8Array(this.raw.memory.buffer, at, data.byteLength).set(bytes);
    return at;
  }

  /** Copies `length` elements out. */
  take<T extends TypedArray>(at: Pointer, type: ArrayType<T>, length: number): T {
    // Not slice(): engines copy out of shared memory by it three times as slowly.
    const copy = new type(length);
    copy.set(this.view(at, type, length));
    return copy;
  }

  /** A window on memory, gone with the next `alloc` or the end of the scope. */
  view<T extends TypedArray>(at: Pointer, type: ArrayType<T>, length: number): T {
    return new type(this.raw.memory.buffer, at >>> 0, length);
  }

  /** Copies `bytes` from one place in memory to another. */
  copy(dst: Pointer, src: Pointer, bytes: number): void {
    new Uint8Array(this.raw.memory.buffer).copyWithin(dst, src, src + bytes);
  }

  /** For whoever watches: what was begun so far is done, and what follows takes the call to the fraction `end`. */
  stage(end: number): void {
    this.inside.progress?.stage(end);
  }

  /** The present top of the arena, for `release`. */
  mark(): Pointer {
    return this.raw.mark() >>> 0;
  }

  /** Frees everything allocated since `mark` was taken. */
  release(mark: Pointer): void {
    this.raw.release(mark);
  }

  /**
   * Cuts `count` rows, planes or other items that do not depend on each other into ranges for the threads there are. On a
   * single thread, and for little work, that is one range; no items make none.
   */
  ranges(
    count: number,
    { work = Number.POSITIVE_INFINITY, least = 1, grain = 1, perThread = RANGES_PER_THREAD }: Cut = {},
  ): Range[] {
    if (count === 0) return [];
    const { threads, worth, progress } = this.inside;
    const grains = Math.ceil(count / grain);
    // Between parts somebody who watches is told how far the work is, and may end it.
    const watched = progress && perThread > 1 ? Math.ceil((count * work) / WATCHED_WORK) : 1;
    const shared = threads === 1 ? 1 : Math.min((count * work) / worth, threads * perThread);
    const parts = Math.max(1, Math.floor(Math.min(grains, count / least, MOST_PARTS, Math.max(shared, watched))));
    const bound = (part: number) => Math.min(count, Math.floor((part * grains) / parts) * grain);
    return Array.from({ length: parts }, (_, part) => ({ from: bound(part), to: bound(part + 1) }));
  }

  /**
   * Calls a kernel once for each range, on all threads there are, and returns what the calls returned, in order. The
   * calls must not depend on each other: no two may write one byte, none may read what another writes. Allocate before.
   *
   *   s.each("threshold", s.ranges(rows, { work: w }), ({ from, to }) => [dst + from * pitch, …, level]);
   */
  each<K extends KernelName>(
    kernel: K,
    ranges: readonly Range[],
    numbersOf: (range: Range, part: number) => readonly [...Numbers[K]],
  ): number[] {
    return this.share(kernel, ranges.map(numbersOf) as unknown as number[][]);
  }

  /**
   * The same for a kernel that needs room, which is always its last parameter: every thread has a room of its own of
   * `room.bytes`, and the list of arguments ends before it.
   *
   *   s.eachInRoom("gaussianDepth", s.ranges(h, { work: w * d }), { bytes, what: "gaussian: its tiles" }, ({ from, to }) => [dst, …]);
   */
  eachInRoom<K extends KernelName>(
    kernel: K,
    ranges: readonly Range[],
    room: { bytes: number; what?: string },
    numbersOf: (range: Range, part: number) => readonly [...NumbersBeforeRoom[K]],
  ): number[] {
    return this.nested(() => {
      const rooms = this.roomsFor(room.bytes, ranges.length > 1 ? this.inside.seats : 1, room.what);
      return this.share(kernel, ranges.map(numbersOf) as unknown as number[][], rooms);
    });
  }

  private share(kernel: KernelName, calls: readonly (readonly number[])[], rooms?: Rooms & { shared: boolean }) {
    if (calls.length > 1 && this.inside.threads > 1 && rooms?.shared !== false) {
      return this.inside.share(kernel, calls, rooms);
    }
    const call = this.raw[kernel] as Callable;
    const heard = this.inside.progress?.job(calls.length);
    return calls.map((numbers, part) => {
      const result = (rooms ? call(...numbers, rooms.at) : call(...numbers)) ?? 0;
      heard?.(part + 1);
      return result;
    });
  }

  /** A room for each of `seats` threads, or for one where memory is short. */
  private roomsFor(bytes: number, seats: number, what?: string): Rooms & { shared: boolean } {
    // Apart by an odd number of cache lines, with the bytes beyond a block that vectors may read.
    const apart = Math.ceil((bytes + 64) / 128) * 128 + 64;
    const all = apart * seats;
    const at = seats > 1 && all <= 0xffffffff ? this.raw.alloc(all) >>> 0 : 0;
    if (at !== 0) return { at, bytes: apart, shared: true };
    return { at: this.alloc(bytes, what), bytes, shared: seats === 1 };
  }

  /** Runs `body` and frees what it allocated, keeping what was there before. */
  nested<T>(body: () => T): T {
    const mark = this.mark();
    try {
      return body();
    } finally {
      this.release(mark);
    }
  }
}

/** Runs `body` with a scratch scope on the instance. The only way to reach its memory. */
export function scratch<T>(kernels: Kernels, body: (s: Scratch) => T): T {
  return enter(kernels, (inside) => {
    const s = new Scratch(inside);
    return s.nested(() => body(s));
  });
}

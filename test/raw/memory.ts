import { readFileSync } from "node:fs";
import { wasmPath } from "../engines/bundle.js";

/** The raw exports of an instance, by name. */
export type Raw = Record<string, (...values: number[]) => number | undefined>;

/** What a buffer is to the call that is given it. */
export type Role = "in" | "out" | "room";

/** A buffer of a call, with unreadable junk before and after it. */
export interface Guarded {
  role: Role;
  at: number;
  bytes: number;
  /** Bytes that the call must fill with the same values whatever memory held before; of an "out" only. */
  defined: (result: number) => number;
  /** What an "in" held before the call. */
  before?: Buffer;
}

const PAGE = 65536;
/** Bytes beyond a block that vector code may read; as in assembly/core/arena.ts. */
const SLACK = 64;
/** Memory a call may use. */
const PAGES = 512;

/**
 * An instance whose memory is laid out by hand: every buffer of a call lies between guards, and one of them may end where
 * memory does, so that reading farther than the arena's slack behind it traps.
 */
export class GuardedMemory {
  readonly raw: Raw;
  readonly bytes: Buffer;
  readonly #base: number;
  readonly #constants: Buffer;
  readonly #buffers: Guarded[] = [];
  #top = 0;
  #filler = 0;
  #last = -1;

  constructor(build: string) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath(build))));
    const { memory, ...raw } = exports as unknown as { memory: WebAssembly.Memory } & Raw;
    this.raw = raw as Raw;
    memory.grow(PAGES - memory.buffer.byteLength / PAGE);
    this.bytes = Buffer.from(memory.buffer);
    this.#base = (this.raw["mark"] as () => number)();
    this.#constants = Buffer.from(this.bytes.subarray(0, this.#base));
  }

  /** Buffers of the call at hand, in the order they were asked for. */
  get buffers(): readonly Guarded[] {
    return this.#buffers;
  }

  /** Forgets the last call. New buffers are filled with `filler`; the one numbered `last` ends where memory does. */
  start(filler: number, last: number): void {
    this.#buffers.length = 0;
    this.#top = this.#base;
    this.#filler = filler;
    this.#last = last;
  }

  /** A buffer on 16 bytes, as the arena gives them. */
  reserve(role: Role, bytes: number, defined: (result: number) => number = () => bytes): number {
    const size = (bytes + SLACK + 15) & ~15;
    const isLast = this.#buffers.length === this.#last;
    const at = isLast ? this.bytes.length - size : this.#top + SLACK;
    if (!isLast) this.#top = at + size;
    if (this.#top > this.bytes.length / 2)
      throw new Error(`the buffers of this call are too large: ${bytes} bytes more`);
    this.bytes.fill(this.#filler, at - SLACK, at + size);
    this.#buffers.push({ role, at, bytes, defined });
    return at;
  }

  /** Remembers what the inputs hold. */
  seal(): void {
    for (const buffer of this.#buffers) {
      if (buffer.role === "in") buffer.before = Buffer.from(this.#contents(buffer, buffer.bytes));
    }
  }

  /** What is wrong after the call; undefined when nothing is. */
  damage(): string | undefined {
    for (const [i, buffer] of this.#buffers.entries()) {
      const { at, bytes, role, before } = buffer;
      const end = at + ((bytes + SLACK + 15) & ~15);
      if (!this.#isFiller(at - SLACK, at)) return `wrote before buffer ${i} (${role}, ${bytes} bytes)`;
      if (!this.#isFiller(at + bytes, end)) return `wrote behind buffer ${i} (${role}, ${bytes} bytes)`;
      if (before && this.#contents(buffer, bytes).compare(before) !== 0) return `changed buffer ${i}, an input`;
    }
    if (this.bytes.compare(this.#constants, 0, this.#base, 0, this.#base) !== 0) return "changed constant data";
    return undefined;
  }

  /** Copies of what the call had to fill. */
  results(result: number): Buffer[] {
    const outs = this.#buffers.filter(({ role }) => role === "out");
    return outs.map((buffer) => Buffer.from(this.#contents(buffer, buffer.defined(result))));
  }

  #contents({ at }: Guarded, bytes: number): Buffer {
    return this.bytes.subarray(at, at + bytes);
  }

  #isFiller(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (this.bytes[i] !== this.#filler) return false;
    return true;
  }
}

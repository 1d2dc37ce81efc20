import { OutOfMemory } from "./errors.js";
import type { ArrayType, TypedArray } from "./image.js";
import { enter, type Kernels, type RawExports } from "./kernels.js";

/** An address in linear memory. Valid only inside the scratch scope that made it. */
export type Pointer = number;

/**
 * One call's use of linear memory: everything allocated here is freed when the scope ends, also by an exception.
 * Views are made anew for each access, because growing the memory detaches older ones.
 */
export class Scratch {
  constructor(readonly raw: RawExports) {}

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
    return this.view(at, type, length).slice() as T;
  }

  /** A window on memory, gone with the next `alloc` or the end of the scope. */
  view<T extends TypedArray>(at: Pointer, type: ArrayType<T>, length: number): T {
    return new type(this.raw.memory.buffer, at >>> 0, length);
  }

  /** Copies `bytes` from one place in memory to another. */
  copy(dst: Pointer, src: Pointer, bytes: number): void {
    new Uint8Array(this.raw.memory.buffer).copyWithin(dst, src, src + bytes);
  }

  /** The present top of the arena, for `release`. */
  mark(): Pointer {
    return this.raw.mark() >>> 0;
  }

  /** Frees everything allocated since `mark` was taken. */
  release(mark: Pointer): void {
    this.raw.release(mark);
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
  return enter(kernels, (raw) => {
    const s = new Scratch(raw);
    return s.nested(() => body(s));
  });
}

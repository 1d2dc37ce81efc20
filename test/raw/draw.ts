import { arrayType, type Dtype, maskPitch, type TypedArray } from "../../bindings/core/image.js";
import { KERNEL_DTYPES } from "../../bindings/core/resident.js";
import { randomNumbers } from "../images.js";
import type { GuardedMemory, Raw } from "./memory.js";

/** Type codes of the raw interface. */
export const { uint8: U8, uint16: U16, int16: I16, float32: F32, uint32: U32 } = KERNEL_DTYPES;
export const LABELS = [U8, U16, U32];
export const IMAGES = [U8, U16, I16, F32];

const DTYPES = Object.keys(KERNEL_DTYPES) as Dtype[];
const POOL = 1 << 18;
/** Numbers at which arithmetic breaks, if it does. */
const EXTREMES = [0, -0, 1, -1, 0.5, 255, 256, 32767, -32768, 65535, 65536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 1e-45];
const FURTHER = [3e38, -3e38, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** The arguments of one random call of an export, in order. */
export type Declaration = (c: Draw) => number[];
export type Declarations = Readonly<Record<string, Declaration>>;

/** Bytes of one element of a type. */
export const bytesOf = (type: number): number => (type === U8 ? 1 : type === U16 || type === I16 ? 2 : 4);

/** Random whole numbers of 32 bits, the same for all calls; every array is cut from them. */
const noise = Uint32Array.from(
  { length: POOL },
  (
    (next) => () =>
      next() * 2 ** 32
  )(randomNumbers(1)),
);

/**
 * Draws one set of arguments from a seed: sizes first, then buffers between guards with contents that suit the sizes. The
 * same seed gives the same arguments and contents on every instance, at other addresses.
 */
export class Draw {
  readonly raw: Raw;
  readonly #next: () => number;
  w = 1;
  h = 1;
  d = 1;
  /** Type code of the image or labels drawn last. */
  type: number = U8;
  /** Length of the histogram drawn last. */
  bins = 1;

  constructor(
    readonly memory: GuardedMemory,
    seed: number,
  ) {
    this.raw = memory.raw;
    this.#next = randomNumbers(Math.imul(seed, 2654435761));
    this.#next();
    this.#drawGrid();
  }

  get rows(): number {
    return this.h * this.d;
  }
  get n(): number {
    return this.w * this.rows;
  }
  get pitch(): number {
    return maskPitch(this.w);
  }

  /** A whole number from low to high, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)] as T;
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** A finite number: usually one of the sizes that occur, sometimes an extreme. */
  finite(): number {
    return this.chance(0.2) ? this.pick(EXTREMES) : (this.#next() - 0.3) * this.pick([1, 10, 300, 70_000]);
  }

  /** Any number: also infinite, or none. */
  number(): number {
    return this.chance(0.1) ? this.pick(FURTHER) : this.finite();
  }

  /** A number above 0 that may be a spacing. */
  step(): number {
    return this.chance(0.5) ? 1 : this.pick([0.1, 0.29, 0.5, 1.7, 3, 20, 1e-3, 1e4]);
  }

  /** Spacing along z, y, x. */
  steps(): [number, number, number] {
    return [this.step(), this.step(), this.step()];
  }

  /** All of `count` items, or some that follow each other. */
  range(count: number): [from: number, to: number] {
    if (this.chance(0.3)) return [0, count];
    const from = this.int(0, count - 1);
    return [from, this.int(from + 1, count)];
  }

  /** A connectivity that the rank has. */
  connectivity(): number {
    return this.d === 1 ? this.pick([4, 8]) : this.pick([6, 18, 26]);
  }

  /** Room for `bytes`; nothing is asked of what it holds afterwards. */
  room(bytes: number | undefined): number {
    return this.memory.reserve("room", bytes as number);
  }

  /** An output of which the first `defined` bytes, all if not said, must be filled. */
  out(bytes: number, defined?: (result: number) => number): number {
    return this.memory.reserve("out", bytes, defined);
  }

  /** Bit rows to be filled. */
  maskOut(): number {
    return this.out(this.rows * this.pitch);
  }

  /** An input that holds `data`. */
  put(data: TypedArray): number {
    return this.#store("in", data);
  }

  /** Data that the call changes in place. */
  change(data: TypedArray, defined?: (result: number) => number): number {
    return this.#store("out", data, defined);
  }

  #store(role: "in" | "out", data: TypedArray, defined?: (result: number) => number): number {
    const at = this.memory.reserve(role, data.byteLength, defined);
    this.memory.bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    return at;
  }

  /** Bit rows of the grid, nothing beyond the width. */
  bits(): Uint8Array {
    const { pitch, rows, w } = this;
    const bits = new Uint8Array(pitch * rows);
    const kind = this.int(0, 6);
    const words = this.#slice(Math.ceil(bits.length / 4));
    if (kind === 1) bits.fill(255);
    else if (kind > 1) bits.set(new Uint8Array(words.buffer, words.byteOffset, bits.length));
    // Fewer or more set bits, and runs instead of grain.
    for (let i = 1; kind > 3 && i < bits.length; i++) {
      bits[i] = kind === 4 ? bits[i]! & bits[i - 1]! : kind === 5 ? bits[i]! | bits[i - 1]! : -(bits[i]! & 1);
    }
    for (let row = 0; row < rows; row++) {
      if (w & 7) bits[row * pitch + (w >> 3)]! &= (1 << (w & 7)) - 1;
      bits.fill(0, row * pitch + ((w + 7) >> 3), (row + 1) * pitch);
    }
    return bits;
  }

  /** A mask. */
  mask(): number {
    return this.put(this.bits());
  }

  /** Values of the grid in one of the types; finite ones unless `odd`. */
  values(types: readonly number[], odd = false): TypedArray {
    this.type = this.pick(types);
    return this.type === F32 ? this.floats(this.n, odd) : this.wholes(this.n, this.type);
  }

  /** An image of the grid. */
  image(types: readonly number[] = IMAGES, odd = false): number {
    return this.put(this.values(types, odd));
  }

  /** Labels of the grid: few large regions, many small ones, or none; `most` at most. */
  labels(types: readonly number[] = LABELS, most = 2 ** 32 - 1): number {
    this.type = this.pick(types);
    const limit = Math.min(
      most,
      this.pick([0, 1, 3, 40, 255, 2 ** 32 - 1]),
      [255, 65535, 0, 0, 2 ** 32 - 1][this.type]!,
    );
    const grain = this.pick([1, 3, 9, 60]);
    const words = this.#slice(Math.ceil(this.n / grain));
    const data = new (arrayType(DTYPES[this.type] as Dtype))(this.n);
    for (let i = 0; i < this.n; i++) {
      const word = words[Math.floor(i / grain)] as number;
      data[i] = word & 1024 ? 0 : word % (limit + 1);
    }
    return this.put(data);
  }

  /** Whole numbers of a type: of all sizes, or few different ones. */
  wholes(n: number, type: number): TypedArray {
    const words = this.#slice(n);
    const data = new (arrayType(DTYPES[type] as Dtype))(n);
    const [span, low] = [this.pick([1, 2, 5, 100, 300, 2 ** 32]), this.pick([0, 7, -40])];
    for (let i = 0; i < n; i++) data[i] = span === 2 ** 32 ? (words[i] as number) : low + ((words[i] as number) % span);
    return data;
  }

  /** Numbers: smooth, of all sizes, few different ones, and with `odd` also NaN and infinite. */
  floats(n: number, odd = false): Float32Array {
    const words = this.#slice(n);
    const scale = this.pick([1e-40, 1e-3, 1, 1, 1, 1e4, 1e30]);
    const kind = this.int(0, 3);
    return Float32Array.from({ length: n }, (_, i) => {
      const word = words[i] as number;
      if (odd && word % 19 === 0) return FURTHER[word % FURTHER.length] as number;
      if (kind === 0) return (word % 4) * scale;
      if (kind === 1 && word % 7 === 0) return -0;
      return (word / 2 ** 32 - 0.2) * scale;
    });
  }

  #slice(n: number): Uint32Array {
    if (n > POOL) throw new Error(`no more than ${POOL} random numbers at once`);
    const from = this.int(0, POOL - n);
    return noise.subarray(from, from + n).slice();
  }

  /** Sizes: mostly below 33, sometimes one long axis, sometimes a width beside a power of two. */
  #drawGrid(): void {
    const small = () => this.int(1, this.pick([2, 9, 33]));
    const shape = this.int(0, 7);
    this.w = shape === 0 ? 2 ** this.int(4, 10) + this.int(-1, 1) : shape === 1 ? 1 : small();
    this.h = shape === 1 ? this.int(1, 700) : this.w > 300 ? this.int(1, 5) : small();
    this.d = this.chance(0.5) ? 1 : shape === 2 ? this.int(1, 400) : this.int(1, 7);
    const most = this.chance(0.1) ? 9000 : 1200;
    while (this.n > most && this.d > 1) this.d >>= 1;
    if (this.n > most) this.h = Math.max(1, Math.floor(most / this.w));
  }
}

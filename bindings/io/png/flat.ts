import { checkMask, type Mask } from "../../core/image.js";
import { PALETTE, RGB } from "./chunks.js";
import { chunk, pngFile } from "./file.js";
import { type Code, canonical, flatCode, LONGEST, lengthSymbol } from "./flat-codes.js";

/** The two colours of a picture, red, green and blue. */
export interface FlatColours {
  object: readonly number[];
  background: readonly number[];
}

/** How a flat picture is stored: three bytes a pixel, or an index into two colours. */
export type FlatPixels = "rgb24" | "indexed8";

/**
 * A mask as a PNG of exactly two colours: 8 bits, no alpha, no interlace, no filter, no chunk but the necessary ones. It is
 * written from the runs of the mask, so that pictures of any size take no memory; the same bytes in every engine.
 *
 * @param mask 2-D
 * @param colours of set pixels and of the others
 * @param pixels "rgb24", which every program reads, or "indexed8" with a palette of the two colours
 * @throws ArgumentRangeError E_SHAPE
 */
export function encodeFlatPng(
  mask: Mask,
  { object, background }: FlatColours,
  pixels: FlatPixels = "rgb24",
): Uint8Array {
  checkMask("encodeFlatPng", mask);
  const [height, width] = mask.shape as [number, number];
  const indexed = pixels === "indexed8";
  const values = indexed
    ? [Uint8Array.of(0), Uint8Array.of(1)]
    : [Uint8Array.from(background), Uint8Array.from(object)];
  const writer = new FlatWriter(values as [Uint8Array, Uint8Array]);
  for (let y = 0; y < height; y++) writer.row(mask.bits.subarray(y * mask.pitch, (y + 1) * mask.pitch), width);
  const palette = indexed ? [chunk("PLTE", Uint8Array.from([...background, ...object]))] : [];
  const colour = indexed ? PALETTE : RGB;
  return pngFile({ width, height, depth: 8, colour }, ...palette, chunk("IDAT", writer.end()));
}

/** Order in which the lengths of the code of code lengths are stored. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
const MODULUS = 65_521;
/** Bytes of the longest match, whose symbol has no extra bits. */
const MOST_BYTES = 258;

/** A zlib stream of rows of two values: a run is one pixel and matches at the distance of a pixel. */
class FlatWriter {
  private readonly out = new Bits();
  private readonly code: Code;
  private readonly step: number;
  private low = 1;
  private high = 0;

  /** Of each value: the sum of its bytes, and the sum weighted by how often each counts in Adler-32's second half. */
  private readonly sums: readonly (readonly [total: number, weighted: number])[];

  constructor(private readonly values: readonly [Uint8Array, Uint8Array]) {
    this.sums = values.map((value) => [
      value.reduce((sum, byte) => sum + byte, 0),
      value.reduce((sum, byte, i) => sum + byte * (value.length - i), 0),
    ]);
    this.step = values[0].length;
    this.code = flatCode(new Set([0, ...values[0], ...values[1]]));
    // Deflate with a window of 32 kB; the two bytes are a multiple of 31.
    this.out.put(0x78, 8);
    this.out.put(0x01, 8);
    this.#describe();
  }

  /** One block with codes of its own, which is the last. */
  #describe(): void {
    const { out, step } = this;
    const distances = step === 3 ? [0, 0, 1] : [1];
    out.put(0b101, 3);
    out.put(286 - 257, 5);
    out.put(distances.length - 1, 5);
    out.put(ORDER.length - 4, 4);
    const lengths = new Uint8Array(19);
    for (const symbol of [0, 6, 18]) lengths[symbol] = 2;
    for (const symbol of [1, 7]) lengths[symbol] = 3;
    for (const symbol of ORDER) out.put(lengths[symbol] as number, 3);
    const bits = canonical(lengths);
    const all = [...this.code.lengths, ...distances];
    for (let i = 0; i < all.length; ) {
      let zeros = 0;
      while (all[i + zeros] === 0 && zeros < 138) zeros++;
      const symbol = zeros >= 11 ? 18 : (all[i] as number);
      out.put(bits[symbol] as number, lengths[symbol] as number);
      if (zeros >= 11) out.put(zeros - 11, 7);
      i += zeros >= 11 ? zeros : 1;
    }
  }

  row(bits: Uint8Array, width: number): void {
    this.#symbol(0);
    this.high = (this.high + this.low) % MODULUS;
    for (let x = 0; x < width; ) {
      const set = ((bits[x >> 3] as number) >> (x & 7)) & 1;
      const end = Math.min(width, endOfRun(bits, x, set));
      this.#run(set, end - x);
      x = end;
    }
  }

  #run(set: number, pixels: number): void {
    const { step, out } = this;
    const value = this.values[set] as Uint8Array;
    for (const byte of value) this.#symbol(byte);
    let left = (pixels - 1) * step;
    for (; left >= MOST_BYTES; left -= MOST_BYTES) {
      this.#symbol(LONGEST);
      // The one distance there is.
      out.put(0, 1);
    }
    if (left >= 3) {
      const [symbol, extra, bits] = lengthSymbol(left);
      this.#symbol(symbol);
      out.put(extra, bits);
      out.put(0, 1);
      left = 0;
    }
    for (; left > 0; left--) this.#symbol(value[0] as number);
    this.#sum(set, pixels);
  }

  /** Adler-32 of a run without its bytes. */
  #sum(set: number, n: number): void {
    const { step } = this;
    const [total, weighted] = this.sums[set] as readonly [number, number];
    const inner = n * weighted + step * total * ((n * (n - 1)) / 2);
    this.high = (this.high + n * step * this.low + inner) % MODULUS;
    this.low = (this.low + n * total) % MODULUS;
  }

  #symbol(symbol: number): void {
    this.out.put(this.code.bits[symbol] as number, this.code.lengths[symbol] as number);
  }

  end(): Uint8Array {
    this.#symbol(256);
    const sum = new Uint8Array(4);
    new DataView(sum.buffer).setUint32(0, ((this.high << 16) | this.low) >>> 0);
    return this.out.end(sum);
  }
}

/** Where the run of bits that begins at `x` ends; may lie beyond the width. */
function endOfRun(bits: Uint8Array, x: number, set: number): number {
  const whole = set ? 255 : 0;
  const most = bits.length * 8;
  while (x < most) {
    if ((x & 7) === 0 && bits[x >> 3] === whole) x += 8;
    else if ((((bits[x >> 3] as number) >> (x & 7)) & 1) === set) x++;
    else break;
  }
  return x;
}

/** Bits one after the other, the lowest of a byte first. */
class Bits {
  private bytes = new Uint8Array(1 << 16);
  private length = 0;
  private held = 0;
  private count = 0;

  put(value: number, bits: number): void {
    this.held |= value << this.count;
    this.count += bits;
    while (this.count >= 8) {
      if (this.length === this.bytes.length) this.#grow();
      this.bytes[this.length++] = this.held;
      this.held >>>= 8;
      this.count -= 8;
    }
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.bytes.length);
    larger.set(this.bytes);
    this.bytes = larger;
  }

  /** All bytes, the last one filled up, and some more behind them. */
  end(more: Uint8Array): Uint8Array {
    if (this.count > 0) this.put(0, 8 - this.count);
    const all = new Uint8Array(this.length + more.length);
    all.set(this.bytes.subarray(0, this.length));
    all.set(more, this.length);
    return all;
  }
}

/**
 * Run lengths of ITU-T T.4 and T.6, as scanners pack black and white pages: rows of runs (TIFF's compression 2, or 3 with
 * ends of lines), or of differences from the row above (3 with an option, or 4).
 *
 * Written here because the decoders on offer are parts of readers of PDF, or give wrong pixels without a word.
 */
import { CODE_BITS, runTables } from "./fax-codes.js";
import type { Unpacked } from "./lzw.js";

/** How rows are written. */
export interface FaxRows {
  width: number;
  /** Each row begins at a byte: compression 2. */
  aligned: boolean;
  /** Rows are told apart by codes for the end of a line: compression 3. */
  ends: boolean;
  /** Rows may be differences from the one above; without ends all are. */
  differences: boolean;
  /** Bits of each byte lowest first. */
  reversed: boolean;
}

const BEYOND = "has a run that goes beyond its row";
const UNKNOWN = "has bits that are no code of its fax coding";

/** Decodes rows of bits, 1 for black, until `into` is full or the bits run out. */
export function unpackFax(stream: Uint8Array, into: Uint8Array, rows: FaxRows): Unpacked {
  const { width, aligned, ends, differences, reversed } = rows;
  const bits = new Bits(reversed ? stream.map(mirrored) : stream);
  const rowBytes = Math.ceil(width / 8);
  let above = new Int32Array(width + 4).fill(width);
  let here = new Int32Array(width + 4);
  let filled = 0;
  try {
    for (; filled < into.length; filled += rowBytes) {
      if (aligned) bits.align();
      if (ends) {
        const seen = bits.skipEnds(differences);
        // Several ends of lines are the end of the page.
        if (seen > 1 && filled > 0) break;
      }
      if (bits.isOver) break;
      const plain = !differences || (ends && bits.plain);
      const count = plain ? runsOf(bits, width, here) : differencesOf(bits, width, above, here);
      if (count === END) break;
      here.fill(width, count, Math.min(count + 4, here.length));
      paint(here, count, width, into.subarray(filled, filled + rowBytes));
      [above, here] = [here, above];
    }
  } catch (error) {
    if (error instanceof FaxFault) return { filled, fault: error.message };
    throw error;
  }
  return { filled };
}

/** Bits that make no sense; never leaves this file. */
class FaxFault extends Error {}

/** What stands for the end of the page in place of a number of changes. */
const END = -1;

/** The places at which the colour changes, of a row of runs that begins with white; returns how many. */
function runsOf(bits: Bits, width: number, into: Int32Array): number {
  let count = 0;
  for (let at = 0; at < width; count++) {
    at += bits.run(count & 1);
    if (at > width || count > width) throw new FaxFault(BEYOND);
    into[count] = at;
  }
  return count;
}

/** The same of a row that is told by its differences from the one above; END for the code that ends the page. */
function differencesOf(bits: Bits, width: number, above: Int32Array, into: Int32Array): number {
  let count = 0;
  let colour = 0;
  // Before the first pixel, so that a change there is one.
  let at = -1;
  let next = 0;
  while (at < width) {
    // The next change above to the other colour.
    next = (next & ~1) | colour;
    while (next >= 2 && (above[next - 2] as number) > at) next -= 2;
    while ((above[next] as number) <= at && (above[next] as number) < width) next += 2;
    const mode = bits.mode();
    if (mode === END_OF_PAGE && count === 0 && at < 0) return END;
    if (mode === PASS) at = above[next + 1] as number;
    else if (mode === RUNS) {
      for (let i = 0; i < 2; i++) {
        at = Math.max(at, 0) + bits.run(colour ^ i);
        if (at > width || count > width) throw new FaxFault(BEYOND);
        into[count++] = at;
      }
    } else if (mode >= -3 && mode <= 3) {
      const change = (above[next] as number) + mode;
      if (change > width || change < Math.max(at, 0) || count > width) throw new FaxFault(BEYOND);
      into[count++] = at = change;
      colour ^= 1;
    } else throw new FaxFault(mode === EXTENSION ? "uses an extension of fax coding, which is not read" : UNKNOWN);
  }
  return count;
}

/** Sets the bits of every second run. */
function paint(changes: Int32Array, count: number, width: number, row: Uint8Array): void {
  row.fill(0);
  for (let i = 0; i < count; i += 2) {
    const [from, to] = [changes[i] as number, i + 1 < count ? (changes[i + 1] as number) : width];
    const [first, last] = [from >> 3, to >> 3];
    if (first === last) row[first] = (row[first] as number) | ((0xff >> (from & 7)) & ~(0xff >> (to & 7)));
    else {
      row[first] = (row[first] as number) | (0xff >> (from & 7));
      row.fill(0xff, first + 1, last);
      if (to & 7) row[last] = (row[last] as number) | (0xff & ~(0xff >> (to & 7)));
    }
  }
}

const PASS = 10;
const RUNS = 11;
const END_OF_PAGE = 12;
const EXTENSION = 13;
/** Codes of a row of differences: changes up to three pixels beside the one above, by 7 bits and their length. */
const MODES: readonly (readonly [code: string, mode: number])[] = [
  ["1", 0],
  ["011", 1],
  ["010", -1],
  ["001", RUNS],
  ["0001", PASS],
  ["000011", 2],
  ["000010", -2],
  ["0000011", 3],
  ["0000010", -3],
  ["0000001", EXTENSION],
  ["0000000", END_OF_PAGE],
];
const MODE_TABLE = Array.from({ length: 128 }, (_, start) => {
  const bits = start.toString(2).padStart(7, "0");
  return MODES.find(([code]) => bits.startsWith(code)) as (typeof MODES)[number];
});

/** Bits of a stream from its start, zeros behind its end. */
class Bits {
  /** Whether the row that follows the last end of a line is one of runs. */
  plain = true;
  #at = 0;
  readonly #length: number;

  constructor(private readonly stream: Uint8Array) {
    this.#length = 8 * stream.length;
  }

  get isOver(): boolean {
    return this.#at >= this.#length;
  }

  align(): void {
    this.#at = (this.#at + 7) & ~7;
  }

  /** The length of a run of white (0) or black: codes of multiples of 64 until one below. */
  run(colour: number): number {
    const table = runTables()[colour & 1] as Uint16Array;
    for (let length = 0; ; ) {
      const entry = table[this.#peek(CODE_BITS)] as number;
      if (entry === 0 || this.isOver) throw new FaxFault(this.isOver ? "ends in the middle of a row" : UNKNOWN);
      this.#at += entry >> 12;
      const part = entry & 0xfff;
      length += part;
      if (part < 64) return length;
    }
  }

  /** How the next change is told. */
  mode(): number {
    if (this.isOver) throw new FaxFault("ends in the middle of a row");
    const [code, mode] = MODE_TABLE[this.#peek(7)] as (typeof MODES)[number];
    this.#at += code.length;
    return mode;
  }

  /** Passes over ends of lines with the zeros before them; returns how many there were. */
  skipEnds(tagged: boolean): number {
    let seen = 0;
    for (;;) {
      const start = this.#at;
      while (this.#at + 12 <= this.#length && this.#peek(12) === 0) this.#at++;
      if (this.#peek(12) !== 1) {
        // Zeros that end in no end of a line belong to a code, or are the last of the stream.
        if (this.#at + 12 <= this.#length) this.#at = start;
        return seen;
      }
      this.#at += 12;
      if (tagged) this.plain = this.#peek(1) === 1;
      if (tagged) this.#at++;
      seen++;
    }
  }

  #peek(count: number): number {
    const at = this.#at >> 3;
    const three = (this.#byte(at) << 16) | (this.#byte(at + 1) << 8) | this.#byte(at + 2);
    return (three >> (24 - (this.#at & 7) - count)) & ((1 << count) - 1);
  }

  #byte(at: number): number {
    return this.stream[at] ?? 0;
  }
}

/** A byte with its bits in the opposite order. */
export function mirrored(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}

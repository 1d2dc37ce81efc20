import type { Source } from "../source.js";
import { nextMarker } from "./markers.js";

/** A Huffman table as a JPEG states it: how many codes each length from 1 to 16 has, and their values. */
export interface HuffmanSpec {
  counts: Uint8Array;
  values: Uint8Array;
}

/** For the next 16 bits: length of the code they start with × 256 + its value; 0 where no code starts so. */
export type HuffmanTable = Uint16Array;

/** The table of all 16-bit beginnings; undefined where the lengths have no room for that many codes. */
export function huffmanTable({ counts, values }: HuffmanSpec): HuffmanTable | undefined {
  const table = new Uint16Array(2 ** 16);
  let from = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++) {
    const size = 2 ** (16 - length);
    for (let n = 0; n < (counts[length - 1] as number); n++) {
      if (from + size > table.length) return undefined;
      table.fill(length * 256 + (values[next++] as number), from, from + size);
      from += size;
    }
  }
  return table;
}

/** Reads the body of a segment of tables, each under class × 16 + number. */
export function readHuffmanTables(source: Source, tables: Map<number, HuffmanSpec>, body: Uint8Array): void {
  for (let at = 0; at < body.length; ) {
    const counts = body.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const values = body.subarray(at + 17, at + 17 + total);
    if (counts.length < 16 || values.length < total) throw source.corrupt("a Huffman table is malformed");
    tables.set(body[at] as number, { counts, values });
    at += 17 + total;
  }
}

/** Passes over the marker that stands behind each restart interval: one of eight. */
export function skipRestart(source: Source, reader: BitReader): void {
  const { code, after } = nextMarker(source, reader.at);
  if (code < 0xd0 || code > 0xd7) throw source.corrupt("a restart is missing");
  reader.at = after;
  reader.reset();
}

/** Entropy-coded bits, in which FF is followed by 00. At a marker and at the end zeros follow, which are counted. */
export class BitReader {
  #bits = 0;
  #have = 0;
  #made = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** True once more bits were taken than there are. */
  get spent(): boolean {
    return this.#made > this.#have;
  }

  /** The value of the next code; -1 where the table has none. */
  code(table: HuffmanTable): number {
    this.#fill();
    const entry = table[(this.#bits >>> (this.#have - 16)) & 0xffff] as number;
    if (entry === 0) return -1;
    this.#have -= entry >> 8;
    return entry & 0xff;
  }

  /** The next `count` bits as a number, 1 to 16 of them. */
  take(count: number): number {
    this.#fill();
    this.#have -= count;
    return (this.#bits >>> this.#have) & (2 ** count - 1);
  }

  /** A number of `count` bits, 0 to 15: the upper half of what they can say is positive, the lower half negative. */
  signed(count: number): number {
    if (count === 0) return 0;
    const number = this.take(count);
    return number < 2 ** (count - 1) ? number - 2 ** count + 1 : number;
  }

  /** Forgets what is left of the last byte; reading goes on at `at`. */
  reset(): void {
    this.#bits = this.#have = this.#made = 0;
  }

  /** At least 16 bits, never more than 24. */
  #fill(): void {
    while (this.#have < 16) {
      const byte = this.bytes[this.at];
      const end = byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0);
      if (end) this.#made += 8;
      else this.at += byte === 0xff ? 2 : 1;
      this.#bits = ((this.#bits << 8) | (end ? 0 : (byte as number))) & 0xffffff;
      this.#have += 8;
    }
  }
}

import type { Source } from "../source.js";
import type { PngHeader } from "./chunks.js";

/** One of the images an interlaced PNG is made of; a plain PNG is one pass with steps of 1. */
export interface Pass {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
  width: number;
  height: number;
  /** Bytes of one row without its filter byte. */
  rowBytes: number;
}

/** Adam7: first column, first row, column step, row step. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of a picture that are not empty. */
export function passesOf(header: PngHeader, channels: number): Pass[] {
  const grid = header.interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return grid
    .map(([x, y, stepX, stepY]) => {
      const width = Math.ceil((header.width - x) / stepX);
      const height = Math.ceil((header.height - y) / stepY);
      return { x, y, stepX, stepY, width, height, rowBytes: Math.ceil((width * channels * header.depth) / 8) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of all filtered rows of a picture. */
export function filteredBytes(passes: readonly Pass[]): number {
  return passes.reduce((sum, pass) => sum + pass.height * (1 + pass.rowBytes), 0);
}

/** Bytes from a sample to the same sample of the next pixel, at least 1. */
export function sampleStep({ depth }: PngHeader, channels: number): number {
  return Math.max(1, (channels * depth) >> 3);
}

/**
 * Undoes the row filters of one pass in place.
 *
 * @param from where the pass starts in `raw`; each row is a filter byte and `rowBytes` bytes
 * @param step bytes from a sample to the same sample of the pixel before, at least 1
 * @param above the row above the first one, where the rows are a later part of a pass
 */
export function unfilterPass(
  source: Source,
  raw: Uint8Array,
  from: number,
  pass: Pick<Pass, "rowBytes" | "height">,
  step: number,
  above: Uint8Array = new Uint8Array(pass.rowBytes),
): void {
  const { rowBytes, height } = pass;
  for (let y = 0; y < height; y++) {
    const at = from + y * (rowBytes + 1);
    const row = raw.subarray(at + 1, at + 1 + rowBytes);
    const filter = raw[at] as number;
    if (filter === 1) addLeft(row, step);
    else if (filter === 2) addAbove(row, above);
    else if (filter === 3) addAverage(row, above, step);
    else if (filter === 4) addPaeth(row, above, step);
    else if (filter !== 0) throw source.corrupt(`row ${y} uses filter ${filter}, which does not exist`);
    above = row;
  }
}

/** Rows of a pass without their filters: each a filter byte, of no more meaning, and its bytes. */
export interface Band {
  /** The first rows of it are the band. */
  raw: Uint8Array;
  first: number;
  rows: number;
}

/** Bytes of a band. */
const BAND_BYTES = 2 ** 22;

/** Gathers the filtered rows of a pass from parts of a stream and gives them back band by band, in memory used again. */
export class Bands {
  /** Rows that are gathered. */
  get rows(): number {
    return this.#done + Math.floor(this.#filled / this.#stride);
  }

  readonly #stride: number;
  readonly #most: number;
  readonly #raw: Uint8Array;
  #above: Uint8Array | undefined;
  #filled = 0;
  #done = 0;

  /** @param step as for `unfilterPass` */
  constructor(
    private readonly source: Source,
    private readonly pass: Pass,
    private readonly step: number,
  ) {
    this.#stride = pass.rowBytes + 1;
    this.#most = Math.min(pass.height, Math.max(1, Math.floor(BAND_BYTES / this.#stride)));
    this.#raw = source.allocate("uint8", this.#most * this.#stride) as Uint8Array;
  }

  /** The bands that a part of the stream completes; what lies beyond the last row is left out. */
  *take(part: Uint8Array): Generator<Band> {
    const { rowBytes, height } = this.pass;
    for (let from = 0; from < part.length && this.#done < height; ) {
      const rows = Math.min(this.#most, height - this.#done);
      const taken = part.subarray(from, from + rows * this.#stride - this.#filled);
      this.#raw.set(taken, this.#filled);
      this.#filled += taken.length;
      from += taken.length;
      if (this.#filled < rows * this.#stride) return;
      unfilterPass(this.source, this.#raw, 0, { rowBytes, height: rows }, this.step, this.#above);
      this.#above = this.#raw.slice((rows - 1) * this.#stride + 1, rows * this.#stride);
      const first = this.#done;
      this.#done += rows;
      this.#filled = 0;
      yield { raw: this.#raw, first, rows };
    }
  }
}

function addLeft(row: Uint8Array, step: number): void {
  for (let i = step; i < row.length; i++) row[i] = (row[i] as number) + (row[i - step] as number);
}

function addAbove(row: Uint8Array, above: Uint8Array): void {
  for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + (above[i] as number);
}

function addAverage(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : (row[i - step] as number);
    row[i] = (row[i] as number) + ((left + (above[i] as number)) >> 1);
  }
}

function addPaeth(row: Uint8Array, above: Uint8Array, step: number): void {
  const head = Math.min(step, row.length);
  for (let i = 0; i < head; i++) row[i] = (row[i] as number) + (above[i] as number);
  for (let i = head; i < row.length; i++) {
    const a = row[i - step] as number;
    const b = above[i] as number;
    const c = above[i - step] as number;
    // Distances of a, b and c from a + b - c; the nearest wins, in the order a, b, c.
    const pa = b > c ? b - c : c - b;
    const pb = a > c ? a - c : c - a;
    const both = a + b - 2 * c;
    const pc = both < 0 ? -both : both;
    row[i] = (row[i] as number) + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
  }
}

/**
 * Spreads the unfiltered rows of one pass over the picture.
 *
 * @param into samples of the whole picture, `channels` to a pixel, `width` pixels to a row
 */
export function placePass(
  raw: Uint8Array,
  from: number,
  pass: Pass,
  header: PngHeader,
  channels: number,
  into: Uint8Array | Uint16Array,
): void {
  const { rowBytes, height, stepX, stepY } = pass;
  const samples = pass.width * channels;
  for (let y = 0; y < height; y++) {
    const at = from + y * (rowBytes + 1) + 1;
    const start = ((pass.y + y * stepY) * header.width + pass.x) * channels;
    if (header.depth === 8 && stepX === 1) into.set(raw.subarray(at, at + rowBytes), start);
    else if (header.depth === 8) placeBytes(raw, at, samples, into, start, channels, stepX);
    else if (header.depth === 16) placeWords(raw, at, samples, into, start, channels, stepX);
    else placeBits(raw, at, samples, into, start, header.depth, stepX);
  }
}

type Samples = Uint8Array | Uint16Array;

function placeBytes(raw: Uint8Array, at: number, n: number, into: Samples, to: number, channels: number, step: number) {
  for (let i = 0, c = 0; i < n; i++) {
    into[to + c] = raw[at + i] as number;
    if (++c === channels) [to, c] = [to + channels * step, 0];
  }
}

function placeWords(raw: Uint8Array, at: number, n: number, into: Samples, to: number, channels: number, step: number) {
  for (let i = 0, c = 0; i < n; i++) {
    into[to + c] = ((raw[at + 2 * i] as number) << 8) | (raw[at + 2 * i + 1] as number);
    if (++c === channels) [to, c] = [to + channels * step, 0];
  }
}

/** Only grey and palette pictures have samples below 8 bits, so there is one sample a pixel. */
function placeBits(raw: Uint8Array, at: number, n: number, into: Samples, to: number, depth: number, step: number) {
  const mask = (1 << depth) - 1;
  for (let i = 0; i < n; i++) {
    const bit = i * depth;
    into[to + i * step] = ((raw[at + (bit >> 3)] as number) >> (8 - depth - (bit & 7))) & mask;
  }
}

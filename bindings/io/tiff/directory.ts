import type { JpegReader } from "../jpeg/read.js";
import type { Source } from "../source.js";
import { TAG, TYPE, TYPE_BYTES } from "./tags.js";

/** One image file directory: where its entries lie. They are looked up when asked for: many pages stay cheap. */
export interface Directory {
  /** Position in the chain, from 0. */
  readonly index: number;
  /** Where it is a smaller copy below the one in the chain: which of them, from 1. */
  readonly level?: number;
  /** Where the first entry starts. */
  readonly at: number;
  readonly entries: number;
}

/** A directory in messages. */
export function where({ index, level }: Directory): string {
  return level === undefined ? `page ${index}` : `level ${level} of page ${index}`;
}

/** Where the values of a tag lie. */
interface Entry {
  type: number;
  count: number;
  /** First byte of the first value. */
  at: number;
  /** Bytes per value. */
  size: number;
}

/** Longest text taken from a tag: beyond it no writer puts a description. */
const MAX_TEXT = 8 * 2 ** 20;
const MOST_SUB_ENTRIES = 4096;

/** The structure of a TIFF: byte order, offset size and the chain of directories, all checked against the file. */
export class TiffFile {
  readonly little: boolean;
  /** BigTIFF: 64-bit offsets. */
  readonly big: boolean;
  readonly directories: Directory[] = [];
  /** The reader of JPEG blocks, loaded where a page has some. */
  readJpeg?: JpegReader;

  constructor(readonly source: Source) {
    source.need(0, 8, "its header");
    this.little = source.view.getUint8(0) === 0x49;
    this.big = source.view.getUint16(2, this.little) === 43;
    if (this.big) this.checkBigHeader();
    this.walk(this.offset(this.big ? 8 : 4));
  }

  /**
   * The whole numbers of a tag, at most `most` of them; undefined when the directory has no such tag. Anything else
   * than whole numbers from 0 on contradicts the meaning of every tag that is read this way.
   */
  numbers(directory: Directory, tag: number, most = 64): number[] | undefined {
    const entry = this.find(directory, tag);
    if (!entry) return undefined;
    return Array.from({ length: Math.min(entry.count, most) }, (_, i) => this.whole(directory, tag, entry, i));
  }

  /** How many values a tag has; 0 when the directory has no such tag. */
  count(directory: Directory, tag: number): number {
    return this.find(directory, tag)?.count ?? 0;
  }

  /** The first number of a tag, or the fallback. */
  number<T extends number | undefined>(directory: Directory, tag: number, fallback: T): number | T {
    return this.numbers(directory, tag, 1)?.[0] ?? fallback;
  }

  /** Value number `index` of a tag; undefined when there are fewer. */
  numberAt(directory: Directory, tag: number, index: number): number | undefined {
    const entry = this.find(directory, tag);
    return entry && index < entry.count ? this.whole(directory, tag, entry, index) : undefined;
  }

  /** The first values of some tags in one pass over the directory, NaN where it has none; for files of many pages. */
  firsts(directory: Directory, tags: readonly number[]): number[] {
    const { view } = this.source;
    const found = new Array<number>(tags.length).fill(Number.NaN);
    const step = this.big ? 20 : 12;
    for (let i = 0, at = directory.at; i < directory.entries; i++, at += step) {
      const slot = tags.indexOf(view.getUint16(at, this.little));
      const entry = slot < 0 ? undefined : this.entry(directory, at);
      if (entry && entry.count > 0 && Number.isNaN(found[slot])) found[slot] = this.value(entry.type, entry.at);
    }
    return found;
  }

  /** One over a rational tag, without the rounding of dividing twice; undefined unless it is positive and finite. */
  inverse(directory: Directory, tag: number): number | undefined {
    const entry = this.find(directory, tag);
    if (entry?.type !== TYPE.RATIONAL || entry.count === 0) return undefined;
    const { view } = this.source;
    const value = view.getUint32(entry.at + 4, this.little) / view.getUint32(entry.at, this.little);
    return value > 0 && Number.isFinite(value) ? value : undefined;
  }

  /** The text of a tag as UTF-8 up to its first zero; undefined when the directory has no such tag. */
  text(directory: Directory, tag: number): string | undefined {
    const entry = this.find(directory, tag);
    if (entry?.type !== TYPE.ASCII && entry?.type !== TYPE.BYTE) return undefined;
    const bytes = this.source.part(entry.at, Math.min(entry.count, MAX_TEXT));
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** The bytes of a tag; undefined when the directory has no such tag. */
  bytes(directory: Directory, tag: number): Uint8Array | undefined {
    const entry = this.find(directory, tag);
    return entry?.size === 1 ? this.source.part(entry.at, entry.count) : undefined;
  }

  /** Directory number `index` below another one. A directory like that is read for every plane, so it must be short. */
  subDirectory(directory: Directory, index: number): Directory {
    const { source } = this;
    const what = `level ${index + 1} of page ${directory.index}`;
    const at = this.numberAt(directory, TAG.SubIFDs, index);
    if (at === undefined) throw source.corrupt(`${what} is not there, although other pages have it`);
    const [head, step] = this.big ? [8, 20] : [2, 12];
    source.need(at, head, what);
    const entries = this.big ? this.uint64(at) : source.view.getUint16(at, this.little);
    if (entries === 0 || entries > MOST_SUB_ENTRIES) throw source.corrupt(`${what} states ${entries} tags`);
    source.need(at, head + entries * step, what);
    return { index: directory.index, level: index + 1, at: at + head, entries };
  }

  private checkBigHeader(): void {
    this.source.need(0, 16, "its header");
    const { view } = this.source;
    if (view.getUint16(4, this.little) !== 8 || view.getUint16(6, this.little) !== 0) {
      throw this.source.corrupt("its BigTIFF header states offsets of another size than 8 bytes");
    }
  }

  /** Follows the chain. A directory visited twice, or directories that lie inside each other, are a trap. */
  private walk(first: number): void {
    const { source } = this;
    const [head, step, tail] = this.big ? [8, 20, 8] : [2, 12, 4];
    const visited = new Set<number>();
    let room = source.size;
    for (let at = first; at !== 0; ) {
      const index = this.directories.length;
      const what = `directory ${index}`;
      if (visited.has(at)) throw source.corrupt(`${what} is one that was read before, so its pages have no end`);
      visited.add(at);
      source.checkLimit("maxPages", index + 1, "its number of pages so far");
      source.need(at, head, what);
      const entries = this.big ? this.uint64(at) : source.view.getUint16(at, this.little);
      source.need(at, head + entries * step + tail, what);
      if (entries === 0) throw source.corrupt(`${what} is empty`);
      room -= head + entries * step + tail;
      if (room < 0) throw source.corrupt("its directories overlap");
      this.directories.push({ index, at: at + head, entries });
      at = this.offset(at + head + entries * step);
    }
    if (this.directories.length === 0) throw source.corrupt("it has no directory, so no pages");
  }

  /** Where the tags of the directory asked last stand: its strips may be as many as its entries. */
  #index: { directory: Directory; places: ReadonlyMap<number, number> } | undefined;

  private find(directory: Directory, tag: number): Entry | undefined {
    if (this.#index?.directory !== directory) this.#index = { directory, places: this.placesOf(directory) };
    const at = this.#index.places.get(tag);
    return at === undefined ? undefined : this.entry(directory, at);
  }

  private placesOf(directory: Directory): ReadonlyMap<number, number> {
    const { view } = this.source;
    const step = this.big ? 20 : 12;
    const places = new Map<number, number>();
    for (let i = 0, at = directory.at; i < directory.entries; i++, at += step) {
      const tag = view.getUint16(at, this.little);
      if (!places.has(tag)) places.set(tag, at);
    }
    return places;
  }

  /** The entry at a place, with its values inside the file; undefined for types that are passed over. */
  private entry(directory: Directory, at: number): Entry | undefined {
    const { view } = this.source;
    const type = view.getUint16(at + 2, this.little);
    const size = TYPE_BYTES[type];
    if (!size) return undefined;
    const count = this.big ? this.uint64(at + 4) : view.getUint32(at + 4, this.little);
    const inline = this.big ? 8 : 4;
    const value = at + (this.big ? 12 : 8);
    const from = count * size <= inline ? value : this.offset(value);
    const bytes = count * size;
    if (from + bytes > this.source.size) {
      const tag = view.getUint16(at, this.little);
      this.source.need(from, bytes, `tag ${tag} of page ${directory.index}`);
    }
    return { type, count, at: from, size };
  }

  private whole(directory: Directory, tag: number, { type, at, size }: Entry, index: number): number {
    const value = this.value(type, at + index * size);
    if (Number.isInteger(value) && value >= 0) return value;
    throw this.source.corrupt(`tag ${tag} of page ${directory.index} is ${value}, not a whole number from 0 on`);
  }

  private value(type: number, at: number): number {
    const { view } = this.source;
    const { little } = this;
    switch (type) {
      case 3:
        return view.getUint16(at, little);
      case 4:
      case 13:
        return view.getUint32(at, little);
      case 5:
        return view.getUint32(at, little) / view.getUint32(at + 4, little);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, little);
      case 9:
        return view.getInt32(at, little);
      case 10:
        return view.getInt32(at, little) / view.getInt32(at + 4, little);
      case 11:
        return view.getFloat32(at, little);
      case 12:
        return view.getFloat64(at, little);
      case 16:
      case 17:
      case 18:
        return this.uint64(at);
      default:
        return view.getUint8(at);
    }
  }

  private offset(at: number): number {
    return this.big ? this.uint64(at) : this.source.view.getUint32(at, this.little);
  }

  /** As a double: beyond 2⁵³ it is not exact, but far beyond any file and refused wherever it is used. */
  private uint64(at: number): number {
    const { view } = this.source;
    const [low, high] = this.little ? [at, at + 4] : [at + 4, at];
    return view.getUint32(high, this.little) * 2 ** 32 + view.getUint32(low, this.little);
  }
}

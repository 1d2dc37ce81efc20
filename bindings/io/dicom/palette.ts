import type { TypedArray } from "../../core/image.js";
import { type DicomFile, TAG } from "./dataset.js";
import type { Frames } from "./pixels.js";

/** Look-up tables of red, green and blue. */
export interface Palette {
  /** 8 or 16 bits an entry. */
  bits: 8 | 16;
  channels: readonly Channel[];
}

interface Channel {
  /** The stored value that the first entry stands for. */
  first: number;
  entries: TypedArray;
}

const DESCRIPTORS = [TAG.redDescriptor, TAG.greenDescriptor, TAG.blueDescriptor] as const;
const TABLES = [TAG.redTable, TAG.greenTable, TAG.blueTable] as const;
const SEGMENTS = [TAG.redSegments, TAG.greenSegments, TAG.blueSegments] as const;

/** The look-up tables of a file whose values are numbers of colours. */
export function paletteOf(file: DicomFile, signed: boolean): Palette {
  const { source } = file;
  const channels = DESCRIPTORS.map((_, i) => channelOf(file, i, signed));
  const [bits, ...others] = channels.map(({ entries }) => 8 * entries.BYTES_PER_ELEMENT);
  if (others.some((other) => other !== bits)) throw source.corrupt("the tables of its colours differ in bits");
  return { bits: bits as 8 | 16, channels };
}

function channelOf(file: DicomFile, i: number, signed: boolean): Channel {
  const { source, data } = file;
  const [count, first, bits] = [0, 1, 2].map((at) => numberAt(file, DESCRIPTORS[i] as string, at));
  if (count === undefined || first === undefined || bits === undefined) {
    throw source.corrupt("it does not describe the tables of its colours");
  }
  if (bits !== 8 && bits !== 16) throw source.corrupt(`a table of its colours has ${bits} bits`);
  const length = count === 0 ? 65536 : count;
  const from = signed ? (first << 16) >> 16 : first;
  const [table, segments] = [data.elements[TABLES[i] as string], data.elements[SEGMENTS[i] as string]];
  if (segments && !table) {
    return { first: from, entries: unfolded(file, wordsOf(file, segments, bits), length, bits) };
  }
  if (!table || table.length < length) throw source.truncated("a table of its colours ends too early");
  return { first: from, entries: wordsOf(file, table, table.length >= 2 * length ? 16 : 8).subarray(0, length) };
}

function numberAt({ source, data }: DicomFile, tag: string, at: number): number | undefined {
  const element = data.elements[tag];
  if (!element || element.length < 2 * at + 2) return undefined;
  source.need(element.dataOffset, element.length, "the description of its colours");
  return data.uint16(tag, at);
}

/** The numbers of an element, of 8 or 16 bits each. */
function wordsOf(
  { source, coding }: DicomFile,
  { dataOffset, length }: { dataOffset: number; length: number },
  bits: number,
): Uint8Array | Uint16Array {
  source.need(dataOffset, length, "a table of its colours");
  if (bits === 8) return source.bytes.subarray(dataOffset, dataOffset + length);
  return Uint16Array.from({ length: length >> 1 }, (_, i) =>
    source.view.getUint16(dataOffset + 2 * i, coding !== "big-endian"),
  );
}

/** Runs of entries: as they are, or on a straight line from the entry before. */
function unfolded(
  { source }: DicomFile,
  words: Uint8Array | Uint16Array,
  length: number,
  bits: number,
): Uint8Array | Uint16Array {
  const entries = bits === 8 ? new Uint8Array(length) : new Uint16Array(length);
  let to = 0;
  for (let at = 0; at + 2 < words.length && to < length; ) {
    const [kind, count] = [words[at] as number, words[at + 1] as number];
    if (to + count > length) throw source.corrupt("a table of its colours is longer than it states");
    if (kind === 0) {
      const values = words.subarray(at + 2, at + 2 + count);
      if (values.length < count) throw source.truncated("a table of its colours ends too early");
      entries.set(values, to);
      at += 2 + count;
    } else if (kind === 1 && to > 0) {
      const [from, last] = [entries[to - 1] as number, words[at + 2] as number];
      for (let n = 1; n <= count; n++) entries[to + n - 1] = Math.round(from + ((last - from) * n) / count);
      at += 3;
    } else throw source.unsupported("the tables of its colours repeat parts of themselves");
    to += count;
  }
  if (to < length) throw source.truncated("a table of its colours ends too early");
  return entries;
}

/** Numbers of colours as red, green and blue side by side; numbers beyond the table have its first or last colour. */
export function applyPalette({ channels }: Palette, stored: TypedArray, into: TypedArray): void {
  for (const [sample, { first, entries }] of channels.entries()) {
    const last = entries.length - 1;
    for (let i = 0; i < stored.length; i++) {
      const entry = Math.min(last, Math.max(0, (stored[i] as number) - first));
      into[3 * i + sample] = entries[entry] as number;
    }
  }
}

/** How the samples of stored frames become colours. */
export type Colours = "as stored" | "YCbCr" | "YCbCr, halved" | Palette;

/** What the frames of a file need; throws E_FORMAT for colours that are not read. */
export function coloursOf(file: DicomFile, { photometric, samples, bits, signed }: Frames): Colours {
  const { source, coding } = file;
  if (photometric === "PALETTE COLOR" && samples === 1 && bits >= 8) return paletteOf(file, signed);
  if (!/^(YBR|PALETTE)/.test(photometric)) return "as stored";
  const full = /^YBR_FULL(_422)?$/.test(photometric) && samples === 3;
  // The decoders of JPEG and of JPEG 2000 turn what they code as brightness and colour differences.
  if (full && coding === "jpeg") return "as stored";
  if (/^YBR_(RCT|ICT)$/.test(photometric) && coding === "jpeg-2000" && samples === 3) return "as stored";
  if (!full || bits !== 8) throw source.unsupported(`its colours are coded as ${photometric}`);
  const stored = coding === "plain" || coding === "big-endian";
  return photometric === "YBR_FULL_422" && stored ? "YCbCr, halved" : "YCbCr";
}

import { bytesOfColor, hexColor, type Legend } from "../legend.js";
import { joined } from "../samples.js";
import type { Directory, TiffFile } from "./directory.js";
import { TAG } from "./tags.js";

/** Kinds of parts that are read and written, as ImageJ spells them. */
const KINDS = { labels: "labl", ranges: "rang", tables: "luts" } as const;
const MAGIC = "IJIJ";
/** Bytes of a table of colours: 256 of red, of green and of blue. */
const TABLE = 768;
/** More parts than this are not looked at: a label for each plane, and few others. */
const MOST_PARTS = 65_536;

/**
 * What ImageJ keeps beside its description: labels of planes, ranges of display and tables of colours. A channel has a
 * name where all its planes have the same label, and a colour where its table runs evenly from black to it.
 *
 * @param planes of each channel
 */
export function readMetadata(file: TiffFile, page: Directory, channels: number, planes: number): Legend {
  const parts = partsOf(file, page);
  const of = (kind: string) => parts.filter((part) => part.kind === kind).map(({ bytes }) => bytes);
  const labels = of(KINDS.labels).slice(0, channels * planes);
  const [ranges] = of(KINDS.ranges);
  return {
    ...(labels.length === channels * planes && { channelNames: namesOf(labels, channels, file.little) }),
    channelColors: of(KINDS.tables).map(colorOf),
    ...(ranges && { channelWindows: windowsOf(ranges, file.little) }),
  };
}

interface Part {
  kind: string;
  bytes: Uint8Array;
}

/** The parts, which lie one after the other behind a list of how many there are of each kind. */
function partsOf(file: TiffFile, page: Directory): Part[] {
  const bytes = file.bytes(page, TAG.ImagejMetadata);
  const [head = 0, ...lengths] = file.numbers(page, TAG.ImagejByteCounts, MOST_PARTS) ?? [];
  if (!bytes || head < 12 || head > bytes.length) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number) => {
    const letters = [0, 1, 2, 3].map((i) => view.getUint8(at + (file.little ? 3 - i : i)));
    return String.fromCharCode(...letters);
  };
  if (word(0) !== MAGIC) return [];
  const parts: Part[] = [];
  let from = head;
  for (let at = 4; at + 8 <= head; at += 8) {
    const [kind, count] = [word(at), view.getUint32(at + 4, file.little)];
    for (let i = 0; i < count; i++) {
      const length = lengths[parts.length];
      if (length === undefined || from + length > bytes.length) return parts;
      parts.push({ kind, bytes: bytes.subarray(from, from + length) });
      from += length;
    }
  }
  return parts;
}

/** Planes run over channels first. Labels that differ within a channel tell planes apart, not channels. */
function namesOf(labels: readonly Uint8Array[], channels: number, little: boolean): string[] {
  const texts = labels.map((bytes) => new TextDecoder(little ? "utf-16le" : "utf-16be").decode(bytes).trim());
  return Array.from({ length: channels }, (_, channel) => {
    for (let plane = channel; plane < texts.length; plane += channels) if (texts[plane] !== texts[channel]) return "";
    return texts[channel] as string;
  });
}

function colorOf(table: Uint8Array): string {
  if (table.length !== TABLE) return "";
  const full = [255, 511, 767].map((at) => table[at] as number);
  const even = table.every((value, at) => Math.abs(value - ((full[at >> 8] as number) * (at & 255)) / 255) <= 1);
  return even ? hexColor(full) : "";
}

function windowsOf(bytes: Uint8Array, little: boolean): [number, number][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pairs = Math.floor(bytes.length / 16);
  return Array.from({ length: pairs }, (_, i) => [
    view.getFloat64(16 * i, little),
    view.getFloat64(16 * i + 8, little),
  ]);
}

/**
 * The same the other way round, little-endian: the bytes and how they are divided; undefined where there is nothing to say.
 *
 * @param planes of each channel
 */
export function imagejMetadata(legend: Legend, planes: number) {
  const { channelNames, channelColors, channelWindows } = legend;
  const labels = channelNames ? Array.from({ length: planes }, () => channelNames).flat() : [];
  const groups: [kind: string, parts: Uint8Array[]][] = [
    [KINDS.labels, labels.map(utf16)],
    [KINDS.ranges, channelWindows ? [new Uint8Array(Float64Array.from(channelWindows.flat()).buffer)] : []],
    [KINDS.tables, (channelColors ?? []).map((color) => tableOf(color || "#ffffff"))],
  ];
  const present = groups.filter(([, parts]) => parts.length > 0);
  if (present.length === 0) return undefined;
  const head = new Uint8Array(4 + 8 * present.length);
  const view = new DataView(head.buffer);
  const word = (at: number, text: string) =>
    head.set(
      [...text].reverse().map((c) => c.charCodeAt(0)),
      at,
    );
  word(0, MAGIC);
  for (const [i, [kind, parts]] of present.entries()) {
    word(4 + 8 * i, kind);
    view.setUint32(8 + 8 * i, parts.length, true);
  }
  const all = [head, ...present.flatMap(([, parts]) => parts)];
  return { bytes: joined(all), lengths: all.map(({ length }) => length) };
}

function utf16(text: string): Uint8Array {
  const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return new Uint8Array(units.buffer);
}

/** An even table from black to a colour. */
function tableOf(color: string): Uint8Array {
  const full = bytesOfColor(color);
  return Uint8Array.from({ length: TABLE }, (_, at) => Math.round(((full[at >> 8] as number) * (at & 255)) / 255));
}

import { BZIP2_RATIO, bunzip2Exactly } from "../bunzip2.js";
import { gunzipExactly, gunzipVolume } from "../gunzip.js";
import type { Planes } from "../planes.js";
import type { Source } from "../source.js";
import { entryOf } from "../tables.js";
import {
  checkVolume,
  heldStretch,
  type StoredType,
  type Stretch,
  storedBytes,
  stretchOf,
  volumePlanes,
} from "../volume.js";
import { describeNrrd, type NrrdArray } from "./describe.js";
import { type NrrdHeader, readNrrdHeader } from "./header.js";
import { nrrdSegmentation } from "./segments.js";
import { hexValues, textValues } from "./text.js";

/** Most files a volume may be scattered over. */
const MOST_FILES = 65_536;

/** Longest name of a data file, or pattern of names. */
const MOST_NAME = 1024;

/** Reads a NRRD file, attached (.nrrd) or with its data in files beside it (.nhdr). */
export async function readNrrd(source: Source): Promise<Planes> {
  const header = readNrrdHeader(source);
  const described = describeNrrd(source, header);
  const encoding = encodingOf(header);
  // Numbers as text have no byte order.
  const array = { ...described, bigEndian: described.bigEndian && encoding !== "text" };
  const voxels = await voxelsOf(source, header, array);
  const planes = volumePlanes(source, { format: "nrrd", ...array, voxels });
  const segmentation = nrrdSegmentation(source, header.keys, planes);
  return segmentation ? { ...planes, segmentation } : planes;
}

async function voxelsOf(source: Source, header: NrrdHeader, { type, sizes }: NrrdArray): Promise<Stretch> {
  const length = storedBytes(type, sizes);
  const names = fileNames(source, header);
  const whole = (file: Source, start: number) => {
    checkVolume(file, type, sizes);
    return decodePart({ file, start }, header, type, length);
  };
  if (names.length === 0) return whole(source, header.end);
  if (names.length === 1) return whole(await source.sibling(names, "its voxels"), 0);
  if (length % names.length !== 0) throw source.corrupt(`its ${length} bytes do not divide over ${names.length} files`);
  const decode = async (name: string) => {
    const file = await source.sibling([name], "its voxels");
    return decodePart({ file, start: 0 }, header, type, length / names.length);
  };
  source.checkLimit("maxBytes", length, "its decoded size in bytes");
  const first = await decode(names[0] as string);
  const bytes = source.allocate("uint8", length) as Uint8Array;
  first.copy(0, bytes.subarray(0, first.length));
  // One after the other: a list may name many files, or one many times.
  for (let i = 1; i < names.length; i++) {
    (await decode(names[i] as string)).copy(0, bytes.subarray(i * first.length, (i + 1) * first.length));
  }
  return heldStretch(bytes);
}

/** A file and the byte at which data may start. */
interface Part {
  file: Source;
  start: number;
}

/** Names of the data files; none where the data follows the header. */
function fileNames(source: Source, { fields, files }: NrrdHeader): readonly string[] {
  const named = fields.get("data file");
  if (named === undefined) return [];
  if (named.length > MOST_NAME || files.some((name) => name.length > MOST_NAME)) {
    throw source.corrupt(`the name of a data file has more than ${MOST_NAME} characters`);
  }
  const names = named.toUpperCase().startsWith("LIST") ? files : patternNames(source, named);
  if (names.length === 0) throw source.corrupt("it names no data file");
  source.checkLimit("maxPages", Math.min(names.length, MOST_FILES + 1), "its number of data files");
  return names;
}

/** Names of "slice%03d.raw 1 20 1", or one plain name. */
function patternNames(source: Source, text: string): string[] {
  const match = /^([^\s%]*%0?\d{0,2}d\S*)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(\s+\d+)?$/.exec(text);
  if (!match) return [text];
  const [, pattern, first, last, step] = match as unknown as [string, string, string, string, string];
  const [from, to, by] = [first, last, step].map(Number) as [number, number, number];
  if (by === 0 || (to - from) / by < 0 || (to - from) / by >= MOST_FILES || !Number.isSafeInteger(from + to + by)) {
    throw source.corrupt(`it counts its data files from ${from} to ${to} by ${by}`);
  }
  const names: string[] = [];
  for (let i = from; by > 0 ? i <= to : i >= to; i += by) {
    names.push(pattern.replace(/%(0?)(\d*)d/, (_, zero, width) => String(i).padStart(Number(width || 0), zero || " ")));
  }
  return names;
}

async function decodePart(
  { file, start }: Part,
  header: NrrdHeader,
  type: StoredType,
  length: number,
): Promise<Stretch> {
  const { fields } = header;
  const from = skipLines(file, start, wholeNumber(file, fields, "line skip"));
  const skip = wholeNumber(file, fields, "byte skip");
  switch (encodingOf(header)) {
    case "raw":
      return rawVoxels(file, from, skip, length);
    case "gzip":
      return gzipBytes(file, from, skip, length);
    case "bzip2":
      return heldStretch(bzip2Bytes(file, from, skip, length));
    case "text":
      return heldStretch(textValues(file, from + Math.max(0, skip), type, length));
    case "hex":
      return heldStretch(hexValues(file, from + Math.max(0, skip), length));
    default:
      throw file.corrupt(`its encoding is ${JSON.stringify(fields.get("encoding"))}`);
  }
}

const ENCODINGS: Readonly<Record<string, string>> = {
  raw: "raw",
  gzip: "gzip",
  gz: "gzip",
  bzip2: "bzip2",
  bz2: "bzip2",
  text: "text",
  txt: "text",
  ascii: "text",
  hex: "hex",
};

function encodingOf({ fields }: NrrdHeader): string | undefined {
  return entryOf(ENCODINGS, (fields.get("encoding") ?? "raw").toLowerCase());
}

function bzip2Bytes(file: Source, from: number, skip: number, length: number): Uint8Array {
  if (skip < 0) throw file.unsupported("it leaves out bytes before the end of bzip2 data");
  file.checkLimit("maxBytes", skip + length, "its decoded size in bytes");
  file.checkExpansion(skip + length, file.size - from, BZIP2_RATIO, "its header");
  const whole = file.allocate("uint8", skip + length) as Uint8Array;
  bunzip2Exactly(file, file.bytes.subarray(from), whole, "its array");
  return whole.subarray(skip);
}

function wholeNumber(file: Source, fields: NrrdHeader["fields"], name: string): number {
  const value = Number(fields.get(name) ?? 0);
  if (!Number.isInteger(value) || value < (name === "byte skip" ? -Number.MAX_SAFE_INTEGER : 0)) {
    throw file.corrupt(`its ${name} is ${JSON.stringify(fields.get(name))}`);
  }
  return value;
}

function skipLines(file: Source, start: number, lines: number): number {
  let at = start;
  for (let line = 0; line < lines; line++) {
    const found = file.bytes.indexOf(10, at);
    if (found < 0) throw file.truncated(`it ends before the ${lines} lines to be left out`);
    at = found + 1;
  }
  return at;
}

/** A skip of -1 takes the last bytes of the file, -1 - n leaves n bytes behind them. */
function rawVoxels(file: Source, from: number, skip: number, length: number): Stretch {
  const start = skip < 0 ? file.size - length + skip + 1 : from + skip;
  if (start < from) {
    throw file.truncated(`its array of ${length} bytes, ${-1 - skip} bytes before the end, starts before its data`);
  }
  file.need(start, length, "its array");
  if (skip >= 0 && file.size > start + length) {
    file.note(`${file.size - start - length} bytes after the array are left out`);
  }
  return stretchOf(file, start, length);
}

/** Bytes are skipped in the unfolded data; -1 takes its last ones. */
async function gzipBytes(file: Source, from: number, skip: number, length: number): Promise<Stretch> {
  const stream = file.bytes.subarray(from);
  if (skip < -1) throw file.unsupported(`it leaves out ${skip} bytes of compressed data`);
  const before = skip >= 0 ? skip : unfoldedSize(file, stream, length) - length;
  file.checkLimit("maxBytes", before + length, "its decoded size in bytes");
  file.checkGzipExpansion(before + length, stream.length);
  const room = () => file.allocate("uint8", before + length) as Uint8Array;
  const whole = room();
  await gunzipVolume(file, stream, whole, "its array");
  return heldStretch(whole.subarray(before), () => {
    return gunzipExactly(file, stream, room(), "its array").subarray(before);
  });
}

/** The length that the last gzip member states; at least what is needed. */
function unfoldedSize(file: Source, stream: Uint8Array, length: number): number {
  if (stream.length < 18) throw file.truncated("its compressed array is too short");
  const stated = new DataView(stream.buffer, stream.byteOffset + stream.length - 4, 4).getUint32(0, true);
  return Math.max(stated, length);
}

import { arrayType } from "../../core/image.js";
import { bunzip2Exactly } from "../bunzip2.js";
import { gunzipExactly } from "../gunzip.js";
import type { Planes } from "../planes.js";
import type { Source } from "../source.js";
import { type StoredType, storedBytes, storedSize, volumePlanes } from "../volume.js";
import { describeNrrd } from "./describe.js";
import { type NrrdHeader, numberOf, readNrrdHeader } from "./header.js";
import { nrrdSegmentation } from "./segments.js";

/** Most files a volume may be scattered over. */
const MOST_FILES = 65_536;

/** Reads a NRRD file, attached (.nrrd) or with its data in files beside it (.nhdr). */
export async function readNrrd(source: Source): Promise<Planes> {
  const header = readNrrdHeader(source);
  const described = describeNrrd(source, header);
  const encoding = encodingOf(header);
  // Numbers as text have no byte order.
  const array = { ...described, bigEndian: described.bigEndian && encoding !== "text" };
  const length = storedBytes(array.type, array.sizes);
  source.checkLimit("maxBytes", storedBytes(array.type, { ...array.sizes, T: 1, C: 1 }), "its decoded size in bytes");
  const parts = await dataFiles(source, header);
  if (length % parts.length !== 0) throw source.corrupt(`its ${length} bytes do not divide over ${parts.length} files`);
  const share = length / parts.length;
  const decoded = parts.map((part) => decodePart(part, header, array.type, share));
  const bytes = decoded.length === 1 ? (decoded[0] as Uint8Array) : joined(source, decoded, length);
  const planes = volumePlanes(source, { format: "nrrd", ...array, bytes });
  const segmentation = nrrdSegmentation(source, header.keys, planes);
  return segmentation ? { ...planes, segmentation } : planes;
}

function joined(source: Source, parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = source.allocate("uint8", length) as Uint8Array;
  for (const [i, part] of parts.entries()) bytes.set(part, (i * length) / parts.length);
  return bytes;
}

/** A file and the byte at which data may start. */
interface Part {
  file: Source;
  start: number;
}

async function dataFiles(source: Source, { fields, files, end }: NrrdHeader): Promise<Part[]> {
  const named = fields.get("data file");
  if (named === undefined) return [{ file: source, start: end }];
  const names = named.toUpperCase().startsWith("LIST") ? files : patternNames(source, named);
  if (names.length === 0) throw source.corrupt("it names no data file");
  source.checkLimit("maxPages", Math.min(names.length, MOST_FILES + 1), "its number of data files");
  const parts: Part[] = [];
  for (const name of names) parts.push({ file: await source.sibling([name], "its voxels"), start: 0 });
  return parts;
}

/** Names of "slice%03d.raw 1 20 1", or one plain name. */
function patternNames(source: Source, text: string): string[] {
  const match = /^(\S*%[0-9]*d\S*)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(\s+\d+)?$/.exec(text);
  if (!match) return [text];
  const [, pattern, first, last, step] = match as unknown as [string, string, string, string, string];
  const [from, to, by] = [first, last, step].map(Number) as [number, number, number];
  if (by === 0 || (to - from) / by < 0 || (to - from) / by >= MOST_FILES) {
    throw source.corrupt(`it counts its data files from ${from} to ${to} by ${by}`);
  }
  const names: string[] = [];
  for (let i = from; by > 0 ? i <= to : i >= to; i += by) {
    names.push(pattern.replace(/%(0?)(\d*)d/, (_, zero, width) => String(i).padStart(Number(width || 0), zero || " ")));
  }
  return names;
}

function decodePart({ file, start }: Part, header: NrrdHeader, type: StoredType, length: number): Uint8Array {
  const { fields } = header;
  const from = skipLines(file, start, wholeNumber(file, fields, "line skip"));
  const skip = wholeNumber(file, fields, "byte skip");
  switch (encodingOf(header)) {
    case "raw":
      return rawBytes(file, from, skip, length);
    case "gzip":
      return gzipBytes(file, from, skip, length);
    case "bzip2":
      return bzip2Bytes(file, from, skip, length);
    case "text":
      return textBytes(file, from + Math.max(0, skip), type, length);
    case "hex":
      return hexBytes(file, from + Math.max(0, skip), length);
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
  return ENCODINGS[(fields.get("encoding") ?? "raw").toLowerCase()];
}

function bzip2Bytes(file: Source, from: number, skip: number, length: number): Uint8Array {
  if (skip < 0) throw file.unsupported("it leaves out bytes before the end of bzip2 data");
  file.checkLimit("maxBytes", skip + length, "its decoded size in bytes");
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
function rawBytes(file: Source, from: number, skip: number, length: number): Uint8Array {
  const start = skip < 0 ? file.size - length + skip + 1 : from + skip;
  file.need(start, length, "its array");
  if (skip >= 0 && file.size > start + length) {
    file.note(`${file.size - start - length} bytes after the array are left out`);
  }
  return file.bytes.subarray(start, start + length);
}

/** Bytes are skipped in the unfolded data; -1 takes its last ones. */
function gzipBytes(file: Source, from: number, skip: number, length: number): Uint8Array {
  const stream = file.bytes.subarray(from);
  if (skip < -1) throw file.unsupported(`it leaves out ${skip} bytes of compressed data`);
  const before = skip >= 0 ? skip : unfoldedSize(file, stream, length) - length;
  file.checkLimit("maxBytes", before + length, "its decoded size in bytes");
  file.checkGzipExpansion(before + length, stream.length);
  const whole = file.allocate("uint8", before + length) as Uint8Array;
  gunzipExactly(file, stream, whole, "its array");
  return whole.subarray(before);
}

/** The length that the last gzip member states; at least what is needed. */
function unfoldedSize(file: Source, stream: Uint8Array, length: number): number {
  if (stream.length < 18) throw file.truncated("its compressed array is too short");
  const stated = new DataView(stream.buffer, stream.byteOffset + stream.length - 4, 4).getUint32(0, true);
  return Math.max(stated, length);
}

function textBytes(file: Source, from: number, type: StoredType, length: number): Uint8Array {
  if (type === "int64" || type === "uint64") throw file.unsupported("it holds 64-bit integers as text");
  const count = length / storedSize(type);
  const left = file.size - from;
  if (count > left)
    throw file.truncated(`its ${count} values as text need more than the ${left} bytes left`, count, left);
  const values = new (arrayType(type))(count);
  const words = new TextDecoder()
    .decode(file.bytes.subarray(from))
    .split(/[\s,]+/)
    .filter(Boolean);
  if (words.length < count) throw file.truncated(`it has ${words.length} of ${count} values`, count, words.length);
  for (let i = 0; i < count; i++) {
    const value = numberOf(words[i] as string);
    if (value === undefined) throw file.corrupt(`value ${i + 1} of its array is not a number`);
    values[i] = value;
  }
  return new Uint8Array(values.buffer);
}

function hexBytes(file: Source, from: number, length: number): Uint8Array {
  const digits = new TextDecoder().decode(file.bytes.subarray(from)).replace(/\s+/g, "");
  if (digits.length < 2 * length)
    throw file.truncated(`it has ${digits.length} of ${2 * length} digits`, 2 * length, digits.length);
  if (/[^0-9a-fA-F]/.test(digits)) throw file.corrupt("its array is not in hexadecimal digits");
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

import { inflateExactly } from "../inflate.js";
import type { NumbersAt } from "../parts-view.js";
import { DEFLATE_RATIO, type Source } from "../source.js";
import { type Attributes, tagsOf } from "../tiff/xml.js";

/** An array of a VTK XML file: what its tag says, and what stands in it. */
export interface VtkArray {
  readonly attributes: Attributes;
  readonly text: string;
}

/** How the arrays of a file are packed. */
export interface VtkFile {
  readonly source: Source;
  /** The XML text, without what is appended behind it. */
  readonly text: string;
  readonly little: boolean;
  /** Bytes of a number in the heads of arrays. */
  readonly head: 4 | 8;
  readonly packed: boolean;
  /** Appended bytes behind the underscore, and whether they are base64. */
  readonly appended?: { readonly bytes: Uint8Array; readonly base64: boolean } | undefined;
}

/** Opens a VTK XML file of a type. Throws UnsupportedFile E_FORMAT, CorruptFile. */
export function openVtk(source: Source, type: string): VtkFile {
  const { bytes } = source;
  const latin = new TextDecoder("latin1").decode(bytes);
  const end = latin.indexOf("<AppendedData");
  const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  const [tag] = tagsOf(text, ["VTKFile"]);
  if (tag?.attributes["type"] !== type) throw source.unsupported(`it is no VTK XML file of the type ${type}`);
  const { byte_order: order = "LittleEndian", header_type: head = "UInt32", compressor = "" } = tag.attributes;
  if (compressor !== "" && compressor !== "vtkZLibDataCompressor") {
    throw source.unsupported(`its arrays are packed with ${compressor}; save it again with zlib or none`);
  }
  const from = end < 0 ? -1 : latin.indexOf("_", end);
  const encoding = tagsOf(latin.slice(Math.max(0, end), Math.max(0, from)), ["AppendedData"]).next().value;
  return {
    source,
    text,
    little: order === "LittleEndian",
    head: head === "UInt64" ? 8 : 4,
    packed: compressor !== "",
    ...(from >= 0 && {
      appended: { bytes: bytes.subarray(from + 1), base64: encoding?.attributes["encoding"] === "base64" },
    }),
  };
}

/** The text between the first start tag of a name and its end tag; "" where there is none. */
export function section(text: string, name: string): string {
  const start = new RegExp(`<${name}[\\s>]`).exec(text)?.index ?? -1;
  const end = text.indexOf(`</${name}>`, start);
  return start < 0 || end < 0 ? "" : text.slice(start, end);
}

/** The arrays of a section by their names. */
export function arraysOf(text: string): Map<string, VtkArray> {
  const found = new Map<string, VtkArray>();
  for (const [, tag = "", body = ""] of text.matchAll(/<((?:Data)?Array\s[^>]*)>(?:([^<]*)<\/(?:Data)?Array>)?/g)) {
    const { attributes } = tagsOf(`<${tag}>`, ["DataArray", "Array"]).next().value ?? { attributes: {} as Attributes };
    found.set(attributes["Name"] ?? "", { attributes, text: body });
  }
  return found;
}

type Reader = Exclude<keyof NumbersAt, "getBigUint64">;
const TYPES: Readonly<Record<string, readonly [size: number, reader: Reader | "int64"]>> = {
  Int8: [1, "getInt8"],
  UInt8: [1, "getUint8"],
  String: [1, "getUint8"],
  Int16: [2, "getInt16"],
  UInt16: [2, "getUint16"],
  Int32: [4, "getInt32"],
  UInt32: [4, "getUint32"],
  Int64: [8, "int64"],
  UInt64: [8, "int64"],
  Float32: [4, "getFloat32"],
  Float64: [8, "getFloat64"],
};

/** The numbers of an array, whatever its type and packing. */
export function numbersOf(file: VtkFile, { attributes, text }: VtkArray): Float64Array {
  const { type = "", format = "ascii", Name: name = "" } = attributes;
  const known = TYPES[type];
  if (!Object.hasOwn(TYPES, type) || !known) throw file.source.unsupported(`its array ${name} is of the type ${type}`);
  if (format === "ascii") return Float64Array.from(text.trim() === "" ? [] : text.trim().split(/\s+/), Number);
  const bytes = bytesOf(file, attributes, text);
  const [size, reader] = known;
  if (bytes.length % size !== 0) throw file.source.corrupt(`its array ${name} is not whole`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / size }, (_, i) => {
    if (reader !== "int64") return view[reader](i * size, file.little);
    const [low, high] = file.little ? [0, 4] : [4, 0];
    return view.getUint32(8 * i + low, file.little) + 2 ** 32 * view.getInt32(8 * i + high, file.little);
  });
}

/** The first text of an array of texts, which end with 0. */
export function textOf(file: VtkFile, array: VtkArray | undefined): string | undefined {
  if (!array) return undefined;
  const codes = Uint8Array.from(numbersOf(file, array));
  const end = codes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? codes : codes.subarray(0, end));
}

function bytesOf(file: VtkFile, attributes: Attributes, text: string): Uint8Array {
  if (attributes["format"] === "binary") return unpacked(file, new Base64(file.source, text.replace(/\s+/g, "")));
  const offset = Number(attributes["offset"]);
  const { appended } = file;
  if (!appended || !(Number.isInteger(offset) && offset >= 0 && offset <= appended.bytes.length)) {
    throw file.source.corrupt("an array begins beyond the appended data");
  }
  const rest = appended.bytes.subarray(offset);
  if (!appended.base64) return unpacked(file, new Raw(file.source, rest));
  return unpacked(file, new Base64(file.source, new TextDecoder("latin1").decode(rest)));
}

/** Bytes one after the other. */
interface Stream {
  take(count: number): Uint8Array;
  /** The end of a part that was encoded by itself. */
  part(): void;
}

class Raw implements Stream {
  #at = 0;
  constructor(
    private readonly source: Source,
    private readonly bytes: Uint8Array,
  ) {}
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.#at, this.#at + count);
    if (taken.length < count) throw this.source.truncated("its arrays end before they should", count, taken.length);
    this.#at += count;
    return taken;
  }
  part(): void {}
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGITS = new Map([...ALPHABET].map((letter, value) => [letter.charCodeAt(0), value]));

/** Base64 of parts, each filled up to four letters by itself. */
class Base64 implements Stream {
  /** Letter at which the part began, and bytes taken of it. */
  #start = 0;
  #taken = 0;
  constructor(
    private readonly source: Source,
    private readonly text: string,
  ) {}
  take(count: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(count, this.text.length));
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.#byte(this.#taken + i);
    if (bytes.length < count) throw this.source.truncated("its arrays end before they should", count, bytes.length);
    this.#taken += count;
    return bytes;
  }
  #byte(index: number): number {
    const letter = this.#start + 4 * Math.floor(index / 3) + (index % 3);
    const [high, low] = [letter, letter + 1].map((at) => DIGITS.get(this.text.charCodeAt(at)));
    if (high === undefined || low === undefined) throw this.source.corrupt("its base64 ends before its arrays do");
    return ((((high << 6) | low) >> (4 - 2 * (index % 3))) & 0xff) >>> 0;
  }
  part(): void {
    this.#start += 4 * Math.ceil(this.#taken / 3);
    this.#taken = 0;
  }
}

/** The bytes of an array: behind their number, or in packed blocks behind the lengths of these. */
function unpacked(file: VtkFile, stream: Stream): Uint8Array {
  const { source, head, little } = file;
  const word = (): number => {
    const bytes = stream.take(head);
    const view = new DataView(bytes.buffer, bytes.byteOffset, head);
    return view.getUint32(head === 8 && !little ? 4 : 0, little);
  };
  if (!file.packed) return stream.take(word()).slice();
  const [blocks, size, last] = [word(), word(), word()];
  const lengths: number[] = [];
  for (let i = 0; i < blocks; i++) lengths.push(word());
  stream.part();
  const total = blocks === 0 ? 0 : (blocks - (last > 0 ? 1 : 0)) * size + last;
  source.checkLimit("maxBytes", total, "the decoded size of an array in bytes");
  const stored = lengths.reduce((sum, length) => sum + length, 0);
  source.checkExpansion(total, Math.min(stored, source.size), DEFLATE_RATIO, "an array");
  const into = source.allocate("uint8", total) as Uint8Array;
  for (const [i, length] of lengths.entries()) {
    const part = into.subarray(i * size, Math.min(total, (i + 1) * size));
    inflateExactly(source, stream.take(length), part, "a block of an array");
  }
  return into;
}

import { ArgumentRangeError, isSegmentError } from "../../core/errors.js";
import { crc32 } from "../checksums.js";
import { inflateBehind, inflateHead } from "../inflate.js";
import { DEFLATE_RATIO, printable, Source } from "../source.js";
import { readNpyHeader } from "./header.js";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Bytes of the fixed part of each record. */
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const MOST_ENTRIES = 10_000;
/** Stands in a field whose number lies elsewhere, in files of 4 GiB and more. */
const ELSEWHERE = 0xffffffff;

interface Entry {
  name: string;
  method: number;
  sum: number;
  packed: number;
  size: number;
  offset: number;
}

/** True for an archive whose first file is an array: an NPZ file as NumPy writes it. */
export function isNpz(bytes: Uint8Array): boolean {
  if (bytes.length < LOCAL_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== LOCAL) return false;
  return nameAt(bytes, LOCAL_BYTES, view.getUint16(26, true)).endsWith(".npy");
}

/**
 * One array of an NPZ archive as a file of its own, checked against its CRC-32: that of a name, or the first that is an
 * image, which is noted where there are others.
 *
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM, E_FORMAT for other packings than stored and deflate, E_LIMIT, E_OPTION for a
 * name it has not
 */
export function arrayOf(source: Source, name?: string): Source {
  const entries = entriesOf(source).filter((entry) => entry.name.endsWith(".npy"));
  const [first] = entries;
  if (!first) throw source.unsupported("it is an archive without arrays");
  const chosen =
    name === undefined ? (entries.find((entry) => isImage(source, entry)) ?? first) : named(source, entries, name);
  const others = entries.filter((entry) => entry !== chosen);
  if (others.length > 0 && name === undefined) {
    source.note(`the array ${plain(chosen.name)} is read, not ${listed(others)} (--array NAME)`);
  }
  const array = new Source(unpacked(source, chosen), source.name, source.limits);
  // One list of notes, that of the file.
  return Object.assign(array, { notes: source.notes });
}

/** The refusal of a name in a file that holds no named arrays. */
export function noArrays(source: Source): Error {
  return new ArgumentRangeError(
    "E_OPTION",
    `${source.name}: is no NPZ archive, so it has no arrays to choose (--array)`,
  );
}

function named(source: Source, entries: readonly Entry[], name: string): Entry {
  const found = entries.find((entry) => entry.name === `${name}.npy`);
  if (found) return found;
  throw new ArgumentRangeError(
    "E_OPTION",
    printable(`${source.name}: has no array ${JSON.stringify(name)}; it has ${listed(entries)} (--array NAME)`),
  );
}

/** The first names of a list. */
function listed(entries: readonly Entry[]): string {
  const names = entries.slice(0, 5).map(({ name }) => plain(name));
  return `${names.join(", ")}${entries.length > names.length ? " …" : ""}`;
}

/** Bytes that hold the header of any plain array. */
const HEAD = 1024;

/** True where the header is that of numbers along two or three axes; only the head is unpacked for this. */
function isImage(source: Source, { name, method, packed, offset }: Entry): boolean {
  const start = dataStart(source, offset, plain(name));
  const stored = source.bytes.subarray(start, start + Math.min(packed, HEAD));
  try {
    const head = method === 8 ? inflateHead(source, stored, HEAD) : stored;
    readNpyHeader(new Source(head, source.name, source.limits));
    return true;
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return false;
  }
}

const plain = (name: string): string => JSON.stringify(name.replace(/\.npy$/, ""));

function unpacked(source: Source, { name, method, sum, packed, size, offset }: Entry): Uint8Array {
  const what = `the array ${plain(name)}`;
  const start = dataStart(source, offset, what);
  source.need(start, packed, what);
  const stored = source.bytes.subarray(start, start + packed);
  source.checkLimit("maxBytes", size, `the size of ${what} in bytes`);
  if (method !== 0 && method !== 8) throw source.unsupported(`${what} is packed by method ${method} of ZIP`);
  if (size > packed * (method === 0 ? 1 : DEFLATE_RATIO)) throw source.corrupt(`${what} cannot hold ${size} bytes`);
  const bytes = method === 0 ? stored : inflateBehind(source, new Uint8Array(0), stored, what, size);
  if (bytes.length !== size) throw source.corrupt(`${what} has ${bytes.length} bytes where ${size} are stated`);
  if (crc32(bytes) !== sum) throw source.checksum(`${what} does not match its CRC-32 checksum`);
  return bytes;
}

/** Where the bytes of an entry begin. */
function dataStart(source: Source, offset: number, what: string): number {
  source.need(offset, LOCAL_BYTES, what);
  if (source.view.getUint32(offset, true) !== LOCAL) throw source.corrupt(`${what} is not where the archive says`);
  return offset + LOCAL_BYTES + source.view.getUint16(offset + 26, true) + source.view.getUint16(offset + 28, true);
}

/** The directory at the end of the archive. */
function entriesOf(source: Source): Entry[] {
  const { view, bytes } = source;
  const end = endOf(source);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_ENTRIES) throw source.unsupported(`it is an archive of ${count} files`);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) {
      throw source.corrupt(`its directory ends after ${i} of ${count} files`);
    }
    const [length, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const [sum, packed, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true)) as [
      number,
      number,
      number,
    ];
    const offset = view.getUint32(at + 42, true);
    if ([packed, size, offset].includes(ELSEWHERE)) throw source.unsupported("it is an archive of 4 GiB or more");
    const name = nameAt(bytes, at + CENTRAL_BYTES, length);
    entries.push({ name, method: view.getUint16(at + 10, true), sum, packed, size, offset });
    at += CENTRAL_BYTES + length + extra + comment;
  }
  return entries;
}

function endOf(source: Source): number {
  const least = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  for (let at = source.size - END_BYTES; at >= least; at--) {
    if (source.view.getUint32(at, true) === END) return at;
  }
  throw source.truncated("it ends before the directory of the archive");
}

const nameAt = (bytes: Uint8Array, at: number, length: number): string =>
  new TextDecoder().decode(bytes.subarray(at, at + length));

import { crc32 } from "./checksums.js";
import { inflateBehind, inflateHead } from "./inflate.js";
import { DEFLATE_RATIO, type Source } from "./source.js";

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

/** A file of an archive, as the directory describes it. */
export interface ZipEntry {
  name: string;
  method: number;
  sum: number;
  packed: number;
  size: number;
  offset: number;
}

/** The name of the first file; undefined for what is no archive. */
export function firstZipName(bytes: Uint8Array): string | undefined {
  if (bytes.length < LOCAL_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0, true) === LOCAL ? nameAt(bytes, LOCAL_BYTES, view.getUint16(26, true)) : undefined;
}

/**
 * The bytes of a file of an archive, checked against its CRC-32.
 *
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM, E_FORMAT for other packings than stored and deflate, E_LIMIT
 */
export function unzipped(source: Source, { method, sum, packed, size, offset }: ZipEntry, what: string): Uint8Array {
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

/** The first bytes of a file of an archive, `most` of them or fewer, without its checksum. Throws as `unzipped`. */
export function unzippedHead(source: Source, { method, packed, offset }: ZipEntry, most: number, what: string) {
  const start = dataStart(source, offset, what);
  const stored = source.bytes.subarray(start, start + Math.min(packed, most));
  return method === 8 ? inflateHead(source, stored, most) : stored;
}

/** Where the bytes of a file begin. */
function dataStart(source: Source, offset: number, what: string): number {
  source.need(offset, LOCAL_BYTES, what);
  if (source.view.getUint32(offset, true) !== LOCAL) throw source.corrupt(`${what} is not where the archive says`);
  return offset + LOCAL_BYTES + source.view.getUint16(offset + 26, true) + source.view.getUint16(offset + 28, true);
}

/** The directory at the end of an archive: at most ten thousand files. */
export function zipEntries(source: Source): ZipEntry[] {
  const { view, bytes } = source;
  const end = endOf(source);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_ENTRIES) throw source.unsupported(`it is an archive of ${count} files`);
  const entries: ZipEntry[] = [];
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

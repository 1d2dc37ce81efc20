import { crc32 } from "../checksums.js";
import { inflateBehind } from "../inflate.js";
import { DEFLATE_RATIO, Source } from "../source.js";

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
 * The first array of an NPZ archive as a file of its own, checked against its CRC-32; the others are noted.
 *
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM, E_FORMAT for other packings than stored and deflate, E_LIMIT
 */
export function firstArray(source: Source): Source {
  const entries = entriesOf(source).filter(({ name }) => name.endsWith(".npy"));
  const [first, ...others] = entries;
  if (!first) throw source.unsupported("it is an archive without arrays");
  if (others.length > 0) {
    const names = others.slice(0, 5).map(({ name }) => plain(name));
    const more = others.length > names.length ? " …" : "";
    source.note(`the array ${plain(first.name)} is read, not ${names.join(", ")}${more}`);
  }
  const array = new Source(unpacked(source, first), source.name, source.limits);
  // One list of notes, that of the file.
  return Object.assign(array, { notes: source.notes });
}

const plain = (name: string): string => JSON.stringify(name.replace(/\.npy$/, ""));

function unpacked(source: Source, { name, method, sum, packed, size, offset }: Entry): Uint8Array {
  const what = `the array ${plain(name)}`;
  source.need(offset, LOCAL_BYTES, what);
  if (source.view.getUint32(offset, true) !== LOCAL) throw source.corrupt(`${what} is not where the archive says`);
  const start =
    offset + LOCAL_BYTES + source.view.getUint16(offset + 26, true) + source.view.getUint16(offset + 28, true);
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

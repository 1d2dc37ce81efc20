import { Gunzip } from "fflate";
import { crc32 } from "./checksums.js";
import type { Inflater } from "./file.js";
import { platformGunzip } from "./platform-gunzip.js";
import { DEFLATE_RATIO, type Source } from "./source.js";

/** What one step may unfold into before a bomb is noticed: this many bytes, or four times what is expected. */
const STEP_OUTPUT = 16 * 2 ** 20;
/** Stored bytes of one step, so that the library's buffers stay small: they are copied at every step. */
const MOST_STEP = 2 ** 16;
/** Bytes of checksum and length at the end of a member. */
const TRAILER = 8;
/** Shortest member: head of 10 bytes, an empty block, trailer. */
const SHORTEST = 20;
/** Zero bytes a writer may leave behind the last member. */
const PADDING = 512;
/** Members without content that are put up with; each costs a fresh decoder. */
const MOST_EMPTY = 1000;
/** Stored bytes in which the head of a file must show. */
const HEAD_STORED = 1 << 20;

class Enough extends Error {}

/** True for gzip data. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** The first `most` bytes that gzip data unfolds into; fewer where it holds fewer. Checks nothing. */
export function gunzipHead(stream: Uint8Array, most: number): Uint8Array {
  const head = new Uint8Array(most);
  let filled = 0;
  const unzip = new Gunzip((part) => {
    head.set(part.subarray(0, most - filled), filled);
    filled = Math.min(most, filled + part.length);
    if (filled === most) throw new Enough();
  });
  try {
    const step = 4096;
    const end = Math.min(stream.length, HEAD_STORED);
    for (let from = 0; from < end; from += step) unzip.push(stream.subarray(from, Math.min(end, from + step)));
  } catch {
    // The caller sees how much came; what is wrong is said when everything is unpacked.
  }
  return head.subarray(0, filled);
}

/**
 * Unfolds gzip data of one or more members into `into`, which it must fill exactly, and checks the CRC-32 and length
 * at the end of every member.
 *
 * @param stream the whole gzip data; zero bytes may follow it
 * @returns `into`
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM
 */
export function gunzipExactly(source: Source, stream: Uint8Array, into: Uint8Array, what: string): Uint8Array {
  const produced = gunzipInto(source, stream, into, what, into.length);
  if (produced < into.length) {
    throw source.truncated(`${what} ends after ${produced} of ${into.length} bytes`, into.length, produced);
  }
  return into;
}

/** Bytes below which the platform takes longer to begin than the library to end. */
const SHORT = 2 ** 18;

/**
 * The same, by the faster way that was given or that the platform has; what is wrong with the data is always said by ours.
 */
export async function gunzipVolume(source: Source, stream: Uint8Array, into: Uint8Array, what: string): Promise<void> {
  const gunzip = source.gunzip ?? (into.length < SHORT ? undefined : platformGunzip());
  if (!gunzip || !(await isUnfolded(gunzip, stream, into))) gunzipExactly(source, stream, into, what);
}

/** True where all came out, and matches the length and checksum at the end: that is so with one member only. */
async function isUnfolded(gunzip: Inflater, stream: Uint8Array, into: Uint8Array): Promise<boolean> {
  let produced = 0;
  try {
    for await (const part of gunzip(stream, into.length)) {
      if (produced + part.length > into.length) return false;
      into.set(part, produced);
      produced += part.length;
    }
  } catch {
    return false;
  }
  const sum = (gunzip.crc32 ?? crc32)(into);
  return produced === into.length && endsWell(stream, { produced, sum });
}

/** The same for data of unknown length, of which there may be `most` bytes. */
export function gunzipAtMost(source: Source, stream: Uint8Array, most: number, what: string): Uint8Array {
  const into = source.allocate("uint8", Math.min(most, stream.length * DEFLATE_RATIO)) as Uint8Array;
  return into.subarray(0, gunzipInto(source, stream, into, what, 0));
}

function gunzipInto(source: Source, stream: Uint8Array, into: Uint8Array, what: string, least: number): number {
  const member = { produced: 0, sum: 0 };
  let produced = 0;
  let empty = 0;
  const unzip = new Gunzip((part) => {
    if (produced + part.length > into.length) throw new Enough();
    into.set(part, produced);
    produced += part.length;
    member.produced += part.length;
    member.sum = crc32(part, 0, part.length, member.sum);
  });
  unzip.onmember = (start) => {
    if (!endsAt(stream, start, member)) throw source.checksum(`${what} does not match its CRC-32 checksum`);
    if (member.produced === 0 && ++empty > MOST_EMPTY)
      throw source.corrupt(`${what} has more than ${MOST_EMPTY} empty parts`);
    member.produced = member.sum = 0;
  };
  const step = Math.min(MOST_STEP, Math.ceil(Math.max(STEP_OUTPUT, 4 * into.length) / DEFLATE_RATIO));
  // The library would take four or more zeros behind the last member for another. It does not read a trailer, which is
  // checked below, but an empty block may end in one zero.
  const end = Math.min(stream.length, lastByte(stream) + 4);
  try {
    for (let from = 0; from < end; from += step) {
      unzip.push(stream.subarray(from, Math.min(end, from + step)), from + step >= end);
    }
  } catch (cause) {
    throw gunzipError(source, cause, what, produced, into.length);
  }
  if (!endsWell(stream, member)) throw endError(source, what, produced, least);
  return produced;
}

/** Too little came, or what came is not what was stored. */
function endError(source: Source, what: string, produced: number, length: number): Error {
  if (produced < length) return source.truncated(`${what} ends after ${produced} of ${length} bytes`, length, produced);
  return source.checksum(`${what} does not match its CRC-32 checksum`);
}

function gunzipError(source: Source, cause: unknown, what: string, filled: number, length: number): unknown {
  if (cause instanceof Enough) return source.corrupt(`${what} holds more than its ${length} bytes`);
  const { code } = cause as { code?: number | string };
  if (typeof code === "string") return cause;
  // The library's error code 0 is an early end; all others are contradictions in the stream.
  if (code === 0) return source.truncated(`${what} ends in the middle of its ${length} bytes`, length, filled);
  return source.corrupt(`${what} is not valid gzip data`, cause);
}

/** Where the last byte that is not 0 lies; -1 where there is none. */
function lastByte(stream: Uint8Array): number {
  let at = stream.length - 1;
  while (at >= 0 && stream[at] === 0) at--;
  return at;
}

interface Member {
  produced: number;
  sum: number;
}

/** Whether a member's trailer lies right before `end`. */
function endsAt(stream: Uint8Array, end: number, { produced, sum }: Member): boolean {
  if (end < SHORTEST) return false;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  return view.getUint32(end - TRAILER, true) === sum && view.getUint32(end - 4, true) === produced % 2 ** 32;
}

function endsWell(stream: Uint8Array, member: Member): boolean {
  for (let end = stream.length; end >= SHORTEST && end >= stream.length - PADDING; end--) {
    if (endsAt(stream, end, member)) return true;
    if (stream[end - 1] !== 0) return false;
  }
  return false;
}

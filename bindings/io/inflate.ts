import { Inflate, Unzlib, unzlibSync } from "fflate";
import { isSegmentError } from "../core/errors.js";
import { adler32 } from "./checksums.js";
import { joined } from "./samples.js";
import { DEFLATE_RATIO, type Source } from "./source.js";

/** What one step may unfold into before a bomb is noticed: this many bytes, or four times what is expected. */
const STEP_OUTPUT = 16 * 2 ** 20;

/** Streams that cannot unfold into more than this are inflated in one go: a bomb costs at most half a second. */
const SMALL_OUTPUT = 128 * 2 ** 20;

/** Stored bytes inflated in one step, so that the library's buffers stay small. */
const MOST_STEP = 2 ** 16;

/** Stored bytes without any output after which a stream has ended: twice the longest block that must be complete. */
const MOST_SILENT = 2 * 65_536;

/** Bytes of the shortest zlib stream that could hold anything: head and checksum. */
const SHORTEST = 6;

/** Zero bytes a writer may leave after a stream to end on an even address. */
const PADDING = 3;

/**
 * Inflates a zlib stream into `into`, which must be filled, and checks the Adler-32 at the stream's end.
 *
 * @param most bytes the stream may hold; what goes beyond `into` is checked and dropped (TIFF's last strip may be
 * padded to full height). A stream that holds more is stopped there.
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM
 */
export function inflateExactly(
  source: Source,
  stream: Uint8Array,
  into: Uint8Array,
  what: string,
  most = into.length,
): void {
  const small = stream.length * DEFLATE_RATIO <= SMALL_OUTPUT;
  const { produced, sum } = (small ? inflateSmall : inflateUpTo)(source, stream, into, what, most);
  if (produced < into.length) {
    throw source.truncated(`${what} ends after ${produced} of ${into.length} bytes`, into.length, produced);
  }
  if (produced > most) throw source.corrupt(`${what} holds more than its ${into.length} bytes`);
  if (!endsWithSum(stream, sum)) throw source.checksum(`${what} does not match its Adler-32 checksum`);
}

/** Inflates a zlib stream of unknown length, of which there may be `most` bytes, and checks its Adler-32. */
export function inflateAtMost(source: Source, stream: Uint8Array, most: number, what: string): Uint8Array {
  const into = source.allocate("uint8", Math.min(most, stream.length * DEFLATE_RATIO)) as Uint8Array;
  const { produced, sum } = inflateUpTo(source, stream, into, what, into.length);
  if (produced > into.length) throw source.corrupt(`${what} holds more than its ${into.length} bytes`);
  if (!endsWithSum(stream, sum)) throw source.checksum(`${what} does not match its Adler-32 checksum`);
  return into.subarray(0, produced);
}

/**
 * A short stream in one go, into an array that takes no more than it may. Strips and tiles are many, and each step of
 * the other way costs a buffer.
 */
function inflateSmall(source: Source, stream: Uint8Array, into: Uint8Array, what: string, most: number) {
  if (stream.length < SHORTEST) throw inflateError(source, { code: 0 }, what, 0, into.length);
  // One byte more than may come: the library drops what does not fit, so a full array means a surplus.
  const room = new Uint8Array(Math.min(most, stream.length * DEFLATE_RATIO) + 1);
  try {
    const all = unzlibSync(stream, { out: room });
    into.set(all.length > into.length ? all.subarray(0, into.length) : all);
    return { produced: all.length, sum: adler32(all) };
  } catch (cause) {
    // A stored block that does not fit is the one surplus that the library does not drop.
    if (cause instanceof RangeError) return { produced: most + 1, sum: 0 };
    throw inflateError(source, cause, what, 0, into.length);
  }
}

/** Inflates until the stream ends or has given more than `most` bytes; `sum` is the Adler-32 of all of them. */
function inflateUpTo(source: Source, stream: Uint8Array, into: Uint8Array, what: string, most: number) {
  let produced = 0;
  let sum = 1;
  for (const part of partsOf(source, stream, into.length, what)) {
    const room = Math.max(0, into.length - produced);
    if (room > 0) into.set(part.length > room ? part.subarray(0, room) : part, produced);
    produced += part.length;
    if (produced > most) return { produced, sum: 0 };
    sum = adler32(part, sum);
  }
  return { produced, sum };
}

/**
 * What a stream unfolds into, step by step; nothing is checked yet. `length` is what it should unfold into. A stream that
 * is not `whole` may end anywhere.
 */
function* partsOf(
  source: Source,
  stream: Uint8Array,
  length: number,
  what: string,
  whole = true,
): Generator<Uint8Array> {
  let produced = 0;
  let silent = 0;
  let parts: Uint8Array[] = [];
  const step = Math.ceil(Math.max(STEP_OUTPUT, 4 * length) / DEFLATE_RATIO);
  const small = Math.min(step, MOST_STEP);
  const inflater = new Unzlib((part) => {
    produced += part.length;
    silent = part.length > 0 ? 0 : silent + small;
    parts.push(part);
  });
  for (let from = 0; from < stream.length && silent <= MOST_SILENT; from += small) {
    try {
      inflater.push(stream.subarray(from, from + small), whole && from + small >= stream.length);
    } catch (cause) {
      throw inflateError(source, cause, what, produced, length);
    }
    yield* parts;
    parts = [];
  }
}

/** How many of `length` bytes a stream gives before it ends or goes wrong. */
export function bytesWithin(source: Source, stream: Uint8Array, length: number): number {
  let produced = 0;
  try {
    for (const part of partsOf(source, stream, length, "", false)) {
      produced += part.length;
      if (produced >= length) return length;
    }
  } catch {
    // What came before is what there is.
  }
  return produced;
}

/**
 * Inflates a zlib stream in parts, for those who need not hold all of it: exactly `length` bytes in all, with the same
 * checks as `inflateExactly`.
 */
export function* inflateInParts(
  source: Source,
  stream: Uint8Array,
  length: number,
  what: string,
): Generator<Uint8Array> {
  let produced = 0;
  let sum = 1;
  for (const part of partsOf(source, stream, length, what)) {
    produced += part.length;
    if (produced > length) throw source.corrupt(`${what} holds more than its ${length} bytes`);
    sum = adler32(part, sum);
    yield part;
  }
  if (produced === length && !endsWithSum(stream, sum)) {
    throw source.checksum(`${what} does not match its Adler-32 checksum`);
  }
}

/**
 * Inflates a bare deflate stream of unknown length, after the bytes `head`; it has no checksum to check.
 *
 * @param most bytes there may be in all; without it the limit of the file counts
 * @throws E_LIMIT beyond the largest decoded size, E_TRUNCATED, E_CORRUPT
 */
export function inflateBehind(
  source: Source,
  head: Uint8Array,
  stream: Uint8Array,
  what: string,
  most = Number.POSITIVE_INFINITY,
): Uint8Array {
  const parts: Uint8Array[] = [head];
  let total = head.length;
  let ended = false;
  const inflater = new Inflate((part, final) => {
    total += part.length;
    if (total > most) throw source.corrupt(`${what} holds more than its ${most} bytes`);
    source.checkLimit("maxBytes", total, `the size of ${what} in bytes`);
    parts.push(part.slice());
    ended = final;
  });
  const step = Math.ceil(STEP_OUTPUT / DEFLATE_RATIO);
  try {
    for (let from = 0; from < stream.length; from += step) {
      inflater.push(stream.subarray(from, from + step), from + step >= stream.length);
    }
  } catch (cause) {
    if (isSegmentError(cause)) throw cause;
    throw inflateError(source, cause, what, total, total);
  }
  if (!ended) throw source.truncated(`${what} ends in the middle`);
  return joined(parts, (bytes) => source.allocate("uint8", bytes) as Uint8Array);
}

/** The first bytes of a bare deflate stream, at most `most`; the stream may end anywhere. Throws E_CORRUPT. */
export function inflateHead(source: Source, stream: Uint8Array, most: number): Uint8Array {
  const head = new Uint8Array(most);
  let filled = 0;
  const inflater = new Inflate((part) => {
    const taken = part.subarray(0, most - filled);
    head.set(taken, filled);
    filled += taken.length;
  });
  try {
    inflater.push(stream, false);
  } catch (cause) {
    throw inflateError(source, cause, "its head", filled, most);
  }
  return head.subarray(0, filled);
}

function inflateError(source: Source, cause: unknown, what: string, filled: number, length: number) {
  // fflate's error code 0 is an early end; all others are contradictions in the stream.
  if ((cause as { code?: number })?.code === 0) {
    return source.truncated(`${what} ends in the middle of its ${length} bytes`, length, filled);
  }
  return source.corrupt(`${what} is not a valid deflate stream`, cause);
}

function endsWithSum(stream: Uint8Array, sum: number): boolean {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  for (let end = stream.length; end >= SHORTEST && end >= stream.length - PADDING; end--) {
    if (view.getUint32(end - 4) === sum) return true;
    if (stream[end - 1] !== 0) return false;
  }
  return false;
}

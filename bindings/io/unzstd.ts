import { Decompress } from "fzstd";
import { isSegmentError } from "../core/errors.js";
import type { Source } from "./source.js";
import { leastCopied } from "./zstd-sequences.js";

/** Most bytes that one stored byte can stand for: a block of 128 KiB that repeats one byte takes four. */
export const ZSTD_RATIO = 32_768;

/** Distance a stream may refer back, which the decoder sets aside: the largest that Zstandard's own decoder takes. */
const WINDOW = 2 ** 27;
const MAGIC = 0xfd2fb528;

class Enough extends Error {}

/**
 * Unfolds one Zstandard frame into `into`, which it must fill. Its checksum, which TIFF files leave out, is not looked at.
 *
 * @param most bytes the frame may hold; what goes beyond `into` is dropped. A frame that holds more is stopped there.
 * @throws E_TRUNCATED, E_CORRUPT, E_FORMAT
 */
export function unzstdExactly(
  source: Source,
  stream: Uint8Array,
  into: Uint8Array,
  what: string,
  most = into.length,
): void {
  checkFrame(source, stream, what);
  if (leastCopied(stream) > most) throw source.corrupt(`${what} holds more than its ${into.length} bytes`);
  let produced = 0;
  const unpacker = new Decompress((part) => {
    const room = Math.max(0, into.length - produced);
    if (room > 0) into.set(part.length > room ? part.subarray(0, room) : part, produced);
    produced += part.length;
    if (produced > most) throw new Enough();
  });
  try {
    unpacker.push(stream, true);
  } catch (cause) {
    throw unzstdError(source, cause, what, produced, into.length);
  }
  if (produced < into.length) {
    throw source.truncated(`${what} ends after ${produced} of ${into.length} bytes`, into.length, produced);
  }
}

/** The decoder sets the window aside before it has read a block, so a header must not ask for more than is allowed. */
function checkFrame(source: Source, stream: Uint8Array, what: string): void {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  // Magic number, flags, window and the longest size: shorter ones hold no block.
  if (stream.length < 9) throw source.truncated(`${what} ends inside the head of its Zstandard data`);
  const flags = stream[4] as number;
  if (view.getUint32(0, true) !== MAGIC || flags & 8) throw source.corrupt(`${what} is not a Zstandard frame`);
  if (flags & 3) throw source.unsupported(`${what} needs a Zstandard dictionary`);
  const window = flags & 32 ? singleSize(view, flags >> 6) : windowOf(stream[5] as number);
  if (window > WINDOW) throw source.corrupt(`${what} asks for ${window} bytes to look back on`);
}

/** A frame of a single segment looks back on all of itself, whose size it states in 1, 2, 4 or 8 bytes. */
function singleSize(view: DataView, code: number): number {
  if (code === 0) return view.getUint8(5);
  if (code === 1) return view.getUint16(5, true) + 256;
  return code === 2 ? view.getUint32(5, true) : Number.POSITIVE_INFINITY;
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function unzstdError(source: Source, cause: unknown, what: string, filled: number, length: number): unknown {
  if (isSegmentError(cause)) return cause;
  if (cause instanceof Enough) return source.corrupt(`${what} holds more than its ${length} bytes`);
  // The library's error code 5 is an early end; all others are contradictions in the stream.
  if ((cause as { code?: number })?.code === 5) {
    return source.truncated(`${what} ends in the middle of its ${length} bytes`, length, filled);
  }
  return source.corrupt(`${what} is not valid Zstandard data`, cause);
}

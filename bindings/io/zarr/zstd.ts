import type { NumbersAt } from "../parts-view.js";
import type { Source } from "../source.js";

const FRAME = 0xfd2fb528;
/** Frames to be passed over have these 28 bits in front. */
const SKIPPED = 0x184d2a50;
/** Most bytes one block stands for. */
const BLOCK_BYTES = 128 * 1024;
/** Bytes of the stated size of the content, by the two bits that choose it; 0 with one segment is 1 byte. */
const SIZE_BYTES = [0, 2, 4, 8];
const DICTIONARY_BYTES = [0, 1, 2, 4];

/**
 * Walks the frames and blocks of Zstandard data and adds up what they may unfold into: exact where the frames state it,
 * else 128 KiB for each packed block.
 *
 * @throws E_TRUNCATED, E_CORRUPT
 */
export function zstdBound(source: Source): number {
  let total = 0;
  for (let at = 0; at < source.size; ) {
    source.need(at, 8, "a Zstandard frame");
    const magic = source.view.getUint32(at, true);
    if (magic >= SKIPPED && magic <= SKIPPED + 15) at += 8 + source.view.getUint32(at + 4, true);
    else if (magic === FRAME) {
      const frame = walkFrame(source, at + 4);
      total += frame.bound;
      at = frame.end;
    } else throw source.corrupt("a packed chunk is not Zstandard data");
  }
  return total;
}

function walkFrame(source: Source, start: number): { bound: number; end: number } {
  const { view } = source;
  const descriptor = view.getUint8(start);
  const single = (descriptor & 0x20) !== 0;
  const width = single && descriptor < 0x40 ? 1 : (SIZE_BYTES[descriptor >> 6] as number);
  const stated = start + 1 + (single ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] as number);
  source.need(stated, width, "the head of a Zstandard frame");
  const size = sizeAt(view, stated, width);
  let bound = 0;
  let at = stated + width;
  for (let last = false; !last; ) {
    source.need(at, 3, "a Zstandard block");
    const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    last = (head & 1) !== 0;
    const kind = (head >> 1) & 3;
    const length = head >> 3;
    if (kind === 3) throw source.corrupt("a packed chunk has a Zstandard block of unknown kind");
    bound += kind === 2 ? BLOCK_BYTES : length;
    // A run is one byte.
    at += 3 + (kind === 1 ? 1 : length);
  }
  return { bound: size ?? bound, end: at + (descriptor & 4 ? 4 : 0) };
}

function sizeAt(view: NumbersAt, at: number, width: number): number | undefined {
  if (width === 1) return view.getUint8(at);
  if (width === 2) return view.getUint16(at, true) + 256;
  if (width === 4) return view.getUint32(at, true);
  return width === 8 ? Number(view.getBigUint64(at, true)) : undefined;
}

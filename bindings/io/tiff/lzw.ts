/**
 * TIFF's LZW: codes of 9 to 12 bits, highest bit first, widened one code early.
 *
 * Written here because the decoders on offer collect their output in a growing list that nothing bounds; this one
 * fills a given array and stops.
 */
const CLEAR = 256;
const END = 257;
const FIRST = 258;
const MOST = 4096;

/** What a decoder returns: bytes written, and whether the stream made no sense. */
export interface Unpacked {
  filled: number;
  /** What is wrong with the stream, as the end of a sentence. */
  fault?: string;
}

/** Decodes until `into` is full, the end code comes, or the bytes run out. */
export function unpackLzw(stream: Uint8Array, into: Uint8Array): Unpacked {
  if (stream[0] === 0 && ((stream[1] as number) & 1) === 1) {
    return { filled: 0, fault: "uses the LZW of TIFF 5, which is not read" };
  }
  // Each code's string: its last byte, the code of all bytes before it, and its length.
  const last = new Uint8Array(MOST);
  const before = new Uint16Array(MOST);
  const length = new Uint16Array(MOST);
  for (let code = 0; code < CLEAR; code++) {
    last[code] = code;
    length[code] = 1;
  }
  let next = FIRST;
  let width = 9;
  let previous = -1;
  let filled = 0;
  for (let bit = 0; filled < into.length && bit + width <= stream.length * 8; ) {
    const code = codeAt(stream, bit, width);
    bit += width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [FIRST, 9, -1];
      continue;
    }
    const fresh = code === next && previous >= 0;
    if (!fresh && code >= next) return { filled, fault: "contains an LZW code that is not defined yet" };
    if (previous < 0 && code > CLEAR) return { filled, fault: "starts with an LZW code that is not defined yet" };
    const from = filled;
    // A fresh code is the previous string followed by that string's own first byte.
    filled = writeString(fresh ? previous : code, into, filled, last, before, length);
    const head = into[from] as number;
    if (fresh && filled < into.length) into[filled++] = head;
    if (previous >= 0 && next < MOST) {
      last[next] = head;
      before[next] = previous;
      length[next] = (length[previous] as number) + 1;
      next++;
      if (next === (1 << width) - 1 && width < 12) width++;
    }
    previous = code;
  }
  return { filled };
}

function codeAt(stream: Uint8Array, bit: number, width: number): number {
  const at = bit >> 3;
  const three = ((stream[at] as number) << 16) | ((stream[at + 1] ?? 0) << 8) | (stream[at + 2] ?? 0);
  return (three >> (24 - (bit & 7) - width)) & ((1 << width) - 1);
}

/** Writes the string of a code from its last byte back to its first; what lies beyond the end is dropped. */
function writeString(
  code: number,
  into: Uint8Array,
  at: number,
  last: Uint8Array,
  before: Uint16Array,
  length: Uint16Array,
): number {
  const end = at + (length[code] as number);
  let c = code;
  for (let i = end - 1; i >= at; i--) {
    if (i < into.length) into[i] = last[c] as number;
    c = before[c] as number;
  }
  return Math.min(end, into.length);
}

/** A Huffman code: for each symbol its bits, ready to be written lowest bit first, and how many they are. */
export interface Code {
  bits: Uint16Array;
  lengths: Uint8Array;
}

/** The symbol of the longest match, 258 bytes: nearly all a flat picture consists of. */
export const LONGEST = 285;
const END = 256;
/** Length symbols begin here: 257 is a match of 3 bytes. */
const FIRST_LENGTH = 257;

/** First length of each length symbol but the last. */
const BASE = Array.from({ length: 28 }, (_, i) => baseOf(i));

function baseOf(i: number): number {
  if (i < 8) return 3 + i;
  const extra = (i >> 2) - 1;
  return 3 + ((4 + (i & 3)) << extra);
}

/** Symbol, extra bits and their number for a match of 3 to 258 bytes. */
export function lengthSymbol(length: number): readonly [symbol: number, extra: number, bits: number] {
  if (length === 258) return [LONGEST, 0, 0];
  let i = 27;
  while ((BASE[i] as number) > length) i--;
  return [FIRST_LENGTH + i, length - (BASE[i] as number), i < 8 ? 0 : (i >> 2) - 1];
}

/**
 * A complete code for a few literals, the end and all lengths: one bit for the longest match, six or seven for the rest.
 */
export function flatCode(literals: ReadonlySet<number>): Code {
  const lengths = new Uint8Array(286);
  const used = [...literals].sort((a, b) => a - b);
  // With fewer literals than three the code would not be complete.
  for (let spare = 0; used.length < 3; spare++) if (!literals.has(spare)) used.push(spare);
  const others = [...used, END, ...Array.from({ length: 28 }, (_, i) => FIRST_LENGTH + i)];
  const long = 2 * (others.length - 32);
  for (const [i, symbol] of others.entries()) lengths[symbol] = i < others.length - long ? 6 : 7;
  lengths[LONGEST] = 1;
  return { lengths, bits: canonical(lengths) };
}

/** The bits of a code whose lengths are given, as RFC 1951 numbers them. */
export function canonical(lengths: Uint8Array): Uint16Array {
  const bits = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    code <<= 1;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) bits[symbol] = reversed(code++, length);
    }
  }
  return bits;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i);
  return result;
}

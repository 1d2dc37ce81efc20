import { type Bad, Bits, readCodes, readSelectors, readSymbols, usedBytes } from "./bunzip2-codes.js";
import type { Source } from "./source.js";

/** First 48 bits of a block and of the end of a stream: π and √π. */
const BLOCK = 0x314159265359;
const END = 0x177245385090;
/**
 * Most bytes one stored byte can stand for: a block of 900,000 symbols, of which five give 259 equal bytes, from no fewer
 * than 32 bytes.
 */
export const BZIP2_RATIO = Math.ceil(((900_000 / 5) * 259) / 32);
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n << 24;
  for (let bit = 0; bit < 8; bit++) c = c & 0x80000000 ? (c << 1) ^ 0x04c11db7 : c << 1;
  return c >>> 0;
});

/**
 * Unfolds a bzip2 stream of one or more parts into `into`, which it must fill exactly, and checks every checksum.
 *
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM
 */
export function bunzip2Exactly(source: Source, stream: Uint8Array, into: Uint8Array, what: string): void {
  const bits = new Bits(stream, () => source.truncated(`${what} ends in the middle of its bzip2 data`));
  const bad = (why: string) => source.corrupt(`${what} is not valid bzip2 data: ${why}`);
  const out = { into, filled: 0, surplus: () => source.corrupt(`${what} holds more than its ${into.length} bytes`) };
  const room = new Map<number, Uint32Array>();
  do {
    if (bits.take(24) !== 0x425a68) throw bad("its signature is missing");
    const level = bits.take(8) - 0x30;
    if (level < 1 || level > 9) throw bad("its block size is unknown");
    // Streams may be many and empty: they share their room.
    const block = room.get(level) ?? new Uint32Array(level * 100_000);
    room.set(level, block);
    let combined = 0;
    for (;;) {
      const magic = bits.take48();
      if (magic === END) break;
      if (magic !== BLOCK) throw bad("a block does not start");
      const stated = bits.take32();
      const sum = readBlock(bits, block, out, bad);
      if (sum !== stated) throw source.checksum(`${what} does not match the checksum of a bzip2 block`);
      combined = (((combined << 1) | (combined >>> 31)) ^ sum) >>> 0;
    }
    if (bits.take32() !== combined) throw source.checksum(`${what} does not match its bzip2 checksum`);
  } while (bits.align());
  if (out.filled < into.length) {
    throw source.truncated(`${what} ends after ${out.filled} of ${into.length} bytes`, into.length, out.filled);
  }
}

interface Output {
  into: Uint8Array;
  filled: number;
  surplus(): Error;
}

/** One block: codes → move-to-front → Burrows–Wheeler → runs. Returns its checksum. */
function readBlock(bits: Bits, block: Uint32Array, out: Output, bad: Bad): number {
  if (bits.take(1)) throw bad("a block is of the withdrawn randomised kind");
  const origin = bits.take(24);
  const used = usedBytes(bits);
  if (used.length === 0) throw bad("a block uses no byte");
  const selectors = readSelectors(bits, bad);
  const tables = Array.from({ length: selectors.tables }, () => readCodes(bits, used.length + 2, bad));
  const counts = new Uint32Array(256);
  const length = readSymbols(bits, block, used, selectors.list, tables, counts, bad);
  if (origin >= length) throw bad("a block starts outside itself");
  return unsort(block, length, origin, counts, out);
}

/** Follows the sorted block back to its text, undoes the runs of four and more, and writes it. */
function unsort(block: Uint32Array, length: number, origin: number, counts: Uint32Array, out: Output): number {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] as number;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = (block[i] as number) & 0xff;
    const place = counts[byte] as number;
    counts[byte] = place + 1;
    block[place] = ((block[place] as number) & 0xff) | (i << 8);
  }
  let crc = 0xffffffff;
  let at = (block[origin] as number) >>> 8;
  let same = 0;
  let previous = -1;
  const put = (byte: number, times: number) => {
    if (out.filled + times > out.into.length) throw out.surplus();
    out.into.fill(byte, out.filled, out.filled + times);
    out.filled += times;
    for (let i = 0; i < times; i++) crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] as number);
  };
  for (let i = 0; i < length; i++) {
    const entry = block[at] as number;
    const byte = entry & 0xff;
    at = entry >>> 8;
    if (same === 4) {
      put(previous, byte);
      same = 0;
      previous = -1;
      continue;
    }
    same = byte === previous ? same + 1 : 1;
    previous = byte;
    put(byte, 1);
  }
  return ~crc >>> 0;
}

import type { Source } from "./source.js";

/** First 48 bits of a block and of the end of a stream: π and √π. */
const BLOCK = 0x314159265359;
const END = 0x177245385090;
/** Codes that stand for runs of the front symbol. */
const RUN_B = 1;
/**
 * Most bytes one stored byte can stand for: a block of 900,000 symbols, of which five give 259 equal bytes, from no fewer
 * than 32 bytes.
 */
export const BZIP2_RATIO = Math.ceil(((900_000 / 5) * 259) / 32);
/** Symbols coded with one table before the next is chosen. */
const GROUP = 50;
const LONGEST_CODE = 20;

/** Bits of a stream, the highest of a byte first. */
class Bits {
  #at = 0;
  #held = 0;
  #count = 0;
  constructor(
    private readonly bytes: Uint8Array,
    private readonly short: () => Error,
  ) {}

  /** The next `n` ≤ 24 bits. */
  take(n: number): number {
    while (this.#count < n) {
      if (this.#at >= this.bytes.length) throw this.short();
      this.#held = ((this.#held << 8) | (this.bytes[this.#at++] as number)) & 0x7fffffff;
      this.#count += 8;
    }
    this.#count -= n;
    return (this.#held >>> this.#count) & (2 ** n - 1);
  }

  take48(): number {
    return this.take(24) * 2 ** 24 + this.take(24);
  }

  take32(): number {
    return (this.take(16) * 2 ** 16 + this.take(16)) >>> 0;
  }

  /** Goes to the next whole byte; true when more follows. */
  align(): boolean {
    this.#count -= this.#count % 8;
    return this.#at - this.#count / 8 < this.bytes.length;
  }
}

/** A table of codes of up to 20 bits, canonical. */
interface Codes {
  /** Highest code of each length, plus one, shifted to the left by none; -1 where there is none. */
  limits: Int32Array;
  /** Number to add to a code to find its place in `symbols`. */
  bases: Int32Array;
  symbols: Uint16Array;
}

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

type Bad = (why: string) => Error;

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

/** Which bytes occur, as 16 flags for groups of 16 flags. */
function usedBytes(bits: Bits): number[] {
  const groups = bits.take(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!((groups >> (15 - group)) & 1)) continue;
    const flags = bits.take(16);
    for (let i = 0; i < 16; i++) if ((flags >> (15 - i)) & 1) used.push(group * 16 + i);
  }
  return used;
}

function readSelectors(bits: Bits, bad: Bad): { tables: number; list: Uint8Array } {
  const tables = bits.take(3);
  const count = bits.take(15);
  if (tables < 2 || tables > 6 || count < 1) throw bad("a block has no code tables");
  const recent = [0, 1, 2, 3, 4, 5];
  const list = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.take(1)) if (++place >= tables) throw bad("a code table does not exist");
    const [table] = recent.splice(place, 1) as [number];
    recent.unshift(table);
    list[i] = table;
  }
  return { tables, list };
}

function readCodes(bits: Bits, count: number, bad: Bad): Codes {
  const lengths = new Uint8Array(count);
  let length = bits.take(5);
  for (let i = 0; i < count; i++) {
    while (bits.take(1)) length += bits.take(1) ? -1 : 1;
    if (length < 1 || length > LONGEST_CODE) throw bad("a code has an impossible length");
    lengths[i] = length;
  }
  const limits = new Int32Array(LONGEST_CODE + 1).fill(-1);
  const bases = new Int32Array(LONGEST_CODE + 1);
  const symbols = new Uint16Array(count);
  let code = 0;
  let place = 0;
  for (let bit = 1; bit <= LONGEST_CODE; bit++) {
    bases[bit] = place - code;
    for (let i = 0; i < count; i++) {
      if (lengths[i] !== bit) continue;
      symbols[place++] = i;
      code++;
    }
    limits[bit] = code;
    code <<= 1;
  }
  return { limits, bases, symbols };
}

function readSymbol(bits: Bits, { limits, bases, symbols }: Codes, bad: Bad): number {
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code = (code << 1) | bits.take(1);
    if (code < (limits[length] as number)) {
      const symbol = symbols[code + (bases[length] as number)];
      if (symbol !== undefined) return symbol;
    }
  }
  throw bad("a code is unknown");
}

/** Fills the block with bytes in sorted order; returns how many, and counts each byte. */
function readSymbols(
  bits: Bits,
  block: Uint32Array,
  used: readonly number[],
  selectors: Uint8Array,
  tables: readonly Codes[],
  counts: Uint32Array,
  bad: Bad,
): number {
  const front = [...used];
  const last = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let n = 0; ; n++) {
    const selector = selectors[Math.floor(n / GROUP)];
    if (selector === undefined) throw bad("a block has too few code tables");
    const symbol = readSymbol(bits, tables[selector] as Codes, bad);
    if (symbol <= RUN_B) {
      run += weight << symbol;
      weight *= 2;
      if (run > block.length) throw bad("a block is longer than it may be");
      continue;
    }
    if (run > 0) {
      const byte = front[0] as number;
      if (length + run > block.length) throw bad("a block is longer than it may be");
      block.fill(byte, length, length + run);
      counts[byte] = (counts[byte] as number) + run;
      length += run;
      run = 0;
      weight = 1;
    }
    if (symbol === last) return length;
    if (length >= block.length) throw bad("a block is longer than it may be");
    const [byte] = front.splice(symbol - 1, 1) as [number];
    front.unshift(byte);
    block[length++] = byte;
    counts[byte] = (counts[byte] as number) + 1;
  }
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

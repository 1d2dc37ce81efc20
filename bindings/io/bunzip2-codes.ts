/** Bits of a stream, the highest of a byte first. */
export class Bits {
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

/** The error of data that contradicts itself. */
export type Bad = (why: string) => Error;

/** Codes that stand for runs of the front symbol. */
const RUN_B = 1;
/** Symbols coded with one table before the next is chosen. */
const GROUP = 50;
const LONGEST_CODE = 20;

/** A table of codes of up to 20 bits, canonical. */
export interface Codes {
  /** Highest code of each length, plus one, shifted to the left by none; -1 where there is none. */
  limits: Int32Array;
  /** Number to add to a code to find its place in `symbols`. */
  bases: Int32Array;
  symbols: Uint16Array;
}

/** Which bytes occur, as 16 flags for groups of 16 flags. */
export function usedBytes(bits: Bits): number[] {
  const groups = bits.take(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!((groups >> (15 - group)) & 1)) continue;
    const flags = bits.take(16);
    for (let i = 0; i < 16; i++) if ((flags >> (15 - i)) & 1) used.push(group * 16 + i);
  }
  return used;
}

/** How many tables of codes a block has, and which of them each group of symbols uses. */
export function readSelectors(bits: Bits, bad: Bad): { tables: number; list: Uint8Array } {
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

/** One table of codes for `count` symbols. */
export function readCodes(bits: Bits, count: number, bad: Bad): Codes {
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
export function readSymbols(
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

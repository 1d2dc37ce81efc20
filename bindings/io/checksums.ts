/** Bytes taken at once: each has a table of what it does to the sum that many bytes later. */
const STEP = 8;

const TABLES = tablesOf(0xedb88320);
/** Castagnoli's polynomial, as Zarr uses it. */
const TABLES_C = tablesOf(0x82f63b78);

/** Tables of 256 sums one after the other; table k stands for a byte with k bytes of zeros behind it. */
function tablesOf(polynomial: number): Uint32Array {
  const tables = new Uint32Array(STEP * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? polynomial ^ (c >>> 1) : c >>> 1;
    tables[n] = c;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256] as number;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}

/** Carries a sum over bytes `[from, to)`, without the inversions before and after. */
function carried(tables: Uint32Array, bytes: Uint8Array, from: number, to: number, sum: number): number {
  let c = sum;
  let i = from;
  for (; i + STEP <= to; i += STEP) {
    c ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    c =
      (tables[1792 + (c & 0xff)] as number) ^
      (tables[1536 + ((c >>> 8) & 0xff)] as number) ^
      (tables[1280 + ((c >>> 16) & 0xff)] as number) ^
      (tables[1024 + (c >>> 24)] as number) ^
      (tables[768 + (bytes[i + 4] as number)] as number) ^
      (tables[512 + (bytes[i + 5] as number)] as number) ^
      (tables[256 + (bytes[i + 6] as number)] as number) ^
      (tables[bytes[i + 7] as number] as number);
  }
  for (; i < to; i++) c = (tables[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  return c;
}

/** CRC-32 (polynomial 0xEDB88320) of bytes `[from, to)`, as PNG and gzip use it; `sum` is that of the bytes before. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length, sum = 0): number {
  return ~carried(TABLES, bytes, from, to, ~sum) >>> 0;
}

/** CRC-32C (polynomial 0x82F63B78) of all bytes. */
export function crc32c(bytes: Uint8Array): number {
  return ~carried(TABLES_C, bytes, 0, bytes.length, -1) >>> 0;
}

/** Bytes after which the sums of Adler-32 must be reduced to stay exact. */
const ADLER_RUN = 3800;

/** Adler-32 of all bytes, as zlib streams end with it; `sum` is that of the bytes before them. */
export function adler32(bytes: Uint8Array, sum = 1): number {
  let low = sum & 0xffff;
  let high = sum >>> 16;
  for (let from = 0; from < bytes.length; from += ADLER_RUN) {
    const to = Math.min(from + ADLER_RUN, bytes.length);
    let i = from;
    // Four bytes at once: each need not wait for the one before.
    for (; i + 4 <= to; i += 4) {
      const one = bytes[i] as number;
      const two = bytes[i + 1] as number;
      const three = bytes[i + 2] as number;
      const four = bytes[i + 3] as number;
      high += 4 * (low + one) + 3 * two + 2 * three + four;
      low += one + two + three + four;
    }
    for (; i < to; i++) {
      low += bytes[i] as number;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

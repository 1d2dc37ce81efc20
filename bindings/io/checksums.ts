const TABLE = tableOf(0xedb88320);
/** Castagnoli's polynomial, as Zarr uses it. */
const TABLE_C = tableOf(0x82f63b78);

function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? polynomial ^ (c >>> 1) : c >>> 1;
    return c;
  });
}

/** CRC-32 (polynomial 0xEDB88320) of bytes `[from, to)`, as PNG and gzip use it; `sum` is that of the bytes before. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length, sum = 0): number {
  let c = ~sum;
  for (let i = from; i < to; i++) c = (TABLE[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** CRC-32C (polynomial 0x82F63B78) of all bytes. */
export function crc32c(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = (TABLE_C[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
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

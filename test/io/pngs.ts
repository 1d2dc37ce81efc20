import { crc32, deflateSync } from "node:zlib";

/** Builds PNG files chunk by chunk, right or wrong as a test needs them; shares no code with the reader or writer. */

export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A chunk with its right length and checksum; `change` replaces them. */
export function chunk(
  type: string,
  data: ArrayLike<number> = [],
  change: { length?: number; crc?: number } = {},
): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(change.length ?? data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(change.crc ?? crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return Uint8Array.from(bytes);
}

export interface Header {
  width: number;
  height: number;
  depth?: number;
  colour?: number;
  compression?: number;
  filter?: number;
  interlace?: number;
}

export function header(h: Header): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(h.width, 0);
  data.writeUInt32BE(h.height, 4);
  data.set([h.depth ?? 8, h.colour ?? 0, h.compression ?? 0, h.filter ?? 0, h.interlace ?? 0], 8);
  return chunk("IHDR", data);
}

export function joined(...parts: ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** A zlib stream as bytes of its own: Node's buffers share memory, and their slices do too. */
export function zlib(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(deflateSync(bytes));
}

/** IDAT with the rows, each given with its filter byte. */
export function pixels(rows: ArrayLike<number>): Uint8Array {
  return chunk("IDAT", zlib(Uint8Array.from(rows)));
}

/** Signature, header, further chunks, pixels, end. */
export function buildPng(h: Header, rows: ArrayLike<number>, ...before: Uint8Array[]): Uint8Array {
  return joined(SIGNATURE, header(h), ...before, pixels(rows), chunk("IEND"));
}

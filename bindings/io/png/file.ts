import { crc32 } from "../checksums.js";
import { joined } from "../samples.js";
import { PNG_SIGNATURE, type PngHeader } from "./chunks.js";

/** A chunk with its length and checksum. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes, 4, 8 + data.length));
  return bytes;
}

/** A whole file that is not interlaced: the signature, the header, some chunks, the end. */
export function pngFile(head: Omit<PngHeader, "interlaced">, ...chunks: readonly Uint8Array[]): Uint8Array {
  return joined([...pngInParts(head, chunks)]);
}

/** The same in parts, one after the other as they are taken. */
export function* pngInParts(
  { width, height, depth, colour }: Omit<PngHeader, "interlaced">,
  chunks: Iterable<Uint8Array>,
): Generator<Uint8Array> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colour, 0, 0, 0], 8);
  yield Uint8Array.from(PNG_SIGNATURE);
  yield chunk("IHDR", header);
  yield* chunks;
  yield chunk("IEND", new Uint8Array(0));
}

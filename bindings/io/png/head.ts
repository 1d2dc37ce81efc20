import type { Source } from "../source.js";
import { PALETTE, PNG_SIGNATURE, type PngHeader, pngHeader } from "./chunks.js";

/** First bytes of a PNG after which its header, and in most files its palette, are known. */
export const PNG_HEAD_BYTES = 4096;

/** What the first bytes of a PNG tell. */
export interface PngHead {
  header: PngHeader;
  /** Red, green, blue of each entry; undefined where there is none in these bytes. */
  palette?: Uint8Array;
  /** True where the file has transparent colours besides an alpha channel. */
  transparency: boolean;
}

/**
 * Size, depth and colours of a PNG from its first bytes. Nothing is unpacked, and the file need not be whole.
 *
 * @param source the first `PNG_HEAD_BYTES` of the file, or more
 */
export function readPngHead(source: Source): PngHead {
  source.need(PNG_SIGNATURE.length, 25, "the header of a PNG");
  const header = pngHeader(source);
  const head: PngHead = { header, transparency: false };
  for (let at = 33; at + 8 <= source.size; ) {
    const length = source.view.getUint32(at);
    const type = String.fromCharCode(...source.bytes.subarray(at + 4, at + 8));
    if (type === "IDAT" || length > source.size) break;
    if (type === "tRNS") head.transparency = true;
    if (type === "PLTE" && header.colour === PALETTE && at + 8 + length <= source.size) {
      head.palette = source.bytes.slice(at + 8, at + 8 + length);
    }
    at += 12 + length;
  }
  return head;
}

import { crc32 } from "../checksums.js";
import { joined } from "../samples.js";
import type { Source } from "../source.js";

export const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Colour types of the header. */
export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GREY_ALPHA = 4;
export const RGB_ALPHA = 6;

export interface PngHeader {
  width: number;
  height: number;
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  depth: number;
  colour: number;
  interlaced: boolean;
}

/** Everything of a PNG that decides its pixels, checked but not inflated. */
export interface PngParts {
  header: PngHeader;
  /** Red, green, blue of each entry. */
  palette?: Uint8Array;
  /** Bytes of tRNS: alpha per palette entry, or the 16-bit samples of the transparent colour. */
  transparency?: Uint8Array;
  /** The zlib stream, all IDAT chunks joined. */
  stream: Uint8Array;
}

/** Depths that the standard allows for each colour type. */
const DEPTHS: Record<number, readonly number[]> = {
  [GREY]: [1, 2, 4, 8, 16],
  [RGB]: [8, 16],
  [PALETTE]: [1, 2, 4, 8],
  [GREY_ALPHA]: [8, 16],
  [RGB_ALPHA]: [8, 16],
};

/** Chunks a picture may have: pixel data in pieces of 8 kB reaches 8 GB with so many. */
const MOST_CHUNKS = 2 ** 20;
/** The header alone, which is always the first chunk. */
export function pngHeader(source: Source): PngHeader {
  const { type, data } = chunksOf(source).next().value as Chunk;
  if (type !== "IHDR") throw source.corrupt(`its first chunk is ${type} instead of IHDR`);
  return readHeader(source, data);
}

interface Chunk {
  type: string;
  data: Uint8Array;
}

/**
 * Walks all chunks up to IEND: lengths against the bytes that are there, checksums, order, counts. Text, profiles and
 * other ancillary chunks are checked and passed over, never unpacked.
 */
export function readPngParts(source: Source): PngParts {
  const walk: { header?: PngHeader; palette?: Uint8Array; transparency?: Uint8Array } = {};
  const pieces: Uint8Array[] = [];
  let previous = "";
  for (const { type, data } of chunksOf(source)) {
    if (!walk.header && type !== "IHDR") throw source.corrupt(`its first chunk is ${type} instead of IHDR`);
    if (type === "IHDR") {
      if (walk.header) throw source.corrupt("it has two IHDR chunks");
      walk.header = readHeader(source, data);
    } else if (type === "PLTE") {
      if (walk.palette || pieces.length > 0) throw source.corrupt("its PLTE chunk is repeated or comes after IDAT");
      walk.palette = readPalette(source, data);
    } else if (type === "tRNS") {
      if (walk.transparency || pieces.length > 0)
        throw source.corrupt("its tRNS chunk is repeated or comes after IDAT");
      walk.transparency = data;
    } else if (type === "IDAT") {
      if (pieces.length > 0 && previous !== "IDAT") throw source.corrupt("its IDAT chunks are not consecutive");
      if (data.length > 0 || pieces.length === 0) pieces.push(data);
    } else if (type === "acTL") {
      source.note("it is an animation: only the first picture is read");
    }
    previous = type;
  }
  if (!walk.header) throw source.truncated("it ends before its header");
  if (pieces.length === 0) throw source.corrupt("it has no IDAT chunk, so no pixels");
  if (walk.header.colour === PALETTE && !walk.palette) throw source.corrupt("it has palette colours but no PLTE chunk");
  checkTransparency(source, walk.header, walk.palette, walk.transparency);
  return { ...walk, header: walk.header, stream: joined(pieces) };
}

function* chunksOf(source: Source): Generator<Chunk> {
  let at = PNG_SIGNATURE.length;
  for (let count = 1; ; count++) {
    if (count > MOST_CHUNKS) throw source.corrupt(`it has more than ${MOST_CHUNKS} chunks`);
    source.need(at, 8, "the next PNG chunk");
    const length = source.view.getUint32(at);
    const type = chunkType(source, at + 4);
    if (length > 0x7fffffff)
      throw source.corrupt(`its chunk ${type} at byte ${at} states the impossible length ${length}`);
    source.need(at + 8, length + 4, `chunk ${type}`);
    if (source.view.getUint32(at + 8 + length) !== crc32(source.bytes, at + 4, at + 8 + length)) {
      throw source.checksum(`its chunk ${type} at byte ${at} does not match its CRC`);
    }
    yield { type, data: source.bytes.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
    if (type === "IEND") break;
  }
  if (at < source.size) source.note(`${source.size - at} bytes after the end of the picture are left out`);
}

/** Critical chunks that may occur; an unknown critical chunk means that the pixels cannot be understood. */
const CRITICAL = ["IHDR", "PLTE", "IDAT", "IEND"];

function chunkType(source: Source, at: number): string {
  const letters = source.bytes.subarray(at, at + 4);
  const type = String.fromCharCode(...letters);
  if (!/^[A-Za-z]{4}$/.test(type)) throw source.corrupt(`no chunk name where one must be, at byte ${at}`);
  const critical = ((letters[0] as number) & 0x20) === 0;
  if (critical && !CRITICAL.includes(type)) throw source.unsupported(`it needs the unknown PNG chunk ${type}`);
  return type;
}

function readHeader(source: Source, data: Uint8Array): PngHeader {
  if (data.length !== 13) throw source.corrupt(`its IHDR chunk has ${data.length} bytes instead of 13`);
  const view = new DataView(data.buffer, data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filter, interlace] = data.subarray(8) as unknown as number[];
  if (width === 0 || height === 0) throw source.corrupt(`it states ${width} × ${height} pixels`);
  if (!DEPTHS[colour as number]?.includes(depth as number)) {
    throw source.corrupt(`it states colour type ${colour} with ${depth} bits, which does not exist`);
  }
  if (compression !== 0 || filter !== 0) throw source.unsupported("it uses an unknown compression or filter method");
  if ((interlace as number) > 1) throw source.corrupt(`it states interlace method ${interlace}, which does not exist`);
  return { width, height, depth: depth as number, colour: colour as number, interlaced: interlace === 1 };
}

function readPalette(source: Source, data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length % 3 !== 0 || data.length > 768) {
    throw source.corrupt(`its palette has ${data.length} bytes instead of 3 per colour, for 1 to 256 colours`);
  }
  return data;
}

function checkTransparency(source: Source, header: PngHeader, palette?: Uint8Array, transparency?: Uint8Array): void {
  if (!transparency) return;
  const { colour } = header;
  const fits =
    (colour === GREY && transparency.length === 2) ||
    (colour === RGB && transparency.length === 6) ||
    (colour === PALETTE && transparency.length <= (palette as Uint8Array).length / 3);
  if (!fits) throw source.corrupt(`its tRNS chunk of ${transparency.length} bytes does not fit colour type ${colour}`);
}

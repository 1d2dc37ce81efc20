import { arrayType, type TypedArray } from "../../core/image.js";
import { inflateExactly } from "../inflate.js";
import { bytesOf, fromHalf, narrow, swapBytes } from "../samples.js";
import { unzstdExactly } from "../unzstd.js";
import type { TiffFile } from "./directory.js";
import { type FaxRows, mirrored, unpackFax } from "./fax.js";
import { unpackJpeg } from "./jpeg.js";
import { type Unpacked, unpackLzw } from "./lzw.js";
import { unpackPackBits } from "./packbits.js";
import { blockRowBytes, isFax, type Page, ratioOf } from "./page.js";
import { undoDifferences, undoFloatRow } from "./predictor.js";
import { COMPRESSION, TAG } from "./tags.js";

/** Bytes that heads and ends of packed data may take. */
const PACKED_ROOM = 1024;

/** The stored bytes of one strip or tile, checked to hold what `decoded` bytes need at least. */
export function storedBlock(file: TiffFile, page: Page, block: number, decoded: number): Uint8Array {
  const { offset, length } = placeOfBlock(file, page, block, decoded);
  return file.source.part(offset, length);
}

/** Where they lie. */
export function placeOfBlock(file: TiffFile, page: Page, block: number, decoded: number) {
  const { source } = file;
  const { directory, tiled, compression } = page;
  const offset = file.numberAt(directory, tiled ? TAG.TileOffsets : TAG.StripOffsets, block);
  const listed = file.numberAt(directory, tiled ? TAG.TileByteCounts : TAG.StripByteCounts, block);
  const raw = compression === COMPRESSION.none;
  if (offset === undefined || (listed === undefined && !raw))
    throw source.corrupt(`${blockName(page, block)} has no place or no length`);
  const length = raw ? decoded : (listed as number);
  // Lengths of uncompressed strips are redundant; some writers leave them out, none may make them shorter.
  if (raw && (listed ?? decoded) < decoded) {
    throw source.truncated(`${blockName(page, block)} has ${listed} bytes instead of ${decoded}`, decoded, listed);
  }
  // Named only where it is at fault: a page may have a strip for each row.
  if (offset + length > source.size) source.need(offset, length, blockName(page, block));
  // Packed data is hardly ever larger than what it stands for. Many strips may lie on one place of the file, so what one
  // costs must depend on its pixels alone.
  // Fax codes of single pixels are longer than the pixels, and lines have ends.
  const [per, end] = isFax(page) ? [5, 8] : [2, 0];
  const most = (per * blockRowBytes(page) + end) * page.blockHeight + PACKED_ROOM;
  if (length > most) throw source.corrupt(`${blockName(page, block)} has ${length} bytes for ${decoded}`);
  if (!raw) source.checkExpansion(decoded, length, ratioOf(page), blockName(page, block));
  return { offset, length };
}

export function blockName(page: Page, block: number): string {
  return `${page.tiled ? "tile" : "strip"} ${block} of page ${page.directory.index}`;
}

/**
 * Decodes one strip or tile to values of the page's type, in this machine's byte order.
 *
 * @param rows rows that are needed: the block's height, or what is left of the page for the last strip
 */
export function decodeBlock(file: TiffFile, page: Page, block: number, rows: number): TypedArray {
  const { source } = file;
  const samples = page.planar ? 1 : page.samples;
  const perRow = page.blockWidth * samples;
  const bytes = unpackBlock(file, page, block, rows);
  if (![8, 16, 32, 64].includes(page.bits)) return unpackBits(file, page, bytes, rows, perRow);
  const values = source.allocate(holderType(page), (rows * perRow * page.bits) / 8 / holderSize(page));
  if (page.predictor === 3 && page.compression !== COMPRESSION.none) undoFloats(page, bytes, bytesOf(values), samples);
  else {
    bytesOf(values).set(bytes);
    if (!file.little) swapBytes(values, page.bits / 8);
    if (page.predictor === 2 && page.compression !== COMPRESSION.none) {
      const words = page.bits === 64 ? 2 : 1;
      undoDifferences(values, perRow * words, samples * words, words === 2);
    }
  }
  return toNative(file, page, values, rows * perRow);
}

/** The type in which stored values are handled: 16-bit floats as bits, 64-bit integers as pairs of words. */
function holderType(page: Page) {
  if (page.bits === 16 && page.format === "float") return "uint16";
  return page.bits === 64 && page.format !== "float" ? "uint32" : page.dtype;
}

function holderSize(page: Page): number {
  return arrayType(holderType(page)).BYTES_PER_ELEMENT;
}

function toNative(file: TiffFile, page: Page, values: TypedArray, count: number): TypedArray {
  const half = page.bits === 16 && page.format === "float";
  const long = page.bits === 64 && page.format !== "float";
  if (!half && !long) return values;
  const native = file.source.allocate(page.dtype, count);
  if (half) fromHalf(values as Uint16Array, native);
  else narrow(file.source, values as Uint32Array, native);
  return native;
}

function undoFloats(page: Page, bytes: Uint8Array, into: Uint8Array, samples: number): void {
  const rowBytes = blockRowBytes(page);
  for (let at = 0; at < bytes.length; at += rowBytes) {
    undoFloatRow(bytes.subarray(at, at + rowBytes), into.subarray(at, at + rowBytes), page.bits / 8, samples);
  }
}

/** The bytes of `rows` rows; never the file's own bytes when a predictor has to change them. */
function unpackBlock(file: TiffFile, page: Page, block: number, rows: number): Uint8Array {
  const { source } = file;
  const decoded = blockRowBytes(page) * rows;
  const stored = storedBlock(file, page, block, decoded);
  if (page.compression === COMPRESSION.none) return stored;
  const into = source.allocate("uint8", decoded) as Uint8Array;
  const what = blockName(page, block);
  if (page.compression === COMPRESSION.lzw) finish(file, what, unpackLzw(stored, into), decoded);
  else if (page.compression === COMPRESSION.jpeg) unpackJpeg(file, page, stored, into, what);
  else if (page.compression === COMPRESSION.zstd) unzstdExactly(source, stored, into, what, mostBytes(page, decoded));
  else if (isFax(page)) finish(file, what, unpackFax(stored, into, faxRows(file, page)), decoded);
  else if (page.compression === COMPRESSION.packBits) finish(file, what, unpackPackBits(stored, into), decoded);
  else inflateExactly(source, stored, into, what, mostBytes(page, decoded));
  return into;
}

function faxRows(file: TiffFile, { directory, blockWidth, compression, reversed }: Page): FaxRows {
  const options = file.number(directory, TAG.T4Options, 0);
  return {
    width: blockWidth,
    aligned: compression === COMPRESSION.faxRuns,
    ends: compression === COMPRESSION.fax3,
    differences: compression === COMPRESSION.fax4 || (compression === COMPRESSION.fax3 && (options & 1) === 1),
    reversed,
  };
}

/** Padding rows that are worth checking; a strip stated to be larger still is not padded. */
const PADDING_ROOM = 16 * 2 ** 20;

/** Bytes a deflated block may hold: its strip or tile in full, even where the page needs fewer rows. */
function mostBytes(page: Page, decoded: number): number {
  const padded = blockRowBytes(page) * page.paddedRows;
  return padded <= decoded + PADDING_ROOM ? Math.max(decoded, padded) : blockRowBytes(page) * page.blockHeight;
}

function finish(file: TiffFile, what: string, { filled, fault }: Unpacked, decoded: number): void {
  if (fault) throw file.source.corrupt(`${what} ${fault}`);
  if (filled < decoded)
    throw file.source.truncated(`${what} ends after ${filled} of ${decoded} bytes`, decoded, filled);
}

/** Samples of any other depth: packed highest bit first, each row starting at a byte. */
function unpackBits(file: TiffFile, page: Page, bytes: Uint8Array, rows: number, perRow: number): TypedArray {
  const values = file.source.allocate(page.dtype, rows * perRow);
  const rowBytes = blockRowBytes(page);
  const { bits } = page;
  // Of packed bits their order says how the codes are read.
  const reversed = page.reversed && !isFax(page);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    let held = 0;
    let pending = 0;
    let at = row * rowBytes;
    for (let i = 0; i < perRow; i++) {
      // Bits are collected in a double: up to 31 + 8 bits stay exact.
      while (pending < bits) {
        const byte = bytes[at++] as number;
        held = held * 256 + (reversed ? mirrored(byte) : byte);
        pending += 8;
      }
      const rest = 2 ** (pending - bits);
      const value = Math.floor(held / rest);
      values[to++] = value;
      held -= value * rest;
      pending -= bits;
    }
  }
  return values;
}

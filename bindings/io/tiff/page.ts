import { arrayType, type Dtype } from "../../core/image.js";
import type { Planes } from "../planes.js";
import { DEFLATE_RATIO, JPEG_RATIO } from "../source.js";
import { ZSTD_RATIO } from "../unzstd.js";
import { checkColours, coloursOf } from "./colours.js";
import { type Directory, type TiffFile, where } from "./directory.js";
import { COMPRESSION, OTHER_COMPRESSIONS, TAG } from "./tags.js";

/** How one page stores its pixels: everything that does not need the pixels themselves, checked. */
export interface Page {
  directory: Directory;
  width: number;
  height: number;
  /** Samples of a pixel. */
  samples: number;
  /** Bits per sample as stored. */
  bits: number;
  format: "uint" | "int" | "float";
  dtype: Dtype;
  meaning: Planes["meaning"];
  /** Colours stored as brightness and two differences; only JPEG has them turned. */
  ycbcr: boolean;
  /** Samples in planes of their own instead of side by side. */
  planar: boolean;
  compression: number;
  predictor: number;
  /** Bits of each byte stored lowest first. */
  reversed: boolean;
  tiled: boolean;
  /** Extent of a strip or tile in pixels; strips are as wide as the page. */
  blockWidth: number;
  blockHeight: number;
  /** Rows to which a strip may be padded with compressed rows that are not part of the page. */
  paddedRows: number;
  /** Blocks along x and y. */
  across: number;
  down: number;
}

/** Most bytes that one stored byte can stand for. LZW: a string of 4096 − 258 + 1 bytes from 12 bits, rounded up. */
const RATIOS: Readonly<Record<number, number>> = {
  [COMPRESSION.none]: 1,
  // A bit may stand for a row, so that it depends on its length.
  [COMPRESSION.faxRuns]: 8,
  [COMPRESSION.fax3]: 8,
  [COMPRESSION.fax4]: 8,
  [COMPRESSION.packBits]: 64,
  [COMPRESSION.deflate]: DEFLATE_RATIO,
  [COMPRESSION.oldDeflate]: DEFLATE_RATIO,
  [COMPRESSION.lzw]: 2731,
  [COMPRESSION.zstd]: ZSTD_RATIO,
  [COMPRESSION.jpeg]: JPEG_RATIO,
};

/** Whether a page holds rows of runs of black and white. */
export function isFax({ compression }: Pick<Page, "compression">): boolean {
  return compression === COMPRESSION.faxRuns || compression === COMPRESSION.fax3 || compression === COMPRESSION.fax4;
}

/** Most bytes that one stored byte of a page can stand for. */
export function ratioOf(page: Page): number {
  return (RATIOS[page.compression] as number) * (isFax(page) ? blockRowBytes(page) : 1);
}

/** Reads and checks the description of one page. */
export function readPage(file: TiffFile, directory: Directory): Page {
  const page = {
    directory,
    ...readSize(file, directory),
    ...readSamples(file, directory),
    ...readCoding(file, directory),
  };
  const whole: Page = { ...page, ...readBlocks(file, directory, page) };
  checkCoding(file, whole);
  checkSize(file, whole);
  return whole;
}

/** True for a small copy or a transparency mask of another page. */
export function isSecondary(file: TiffFile, directory: Directory): boolean {
  return (file.number(directory, TAG.NewSubfileType, 0) & 5) !== 0;
}

function readSize(file: TiffFile, directory: Directory) {
  const width = file.number(directory, TAG.ImageWidth, 0);
  const height = file.number(directory, TAG.ImageLength, 0);
  if (!(width > 0 && height > 0)) throw file.source.corrupt(`${where(directory)} states ${width} × ${height} pixels`);
  file.source.checkLimit("maxSide", Math.max(width, height), `the longer side of ${where(directory)}`);
  return { width, height };
}

function readSamples(file: TiffFile, directory: Directory) {
  const { source } = file;
  if (file.count(directory, TAG.MetaMorphPlanes) > 1) {
    throw source.unsupported("it is a MetaMorph stack, whose planes are not pages; save it as an ImageJ or OME TIFF");
  }
  const samples = file.number(directory, TAG.SamplesPerPixel, 1);
  if (samples === 0) throw source.corrupt(`${where(directory)} states 0 samples a pixel`);
  source.checkLimit("maxChannels", samples, `the number of samples a pixel of ${where(directory)}`);
  const bits = sameForAll(file, directory, TAG.BitsPerSample, 1, "depths");
  const code = sameForAll(file, directory, TAG.SampleFormat, 1, "types");
  const format = ({ 1: "uint", 2: "int", 3: "float", 4: "uint" } as const)[code];
  const dtype = format && dtypeFor(format, bits);
  if (!format || !dtype) {
    throw source.unsupported(`${where(directory)} has samples of ${bits} bits and type ${code}, which are not read`);
  }
  return { samples, bits, format, dtype, ...coloursOf(file, directory, samples) };
}

/** The value that all samples of a pixel share. */
function sameForAll(file: TiffFile, directory: Directory, tag: number, fallback: number, what: string): number {
  const values = file.numbers(directory, tag) ?? [];
  const [first = fallback] = values;
  if (values.some((value) => value !== first)) {
    throw file.source.unsupported(`${where(directory)} mixes samples of several ${what}`);
  }
  return first;
}

function dtypeFor(format: Page["format"], bits: number): Dtype | undefined {
  if (format === "float") return ({ 16: "float32", 32: "float32", 64: "float64" } as const)[bits];
  if (format === "int") return ({ 8: "int8", 16: "int16", 32: "int32", 64: "int32" } as const)[bits];
  if (bits === 64) return "uint32";
  if (!(bits >= 1 && bits <= 32)) return undefined;
  return bits <= 8 ? "uint8" : bits <= 16 ? "uint16" : "uint32";
}

function readCoding(file: TiffFile, directory: Directory) {
  const compression = file.number(directory, TAG.Compression, 1);
  if (!Object.hasOwn(RATIOS, compression)) {
    const name = OTHER_COMPRESSIONS[compression] ?? `of unknown kind ${compression}`;
    throw file.source.unsupported(
      `${where(directory)} is compressed with ${name}; save it with deflate, LZW or none (tiffcp -c lzw IN OUT)`,
    );
  }
  return {
    compression,
    predictor: file.number(directory, TAG.Predictor, 1),
    reversed: file.number(directory, TAG.FillOrder, 1) === 2,
    planar: file.number(directory, TAG.PlanarConfiguration, 1) === 2,
  };
}

function readBlocks(file: TiffFile, directory: Directory, { width, height }: { width: number; height: number }) {
  const tileWidth = file.number(directory, TAG.TileWidth, undefined);
  const tiled = tileWidth !== undefined;
  const blockWidth = tileWidth ?? width;
  const rows = tiled ? file.number(directory, TAG.TileLength, 0) : file.number(directory, TAG.RowsPerStrip, height);
  const blockHeight = tiled ? rows : Math.min(rows, height);
  if (!(blockWidth > 0 && blockHeight > 0)) {
    throw file.source.corrupt(
      `${where(directory)} is cut into ${tiled ? "tiles" : "strips"} of ${blockWidth} × ${blockHeight}`,
    );
  }
  return {
    tiled,
    blockWidth,
    blockHeight,
    paddedRows: rows,
    across: Math.ceil(width / blockWidth),
    down: Math.ceil(height / blockHeight),
  };
}

function checkCoding(file: TiffFile, page: Page): void {
  checkColours(file, page);
  const { predictor, bits, format, directory, reversed, compression } = page;
  const known = predictor === 1 || (predictor === 2 && format !== "float") || (predictor === 3 && format === "float");
  // Without compression there is nothing a predictor could help, and readers do not apply it.
  const fits = known && (predictor === 1 || [8, 16, 32, 64].includes(bits));
  if (!fits && compression !== COMPRESSION.none) {
    throw file.source.unsupported(
      `${where(directory)} uses predictor ${predictor} on ${bits}-bit samples, which is not read`,
    );
  }
  if (isFax(page)) {
    if (bits === 1 && format === "uint" && (page.samples === 1 || page.planar)) return;
    throw file.source.unsupported(`${where(directory)} has ${page.samples} samples of ${bits} bits in a fax coding`);
  }
  if (reversed && compression !== COMPRESSION.none) {
    throw file.source.unsupported(`${where(directory)} stores compressed data lowest bit first, which is not read`);
  }
}

/** Bytes of one row of a block as stored, before compression. */
export function blockRowBytes(page: Page): number {
  return Math.ceil((page.blockWidth * (page.planar ? 1 : page.samples) * page.bits) / 8);
}

/** Number of strips or tiles of a page. */
export function blockCount(page: Page): number {
  return page.across * page.down * (page.planar ? page.samples : 1);
}

/** Nothing is allocated for a page before its promises were compared with the limits and with the file. */
function checkSize(file: TiffFile, page: Page): void {
  const { source } = file;
  const { width, height, samples, directory } = page;
  const decoded = width * height * samples * arrayType(page.dtype).BYTES_PER_ELEMENT;
  source.checkLimit("maxBytes", decoded, `the decoded size in bytes of ${where(directory)}`);
  const block = blockRowBytes(page) * page.blockHeight;
  source.checkLimit(
    "maxBytes",
    block,
    `the size in bytes of one ${page.tiled ? "tile" : "strip"} of ${where(directory)}`,
  );
  const packed = Math.ceil((width * height * samples * page.bits) / 8);
  source.checkExpansion(packed, source.size, ratioOf(page), where(directory));
  const listed = file.count(directory, page.tiled ? TAG.TileOffsets : TAG.StripOffsets);
  if (listed < blockCount(page)) {
    const name = page.tiled ? "tiles" : "strips";
    throw source.corrupt(`${where(directory)} lists ${listed} ${name}, but ${blockCount(page)} are needed`);
  }
}

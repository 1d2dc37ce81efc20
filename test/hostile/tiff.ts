import { deflateSync } from "node:zlib";
import { zlib } from "../io/pngs.js";
import { buildTiff, type PageSpec, page, type Tag, type TiffSpec } from "../io/tiffs.js";
import { type Hostile, hostile, patched } from "./case.js";

const grey = new Uint8Array(64).fill(9);
const short = (...values: number[]): Tag => [3, values];
const long = (...values: number[]): Tag => [4, values];
const one = (more: PageSpec["tags"], block: Uint8Array = grey): Uint8Array =>
  buildTiff({ pages: [page(8, 8, block, more)] });
const file = (spec: Partial<TiffSpec> & { pages: TiffSpec["pages"] }) => buildTiff(spec);

/** A page of tiles of the stated size, with one tile of 64 bytes. */
const tiled = (width: number, height: number, more: PageSpec["tags"] = {}) => {
  const { 278: _, ...tags } = page(8, 8, grey).tags;
  return buildTiff({ pages: [{ tags: { ...tags, 322: long(width), 323: long(height), ...more }, blocks: [grey] }] });
};

/** `pages` directories of no entries but size, all in a row; cheap in bytes, dear in pages. */
function manyPages(pages: number): Uint8Array {
  const each = 2 + 12 * 2 + 4;
  const view = new DataView(new ArrayBuffer(8 + pages * each));
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  for (let i = 0; i < pages; i++) {
    const at = 8 + i * each;
    view.setUint16(at, 2, true);
    for (const [j, tag] of [256, 257].entries()) {
      view.setUint16(at + 2 + 12 * j, tag, true);
      view.setUint16(at + 4 + 12 * j, 3, true);
      view.setUint32(at + 6 + 12 * j, 1, true);
      view.setUint32(at + 10 + 12 * j, 1, true);
    }
    view.setUint32(at + each - 4, i === pages - 1 ? 0 : at + each, true);
  }
  return new Uint8Array(view.buffer);
}

/** Directories that start one byte after the other, each claiming most of the file. */
function overlapping(): Uint8Array {
  const bytes = new Uint8Array(40_000);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 16, true);
  for (let at = 16; at < 2000; at += 8) {
    view.setUint16(at, 2000, true);
    const link = at + 2 + 12 * 2000;
    view.setUint32(link, at + 8, true);
  }
  return bytes;
}

const subDirectories = (depth: number) => {
  const tags = page(8, 8, grey).tags;
  const spec: PageSpec = { tags: { ...tags, 330: [13, Array(depth).fill(8)] }, blocks: [grey] };
  return buildTiff({ pages: Array(depth).fill(spec) });
};

const whole = file({ pages: [page(8, 8, grey)] });
const wholeBig = file({ big: true, pages: [page(8, 8, grey)] });
const stream = zlib(grey);
const stored = (n: number) => Uint8Array.from(deflateSync(new Uint8Array(n).fill(9), { level: 0 }));
const bomb = zlib(new Uint8Array(30_000_000));

const directories: Hostile[] = [
  hostile("E_CORRUPT", "the next directory is the first again", file({ pages: [{ ...page(8, 8, grey), next: 72 }] })),
  hostile(
    "E_CORRUPT",
    "two directories point at each other",
    file({ pages: [page(8, 8, grey), { ...page(8, 8, grey), next: 72 }] }),
  ),
  hostile("E_CORRUPT", "directories lie inside each other", overlapping()),
  hostile("E_TRUNCATED", "the next directory is the header", file({ pages: [{ ...page(8, 8, grey), next: 1 }] })),
  hostile("E_CORRUPT", "no directory at all", patched(whole, 4, 0, 0, 0, 0)),
  hostile("E_CORRUPT", "a directory without entries", patched(whole, 72, 0, 0)),
  hostile("E_TRUNCATED", "the next directory is beyond the end", file({ pages: [{ ...page(8, 8, grey), next: 1e6 }] })),
  hostile("E_TRUNCATED", "the first directory is beyond the end", patched(whole, 4, 255, 255, 255, 127)),
  hostile("E_TRUNCATED", "the first directory is at 4 GiB − 1", patched(whole, 4, 255, 255, 255, 255)),
  hostile("E_TRUNCATED", "more entries than bytes", patched(whole, 72, 255, 255)),
  hostile("E_LIMIT", "200,000 pages", manyPages(200_000)),
  hostile("E_LIMIT", "65,537 pages", manyPages(65_537)),
  hostile("ok", "a hundred pages that all list each other as sub-directories", subDirectories(9)),
  hostile("E_CORRUPT", "BigTIFF with offsets of 4 bytes", patched(wholeBig, 4, 4, 0)),
  hostile("E_TRUNCATED", "BigTIFF whose first directory is at 2⁶⁴ − 1", patched(wholeBig, 8, ...Array(8).fill(255))),
  hostile("E_TRUNCATED", "BigTIFF with 2⁶⁴ − 1 entries", patched(wholeBig, 16 + 64, ...Array(8).fill(255))),
];

const sizes: Hostile[] = [
  hostile("E_CORRUPT", "width 0", one({ 256: long(0) })),
  hostile("E_CORRUPT", "height 0", one({ 257: long(0) })),
  hostile("E_CORRUPT", "a width of 2.5", one({ 256: [11, [2.5]] })),
  hostile("E_CORRUPT", "a width of −8", one({ 256: [9, [-8]] })),
  hostile("E_CORRUPT", "a width that is no number", one({ 256: [12, [Number.NaN]] })),
  hostile("E_CORRUPT", "a strip at byte 8.5", one({ 273: [11, [8.5]], 279: long(64) })),
  hostile("E_CORRUPT", "no width", file({ pages: [{ tags: { 257: long(8), 273: long(8), 279: long(64) } }] })),
  hostile("E_LIMIT", "width 4,294,967,295", one({ 256: long(0xffffffff) })),
  hostile(
    "E_LIMIT",
    "60,000 × 60,000 pixels from 64 bytes",
    one({ 256: long(60_000), 257: long(60_000), 278: long(60_000) }),
  ),
  hostile(
    "E_TRUNCATED",
    "20,000 × 20,000 pixels from 64 bytes",
    one({ 256: long(20_000), 257: long(20_000), 278: long(20_000) }),
  ),
  hostile(
    "E_TRUNCATED",
    "the same by deflate",
    one({ 256: long(20_000), 257: long(20_000), 278: long(20_000), 259: short(8) }, stream),
  ),
  hostile(
    "E_TRUNCATED",
    "the same by LZW",
    one({ 256: long(20_000), 257: long(20_000), 278: long(20_000), 259: short(5) }, stream),
  ),
  hostile(
    "E_TRUNCATED",
    "the same by PackBits",
    one({ 256: long(20_000), 257: long(20_000), 278: long(20_000), 259: short(32773) }),
  ),
  hostile("E_LIMIT", "1,000,001 pixels wide", one({ 256: long(1_000_001) })),
  hostile("E_CORRUPT", "rows per strip 0", one({ 278: long(0) })),
  hostile("ok", "rows per strip 4,294,967,295", one({ 278: long(0xffffffff) })),
  hostile("ok", "rows per strip 4,294,967,295, deflated", one({ 278: long(0xffffffff), 259: short(8) }, stream)),
  hostile("E_CORRUPT", "the same with a bomb", one({ 278: long(0xffffffff), 259: short(8) }, bomb)),
  hostile("E_CORRUPT", "tiles of width 0", tiled(0, 8)),
  hostile("E_CORRUPT", "tiles of height 0", tiled(8, 0)),
  hostile("E_LIMIT", "tiles of 2³⁰ × 2³⁰", tiled(2 ** 30, 2 ** 30)),
  hostile("E_TRUNCATED", "tiles of 4096 × 4096 with 64 bytes", tiled(4096, 4096)),
  hostile("E_CORRUPT", "tiles of 1 × 1, one of 64 listed", tiled(1, 1)),
  hostile("E_LIMIT", "65,535 samples a pixel", one({ 277: short(65535) })),
  hostile("E_CORRUPT", "0 samples a pixel", one({ 277: short(0) })),
  hostile("E_LIMIT", "more than the bytes allowed", one({}), { limits: { maxBytes: 63 } }),
];

const samples: Hostile[] = [
  hostile("E_FORMAT", "0 bits a sample", one({ 258: short(0) })),
  hostile("E_FORMAT", "65,535 bits a sample", one({ 258: short(65535) })),
  hostile("E_FORMAT", "three depths in one pixel", one({ 258: short(5, 6, 5), 277: short(3) })),
  hostile("E_FORMAT", "complex numbers", one({ 258: short(64), 339: short(6) })),
  hostile("E_FORMAT", "floats of 8 bits", one({ 339: short(3) })),
  hostile("E_FORMAT", "sample format 99", one({ 339: short(99) })),
  hostile("E_FORMAT", "compression 0", one({ 259: short(0) })),
  hostile("E_CORRUPT", "JPEG inside that is none", one({ 259: short(7) })),
  hostile("E_CORRUPT", "YCbCr of one sample", one({ 262: short(6) })),
  hostile("E_FORMAT", "YCbCr without JPEG", one({ 262: short(6), 277: short(3), 258: short(8, 8, 8) })),
  hostile("E_FORMAT", "predictor 77", one({ 259: short(8), 317: short(77) }, stream)),
  hostile("E_FORMAT", "a predictor for floats on integers", one({ 259: short(8), 317: short(3) }, stream)),
  hostile("E_FORMAT", "compressed bits in the opposite order", one({ 259: short(8), 266: short(2) }, stream)),
  hostile("E_FORMAT", "a MetaMorph stack", one({ 33629: [5, [1, 1, 1, 1]] })),
  hostile("E_OPTION", "five channels and none chosen", one({ 256: long(1), 277: short(5), 258: short(8, 8, 8, 8, 8) })),
];

const strips: Hostile[] = [
  hostile("E_TRUNCATED", "a strip beyond the end", one({ 273: long(5000), 279: long(64) })),
  hostile("E_TRUNCATED", "a strip at 4 GiB − 1", one({ 273: long(0xffffffff), 279: long(64) })),
  hostile("E_TRUNCATED", "a strip of half its length", one({ 273: long(8), 279: long(32) })),
  hostile("E_TRUNCATED", "compressed strips of no bytes", one({ 259: short(8), 273: long(8), 279: long(0) }, stream)),
  hostile(
    "E_TRUNCATED",
    "a compressed strip beyond the end",
    one({ 259: short(8), 273: long(8), 279: long(0xffffffff) }, stream),
  ),
  hostile("E_CORRUPT", "no strips", file({ pages: [{ tags: page(8, 8, grey).tags }] })),
  hostile("E_CORRUPT", "fewer strips than rows need", one({ 278: long(2) })),
  hostile("E_CORRUPT", "no lengths of compressed strips", one({ 259: short(8), 273: long(8), 279: [7, []] }, stream)),
  hostile(
    "E_TRUNCATED",
    "a tag whose values are beyond the end",
    one({ 273: [4, Array(8).fill(8)], 279: long(64) }).slice(0, -20),
  ),
  hostile("ok", "64 levels that are one page", one({ 330: [4, Array(64).fill(8)] })),
  hostile("ok", "a level of 60,000 tags", one({ 330: long(60) }, new Uint8Array(200).fill(234))),
  hostile("ok", "no lengths of raw strips", one({ 273: long(8), 279: [7, []] })),
];

const lzw = (...bytes: number[]) => one({ 259: short(5) }, Uint8Array.from(bytes));
const fax = (kind: number, ...bytes: number[]) =>
  one({ 256: short(8), 258: short(1), 259: short(kind) }, Uint8Array.from(bytes));
const packs: Hostile[] = [
  hostile("E_CORRUPT", "deflate of nonsense", one({ 259: short(8) }, grey)),
  hostile("E_TRUNCATED", "deflate cut in the middle", one({ 259: short(8) }, stream.subarray(0, 8))),
  hostile(
    "E_CHECKSUM",
    "deflate with a wrong Adler-32",
    one({ 259: short(8) }, patched(stream, stream.length - 1, 77)),
  ),
  hostile("E_TRUNCATED", "deflate of too few bytes", one({ 259: short(8) }, zlib(grey.subarray(1)))),
  hostile("E_CORRUPT", "deflate of more bytes than the strip has", one({ 259: short(8) }, zlib(new Uint8Array(99)))),
  hostile("E_CORRUPT", "a bomb of 30 MB in a strip of 64 bytes", one({ 259: short(8) }, bomb)),
  hostile("E_CORRUPT", "the same bomb in a tile", tiled(8, 8, { 259: short(8), 324: long(8), 325: long(64) })),
  hostile("E_CORRUPT", "deflate without compression, of too many bytes", one({ 259: short(8) }, stored(99))),
  hostile("ok", "deflate without compression", one({ 259: short(8) }, stored(64))),
  hostile("E_TRUNCATED", "deflate of 5 bytes", one({ 259: short(8) }, stream.subarray(0, 5))),
  hostile("E_TRUNCATED", "LZW without data", lzw(0x80, 0x00)),
  hostile("E_CORRUPT", "LZW that starts with an undefined code", lzw(0x80, 0x60, 0x10)),
  hostile("E_CORRUPT", "LZW that uses a code before its time", lzw(0x80, 0x01, 0xff, 0xff)),
  hostile("E_CORRUPT", "LZW of the old kind", lzw(0x00, 0x01, 0x02)),
  hostile(
    "E_TRUNCATED",
    "LZW of clear codes only",
    lzw(...Array(90).fill([0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1, 0]).flat()),
  ),
  hostile("E_CORRUPT", "fax rows with a run beyond them", fax(4, 0b00101001, 0b10000110, 0b11100000)),
  hostile(
    "E_CORRUPT",
    "fax rows that stay where they are",
    fax(4, ...Array(30).fill([0b00100110, 0b10100001, 0b10111000]).flat()),
  ),
  hostile("E_CORRUPT", "fax runs without end", fax(2, ...Array(60).fill(0b00000001).concat(Array(60).fill(0x1f)))),
  hostile("E_TRUNCATED", "fax rows that end the page at once", fax(4, 0, 0x10, 1)),
  hostile("E_TRUNCATED", "ends of lines without lines", fax(3, ...Array(30).fill([0, 1]).flat())),
  hostile("E_FORMAT", "bytes of grey in a fax coding", one({ 259: short(4) })),
  hostile("E_TRUNCATED", "PackBits that end in a run", one({ 259: short(32773) }, Uint8Array.of(129))),
  hostile(
    "E_CORRUPT",
    "PackBits of far too many bytes, no-ops only",
    one({ 259: short(32773) }, new Uint8Array(5000).fill(128)),
  ),
];

const ome = (pixels: string) => one({ 270: [2, `<OME><Pixels ${pixels}><TiffData/></Pixels></OME>`] });
const descriptions: Hostile[] = [
  hostile("E_LIMIT", "OME with 10²⁴ planes", ome('SizeZ="99999999" SizeC="99999999" SizeT="99999999"')),
  hostile("E_CORRUPT", "OME with a size that is no number", ome('SizeZ="1e9"')),
  hostile("E_CORRUPT", "OME with a size of 0", ome('SizeC="0"')),
  hostile("ok", "OME that never ends", one({ 270: [2, `<OME ${"<Pixels".repeat(5000)}`] })),
  hostile("ok", "OME made of quotes", one({ 270: [2, `<OME><Pixels ${'"'.repeat(20_000)}`] })),
  hostile(
    "ok",
    "ImageJ with 999,999,999 images in a file of one page",
    buildTiff({ pages: [page(100, 100, new Uint8Array(10_000), { 270: [2, "ImageJ=1\nimages=999999999\n"] })] }),
  ),
  hostile(
    "E_LIMIT",
    "ImageJ with 999,999,999 images and room for some",
    one({ 270: [2, "ImageJ=1\nimages=999999999\n"] }, new Uint8Array(300)),
  ),
  hostile(
    "ok",
    "ImageJ with numbers that are none",
    one({ 270: [2, "ImageJ=1\nimages=-5\nslices=NaN\nspacing=nope\nunit=\n"] }),
  ),
  hostile("ok", "JSON that is deep", one({ 270: [2, `{"shape": ${"[".repeat(9000)}`] })),
];

/** The good file cut at every seventh byte: each cut must be noticed, wherever it falls. */
const cuts: Hostile[] = [whole, wholeBig].flatMap((bytes, big) =>
  Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => 7 * i).map((at) =>
    hostile(
      at < 2 ? "E_FORMAT" : "E_TRUNCATED",
      `${big ? "BigTIFF" : "TIFF"} cut after ${at} bytes`,
      bytes.slice(0, at),
    ),
  ),
);

export const TIFF_CASES: Hostile[] = [directories, sizes, samples, strips, packs, descriptions, cuts].flat();

import { buildPng, chunk, type Header, header, joined, pixels, SIGNATURE, zlib } from "../io/pngs.js";
import { type Hostile, hostile, patched } from "./case.js";

const rows = [0, 1, 2, 0, 3, 4];
const size = { width: 2, height: 2 };
const whole = buildPng(size, rows);
const end = chunk("IEND");
const file = (...chunks: Uint8Array[]) => joined(SIGNATURE, ...chunks);
const stated = (h: Partial<Header>) => file(header({ ...size, ...h }), pixels(rows), end);
const bomb = (bytes: number) => chunk("IDAT", zlib(new Uint8Array(bytes)));
const stream = zlib(Uint8Array.from(rows));

const headers: Hostile[] = [
  hostile("E_CORRUPT", "width 0", stated({ width: 0 })),
  hostile("E_CORRUPT", "height 0", stated({ height: 0 })),
  hostile("E_LIMIT", "width 2³¹", stated({ width: 2 ** 31 })),
  hostile("E_LIMIT", "65,000 × 65,000 pixels from 14 bytes", stated({ width: 65_000, height: 65_000 })),
  hostile("E_TRUNCATED", "20,000 × 20,000 pixels from 14 bytes", stated({ width: 20_000, height: 20_000 })),
  hostile("E_CORRUPT", "depth 3", stated({ depth: 3 })),
  hostile("E_CORRUPT", "depth 0", stated({ depth: 0 })),
  hostile("E_CORRUPT", "RGB with 4 bits", stated({ colour: 2, depth: 4 })),
  hostile("E_CORRUPT", "colour type 1", stated({ colour: 1 })),
  hostile("E_CORRUPT", "interlace method 2", stated({ interlace: 2 })),
  hostile("E_FORMAT", "compression method 1", stated({ compression: 1 })),
  hostile("E_FORMAT", "filter method 1", stated({ filter: 1 })),
  hostile("E_CORRUPT", "a header of 12 bytes", file(chunk("IHDR", new Uint8Array(12)), pixels(rows), end)),
  hostile("E_LIMIT", "more than the bytes allowed", whole, { limits: { maxBytes: 5 } }),
];

const chunks: Hostile[] = [
  hostile("E_CORRUPT", "no header", file(pixels(rows), end)),
  hostile("E_CORRUPT", "two headers", file(header(size), header(size), pixels(rows), end)),
  hostile("E_CORRUPT", "no pixel data", file(header(size), end)),
  hostile("E_TRUNCATED", "no end", file(header(size), pixels(rows))),
  hostile(
    "E_CORRUPT",
    "pixel data in two places",
    file(
      header(size),
      chunk("IDAT", stream.subarray(0, 4)),
      chunk("tEXt", [65, 0]),
      chunk("IDAT", stream.subarray(4)),
      end,
    ),
  ),
  hostile("E_TRUNCATED", "a length beyond the end", file(header(size), chunk("IDAT", stream, { length: 1000 }), end)),
  hostile("E_CORRUPT", "a length of 2³²−1", file(header(size), chunk("IDAT", stream, { length: 0xffffffff }), end)),
  hostile(
    "E_CHECKSUM",
    "a length one too short",
    file(header(size), chunk("IDAT", stream, { length: stream.length - 1 }), end),
  ),
  hostile("E_CHECKSUM", "a wrong checksum of the header", patched(whole, 8 + 8 + 13, 1)),
  hostile(
    "E_CHECKSUM",
    "a wrong checksum of the pixel data",
    file(header(size), chunk("IDAT", stream, { crc: 1 }), end),
  ),
  hostile("E_CHECKSUM", "a wrong checksum of the end", patched(whole, whole.length - 1, 1)),
  hostile(
    "E_CHECKSUM",
    "a wrong checksum of a text",
    file(header(size), chunk("tEXt", [65, 0], { crc: 1 }), pixels(rows), end),
  ),
  hostile("E_FORMAT", "an unknown critical chunk", file(header(size), chunk("ABCD"), pixels(rows), end)),
  hostile("E_CORRUPT", "a chunk name of zeros", file(header(size), chunk("\0\0\0\0"), pixels(rows), end)),
  hostile(
    "ok",
    "an ICC profile that unfolds into 50 MB is left folded",
    file(header(size), chunk("iCCP", [65, 0, 0, ...zlib(new Uint8Array(5e7)).subarray(0, 9000)]), pixels(rows), end),
  ),
  hostile(
    "ok",
    "10,000 empty texts",
    file(header(size), ...Array(10_000).fill(chunk("tEXt", [65, 0])), pixels(rows), end),
  ),
  hostile(
    "ok",
    "5,000 empty pieces of pixel data",
    file(header(size), ...Array(5000).fill(chunk("IDAT")), pixels(rows), end),
  ),
];

const palettes: Hostile[] = [
  hostile("E_CORRUPT", "a palette picture without a palette", stated({ colour: 3 })),
  hostile(
    "E_CORRUPT",
    "a palette of 4 bytes",
    file(header({ ...size, colour: 3 }), chunk("PLTE", [1, 2, 3, 4]), pixels(rows), end),
  ),
  hostile(
    "E_CORRUPT",
    "a palette of no colours",
    file(header({ ...size, colour: 3 }), chunk("PLTE"), pixels(rows), end),
  ),
  hostile(
    "E_CORRUPT",
    "a palette of 257 colours",
    file(header({ ...size, colour: 3 }), chunk("PLTE", new Uint8Array(771)), pixels(rows), end),
  ),
  hostile(
    "E_CORRUPT",
    "two palettes",
    file(header(size), chunk("PLTE", [1, 2, 3]), chunk("PLTE", [1, 2, 3]), pixels(rows), end),
  ),
  hostile("E_CORRUPT", "a palette behind the pixels", file(header(size), pixels(rows), chunk("PLTE", [1, 2, 3]), end)),
  hostile(
    "E_CORRUPT",
    "pixels beyond the palette",
    file(header({ ...size, colour: 3 }), chunk("PLTE", [1, 2, 3]), pixels(rows), end),
  ),
  hostile(
    "E_CORRUPT",
    "more alphas than colours",
    file(
      header({ ...size, colour: 3 }),
      chunk("PLTE", new Uint8Array(15)),
      chunk("tRNS", new Uint8Array(6)),
      pixels(rows),
      end,
    ),
  ),
  hostile(
    "E_CORRUPT",
    "a transparent colour of 3 bytes",
    file(header(size), chunk("tRNS", [0, 0, 0]), pixels(rows), end),
  ),
  hostile(
    "E_CORRUPT",
    "a transparent colour with an alpha channel",
    file(header({ ...size, colour: 4 }), chunk("tRNS", [0, 0]), pixels(rows), end),
  ),
];

const data: Hostile[] = [
  hostile("E_CORRUPT", "8 × 8 pixels with 30 MB of data", file(header({ width: 8, height: 8 }), bomb(3e7), end)),
  hostile("E_CORRUPT", "one byte too many", file(header(size), pixels([...rows, 0]), end)),
  hostile("E_TRUNCATED", "one byte too few", file(header(size), pixels(rows.slice(1)), end)),
  hostile(
    "E_TRUNCATED",
    "empty pixel data",
    file(header({ width: 1, height: 1 }), chunk("IDAT", zlib(new Uint8Array(0))), end),
  ),
  hostile(
    "E_CORRUPT",
    "pixel data that is no zlib stream",
    file(header(size), chunk("IDAT", new Uint8Array(20).fill(255)), end),
  ),
  hostile(
    "E_CORRUPT",
    "a zlib stream with a dictionary",
    file(header(size), chunk("IDAT", patched(stream, 1, 0xbb)), end),
  ),
  hostile(
    "E_TRUNCATED",
    "a zlib stream cut before its end",
    file(header(size), chunk("IDAT", stream.subarray(0, 7)), end),
  ),
  hostile(
    "E_CHECKSUM",
    "a zlib stream with a wrong Adler-32",
    file(header(size), chunk("IDAT", patched(stream, stream.length - 4, 9, 9, 9, 9)), end),
  ),
  hostile(
    "E_CHECKSUM",
    "a megabyte of rubbish behind the zlib stream",
    file(header(size), chunk("IDAT", joined(stream, new Uint8Array(1e6).fill(7))), end),
  ),
  hostile("E_CORRUPT", "filter 9", file(header(size), pixels([9, 1, 2, 0, 3, 4]), end)),
];

const cuts = Array.from({ length: Math.ceil(whole.length / 3) }, (_, i) => 3 * i).map((at) =>
  hostile(at < 2 ? "E_FORMAT" : "E_TRUNCATED", `cut after ${at} bytes`, whole.slice(0, at)),
);

export const PNG_CASES: Hostile[] = [headers, chunks, palettes, data, cuts].flat();

import { encode } from "jpeg-js";
import { type Hostile, hostile, patched } from "./case.js";

function npy(header: string, bytes = 6, version = 1): Uint8Array {
  const text = [...header].map((c) => c.charCodeAt(0));
  const head = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length & 255, text.length >> 8, ...text];
  return Uint8Array.from([...head, ...Array(bytes).fill(1)]);
}

const dictionary = (descr: string, shape: string, order = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
const wholeNpy = npy(dictionary("|u1", "(2, 3)"));

export const NPY_CASES: Hostile[] = [
  hostile("ok", "the whole array", wholeNpy),
  hostile("E_TRUNCATED", "a shape of 10¹⁸ values", npy(dictionary("|u1", "(1000000000, 1000000000)"))),
  hostile("E_CORRUPT", "a shape beyond exact numbers", npy(dictionary("|u1", "(99999999999999999999, 2)"))),
  hostile("E_CORRUPT", "a negative shape", npy(dictionary("|u1", "(-2, 3)"))),
  hostile("E_FORMAT", "a shape of 0", npy(dictionary("|u1", "(0, 3)"))),
  hostile("E_FORMAT", "no axes", npy(dictionary("|u1", "()"))),
  hostile("E_FORMAT", "thirty axes", npy(dictionary("|u1", `(${"1, ".repeat(30)})`))),
  hostile("E_LIMIT", "an axis above the limit", wholeNpy, { limits: { maxSide: 2 } }),
  hostile("E_LIMIT", "more than the bytes allowed", wholeNpy, { limits: { maxBytes: 5 } }),
  hostile("E_FORMAT", "pickled objects", npy(dictionary("|O", "(2, 3)"))),
  hostile("E_FORMAT", "a type that is code", npy(dictionary("__import__", "(2, 3)"))),
  hostile("E_CORRUPT", "no type", npy("{'fortran_order': False, 'shape': (2, 3), }\n")),
  hostile("E_CORRUPT", "no shape", npy("{'descr': '|u1', 'fortran_order': False, }\n")),
  hostile("E_CORRUPT", "no order", npy("{'descr': '|u1', 'shape': (2, 3), }\n")),
  hostile("E_CORRUPT", "an empty header", npy("")),
  hostile("E_TRUNCATED", "a header longer than the file", patched(wholeNpy, 8, 255, 255)),
  hostile("E_CORRUPT", "a header of 4 GiB", patched(npy(dictionary("|u1", "(2, 3)"), 6, 2), 8, 255, 255, 255, 255)),
  hostile("E_FORMAT", "version 0", patched(wholeNpy, 6, 0)),
  hostile("E_FORMAT", "version 200", patched(wholeNpy, 6, 200)),
  hostile("ok", "bytes behind the array", npy(dictionary("|u1", "(2, 3)"), 60)),
  ...Array.from({ length: wholeNpy.length - 1 }, (_, i) => i + 1)
    .filter((at) => at % 6 === 2)
    .map((at) => hostile("E_TRUNCATED", `cut after ${at} bytes`, wholeNpy.slice(0, at))),
];

const wholeJpeg = Uint8Array.from(
  encode({ width: 16, height: 8, data: Uint8Array.from({ length: 512 }, (_, i) => i & 255) }, 60).data,
);
const marker = (code: number) => wholeJpeg.findIndex((byte, i) => byte === 0xff && wholeJpeg[i + 1] === code);
const frame = marker(0xc0);
const scan = marker(0xda);
const tables = marker(0xc4);
const quantisation = marker(0xdb);
const withScans = (n: number) => {
  const body = [...wholeJpeg.slice(scan, -2)];
  return Uint8Array.from([...wholeJpeg.slice(0, scan), ...Array(n).fill(body).flat(), 0xff, 0xd9]);
};
const tiny = (...segments: number[][]) => Uint8Array.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xd9]);

export const JPEG_CASES: Hostile[] = [
  hostile("ok", "the whole picture", wholeJpeg),
  hostile("E_LIMIT", "65,500 × 65,500 pixels", patched(wholeJpeg, frame + 5, 0xff, 0xdc, 0xff, 0xdc), {
    limits: { maxSide: 65_000 },
  }),
  hostile(
    "E_TRUNCATED",
    "65,500 × 65,500 pixels from a few bytes",
    patched(wholeJpeg, frame + 5, 0xff, 0xdc, 0xff, 0xdc),
  ),
  hostile("E_CORRUPT", "height 0", patched(wholeJpeg, frame + 5, 0, 0)),
  hostile("E_CORRUPT", "width 0", patched(wholeJpeg, frame + 7, 0, 0)),
  hostile("E_FORMAT", "12 bits a sample", patched(wholeJpeg, frame + 4, 12)),
  hostile("E_CORRUPT", "200 components", patched(wholeJpeg, frame + 9, 200)),
  hostile("E_CORRUPT", "sampling factors of 0", patched(wholeJpeg, frame + 11, 0)),
  hostile("E_CORRUPT", "sampling factors of 15", patched(wholeJpeg, frame + 11, 0xff)),
  hostile("E_CORRUPT", "two components of one name", patched(wholeJpeg, frame + 13, wholeJpeg[frame + 10] as number)),
  hostile("E_CORRUPT", "a component without its table", patched(wholeJpeg, frame + 12, 3)),
  hostile("E_FORMAT", "lossless JPEG", patched(wholeJpeg, frame + 1, 0xc3)),
  hostile("E_FORMAT", "arithmetic coding", patched(wholeJpeg, frame + 1, 0xc9)),
  hostile("E_CORRUPT", "no frame", patched(wholeJpeg, frame + 1, 0xfe)),
  hostile("E_CORRUPT", "no scan", tiny([...wholeJpeg.slice(2, scan)])),
  hostile("E_CORRUPT", "nothing between start and end", tiny()),
  hostile("E_CORRUPT", "a segment of length 0", patched(wholeJpeg, 4, 0, 0)),
  hostile("E_CORRUPT", "a segment of unknown kind", patched(wholeJpeg, 3, 0x02)),
  hostile("E_CORRUPT", "no marker where one must be", patched(wholeJpeg, quantisation, 0)),
  hostile("E_CORRUPT", "a Huffman table with too many codes", patched(wholeJpeg, tables + 5, 3)),
  hostile("E_CORRUPT", "a Huffman table without its values", patched(wholeJpeg, tables + 20, 255)),
  hostile("E_CORRUPT", "a quantisation table of unknown kind", patched(wholeJpeg, quantisation + 4, 0x20)),
  hostile("E_CORRUPT", "a scan of a component that is not there", patched(wholeJpeg, scan + 5, 77)),
  hostile("E_CORRUPT", "a scan with tables that are not there", patched(wholeJpeg, scan + 6, 0x33)),
  hostile("E_CORRUPT", "a scan of coefficients 70 to 80", patched(wholeJpeg, scan + 11, 70, 80)),
  hostile("E_CORRUPT", "500 scans", withScans(500)),
  hostile("E_TRUNCATED", "no end", wholeJpeg.slice(0, -2)),
  hostile("ok", "bytes behind the end", Uint8Array.from([...wholeJpeg, 1, 2, 3])),
  ...Array.from({ length: 20 }, (_, i) => 3 + Math.floor((i * (wholeJpeg.length - 5)) / 20)).map((at) =>
    hostile("E_TRUNCATED", `cut after ${at} bytes`, wholeJpeg.slice(0, at)),
  ),
];

const text = (value: string) => new TextEncoder().encode(value);

export const OTHER_CASES: Hostile[] = [
  hostile("E_FORMAT", "an empty file", new Uint8Array(0)),
  hostile("E_FORMAT", "one byte", Uint8Array.of(0x49)),
  hostile("E_FORMAT", "text", text("label,area\n1,20\n")),
  hostile("E_FORMAT", "a page of HTML", text("<!doctype html><title>404</title>")),
  hostile("E_FORMAT", "a megabyte of zeros", new Uint8Array(1e6)),
  hostile("E_FORMAT", "gzip", Uint8Array.of(0x1f, 0x8b, 8, 0)),
  hostile(
    "E_FORMAT",
    "PNG with the line ends of a text",
    patched(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0), 4, 10),
  ),
];

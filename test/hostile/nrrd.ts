import { gzipSync } from "node:zlib";
import { glued, type Hostile, hostile, patched, repeated } from "./case.js";

const six = Uint8Array.of(1, 2, 3, 4, 5, 6);
const BASE = { type: "uchar", dimension: "2", sizes: "3 2", encoding: "raw" };

/** A NRRD header with its fields replaced, and what follows it. */
function nrrd(fields: Record<string, string | undefined>, data: Uint8Array | string = six, more = ""): Uint8Array {
  const all = Object.entries({ ...BASE, ...fields }).filter(([, value]) => value !== undefined);
  return glued(`NRRD0005\n${all.map(([name, value]) => `${name}: ${value}`).join("\n")}\n${more}\n`, data);
}

/** Only the header, for data that lies apart. */
const apart = (fields: Record<string, string>, more = "") => nrrd(fields, "", more);
const packed = (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes));
/** Six bytes packed by bzip2 1.0. */
const bzip2 = Uint8Array.from(Buffer.from("QlpoOTFBWSZTWaYZLFoAAABAAD8AIAAhgAwDJy7i7kinChIUwyWLQA==", "base64"));
const endless = (unit: string, times = 200_000) => unit.repeat(times);

const headers: Hostile[] = [
  hostile("ok", "a whole file", nrrd({})),
  ...["type", "dimension", "sizes"].map((name) => hostile("E_CORRUPT", `no ${name}`, nrrd({ [name]: undefined }))),
  ...["block", "constructor", "__proto__", "toString", "uchar\0"].map((type) =>
    hostile("E_FORMAT", `type ${JSON.stringify(type)}`, nrrd({ type })),
  ),
  ...["0", "17", "-1", "1e9", "NaN", "2.5"].map((dimension) =>
    hostile("E_CORRUPT", `dimension ${dimension}`, nrrd({ dimension })),
  ),
  ...["3", "3 2 1", "0 2", "-3 2", "3.5 2", "nan 2", "inf 2", "a b", "1e400 2"].map((sizes) =>
    hostile("E_CORRUPT", `sizes ${sizes}`, nrrd({ sizes })),
  ),
  hostile("E_LIMIT", "sizes of 10³⁰", nrrd({ sizes: "1e15 1e15" })),
  hostile("E_TRUNCATED", "sizes of 20,000", nrrd({ sizes: "20000 20000" })),
  hostile("E_TRUNCATED", "10⁹ channels", nrrd({ dimension: "4", sizes: "1 1 1 1000000000" })),
  hostile("E_CORRUPT", "a byte order that does not exist", nrrd({ endian: "middle" })),
  hostile("E_CORRUPT", "an encoding that does not exist", nrrd({ encoding: "constructor" })),
  hostile("E_CORRUPT", "a line that is no field", nrrd({}, six, "nonsense\n")),
  hostile("E_CORRUPT", "a header that does not end", glued("NRRD0005\n", endless("comment without end ", 60_000))),
  hostile("E_CORRUPT", "a megabyte of empty keys", glued("NRRD0005\n", endless("a:=b\n", 300_000))),
  hostile("E_CORRUPT", "no header at all", glued("NRRD0005\n\n", six)),
  hostile("ok", "keys that every object has", nrrd({}, six, "__proto__:=1\nconstructor:=2\n")),
  hostile("ok", "spacings of NaN", nrrd({ spacings: "nan nan" })),
  hostile("ok", "spacings of 0", nrrd({ spacings: "0 0" })),
  hostile("ok", "negative spacings", nrrd({ spacings: "-1 -2" })),
  hostile("ok", "spacings of 10³⁰⁸", nrrd({ spacings: "1e308 1e308" })),
  hostile("E_CORRUPT", "spacings that are words", nrrd({ spacings: "a b" })),
  hostile("ok", "directions of 0", nrrd({ space: "LPS", "space directions": "(0,0,0) (0,0,0)" })),
  hostile("ok", "directions of NaN", nrrd({ space: "LPS", "space directions": "(nan,0,0) (0,1,0)" })),
  hostile("ok", "directions of 10³⁰⁰", nrrd({ space: "LPS", "space directions": "(1e300,0,0) (0,1e300,0)" })),
  hostile("ok", "directions in one line", nrrd({ space: "LPS", "space directions": "(1,0,0) (1,0,0)" })),
  hostile("E_CORRUPT", "directions that do not end", nrrd({ "space directions": "(1,0,0" })),
  hostile("E_CORRUPT", "a megabyte of brackets", nrrd({ "space directions": endless("(", 900_000) })),
  hostile("ok", "a space that every object has", nrrd({ space: "constructor", "space directions": "(1,0) (0,1)" })),
  hostile(
    "ok",
    "a unit of a hundred thousand letters",
    nrrd({ spacings: "1 1", units: `"${endless("x", 100_000)}" ""` }),
  ),
  hostile("ok", "a unit that would colour a terminal", nrrd({ spacings: "1 1", units: '"\u001b[31m" ""' })),
];

const data: Hostile[] = [
  hostile("E_TRUNCATED", "one byte too few", nrrd({}, six.subarray(1))),
  hostile("ok", "bytes behind the array", nrrd({}, glued(six, six))),
  hostile("E_CORRUPT", "a negative line skip", nrrd({ "line skip": "-1" })),
  hostile("E_CORRUPT", "a line skip of 1.5", nrrd({ "line skip": "1.5" })),
  hostile("E_TRUNCATED", "a line skip of 10¹⁵", nrrd({ "line skip": "1000000000000000" })),
  hostile("E_TRUNCATED", "a byte skip of 10¹⁵", nrrd({ "byte skip": "1000000000000000" })),
  hostile("E_CORRUPT", "a byte skip of NaN", nrrd({ "byte skip": "nan" })),
  hostile("E_TRUNCATED", "a byte skip of 10³⁰", nrrd({ "byte skip": "1e30" })),
  hostile("E_TRUNCATED", "a byte skip of −10¹⁵", nrrd({ "byte skip": "-1000000000000000" })),
  hostile("E_TRUNCATED", "a byte skip of −5 that ends in the header", nrrd({ "byte skip": "-5" })),
  hostile("ok", "numbers as text", nrrd({ encoding: "text" }, "1 2 3,4\t5\n6")),
  hostile("E_TRUNCATED", "five of six numbers as text", nrrd({ encoding: "text" }, "1 2 3 4 5      ")),
  hostile("E_CORRUPT", "a word among the numbers", nrrd({ encoding: "text" }, "1 2 three 4 5 6")),
  hostile("E_CORRUPT", "a number of a megabyte", nrrd({ encoding: "text" }, endless("1", 1_000_000))),
  hostile("E_CORRUPT", "a number beyond its type", nrrd({ encoding: "text" }, "1 2 3 4 5 256")),
  hostile("E_CORRUPT", "a fraction among whole numbers", nrrd({ encoding: "text" }, "1 2 3 4 5 0.5")),
  hostile("E_CORRUPT", "NaN among whole numbers", nrrd({ encoding: "text" }, "1 2 3 4 5 nan")),
  hostile(
    "E_TRUNCATED",
    "10⁸ numbers from 11 letters",
    nrrd({ encoding: "text", sizes: "10000 10000" }, "1 2 3 4 5 6"),
  ),
  hostile("E_FORMAT", "64-bit integers as text", nrrd({ encoding: "text", type: "int64" }, "1 2 3 4 5 6")),
  hostile("E_TRUNCATED", "11 of 12 digits", nrrd({ encoding: "hex" }, "01020304050")),
  hostile("E_CORRUPT", "digits that are none", nrrd({ encoding: "hex" }, "0102030405xy")),
  hostile("E_CORRUPT", "gzip that is none", nrrd({ encoding: "gzip" }, new Uint8Array(40).fill(7))),
  hostile(
    "E_CHECKSUM",
    "gzip with a wrong checksum",
    nrrd({ encoding: "gzip" }, patched(packed(six), packed(six).length - 8, 1, 2)),
  ),
  hostile("E_TRUNCATED", "gzip that is cut", nrrd({ encoding: "gzip" }, packed(six).subarray(0, -9))),
  hostile("E_CORRUPT", "a gzip bomb of 100 MB", nrrd({ encoding: "gzip" }, packed(new Uint8Array(1e8)))),
  hostile(
    "E_LIMIT",
    "a byte skip of 10¹² in gzip data",
    nrrd({ encoding: "gzip", "byte skip": "1000000000000" }, packed(six)),
  ),
  hostile(
    "E_LIMIT",
    "the end of gzip data that states 4 GiB",
    nrrd({ encoding: "gzip", "byte skip": "-1" }, patched(packed(six), packed(six).length - 4, 255, 255, 255, 255)),
  ),
  hostile("E_FORMAT", "a byte skip of −2 in gzip data", nrrd({ encoding: "gzip", "byte skip": "-2" }, packed(six))),
  hostile(
    "E_TRUNCATED",
    "20,000 × 20,000 voxels from a few bytes of gzip",
    nrrd({ encoding: "gzip", sizes: "20000 20000" }, packed(six)),
  ),
];

const blocks: Hostile[] = [
  hostile("ok", "bzip2", nrrd({ encoding: "bzip2" }, bzip2)),
  hostile("E_TRUNCATED", "bzip2 that is cut", nrrd({ encoding: "bzip2" }, bzip2.subarray(0, -6))),
  hostile("E_CORRUPT", "bzip2 without its signature", nrrd({ encoding: "bzip2" }, patched(bzip2, 0, 0))),
  hostile("E_CORRUPT", "bzip2 of block size 0", nrrd({ encoding: "bzip2" }, patched(bzip2, 3, 0x30))),
  hostile("E_CORRUPT", "bzip2 without its block", nrrd({ encoding: "bzip2" }, patched(bzip2, 4, 0))),
  hostile("E_CHECKSUM", "bzip2 with a wrong checksum", nrrd({ encoding: "bzip2" }, patched(bzip2, 10, 1))),
  hostile("E_CORRUPT", "bzip2 of the randomised kind", nrrd({ encoding: "bzip2" }, patched(bzip2, 14, 0x80))),
  hostile("E_CORRUPT", "bzip2 of more than the voxels", nrrd({ encoding: "bzip2", sizes: "2 2" }, bzip2)),
  hostile("E_TRUNCATED", "bzip2 of fewer than the voxels", nrrd({ encoding: "bzip2", sizes: "4 2" }, bzip2)),
  hostile(
    "E_LIMIT",
    "bzip2 behind a skip of 10¹² bytes",
    nrrd({ encoding: "bzip2", "byte skip": "1000000000000" }, bzip2),
  ),
  hostile(
    "E_TRUNCATED",
    "40,000 × 40,000 voxels from a few bytes of bzip2",
    nrrd({ encoding: "bzip2", sizes: "40000 40000" }, bzip2.subarray(0, 30)),
  ),
  hostile(
    "E_TRUNCATED",
    "100,000 empty bzip2 streams",
    nrrd(
      { encoding: "bzip2" },
      repeated(Uint8Array.of(0x42, 0x5a, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0), 100_000),
    ),
  ),
];

const file = "a.nhdr";
const elsewhere: Hostile[] = [
  hostile("ok", "data apart", apart({ "data file": "a.raw" }), { file, beside: { "a.raw": six } }),
  hostile("E_READ", "data that is not there", apart({ "data file": "b.raw" }), { file }),
  ...["../secret.raw", "/etc/passwd", "sub/a.raw", "..", ".", "C:\\a.raw", "..\\a.raw", "c:a.raw", "a\0.raw"].map(
    (name) =>
      hostile("E_PATH", `data in ${JSON.stringify(name)}`, apart({ "data file": name }), {
        file,
        beside: { "a.raw": six },
      }),
  ),
  hostile("E_PATH", "a list with a path", apart({ "data file": "LIST" }, "a.raw\n../b.raw\n"), {
    file,
    beside: { "a.raw": six.subarray(0, 3) },
  }),
  hostile("E_CORRUPT", "an empty list", apart({ "data file": "LIST" }), { file }),
  hostile("E_CORRUPT", "data in a file of a long name", apart({ "data file": endless("x", 5000) }), { file }),
  hostile(
    "E_READ",
    "numbers as wide as the moon",
    apart({ "data file": `s%${"9".repeat(9)}d.raw 1 2 1${endless(" ", 2000)}` }),
    { file },
  ),
  hostile("E_READ", "a pattern that is none", apart({ "data file": "s%999999999d.raw 1 2 1" }), { file }),
  hostile("E_CORRUPT", "a name of a megabyte of per cents", apart({ "data file": endless("%d", 400_000) }), { file }),
  hostile("E_CORRUPT", "10⁹ data files", apart({ "data file": "s%d.raw 1 1000000000 1" }), { file }),
  hostile("E_CORRUPT", "data files counted by 0", apart({ "data file": "s%d.raw 1 2 0" }), { file }),
  hostile("E_CORRUPT", "data files counted backwards", apart({ "data file": "s%d.raw 2 1 1" }), { file }),
  hostile("E_CORRUPT", "data that does not divide over its files", apart({ "data file": "s%d.raw 1 4 1" }), { file }),
  hostile(
    "E_LIMIT",
    "one file named sixty thousand times",
    apart({ "data file": "LIST", dimension: "3", sizes: "1 1 60000" }, endless("a.raw\n", 60_000)),
    {
      file,
      beside: { "a.raw": new Uint8Array(200_000) },
    },
  ),
];

/** Cut in the header it has no fields; cut behind it no voxels. */
const sample = nrrd({});
const pieces = [0, 3, 7, 9, 12, 20, 30, 40, sample.length - 6, sample.length - 1].map((at) =>
  hostile(
    at < 7 ? (at > 1 ? "E_TRUNCATED" : "E_FORMAT") : at < 50 ? "E_CORRUPT" : "E_TRUNCATED",
    `cut after ${at} bytes`,
    sample.slice(0, at),
  ),
);

const keys = (...lines: string[]) => nrrd({}, six, `${lines.join("\n")}\n`);
const first = ["Segment0_ID:=a", "Segment0_LabelValue:=1", "Segment0_Layer:=0"];
const segments: Hostile[] = [
  hostile("ok", "a segment", keys(...first)),
  hostile("ok", "a segment with a megabyte of tags", keys(...first, `Segment0_Tags:=${endless("a:b|", 250_000)}`)),
  hostile("ok", "a segment with one endless tag", keys(...first, `Segment0_Tags:=${endless("\\\\", 450_000)}`)),
  hostile(
    "ok",
    "a segment with tags that every object has",
    keys(...first, "Segment0_Tags:=__proto__:1|constructor:2|"),
  ),
  hostile("E_CORRUPT", "a segment in layer 10⁹", keys("Segment0_ID:=a", "Segment0_Layer:=1000000000")),
  hostile("E_CORRUPT", "a segment in layer −1", keys("Segment0_ID:=a", "Segment0_Layer:=-1")),
  hostile("E_CORRUPT", "a segment of label NaN", keys(...first, "Segment0_LabelValue:=NaN")),
  hostile("E_CORRUPT", "two segments of one name", keys(...first, "Segment1_ID:=a", "Segment1_Layer:=0")),
  hostile("ok", "a segment with a name of a megabyte", keys(...first, `Segment0_Name:=${endless("x", 900_000)}`)),
  hostile("ok", "a segment in the colour NaN", keys(...first, "Segment0_Color:=nan nan nan")),
];

export const NRRD_CASES: Hostile[] = [headers, data, blocks, elsewhere, pieces, segments].flat();

import { dicom, type Element, encode, type Item, slice } from "../io/dicoms.js";
import { cuts, glued, type Hostile, hostile, patched, repeated } from "./case.js";

const values = [1, 2, 3, 4, 5, 6];
const one = (...more: Element[]) => slice(0, values, more);
const number = (element: number, value: number): Element => [0x28, element, "US", value];
const text = (group: number, element: number, value: string, vr = "DS"): Element => [group, element, vr, value];
const pixels = (bytes: number): Element => [0x7fe0, 0x10, "OW", new Uint8Array(bytes)];
const whole = one();

/** A picture of 2 × 3 bytes in one packed frame. */
function packed(frame: Uint8Array, fragments = 1): Uint8Array {
  const item = (bytes: Uint8Array) =>
    glued(Uint8Array.of(0xfe, 0xff, 0, 0xe0, bytes.length & 255, bytes.length >> 8, 0, 0), bytes);
  const head = encode([
    [0x8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2"],
    [0x28, 0x2, "US", 1],
    [0x28, 0x4, "CS", "MONOCHROME2"],
    [0x28, 0x10, "US", 2],
    [0x28, 0x11, "US", 3],
    [0x28, 0x100, "US", 8],
    [0x28, 0x101, "US", 8],
    [0x28, 0x103, "US", 0],
  ]);
  const start = Uint8Array.of(0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 255, 255, 255, 255);
  const end = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
  const body = glued(head, start, item(new Uint8Array(0)), ...Array(fragments).fill(item(frame)), end);
  return glued(dicom([], "1.2.840.10008.1.2.5"), body);
}

/** A table of one segment at byte 64, then its runs. */
const runs = (...bytes: number[]) =>
  glued(Uint8Array.of(1, 0, 0, 0, 64, 0, 0, 0), new Uint8Array(56), Uint8Array.from(bytes));

/** Sequences inside each other. */
function nested(depth: number): Uint8Array {
  const open = glued(
    Uint8Array.of(0x40, 0, 0x40, 0xa0, 0x53, 0x51, 0, 0, 255, 255, 255, 255),
    Uint8Array.of(0xfe, 0xff, 0, 0xe0, 255, 255, 255, 255),
  );
  return glued(dicom([]), repeated(open, depth));
}

const place = (z: string): Item => [[0x20, 0x9113, "SQ", [[text(0x20, 0x32, `0\\0\\${z}`)]]]];
const segment = (n: number): Item => [[0x62, 0xa, "SQ", [[[0x62, 0xb, "US", n]]]]];

/** A segmentation of 4 × 2 pixels of one bit, a frame for each place. */
function segmentation(frames: readonly { z: string; n: number }[], more: readonly Element[] = []): Uint8Array {
  const replaced = new Set(more.map(([group, element]) => `${group} ${element}`));
  const elements: Element[] = [
    [0x8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4"],
    [0x28, 0x2, "US", 1],
    [0x28, 0x8, "IS", String(frames.length)],
    [0x28, 0x10, "US", 2],
    [0x28, 0x11, "US", 4],
    [0x28, 0x100, "US", 1],
    [0x28, 0x101, "US", 1],
    [0x28, 0x103, "US", 0],
    [0x62, 0x1, "CS", "BINARY"],
    [
      0x62,
      0x2,
      "SQ",
      [
        [
          [0x62, 0x4, "US", 1],
          [0x62, 0x5, "LO", "Liver"],
        ],
      ],
    ],
    [0x5200, 0x9229, "SQ", [[[0x20, 0x9116, "SQ", [[text(0x20, 0x37, "1\\0\\0\\0\\1\\0")]]]]]],
    [0x5200, 0x9230, "SQ", frames.map(({ z, n }) => [...place(z), ...segment(n)])],
    [0x7fe0, 0x10, "OB", new Uint8Array(frames.length + (frames.length & 1)).fill(0x5a)],
  ];
  const kept = elements.filter(([group, element]) => !replaced.has(`${group} ${element}`));
  return dicom([...kept, ...more].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
}

const two = [
  { z: "0", n: 1 },
  { z: "2", n: 1 },
];

const files: Hostile[] = [
  hostile("ok", "a whole slice", whole),
  hostile("E_TRUNCATED", "65,535 × 65,535 pixels", one(number(0x10, 65535), number(0x11, 65535))),
  hostile("E_CORRUPT", "0 rows", one(number(0x10, 0))),
  hostile("E_CORRUPT", "0 columns", one(number(0x11, 0))),
  ...[0, 7, 12, 64, 65535].map((bits) => hostile("E_FORMAT", `${bits} bits a value`, one(number(0x100, bits)))),
  hostile("E_CORRUPT", "17 of 16 bits in use", one(number(0x101, 17))),
  hostile("E_CORRUPT", "0 bits in use", one(number(0x101, 0))),
  hostile("E_FORMAT", "65,535 samples a pixel", one(number(0x2, 65535))),
  ...["0", "-1", "2.5", "NaN", "word", ""].map((count) =>
    hostile(count === "" ? "ok" : "E_CORRUPT", `${JSON.stringify(count)} frames`, one(text(0x28, 0x8, count, "IS"))),
  ),
  hostile("E_LIMIT", "10⁹ frames", one(text(0x28, 0x8, "1000000000", "IS"))),
  hostile("E_TRUNCATED", "two frames of one", one(text(0x28, 0x8, "2", "IS"))),
  hostile("E_TRUNCATED", "half its pixels", one(pixels(6))),
  hostile("ok", "more than its pixels", one(pixels(600))),
  hostile("E_CORRUPT", "colours of a palette without tables", one(text(0x28, 0x4, "PALETTE COLOR", "CS"))),
  hostile(
    "E_FORMAT",
    "no pixel data",
    dicom([
      [0x28, 0x10, "US", 2],
      [0x28, 0x11, "US", 3],
      [0x28, 0x100, "US", 16],
    ]),
  ),
  hostile("ok", "a place of NaN", one(text(0x20, 0x32, "NaN\\0\\0"))),
  hostile("ok", "a place of two numbers", one(text(0x20, 0x32, "1\\2"))),
  hostile("ok", "a place of 10³⁰⁸", one(text(0x20, 0x32, "1e308\\1e308\\1e308"))),
  hostile("ok", "directions of zeros", one(text(0x20, 0x37, "0\\0\\0\\0\\0\\0"))),
  hostile("ok", "directions in one line", one(text(0x20, 0x37, "1\\0\\0\\1\\0\\0"))),
  hostile("ok", "spacings of 0", one(text(0x28, 0x30, "0\\0"))),
  hostile("ok", "negative spacings", one(text(0x28, 0x30, "-1\\-1"))),
  hostile("ok", "spacings of 10³⁰⁰", one(text(0x28, 0x30, "1e300\\1e300"))),
  hostile("ok", "a slope of words", one(text(0x28, 0x1053, "steep"))),
  hostile("ok", "a slope of 0", one(text(0x28, 0x1053, "0"))),
  hostile("ok", "a slope of 10³⁰⁸", one(text(0x28, 0x1053, "1e308")), { inspected: "E_NONFINITE" }),
  hostile("ok", "a number of sixty thousand digits", one(text(0x28, 0x1053, "1".repeat(60_000)))),
  hostile("E_FORMAT", "a transfer syntax that every object has", dicom([], "constructor"), {}),
  ...cuts(whole, 17, (at) => (at < 132 ? "E_FORMAT" : "E_TRUNCATED")),
];

const parsing: Hostile[] = [
  hostile("E_FORMAT", "nothing behind its mark", whole.slice(0, 132)),
  hostile("E_CORRUPT", "no header", glued(new Uint8Array(128), "DICM", new Uint8Array(64))),
  hostile(
    "E_TRUNCATED",
    "an element of 4 GiB",
    glued(whole, Uint8Array.of(0xe1, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 254, 255, 255, 255)),
  ),
  hostile("E_CORRUPT", "a sequence that does not end", nested(1)),
  hostile("E_CORRUPT", "a thousand sequences inside each other", nested(1000)),
  hostile("E_CORRUPT", "a hundred thousand sequences inside each other", nested(100_000)),
  hostile("ok", "a kilobyte of zeros behind it", glued(whole, new Uint8Array(1024))),
  ...[
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.80",
    "1.2.840.10008.1.2.4.90",
    "1.2.840.10008.1.2.1.99",
    "1.2.3",
  ].map((syntax) =>
    hostile(syntax === "1.2.3" ? "E_FORMAT" : "E_TRUNCATED", `transfer syntax ${syntax}`, dicom([], syntax)),
  ),
];

const frames: Hostile[] = [
  hostile("ok", "a packed frame", packed(runs(5, 1, 2, 3, 4, 5, 6))),
  hostile("E_TRUNCATED", "a packed frame of too few runs", packed(runs(2, 1, 2, 3))),
  hostile("E_TRUNCATED", "a packed frame that ends in a run", packed(runs(255))),
  hostile("E_TRUNCATED", "a packed frame of no-ops", packed(runs(...Array(100).fill(128)))),
  hostile("E_TRUNCATED", "a packed frame without its table", packed(new Uint8Array(20))),
  hostile("E_CORRUPT", "a packed frame of 15 segments", packed(patched(runs(5, 1, 2, 3, 4, 5, 6), 0, 15))),
  hostile(
    "E_CORRUPT",
    "a packed frame whose segment lies outside",
    packed(patched(runs(5, 1, 2, 3, 4, 5, 6), 4, 255, 255)),
  ),
  hostile(
    "E_CORRUPT",
    "a packed frame whose segment lies in its table",
    packed(patched(runs(5, 1, 2, 3, 4, 5, 6), 4, 8)),
  ),
  hostile("E_CORRUPT", "two packed frames of one", packed(runs(5, 1, 2, 3, 4, 5, 6), 2)),
  hostile("E_CORRUPT", "no packed frame", packed(runs(5, 1, 2, 3, 4, 5, 6), 0)),
];

const segments: Hostile[] = [
  hostile("ok", "a segmentation", segmentation(two)),
  hostile("E_CORRUPT", "a segmentation without segments", segmentation(two, [[0x62, 0x2, "SQ", []]])),
  hostile(
    "E_CORRUPT",
    "two segments of one number",
    segmentation(two, [[0x62, 0x2, "SQ", [[[0x62, 0x4, "US", 1]], [[0x62, 0x4, "US", 1]]]]]),
  ),
  hostile("E_CORRUPT", "two frames of one segment in one place", segmentation([two[0] as never, two[0] as never])),
  hostile("E_FORMAT", "frames without a place", segmentation(two, [[0x5200, 0x9230, "SQ", []]])),
  hostile(
    "E_CORRUPT",
    "frames without a segment",
    segmentation(two, [[0x5200, 0x9230, "SQ", [place("0"), place("2")]]]),
  ),
  hostile(
    "E_LIMIT",
    "slices 10¹² apart from slices 1 apart",
    segmentation([
      { z: "0", n: 1 },
      { z: "1", n: 1 },
      { z: "1000000000000", n: 1 },
    ]),
  ),
  hostile("E_LIMIT", "a segmentation of 10⁶ frames", segmentation(two, [text(0x28, 0x8, "1000000", "IS")])),
  hostile("E_TRUNCATED", "a segmentation of 1,000 frames from two", segmentation(two, [text(0x28, 0x8, "1000", "IS")])),
];

const folders: Hostile[] = [
  hostile("ok", "two slices", { "a.dcm": slice(0, values), "b.dcm": slice(2, values) }),
  hostile("E_FORMAT", "two slices in one place", { "a.dcm": whole, "b.dcm": whole }),
  hostile("E_FORMAT", "two series", { "a.dcm": whole, "b.dcm": slice(2, values, [text(0x20, 0xe, "9.9", "UI")]) }),
  hostile("E_FORMAT", "slices of two sizes", { "a.dcm": whole, "b.dcm": slice(2, values, [number(0x10, 1)]) }),
  hostile("E_TRUNCATED", "a slice that is cut", { "a.dcm": whole, "b.dcm": slice(2, values).slice(0, -6) }),
  hostile("E_LIMIT", "a slice 10¹² away from slices 1 apart", {
    "a.dcm": whole,
    "b.dcm": slice(1, values),
    "c.dcm": slice(1e12, values),
  }),
  hostile("E_NOTFILE", "a folder of other files", { "a.txt": glued("hello") }),
  hostile("E_NOTFILE", "an empty folder", {}),
  hostile("ok", "other files beside the slices", {
    "a.dcm": slice(0, values),
    "b.dcm": slice(2, values),
    "notes.txt": glued("hello"),
  }),
];

export const DICOM_CASES: Hostile[] = [files, parsing, frames, segments, folders].flat();

/** Segmentations of slides, whose frames are tiles of one picture, and files whose elements are not as their head says. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { dicom, type Element, type Item, slice } from "./dicoms.js";
import { codeOf } from "./files.js";

const long = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const [WIDTH, HEIGHT] = [5, 3];
/** Tiles of 2 × 2 pixels: three across, two down. */
const PLACES = [0, 1].flatMap((row) => [0, 1, 2].map((column) => [2 * column, 2 * row] as const));

/** The value of a label map at a pixel. */
const labelAt = (x: number, y: number) => (x < WIDTH && y < HEIGHT ? (x + 2 * y) % 3 : 0);
const tile = ([x, y]: readonly [number, number]) => [0, 1].flatMap((dy) => [0, 1].map((dx) => labelAt(x + dx, y + dy)));
const WHOLE = Array.from({ length: WIDTH * HEIGHT }, (_, i) => labelAt(i % WIDTH, Math.floor(i / WIDTH)));

const position = ([x, y]: readonly [number, number]): Item => [
  [
    0x48,
    0x21a,
    "SQ",
    [
      [
        [0x40, 0x74a, "DS", "0"],
        [0x48, 0x21e, "SL", long(x + 1)],
        [0x48, 0x21f, "SL", long(y + 1)],
      ],
    ],
  ],
];

const segment = (number: number): Item => [
  [0x62, 4, "US", number],
  [0x62, 5, "LO", `cells ${number}`],
];

/** A label map of tiles, in order or each with its place. */
function slide(
  places: readonly (readonly [number, number])[],
  full: boolean,
  more: readonly Element[] = [],
): Uint8Array {
  const values = places.flatMap(tile);
  const elements: Element[] = [
    [0x8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.7"],
    [0x20, 0x9311, "CS", full ? "TILED_FULL" : "TILED_SPARSE"],
    [0x28, 2, "US", 1],
    [0x28, 4, "CS", "MONOCHROME2"],
    [0x28, 8, "IS", String(places.length)],
    [0x28, 0x10, "US", 2],
    [0x28, 0x11, "US", 2],
    [0x28, 0x100, "US", 8],
    [0x28, 0x101, "US", 8],
    [0x28, 0x103, "US", 0],
    [0x48, 6, "UL", long(WIDTH)],
    [0x48, 7, "UL", long(HEIGHT)],
    [
      0x48,
      8,
      "SQ",
      [
        [
          [0x40, 0x72a, "DS", "10"],
          [0x40, 0x73a, "DS", "20"],
        ],
      ],
    ],
    [0x48, 0x102, "DS", "0\\-1\\0\\-1\\0\\0"],
    [0x62, 2, "SQ", [segment(1), segment(2)]],
    [
      0x5200,
      0x9229,
      "SQ",
      [
        [
          [
            0x28,
            0x9110,
            "SQ",
            [
              [
                [0x18, 0x50, "DS", "0.1"],
                [0x28, 0x30, "DS", "0.5\\0.25"],
              ],
            ],
          ],
        ],
      ],
    ],
    ...(full ? [] : [[0x5200, 0x9230, "SQ", places.map(position)] as const]),
    [0x7fe0, 0x10, "OB", Uint8Array.from(values)],
  ];
  const replaced = new Set(more.map(([group, element]) => `${group} ${element}`));
  return dicom(
    [...elements.filter(([a, b]) => !replaced.has(`${a} ${b}`)), ...more].sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  );
}

describe("tiles of a slide", () => {
  it.each([
    ["in order", slide(PLACES, true)],
    ["by their places", slide([...PLACES].reverse(), false)],
  ])("are put together %s", async (_, bytes) => {
    const file = await openImage(bytes);
    expect([file.axes, file.shape, file.geometry.spacing]).toEqual(["YX", [HEIGHT, WIDTH], [0.5, 0.25]]);
    expect([...(await file.read()).data]).toEqual(WHOLE);
    const found = await file.readSegmentation();
    expect([[...(found.layers[0] as Uint8Array)], found.shape]).toEqual([WHOLE, [1, HEIGHT, WIDTH]]);
    expect(found.segments.map(({ name }) => name)).toEqual(["cells 1", "cells 2"]);
    expect([found.origin, found.spacing, found.space]).toEqual([[0, 20, 10], [0.1, 0.5, 0.25], undefined]);
  });

  it("may be missing where nothing lies", async () => {
    const file = await openImage(slide(PLACES.slice(1), false));
    expect([...(await file.read()).data]).toEqual(WHOLE.map((label, i) => (i % 5 < 2 && i < 10 ? 0 : label)));
  });

  it("show a segment each where they are masks", async () => {
    const identified = (at: readonly [number, number], number: number): Item => [
      ...position(at),
      [0x62, 0xa, "SQ", [[[0x62, 0xb, "US", number]]]],
    ];
    const frames = [1, 2].flatMap((number) => PLACES.map((at) => ({ at, number })));
    const bits = frames.flatMap(({ at, number }) => tile(at).map((label) => Number(label === number)));
    const packed = Uint8Array.from({ length: bits.length / 8 }, (_, byte) =>
      bits.slice(8 * byte, 8 * byte + 8).reduce((sum, bit, i) => sum | (bit << i), 0),
    );
    const sets: Element[] = [
      [0x8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4"],
      [0x28, 8, "IS", String(frames.length)],
      [0x28, 0x100, "US", 1],
      [0x28, 0x101, "US", 1],
      [0x62, 1, "CS", "BINARY"],
      [0x7fe0, 0x10, "OB", packed],
    ];
    const places: Element = [0x5200, 0x9230, "SQ", frames.map(({ at, number }) => identified(at, number))];
    for (const bytes of [slide(PLACES, true, sets), slide(PLACES, false, [...sets, places])]) {
      const file = await openImage(bytes);
      expect([...(await file.read({ channel: 1 })).data]).toEqual(WHOLE.map((label) => Number(label === 2)));
      const { layers } = await file.readSegmentation();
      expect([layers.length, [...(layers[0] as Uint8Array)]]).toEqual([1, WHOLE]);
    }
  });

  it.each<[string, string, Uint8Array]>([
    ["E_CORRUPT", "too few tiles", slide(PLACES.slice(1), true)],
    ["E_CORRUPT", "a tile outside", slide([[6, 0]], false)],
    ["E_CORRUPT", "a tile before the first pixel", slide([[-1, 0]], false)],
    ["E_CORRUPT", "no pixels", slide(PLACES, true, [[0x48, 6, "UL", long(0)]])],
    ["E_CORRUPT", "a tile without a place", slide(PLACES, false, [[0x5200, 0x9230, "SQ", [[]]]])],
    [
      "E_LIMIT",
      "more pixels than fit",
      slide([[0, 0]], false, [
        [0x48, 6, "UL", long(900_000)],
        [0x48, 7, "UL", long(900_000)],
      ]),
    ],
  ])("are refused (%s): %s", async (code, _, bytes) => {
    expect(await codeOf(() => openImage(bytes))).toBe(code);
  });

  it.skipIf(!CORPUS)("of highdicom's slide are one label map", async () => {
    const file = await openImage(readFileSync(corpusFile("medical", "highdicom", "seg_image_sm_control_labelmap.dcm")));
    const { data, shape } = await file.read();
    expect([shape, new Set(data).size, [...data].reduce((sum, label) => sum + label, 0)]).toEqual([[50, 50], 20, 6064]);
  });
});

/** Elements without the kinds of their values, and the other way round. */
function stripped(elements: readonly Element[]): Uint8Array {
  const parts = elements.map(([group, element, , value]) => {
    const bytes = value instanceof Uint8Array ? value : new TextEncoder().encode(`${value}`);
    const even = new Uint8Array(bytes.length + (bytes.length % 2));
    even.set(bytes);
    const view = new DataView(new ArrayBuffer(8));
    view.setUint16(0, group, true);
    view.setUint16(2, element, true);
    // Packed values have no length of their own.
    view.setUint32(4, even.length === 0 ? 0xffffffff : even.length, true);
    return [...new Uint8Array(view.buffer), ...even];
  });
  return Uint8Array.from(parts.flat());
}

describe("elements that are not as the head says", () => {
  const us = (value: number) => Uint8Array.of(value, 0);
  const description: Element[] = [
    [0x8, 0x16, "", "1.2.840.10008.5.1.4.1.1.7"],
    [0x28, 2, "", us(1)],
    [0x28, 4, "", "MONOCHROME2 "],
    [0x28, 0x10, "", us(2)],
    [0x28, 0x11, "", us(3)],
    [0x28, 0x100, "", us(8)],
    [0x28, 0x101, "", us(8)],
    [0x28, 0x103, "", us(0)],
  ];
  const behind = (head: Uint8Array, rest: readonly number[]) => Uint8Array.from([...head, ...rest]);
  const note = /its head promises kinds of values, but its elements have none/;

  it("are read without kinds of values, plain and packed", async () => {
    const pixels: Element = [0x7fe0, 0x10, "", Uint8Array.of(1, 2, 3, 4, 5, 6)];
    const plain = await openImage(behind(dicom([]), [...stripped([...description, pixels])]));
    expect([...(await plain.read()).data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(plain.notes[0]).toMatch(note);
    // Run lengths: a table of one segment at byte 64, six bytes as they are.
    const frame = new Uint8Array(72);
    frame.set([1, 0, 0, 0, 64]);
    frame.set([5, 1, 2, 3, 4, 5, 6], 64);
    const items = [...stripped([[0xfffe, 0xe000, "", frame]])];
    const empty = [0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0];
    const end = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
    const head = [...stripped([...description, [0x7fe0, 0x10, "", new Uint8Array(0)]])];
    const packed = await openImage(behind(dicom([], "1.2.840.10008.1.2.5"), [...head, ...empty, ...items, ...end]));
    expect([...(await packed.read()).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("are read with kinds of values", async () => {
    const right = slice(0, [1, 2, 3, 4, 5, 6]);
    // The same file with a head that names the syntax without them: the end of the name is cut off.
    const text = Buffer.from(right).toString("latin1");
    const wrong = Buffer.from(text.replace("1.2.840.10008.1.2.1", "1.2.840.10008.1.2\0\0"), "latin1");
    const file = await openImage(Uint8Array.from(wrong));
    expect([...(await file.read()).data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(file.notes[0]).toMatch(/promises no kinds of values, but its elements have them/);
  });
});

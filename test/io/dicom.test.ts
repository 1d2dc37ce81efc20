/** DICOM: slices, series, segmentations; files made by hand and files of other projects. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Folder, openFolder, openImage } from "../../bindings/io/index.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { dicom, type Element, encode, slice } from "./dicoms.js";
import { codeOf, readBytes } from "./files.js";

const six = (from: number) => [0, 1, 2, 3, 4, 5].map((i) => from + i);

function folderOf(files: Record<string, Uint8Array>): Folder {
  return { name: "series", list: async () => Object.keys(files), read: async (name) => files[name] };
}

describe("a DICOM slice", () => {
  it("has its values, place and pixel distances", async () => {
    const { image, file } = await readBytes(slice(30, six(-3)));
    expect([file.format, file.axes, [...image.data]]).toEqual(["dicom", "YX", six(-3)]);
    expect([image.shape, image.spacing, image.unit]).toEqual([[2, 3], [0.5, 0.25], "mm"]);
  });

  it("is scaled, and whole numbers stay whole", async () => {
    const scaled = (slope: string, intercept: string): Element[] => [
      [0x28, 0x1052, "DS", intercept],
      [0x28, 0x1053, "DS", slope],
    ];
    const { image } = await readBytes(slice(0, six(0), scaled("2", "-1024")));
    expect([image.data.constructor.name, ...image.data.slice(0, 2)]).toEqual(["Int32Array", -1024, -1022]);
    const { image: ct } = await readBytes(slice(0, six(0), [...scaled("2", "-1024"), [0x28, 0x101, "US", 12]]));
    expect([ct.data.constructor.name, ct.data[1]]).toEqual(["Int16Array", -1022]);
    const { image: half } = await readBytes(slice(0, six(0), scaled("0.5", "0")));
    expect([half.data.constructor.name, half.data[3]]).toEqual(["Float32Array", 1.5]);
  });

  it("leaves out bits above the stored ones", async () => {
    const { image } = await readBytes(slice(0, [0x1fff, 0x2800, 0x0fff, 0, 1, 2], [[0x28, 0x101, "US", 12]]));
    expect([...image.data.slice(0, 3)]).toEqual([-1, -2048, -1]);
  });

  it("may start with the signature of a TIFF file", async () => {
    const bytes = slice(0, six(0));
    bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
    expect((await readBytes(bytes)).file.format).toBe("dicom");
  });

  it("undoes run-length coding", async () => {
    // Two segments: high bytes all 0 as one run, low bytes 0 … 5 as they are.
    const frame = new Uint8Array(64 + 2 + 8);
    const view = new DataView(frame.buffer);
    for (const [i, n] of [2, 64, 66].entries()) view.setUint32(4 * i, n, true);
    frame.set([0xfb, 0, 5, 0, 1, 2, 3, 4, 5], 64);
    const item = (body: Uint8Array) => [0xfe, 0xff, 0x00, 0xe0, body.length, 0, 0, 0, ...body];
    const end = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
    const head = [0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff];
    const plain = slice(0, six(0));
    const start = plain.length - 12 - 12;
    const pixels = [...head, ...item(new Uint8Array(0)), ...item(frame), ...end];
    const text = new TextDecoder("latin1").decode(plain.subarray(0, start));
    const syntax = text.indexOf("1.2.840.10008.1.2.1");
    const bytes = Uint8Array.from([...plain.subarray(0, start), ...pixels]);
    bytes[syntax + 18] = "5".charCodeAt(0);
    expect([...(await readBytes(bytes)).image.data]).toEqual(six(0));
    bytes[bytes.length - 9 - 8] = 0x77;
    expect(["E_CORRUPT", "E_TRUNCATED", "no error"]).toContain(await codeOf(() => readBytes(bytes)));
  });

  it.each([
    ["JPEG 2000", dicom([[0x28, 0x10, "US", 2]], "1.2.840.10008.1.2.4.90"), "E_CORRUPT"],
    ["an unknown transfer syntax", dicom([[0x28, 0x10, "US", 2]], "1.2.3"), "E_FORMAT"],
    ["no pixel data", dicom([[0x28, 0x100, "US", 16]]), "E_CORRUPT"],
    ["12 bits allocated", slice(0, six(0), [[0x28, 0x100, "US", 12]]), "E_FORMAT"],
    ["no rows", slice(0, six(0), [[0x28, 0x10, "US", 0]]), "E_CORRUPT"],
    ["more rows than there are", slice(0, six(0), [[0x28, 0x10, "US", 60_000]]), "E_TRUNCATED"],
    ["10⁹ frames", slice(0, six(0), [[0x28, 0x8, "IS", "1000000000"]]), "E_LIMIT"],
    ["minus one frame", slice(0, six(0), [[0x28, 0x8, "IS", "-1"]]), "E_CORRUPT"],
    ["palette colours without tables", slice(0, six(0), [[0x28, 0x4, "CS", "PALETTE COLOR"]]), "E_CORRUPT"],
    ["more stored bits than allocated", slice(0, six(0), [[0x28, 0x101, "US", 30]]), "E_CORRUPT"],
  ])("is refused with %s", async (_, bytes, code) => {
    expect(await codeOf(() => readBytes(bytes))).toBe(code);
  });

  it("is refused, or whole, when cut or changed anywhere", async () => {
    const whole = slice(5, six(7));
    for (let at = 133; at < whole.length; at++) {
      const cut = await codeOf(() => readBytes(whole.slice(0, at)));
      expect(["E_TRUNCATED", "E_CORRUPT", "E_FORMAT"]).toContain(cut);
      const changed = whole.slice();
      changed[at] = (changed[at] as number) ^ 0x41;
      const code = await codeOf(() => readBytes(changed));
      expect(["no error", "E_TRUNCATED", "E_CORRUPT", "E_FORMAT", "E_LIMIT"]).toContain(code);
    }
  });
});

describe("a DICOM series", () => {
  const series = (places: readonly number[]) =>
    folderOf(Object.fromEntries(places.map((z, i) => [`${i}.dcm`, slice(z, six(10 * z))])));

  it("is sorted by place, whatever the names", async () => {
    const file = await openFolder(series([4, 0, 2]));
    const image = await file.read();
    expect([...image.data.filter((_, i) => i % 6 === 0)]).toEqual([0, 20, 40]);
    expect(image).toMatchObject({ shape: [3, 2, 3], spacing: [2, 0.5, 0.25], origin: [0, 20, -10], space: "LPS" });
  });

  it("says which slices are missing, and leaves them 0", async () => {
    const file = await openFolder(series([0, 1, 3, 4]));
    expect(file.notes.join()).toContain("1 of its 5 slices are missing and are 0: 2");
    const image = await file.read();
    expect([...image.data.slice(12, 18)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(image.data[18]).toBe(30);
  });

  it("says when slices are uneven", async () => {
    const file = await openFolder(series([0, 1, 2.4, 3]));
    expect(file.shape[0]).toBe(4);
    expect(file.notes.join()).toContain("unevenly spaced, 0.6 to 1.4 mm apart");
  });

  it.each([
    ["two slices in one place", { a: slice(0, six(0)), b: slice(0, six(6)) }],
    ["two series", { a: slice(0, six(0)), b: slice(1, six(6), [[0x20, 0xe, "UI", "1.2.4"]]) }],
    ["slices of two sizes", { a: slice(0, six(0)), b: slice(1, six(6), [[0x28, 0x11, "US", 2]]) }],
    ["turned slices", { a: slice(0, six(0)), b: slice(1, six(6), [[0x20, 0x37, "DS", "0\\1\\0\\1\\0\\0"]]) }],
  ])("is refused with %s", async (_, files) => {
    expect(await codeOf(() => openFolder(folderOf(files)))).toBe("E_FORMAT");
  });
});

describe("a DICOM segmentation", () => {
  const frame = (segment: number, z: number): Element[] => [
    [0x20, 0x9113, "SQ", [[[0x20, 0x32, "DS", `0\\0\\${z}`]]]],
    [0x62, 0xa, "SQ", [[[0x62, 0xb, "US", segment]]]],
  ];
  const segmentation = (frames: Element[][], pixels: Uint8Array, more: Element[] = []) =>
    dicom(
      (
        [
          [0x8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4"],
          [0x28, 0x2, "US", 1],
          [0x28, 0x8, "IS", frames.length],
          [0x28, 0x10, "US", 3],
          [0x28, 0x11, "US", 3],
          [0x28, 0x100, "US", 1],
          [0x28, 0x103, "US", 0],
          [
            0x62,
            0x2,
            "SQ",
            [1, 2].map((n): Element[] => [
              [0x62, 0x4, "US", n],
              [0x62, 0x5, "LO", `organ ${n}`],
            ]),
          ],
          [0x5200, 0x9229, "SQ", [[[0x20, 0x9116, "SQ", [[[0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"]]]]]]],
          [0x5200, 0x9230, "SQ", frames],
          [0x7fe0, 0x10, "OB", pixels],
          ...more,
        ] as Element[]
      ).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    );

  it("has a channel for each segment; bits run on from frame to frame", async () => {
    // 27 bits: frames of 9, the lowest bit first.
    const bits = [...[1, 0, 0, 0, 0, 0, 0, 0, 1], ...[0, 1, 0, 0, 0, 0, 0, 0, 0], ...[1, 1, 1, 1, 1, 1, 1, 1, 1]];
    const pixels = new Uint8Array(4);
    bits.forEach((bit, i) => {
      pixels[i >> 3]! |= bit << (i & 7);
    });
    const file = await openImage(segmentation([frame(1, 0), frame(1, 2), frame(2, 2)], pixels));
    expect([file.axes, file.shape, file.bitDepth]).toEqual(["CZYX", [2, 2, 3, 3], 1]);
    expect(file.notes).toEqual(["its channels are the segments 1 organ 1, 2 organ 2"]);
    expect([...(await file.read({ channel: 0 })).data]).toEqual(bits.slice(0, 18));
    expect([...(await file.read({ channel: 1 })).data]).toEqual([...Array(9).fill(0), ...Array(9).fill(1)]);
  });

  it("is refused when two frames show one segment in one place", async () => {
    const bytes = segmentation([frame(1, 0), frame(1, 0)], new Uint8Array(4));
    expect(await codeOf(() => readBytes(bytes, "a", { channel: 0 }))).toBe("E_CORRUPT");
  });

  it("nests sequences as the builder of these tests writes them", () => {
    expect(encode([[0x62, 0xa, "SQ", [[[0x62, 0xb, "US", 7]]]]]).length).toBe(12 + 8 + 10);
  });
});

describe.runIf(CORPUS)("DICOM files of other projects", () => {
  const bytesOf = (...path: string[]) => new Uint8Array(readFileSync(corpusFile("medical", ...path)));
  const positive = (values: ArrayLike<number>) => Array.from(values).filter((value) => value > 0).length;

  const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);

  it("segmentations hold the voxels of their NRRD twins", async () => {
    const { image: liver } = await readBytes(bytesOf("dcmqi", "liver.dcm"));
    const { image: twin } = await readBytes(bytesOf("dcmqi", "liver_seg.nrrd"));
    expect(positive(liver.data)).toBe(107_098);
    expect(Array.from(liver.data, (v) => Number(v > 0))).toEqual(Array.from(twin.data, (v) => Number(v > 0)));
    const parts = await openImage(bytesOf("dcmqi", "partial_overlaps.dcm"));
    const counts = [];
    for (let channel = 0; channel < 5; channel++) counts.push(positive((await parts.read({ channel })).data));
    expect(counts.sort((a, b) => a - b)).toEqual([4713, 6693, 9602, 10743, 11888]);
  });

  it("fractions are 0 to 1", async () => {
    const { image } = await readBytes(bytesOf("highdicom", "seg_image_ct_true_fractional.dcm"));
    expect(Math.max(...image.data)).toBeCloseTo(128 / 255, 6);
    expect(sumOf(image.data)).toBeCloseTo(326.0235, 3);
  });

  it("a series is a volume in Hounsfield units", async () => {
    const folder: Folder = {
      name: "ct-3slice",
      list: async () => readdirSync(corpusFile("medical", "dcmqi", "ct-3slice")),
      read: async (name) => (name.endsWith(".dcm") ? bytesOf("dcmqi", "ct-3slice", name) : undefined),
    };
    const file = await openFolder(folder);
    const image = await file.read();
    expect([file.shape, file.notes]).toEqual([[3, 512, 512], []]);
    expect(sumOf(image.data)).toBe(-750_951_030);
    expect(image.origin?.[0]).toBe(-128.690002);
  });
});

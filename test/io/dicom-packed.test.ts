/** DICOM files whose data are deflated or JPEGs, folders of other files beside them, and syntaxes that are refused. */
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openFolder, openImage } from "../../bindings/io/index.js";
import { dicom, type Element, encode, slice } from "./dicoms.js";
import { codeOf, readBytes } from "./files.js";

const DEFLATED = "1.2.840.10008.1.2.1.99";
const JPEG = "1.2.840.10008.1.2.4.50";
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe("deflated DICOM", () => {
  const plain = slice(5, [1, -2, 3, -4, 5, -6]);
  // Preamble, signature, the group's length, and the name of the syntax in 8 + 20 bytes.
  const body = plain.subarray(132 + 12 + 28);
  const file = joined(dicom([], DEFLATED), deflateRawSync(body));

  it("holds what the plain file holds", async () => {
    expect((await readBytes(file)).image).toEqual((await readBytes(plain)).image);
  });

  it("is refused when cut, damaged, or larger than allowed", async () => {
    const start = dicom([], DEFLATED).length;
    for (let at = start; at < file.length; at += 5) {
      expect(["E_TRUNCATED", "E_CORRUPT", "E_FORMAT"]).toContain(await codeOf(() => readBytes(file.slice(0, at))));
    }
    const bomb = joined(dicom([], DEFLATED), deflateRawSync(new Uint8Array(4_000_000)));
    expect(await codeOf(() => readBytes(bomb, "x.dcm", {}, { maxBytes: 1_000_000 }))).toBe("E_LIMIT");
  });
});

describe("JPEGs in DICOM", () => {
  const golden = JSON.parse(readFileSync(new URL("../golden/files.json", import.meta.url), "utf8")).read;
  const jpeg = (name: string) =>
    new Uint8Array(Buffer.from(golden.find((entry: { name: string }) => entry.name === name).base64, "base64"));
  const item = (bytes: Uint8Array) => {
    const padded = bytes.length % 2 === 0 ? bytes : joined(bytes, Uint8Array.of(0));
    const head = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0);
    new DataView(head.buffer).setUint32(4, padded.length, true);
    return joined(head, padded);
  };

  /** A file of 19 × 21 pixels with these parts of pixel data. */
  function file(parts: readonly Uint8Array[], samples: number, photometric: string, more: readonly Element[] = []) {
    const replaced = new Set(more.map(([, element]) => element));
    const elements: Element[] = [
      [0x28, 0x2, "US", samples],
      [0x28, 0x4, "CS", photometric],
      [0x28, 0x10, "US", 19],
      [0x28, 0x11, "US", 21],
      [0x28, 0x100, "US", 8],
      [0x28, 0x101, "US", 8],
      [0x28, 0x103, "US", 0],
    ];
    const all = [...elements.filter(([, element]) => !replaced.has(element)), ...more].sort((a, b) => a[1] - b[1]);
    const pixels = Uint8Array.of(0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff);
    const end = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
    return joined(dicom([], JPEG), encode(all), pixels, item(new Uint8Array(0)), ...parts.map(item), end);
  }

  it.each([
    ["grey.jpg", 1, "MONOCHROME2"],
    ["rgb.jpg", 3, "YBR_FULL_422"],
    ["halved.jpg", 3, "YBR_FULL_422"],
    ["kept-rgb.jpg", 3, "RGB"],
  ])("%s are the pixels of the file by itself", async (name, samples, photometric) => {
    const alone = await openImage(jpeg(name));
    const inside = await openImage(file([jpeg(name)], samples, photometric));
    const channels = samples === 1 ? [0] : [0, 1, 2];
    for (const channel of channels) {
      expect((await inside.read({ channel })).data).toEqual((await alone.read({ channel })).data);
    }
  });

  it("of 8 bits may be meant for words", async () => {
    const wide = file([jpeg("grey.jpg")], 1, "MONOCHROME2", [[0x28, 0x100, "US", 16]]);
    const { data } = (await readBytes(wide)).image;
    expect(data).toBeInstanceOf(Uint16Array);
    expect([...data]).toEqual([...(await readBytes(jpeg("grey.jpg"))).image.data]);
  });

  it("may be cut into parts, or be one for each frame", async () => {
    const grey = jpeg("grey.jpg");
    const { image: alone } = await readBytes(grey);
    const half = Math.floor(grey.length / 4) * 2;
    const cut = file([grey.subarray(0, half), grey.subarray(half)], 1, "MONOCHROME2");
    expect((await readBytes(cut)).image.data).toEqual(alone.data);
    const frames = file([grey, grey], 1, "MONOCHROME2", [[0x28, 0x8, "IS", "2"]]);
    const { image } = await readBytes(frames);
    expect(image.shape).toEqual([2, 19, 21]);
    expect(image.data.subarray(399)).toEqual(alone.data);
  });

  it.each([
    ["another size", file([jpeg("grey.jpg")], 1, "MONOCHROME2", [[0x28, 0x10, "US", 20]]), "E_CORRUPT"],
    ["colours that are not there", file([jpeg("grey.jpg")], 3, "RGB"), "E_CORRUPT"],
    ["no parts", file([], 1, "MONOCHROME2"), "E_CORRUPT"],
    ["too few frames", file([jpeg("grey.jpg")], 1, "MONOCHROME2", [[0x28, 0x8, "IS", "2"]]), "E_CORRUPT"],
    ["no JPEG", file([new Uint8Array(40)], 1, "MONOCHROME2"), "E_CORRUPT"],
  ])("with %s are refused", async (_, bytes, code) => {
    expect(await codeOf(() => readBytes(bytes))).toBe(code);
  });
});

describe("other transfer syntaxes", () => {
  it.each([
    ["1.2.840.10008.1.2.4.53", "a retired kind of JPEG", "dcmdjpeg"],
    ["1.2.840.10008.1.2.4.92", "JPEG 2000 of several components", "gdcmconv"],
    ["1.2.840.10008.1.2.4.102", "video", "dcmdjpeg"],
  ])("%s is refused by name, with a way out", async (uid, name, program) => {
    const opening = openImage(dicom([[0x28, 0x10, "US", 2]], uid));
    await expect(opening).rejects.toThrow(`packed with ${name};`);
    await expect(opening).rejects.toThrow(program);
  });
});

describe("a folder of a series", () => {
  it("is looked at by first bytes; only DICOM files are read whole", async () => {
    const files: Record<string, Uint8Array> = {
      "a.dcm": slice(0, [1, 2, 3, 4, 5, 6]),
      "b.dcm": slice(1, [1, 2, 3, 4, 5, 6]),
      "notes.txt": new Uint8Array(1000),
      short: new Uint8Array(3),
    };
    const read: string[] = [];
    const folder = {
      name: "series",
      list: async () => Object.keys(files),
      head: async (path: string, bytes: number) => files[path]?.subarray(0, bytes),
      read: async (path: string) => {
        if (Object.hasOwn(files, path)) read.push(path);
        return files[path];
      },
    };
    expect((await openFolder(folder)).shape).toEqual([2, 2, 3]);
    expect(read).toEqual(["a.dcm", "b.dcm"]);
  });
});

import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, formatOfName, openImage, sniffFormat, writeImage } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { codeOf, readBytes } from "./files.js";

const ascii = (text: string) => new TextEncoder().encode(text);

describe("openImage", () => {
  it("goes by content, not by name, and says so", async () => {
    const image = randomImage(1, "uint8", [3, 4]);
    const { file, image: back } = await readBytes(await writeImage(image, "png"), "cells.TIFF");
    expect(file.format).toBe("png");
    expect(back.data).toEqual(image.data);
    expect(file.notes).toEqual(["its name says TIFF, but it is a PNG file and is read as that"]);
    const { file: nameless } = await readBytes(await writeImage(image, "npy"), "cells");
    expect(nameless.notes).toEqual([]);
  });

  it.each([
    ["an empty file", new Uint8Array(0), /it is an empty file, not an image in a format that can be read/],
    ["text", ascii("hello, this is text\n"), /a text file/],
    ["HTML", ascii("<!DOCTYPE html><html>"), /an HTML page/],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), /gzip data/],
    ["a ZIP archive", ascii("PK\u0003\u0004abc"), /a ZIP archive/],
    ["zero bytes", new Uint8Array(64), /a file of zero bytes/],
    ["binary data", Uint8Array.of(1, 2, 3, 200, 0, 9), /binary data of an unknown kind/],
    ["Analyze", Uint8Array.of(0x5c, 1, 0, 0, 0, 0), /an Analyze file/],
    ["a damaged PNG", Uint8Array.of(0x09, 0x50, 0x4e, 0x47, 0x0d, 0x0a), /a PNG picture with a damaged signature/],
  ])("says what %s is", async (_, bytes, message) => {
    expect(await codeOf(() => openImage(bytes, { name: "a.tif" }))).toBe("E_FORMAT");
    await expect(openImage(bytes, { name: "a.tif" })).rejects.toThrow(message);
  });

  it("takes a file that ends inside its signature as truncated", async () => {
    for (const bytes of [
      [0x89, 0x50],
      [0xff, 0xd8],
      [0x49, 0x49, 42],
      [0x93, 0x4e, 0x55],
    ]) {
      expect(await codeOf(() => openImage(Uint8Array.from(bytes)))).toBe("E_TRUNCATED");
    }
  });

  it("reads from a window into a larger buffer", async () => {
    const image = randomImage(1, "uint16", [5, 3]);
    for (const format of ["tiff", "png", "npy"] as const) {
      const bytes = await writeImage(image, format);
      const larger = new Uint8Array(bytes.length + 7);
      larger.set(bytes, 3);
      const { image: back } = await readBytes(larger.subarray(3, 3 + bytes.length));
      expect(back.data).toEqual(image.data);
    }
  });

  it("hands out its own copy each time", async () => {
    const bytes = await writeImage(randomImage(1, "uint8", [4, 4]), "tiff", { compress: false });
    const file = await openImage(bytes);
    const first = await file.read();
    first.data.fill(0);
    expect((await file.read()).data.some((value) => value > 0)).toBe(true);
  });

  it("refuses limits it does not know", async () => {
    const bytes = new Uint8Array(0);
    expect(await codeOf(() => openImage(bytes, { limits: { maxByte: 3 } as never }))).toBe("E_OPTION");
    expect(await codeOf(() => openImage(bytes, { limits: { maxBytes: Number.NaN } }))).toBe("E_OPTION");
    expect(await codeOf(() => openImage(bytes, { limits: { maxBytes: undefined } as never }))).toBe("E_FORMAT");
  });

  it("keeps the limits it publishes", () => {
    expect(DEFAULT_LIMITS).toEqual({ maxBytes: 2147483648, maxSide: 1_000_000, maxPages: 65_536, maxChannels: 16 });
  });
});

describe("limits", () => {
  it.each(["tiff", "png", "npy"] as const)("%s: at the limit yes, one below no", async (format) => {
    const bytes = await writeImage(randomImage(1, "uint16", [10, 20]), format);
    // PNG also counts the filter byte of each row.
    const needed = format === "png" ? 410 : 400;
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxBytes: needed }))).toBe("no error");
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxBytes: needed - 1 }))).toBe("E_LIMIT");
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxSide: 20 }))).toBe("no error");
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxSide: 19 }))).toBe("E_LIMIT");
  });

  it("count pages", async () => {
    const bytes = await writeImage(randomImage(1, "uint8", [5, 2, 2]), "tiff");
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxPages: 5 }))).toBe("no error");
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxPages: 4 }))).toBe("E_LIMIT");
  });

  it("of bytes concern what is read, so that one slice of a large stack can be taken", async () => {
    const bytes = await writeImage(randomImage(1, "uint8", [50, 10, 10]), "tiff");
    expect(await codeOf(() => readBytes(bytes, "", {}, { maxBytes: 4999 }))).toBe("E_LIMIT");
    expect(await codeOf(() => readBytes(bytes, "", { slice: 3 }, { maxBytes: 4999 }))).toBe("no error");
  });
});

describe("formats", () => {
  it("by name", () => {
    expect(["a.nii", "a.NII.GZ", "a.seg.nrrd", "a.mhd"].map(formatOfName)).toEqual([
      "nifti",
      "nifti",
      "nrrd",
      "metaimage",
    ]);
    expect(["a.tif", "A.TIFF", "x.ome.tif", "b.png", "c.JPG", "d.jpeg", "e.npy"].map(formatOfName)).toEqual([
      "tiff",
      "tiff",
      "tiff",
      "png",
      "jpeg",
      "jpeg",
      "npy",
    ]);
    expect(["a", "a.", "tif", "a.tif/b", "a.toString", "a.gz", "a.tif.txt"].map(formatOfName)).toEqual(
      Array(7).fill(undefined),
    );
  });

  it("by first bytes", () => {
    expect(sniffFormat(Uint8Array.of(0x4d, 0x4d, 0, 43, 0))).toBe("tiff");
    expect(sniffFormat(Uint8Array.of(0x4d, 0x4d, 43, 0, 0))).toBeUndefined();
    expect(sniffFormat(new Uint8Array(0))).toBeUndefined();
  });
});

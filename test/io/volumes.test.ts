/** NIfTI, NRRD and MetaImage: what their headers say, and how geometry survives. */
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { type Format, openImage, writeImage } from "../../bindings/io/index.js";
import { glued, patched } from "../hostile/case.js";
import { randomImage, TURNED } from "../images.js";
import { codeOf, readBytes } from "./files.js";

const FORMATS: readonly Format[] = ["nifti", "nrrd", "metaimage"];
const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

function expectClose(a: readonly number[] | undefined, b: readonly number[] | undefined): void {
  expect(a?.length).toBe(b?.length);
  for (const [i, value] of (a ?? []).entries()) expect(value).toBeCloseTo(b?.[i] as number, 5);
}

describe.each(FORMATS)("%s", (format) => {
  it("keeps spacing, origin, direction and frame", async () => {
    const { image } = await readBytes(await writeImage(TURNED, format));
    expect(image.data).toEqual(TURNED.data);
    expectClose(image.spacing, TURNED.spacing);
    expectClose(image.origin, TURNED.origin);
    expectClose(image.direction, TURNED.direction);
    expect([image.space, image.unit]).toEqual(["LPS", "mm"]);
  });

  it("keeps mirrored axes", async () => {
    const mirrored: Image = { ...TURNED, direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const { image } = await readBytes(await writeImage(mirrored, format));
    expectClose(image.direction, mirrored.direction);
    expectClose(image.origin, mirrored.origin);
  });

  it("writes the same bytes each time, packed or not", async () => {
    for (const compress of [true, false]) {
      const [a, b] = [await writeImage(TURNED, format, { compress }), await writeImage(TURNED, format, { compress })];
      expect(a).toEqual(b);
    }
  });

  it("is refused when cut anywhere", async () => {
    for (const compress of [true, false]) {
      const whole = await writeImage(TURNED, format, { compress });
      for (let cut = 1; cut < whole.length; cut += 7) {
        const code = await codeOf(() => readBytes(whole.slice(0, cut)));
        // A name of a data file that is cut looks like that of another file.
        expect(["E_TRUNCATED", "E_CORRUPT", "E_CHECKSUM", "E_FORMAT", "E_READ"]).toContain(code);
      }
    }
  });

  it("notices a changed byte of packed voxels", async () => {
    const whole = await writeImage(TURNED, format);
    const broken = whole.slice();
    broken[whole.length - 20] = (broken[whole.length - 20] as number) ^ 0x10;
    expect(["E_CORRUPT", "E_CHECKSUM", "E_TRUNCATED"]).toContain(await codeOf(() => readBytes(broken)));
  });
});

describe("NIfTI", () => {
  /** A plain header of version 1 with the fields a test sets, and `bytes` voxels of 1, 2, 3 … */
  function plain(set: (view: DataView) => void, bytes = 24, little = true): Uint8Array {
    const file = new Uint8Array(352 + bytes);
    const view = new DataView(file.buffer);
    view.setInt32(0, 348, little);
    for (const [i, n] of [3, 4, 3, 2, 1, 1, 1, 1].entries()) view.setInt16(40 + 2 * i, n, little);
    view.setInt16(70, 2, little);
    view.setInt16(72, 8, little);
    for (const i of [0, 1, 2, 3]) view.setFloat32(76 + 4 * i, 1, little);
    view.setFloat32(108, 352, little);
    file.set([0x6e, 0x2b, 0x31], 344);
    for (let i = 0; i < bytes; i++) file[352 + i] = i + 1;
    set(view);
    return file;
  }

  it("takes x as the fastest axis", async () => {
    const { image, file } = await readBytes(plain(() => {}));
    expect([image.shape, image.data[1], image.data[4], image.data[12]]).toEqual([[2, 3, 4], 2, 5, 13]);
    expect(file.geometry).toEqual({ spacing: [1, 1, 1] });
  });

  it("scales by slope and intercept, and keeps whole numbers whole", async () => {
    const scaled = (slope: number, intercept: number) =>
      plain((view) => {
        view.setFloat32(112, slope, true);
        view.setFloat32(116, intercept, true);
      });
    const { image: whole } = await readBytes(scaled(1, -1024));
    expect([whole.data.constructor.name, whole.data[0]]).toEqual(["Int16Array", -1023]);
    const { image: half } = await readBytes(scaled(0.5, 0));
    expect([half.data.constructor.name, half.data[2]]).toEqual(["Float32Array", 1.5]);
    const { image: none } = await readBytes(scaled(0, 5));
    expect(none.data[0]).toBe(1);
  });

  it("reads big-endian files", async () => {
    const file = plain((view) => view.setInt16(70, 4, false), 48, false);
    const { image } = await readBytes(file);
    expect(image.data[0]).toBe(0x0102);
  });

  it("prefers sform to qform, and turns RAS into LPS", async () => {
    const file = plain((view) => {
      view.setInt16(254, 1, true);
      for (const [i, n] of [2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30].entries()) view.setFloat32(280 + 4 * i, n, true);
    });
    const { image } = await readBytes(file);
    expect(image).toMatchObject({ spacing: [4, 3, 2], origin: [30, -20, -10], space: "LPS" });
    expect(image.direction).toEqual([1, 0, 0, 0, -1, 0, 0, 0, -1]);
  });

  it("takes a faster way through gzip data, but not its word", async () => {
    const file = await writeImage(randomImage(5, "uint8", [3, 4, 5]), "nifti", { compress: false });
    const [good, long] = [file, glued(file, new Uint8Array(9))].map((bytes) => Uint8Array.from(gzipSync(bytes))) as [
      Uint8Array,
      Uint8Array,
    ];
    let calls = 0;
    const gunzip = (stream: Uint8Array) => [gunzipSync(stream, { maxOutputLength: ++calls * 1e6 })];
    const read = async (bytes: Uint8Array) => (await openImage(bytes, { gunzip })).read();
    expect(await read(good)).toEqual(await (await openImage(good)).read());
    expect(calls).toBe(1);
    await expect(read(long)).rejects.toMatchObject({ code: "E_CORRUPT" });
    await expect(read(patched(good, good.length - 8, 1, 2, 3, 4))).rejects.toMatchObject({ code: "E_CHECKSUM" });
    const forged = () => [new Uint8Array(file.length)];
    expect((await (await openImage(good, { gunzip: forged })).read()).data).toEqual((await read(good)).data);
  });

  it("reads gzip data of several members, and checks each", async () => {
    const file = plain(() => {});
    const members = [gzipSync(file.subarray(0, 100)), gzipSync(file.subarray(100, 360)), gzipSync(file.subarray(360))];
    const { image } = await readBytes(joined(...members));
    expect([...image.data]).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    const first = members[0] as Uint8Array;
    first[first.length - 6] = (first[first.length - 6] as number) ^ 1;
    expect(await codeOf(() => readBytes(joined(...members)))).toBe("E_CHECKSUM");
  });

  it("finds the voxels of a pair beside its header", async () => {
    const whole = plain((view) => {
      view.setUint8(345, 0x69);
      view.setFloat32(108, 0, true);
    });
    const siblings = async (name: string) => (name === "a.img" ? whole.slice(352) : undefined);
    const file = await openImage(whole.slice(0, 348), { name: "folder/a.hdr", siblings });
    expect((await file.read()).data[23]).toBe(24);
    expect(await codeOf(() => openImage(whole.slice(0, 348), { name: "a.hdr" }))).toBe("E_READ");
  });

  it.each([
    ["a data type of bits", (view: DataView) => view.setInt16(70, 1, true), "E_FORMAT"],
    ["an unknown data type", (view: DataView) => view.setInt16(70, 3, true), "E_FORMAT"],
    ["eight axes", (view: DataView) => view.setInt16(40, 8, true), "E_CORRUPT"],
    ["a negative axis", (view: DataView) => view.setInt16(42, -4, true), "E_CORRUPT"],
    ["voxels that start nowhere", (view: DataView) => view.setFloat32(108, Number.NaN, true), "E_CORRUPT"],
    ["voxels before the file", (view: DataView) => view.setFloat32(108, -352, true), "E_CORRUPT"],
    ["voxels inside the header", (view: DataView) => view.setFloat32(108, 200, true), "E_CORRUPT"],
    ["voxels behind the file", (view: DataView) => view.setFloat32(108, 1e9, true), "E_TRUNCATED"],
    ["more voxels than there are", (view: DataView) => view.setInt16(42, 30000, true), "E_TRUNCATED"],
  ])("refuses %s", async (_, set, code) => {
    expect(await codeOf(() => readBytes(plain(set)))).toBe(code);
    expect(await codeOf(() => readBytes(gzipSync(plain(set))))).toBe(code);
  });
});

describe("MetaImage", () => {
  const head = (...more: string[]) => text(["ObjectType = Image", "NDims = 2", "DimSize = 3 2", ...more, ""]);
  const six = Uint8Array.of(1, 2, 3, 4, 5, 6);

  it("reads local and separate voxels", async () => {
    const { image } = await readBytes(joined(head("ElementType = MET_UCHAR", "ElementDataFile = LOCAL"), six));
    expect([image.shape, [...image.data]]).toEqual([[2, 3], [...six]]);
    const apart = head("ElementType = MET_UCHAR", "HeaderSize = -1", "ElementDataFile = a.raw");
    const siblings = async (name: string) => (name === "a.raw" ? joined(Uint8Array.of(0, 0), six) : undefined);
    const file = await openImage(apart, { name: "a.mhd", siblings });
    expect([...(await file.read()).data]).toEqual([...six]);
  });

  it.each([
    ["text voxels", ["BinaryData = False", "ElementType = MET_UCHAR", "ElementDataFile = LOCAL"], "E_FORMAT"],
    ["an unknown type", ["ElementType = MET_STRING", "ElementDataFile = LOCAL"], "E_FORMAT"],
    ["no data", ["ElementType = MET_UCHAR"], "E_CORRUPT"],
    ["a path", ["ElementType = MET_UCHAR", "ElementDataFile = ../x.raw"], "E_PATH"],
    ["a list of files", ["ElementType = MET_UCHAR", "ElementDataFile = LIST"], "E_FORMAT"],
    ["too few voxels", ["ElementType = MET_DOUBLE", "ElementDataFile = LOCAL"], "E_TRUNCATED"],
    ["sizes that are no numbers", ["DimSize = a b", "ElementType = MET_UCHAR", "ElementDataFile = LOCAL"], "E_CORRUPT"],
  ])("refuses %s", async (_, lines, code) => {
    expect(await codeOf(() => readBytes(joined(head(...lines), six)))).toBe(code);
  });
});

import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { codeOf, readBytes } from "./files.js";
import { buildTiff, type PageSpec, page, type Tag } from "./tiffs.js";

const text = (value: string): Tag => [2, value];
const single = (value: number, more: PageSpec["tags"] = {}) => page(1, 1, Uint8Array.of(value), more);

/** One pixel a page, worth its page number; the first page carries the description. */
function stack(pages: number, description: string, more: PageSpec["tags"] = {}): Uint8Array {
  const first = single(0, { 270: text(description), ...more });
  return buildTiff({ pages: [first, ...Array.from({ length: pages - 1 }, (_, i) => single(i + 1))] });
}

const values = async (file: Awaited<ReturnType<typeof openImage>>, selection = {}) => [
  ...(await file.read(selection)).data,
];

describe("ImageJ", () => {
  it("counts channels fastest, then slices, then times", async () => {
    const file = await openImage(
      stack(12, "ImageJ=1.53c\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n"),
    );
    expect(file.axes).toBe("TZCYX");
    expect(file.shape).toEqual([2, 3, 2, 1, 1]);
    expect(await values(file, { channel: 0, time: 0 })).toEqual([0, 2, 4]);
    expect(await values(file, { channel: 1, time: 0 })).toEqual([1, 3, 5]);
    expect(await values(file, { channel: 1, time: 1 })).toEqual([7, 9, 11]);
    expect(await values(file, { channel: 1, time: 1, slice: 2 })).toEqual([11]);
  });

  it("asks for a channel and a time where there are several", async () => {
    const file = await openImage(stack(4, "ImageJ=1.53c\nimages=4\nchannels=2\nframes=2\n"), { name: "a.tif" });
    await expect(file.read()).rejects.toThrow("a.tif: has 2 channels: choose one with channel 0 to 1 (--channel N)");
    await expect(file.read({ channel: 0 })).rejects.toThrow(
      "a.tif: has 2 times: choose one with time 0 to 1 (--time N)",
    );
    await expect(file.read({ channel: 2, time: 0 })).rejects.toThrow(
      "a.tif: has 2 channels: expected channel 0 to 1 (--channel), got 2",
    );
    expect(await codeOf(() => file.read({ channel: 1.5, time: 0 }))).toBe("E_OPTION");
  });

  it("takes plain stacks as slices", async () => {
    const file = await openImage(stack(3, "ImageJ=1.53c\nimages=3\nslices=3\nloop=false\n"));
    expect(file.axes).toBe("ZYX");
    expect(await values(file, { channel: 0, time: 0 })).toEqual([0, 1, 2]);
    expect(await codeOf(() => file.read({ channel: 1 }))).toBe("E_OPTION");
  });

  it.each([
    ["unit=micron", "µm"],
    ["unit=\\u00B5m", "µm"],
    ["unit=um", "µm"],
    ["unit=μm", "µm"],
    ["unit=nm", "nm"],
    ["unit=pixel", "px"],
    ["unit=inch", "inch"],
  ])("reads spacing with %s", async (line, unit) => {
    const resolution: PageSpec["tags"] = { 282: [5, [50, 13]], 283: [5, [4, 1]] };
    const file = await openImage(stack(2, `ImageJ=1.53c\nimages=2\nslices=2\n${line}\nspacing=0.29\n`, resolution));
    expect(file.geometry).toEqual({ spacing: [0.29, 0.25, 0.26], unit });
    expect((await file.read({ slice: 0 })).spacing).toEqual([0.25, 0.26]);
  });

  it("does not take dots per inch for a spacing", async () => {
    const file = await openImage(stack(1, "ImageJ=1.53c\n", { 282: [5, [72, 1]], 283: [5, [72, 1]] }));
    expect(file.geometry).toEqual({});
  });

  it("finds the planes behind a single directory", async () => {
    const planes = Uint8Array.from({ length: 24 }, (_, i) => i);
    const description = "ImageJ=1.53c\nimages=6\nchannels=2\nslices=3\nhyperstack=true\n";
    const spec = page(2, 1, planes, { 258: [3, [16]], 270: text(description), 279: [4, [4]] });
    for (const order of ["II", "MM"] as const) {
      const file = await openImage(buildTiff({ order, pages: [spec] }));
      expect(file.shape).toEqual([3, 2, 1, 2]);
      const of = (i: number) => (order === "II" ? i + 256 * (i + 1) : 256 * i + i + 1);
      expect(await values(file, { channel: 1 })).toEqual([4, 6, 12, 14, 20, 22].map(of));
    }
  });

  it("refuses a single directory whose planes are not all there", async () => {
    const spec = page(2, 1, new Uint8Array(10), { 270: text("ImageJ=1.53c\nimages=600\nslices=600\n"), 279: [4, [2]] });
    expect(await codeOf(() => openImage(buildTiff({ pages: [spec] })))).toBe("E_TRUNCATED");
  });

  it("notes a description that does not fit the pages", async () => {
    const { file, image } = await readBytes(stack(3, "ImageJ=1.53c\nimages=4\nchannels=2\nslices=2\n"));
    expect(image.shape).toEqual([3, 1, 1]);
    expect(file.notes[0]).toMatch(/states 2 channels × 2 slices × 1 times, but it holds 3 planes/);
  });
});

describe("OME", () => {
  const ome = (pixels: string, body = "<TiffData/>") =>
    `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="Pixels:0" ${pixels}>${body}</Pixels></Image></OME>`;
  const sizes = 'SizeX="1" SizeY="1" SizeZ="3" SizeC="2" SizeT="2" Type="uint8"';

  it.each([
    ["XYZCT", "TCZYX", [3, 4, 5]],
    ["XYCZT", "TZCYX", [1, 3, 5]],
    ["XYTZC", "CZTYX", [6, 8, 10]],
    ["XYTCZ", "ZCTYX", [2, 6, 10]],
    ["XYZTC", "CTZYX", [6, 7, 8]],
    ["XYCTZ", "ZTCYX", [1, 5, 9]],
  ])("reads dimension order %s", async (order, axes, want) => {
    const file = await openImage(stack(12, ome(`DimensionOrder="${order}" ${sizes}`)));
    expect(file.axes).toBe(axes);
    expect(await values(file, { channel: 1, time: 0 })).toEqual(want);
  });

  it("follows TiffData where pages are in another order", async () => {
    const body = [2, 0, 1].map((ifd, z) => `<TiffData IFD="${ifd}" FirstZ="${z}" PlaneCount="1"/>`).join("");
    const file = await openImage(stack(3, ome('DimensionOrder="XYZCT" SizeZ="3" SizeC="1" SizeT="1"', body)));
    expect(await values(file)).toEqual([2, 0, 1]);
  });

  it("reads only its own planes of a set of files", async () => {
    const part = (ifd: number, z: number, name: string) =>
      `<TiffData IFD="${ifd}" FirstZ="${z}" PlaneCount="1"><UUID FileName="${name}">urn:uuid:1</UUID></TiffData>`;
    const body = part(0, 0, "a.ome.tif") + part(1, 1, "a.ome.tif") + part(0, 2, "b.ome.tif");
    const bytes = stack(2, ome('DimensionOrder="XYZCT" SizeZ="3" SizeC="1" SizeT="1"', body));
    const file = await openImage(bytes, { name: "folder/a.ome.tif" });
    expect(file.notes[0]).toMatch(/continues in other files/);
    expect(await values(file, { slice: 1 })).toEqual([1]);
    expect(await codeOf(() => file.read({ slice: 2 }))).toBe("E_CORRUPT");
  });

  it("reads physical sizes in one unit", async () => {
    const physical =
      'PhysicalSizeX="260" PhysicalSizeXUnit="nm" PhysicalSizeY="0.26" PhysicalSizeZ="0.5" PhysicalSizeZUnit="&#xB5;m"';
    const file = await openImage(stack(3, ome(`DimensionOrder="XYZCT" SizeZ="3" SizeC="1" SizeT="1" ${physical}`)));
    expect(file.geometry).toEqual({ spacing: [500, 260, 260], unit: "nm" });
  });

  it("takes micrometres where no unit is stated", async () => {
    const file = await openImage(stack(1, ome('DimensionOrder="XYZCT" PhysicalSizeX="0.5" PhysicalSizeY="0.25"')));
    expect(file.geometry).toEqual({ spacing: [0.25, 0.5], unit: "µm" });
  });

  it("does not count colour samples as channels", async () => {
    const body = '<Channel ID="Channel:0:0" SamplesPerPixel="3"/><TiffData/>';
    const description = ome('DimensionOrder="XYCZT" SizeZ="1" SizeC="3" SizeT="1"', body);
    const more: PageSpec["tags"] = { 258: [3, [8, 8, 8]], 262: [3, [2]], 277: [3, [3]], 270: text(description) };
    const file = await openImage(buildTiff({ pages: [page(1, 1, Uint8Array.of(4, 4, 4), more)] }));
    expect(file.axes).toBe("YXS");
    expect(await values(file)).toEqual([4]);
  });

  it.each([
    ["more planes than pages", 'DimensionOrder="XYZCT" SizeZ="9"', '<TiffData IFD="0" PlaneCount="9"/>', "E_TRUNCATED"],
    ["no size", 'DimensionOrder="XYZCT" SizeZ="-1"', "<TiffData/>", "E_CORRUPT"],
    ["an order that is none", 'DimensionOrder="XYZZT" SizeZ="1"', "<TiffData/>", "E_CORRUPT"],
    ["more planes than allowed", 'DimensionOrder="XYZCT" SizeZ="99999999"', "<TiffData/>", "E_LIMIT"],
    ["no plane of its own", 'DimensionOrder="XYZCT"', '<TiffData FirstZ="7" IFD="0"/>', "E_CORRUPT"],
  ])("refuses %s", async (_, pixels, body, code) => {
    expect(await codeOf(async () => readBytes(stack(3, ome(pixels, body))))).toBe(code);
  });
});

describe("tifffile", () => {
  it("names the axes of its pages", async () => {
    const file = await openImage(stack(6, '{"shape": [2, 3, 1, 1], "axes": "CZYX"}'));
    expect(file.axes).toBe("CZYX");
    expect(await values(file, { channel: 1 })).toEqual([3, 4, 5]);
  });

  it.each([
    '{"shape": [6, 1, 1]}',
    '{"shape": [5, 1, 1], "axes": "CYX"}',
    '{"shape',
    '{"shape": [6,1,1], "axes": "QYX"}',
  ])("falls back to slices for %s", async (description) => {
    const file = await openImage(stack(6, description));
    expect(file.axes).toBe("ZYX");
  });
});

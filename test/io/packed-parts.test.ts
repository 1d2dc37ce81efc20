/** Files that are packed part by part as they are written, and unpacked ones that are given away as they are read. */
import { deflateSync, gunzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Format, openImage, writeImage } from "../../bindings/io/index.js";
import { chunk, pngFile } from "../../bindings/io/png/file.js";
import { codeOf } from "./files.js";

/** Longer than what is packed at once, with a rest. */
const SHAPE = [3, 501, 700];
const volume = {
  data: Uint16Array.from({ length: 3 * 501 * 700 }, (_, i) => ((i >> 5) ^ (i >> 13)) * 16 + ((i * 7919) & 15)),
  shape: SHAPE,
};
/** Compared as bytes: an assertion on a million numbers takes seconds. */
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);
const bytesOfVolume = bytesOf(volume.data);

describe("long data are packed part by part", () => {
  it("into one gzip member without time and system, which other programs unpack", async () => {
    const nifti = await writeImage(volume, "nifti");
    expect([...nifti.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    expect(gunzipSync(nifti).subarray(352).equals(bytesOfVolume)).toBe(true);
    const nrrd = Buffer.from(await writeImage(volume, "nrrd"));
    expect(gunzipSync(nrrd.subarray(nrrd.indexOf("\n\n") + 2)).equals(bytesOfVolume)).toBe(true);
  });

  it("into one zlib stream whose length the header of MetaImage tells", async () => {
    const file = Buffer.from(await writeImage(volume, "metaimage"));
    const size = Number(/CompressedDataSize = (\d+)/.exec(file.toString("latin1", 0, 600))?.[1]);
    expect(inflateSync(file.subarray(file.length - size)).equals(bytesOfVolume)).toBe(true);
  });

  it.each(["nifti", "nrrd", "metaimage"] as Format[])("and read again from %s, more than once", async (format) => {
    const file = await openImage(await writeImage(volume, format));
    const slice = await file.read({ slice: 1 });
    const first = await file.read();
    expect(bytesOf(first.data).equals(bytesOfVolume)).toBe(true);
    first.data.fill(0);
    const second = await file.read();
    expect(bytesOf(second.data).equals(bytesOfVolume)).toBe(true);
    expect(bytesOf((await file.read({ slice: 1 })).data).equals(bytesOf(slice.data))).toBe(true);
  });

  it("into several chunks of a PNG", async () => {
    const picture = { data: volume.data, shape: [1503, 700] };
    const bytes = await writeImage(picture, "png");
    expect(Buffer.from(bytes).toString("latin1").split("IDAT").length).toBeGreaterThan(2);
    const { data, shape } = await (await openImage(bytes)).read();
    expect(shape).toEqual(picture.shape);
    expect(bytesOf(data).equals(bytesOfVolume)).toBe(true);
  });
});

describe("gzip data of some length are unfolded by what there is", () => {
  const read = async (file: Uint8Array) => bytesOf((await (await openImage(file)).read()).data).equals(bytesOfVolume);

  it.each(["zlib of Node", "DecompressionStream"])("%s", async (name) => {
    const file = await writeImage(volume, "nifti");
    const damaged = file.slice();
    damaged[damaged.length - 6]! ^= 1;
    const own = process.getBuiltinModule;
    if (name !== "zlib of Node") Object.assign(process, { getBuiltinModule: undefined });
    try {
      expect(await read(file)).toBe(true);
      expect(await codeOf(() => read(damaged))).toBe("E_CHECKSUM");
    } finally {
      process.getBuiltinModule = own;
    }
  });
});

describe("a PNG of more than 16 MiB", () => {
  const [width, height] = [3001, 2900];
  /** Rows in turns without filter, and as differences to the left and from above. */
  const rows = Buffer.alloc(height * (2 * width + 1));
  for (let y = 0; y < height; y++) rows[y * (2 * width + 1)] = y % 3;
  for (let y = 0; y < height; y++) rows.fill((y % 5) + 1, y * (2 * width + 1) + 1, y * (2 * width + 1) + 9);
  const png = (data: Uint8Array) => {
    return pngFile({ width, height, depth: 16, colour: 0 }, chunk("IDAT", deflateSync(data, { level: 1 })));
  };

  it("is unfiltered band by band", async () => {
    const { data } = await (await openImage(png(rows))).read();
    const row = Buffer.alloc(2 * width);
    let differences = 0;
    for (let y = 0; y < height; y++) {
      const from = y * (2 * width + 1);
      for (let i = 0; i < row.length; i++) {
        const filter = rows[from];
        const before = filter === 0 ? 0 : filter === 2 ? row[i] : i < 2 ? 0 : row[i - 2];
        row[i] = (rows[from + 1 + i] as number) + (before as number);
      }
      for (let x = 0; x < width; x++) if (data[y * width + x] !== row.readUInt16BE(2 * x)) differences++;
    }
    expect(differences).toBe(0);
  });

  it("is refused where rows are missing or too many", async () => {
    const code = async (data: Uint8Array) => codeOf(async () => (await openImage(png(data))).read());
    expect(await code(rows.subarray(0, -1))).toBe("E_TRUNCATED");
    expect(await code(Buffer.concat([rows, Buffer.alloc(1)]))).toBe("E_CORRUPT");
  });
});

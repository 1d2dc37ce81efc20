import { deflateSync } from "node:zlib";
import { decode, encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { encodePng, openImage } from "../../bindings/io/index.js";
import { firstDifference, randomImage, randomNumbers } from "../images.js";
import { allSamples, codeOf, readBytes } from "./files.js";
import { buildPng, chunk, header, joined, pixels, SIGNATURE } from "./pngs.js";

const valuesOf = async (bytes: Uint8Array, selection = {}) => [
  ...(await readBytes(bytes, "test.png", selection)).image.data,
];

describe("filters", () => {
  // Two rows of three grey pixels: 10 20 30 and 11 22 33, each filter on the second row.
  const first = [0, 10, 20, 30];
  it.each([
    ["none", 0, [11, 22, 33]],
    ["left", 1, [11, 11, 11]],
    ["above", 2, [1, 2, 3]],
    ["average", 3, [11 - 5, 22 - 15, 33 - 26]],
    ["Paeth", 4, [11 - 10, 22 - 20, 33 - 30]],
  ])("%s", async (_, filter, row) => {
    const rows = [...first, filter, ...row.map((value) => value & 255)];
    expect(await valuesOf(buildPng({ width: 3, height: 2 }, rows))).toEqual([10, 20, 30, 11, 22, 33]);
  });

  it("left, average and Paeth reach back one pixel, not one byte", async () => {
    const rgb = { width: 2, height: 1, colour: 2 };
    expect((await allSamples(await openImage(buildPng(rgb, [1, 1, 2, 3, 1, 1, 1])))).values).toEqual(
      Uint8Array.of(1, 2, 3, 2, 3, 4),
    );
    const grey16 = { width: 2, height: 1, depth: 16 };
    expect(await valuesOf(buildPng(grey16, [1, 1, 0, 0, 5]))).toEqual([256, 261]);
  });

  it("beyond Paeth do not exist", async () => {
    expect(await codeOf(() => valuesOf(buildPng({ width: 1, height: 1 }, [5, 0])))).toBe("E_CORRUPT");
  });
});

describe("samples", () => {
  it.each([
    [1, [0b10100000], [1, 0, 1]],
    [2, [0b11_01_00_00], [3, 1, 0]],
    [4, [0xf1, 0xa0], [15, 1, 10]],
    [8, [255, 1, 10], [255, 1, 10]],
    [16, [1, 2, 255, 255, 0, 7], [258, 65535, 7]],
  ])("of %d bits keep their values", async (depth, row, want) => {
    const { image, file } = await readBytes(buildPng({ width: 3, height: 1, depth }, [0, ...row]));
    expect([...image.data]).toEqual(want);
    expect(file.bitDepth).toBe(depth);
    expect(image.data).toBeInstanceOf(depth === 16 ? Uint16Array : Uint8Array);
  });

  it("of grey with alpha come as the grey ones", async () => {
    const { image, file } = await readBytes(buildPng({ width: 2, height: 1, colour: 4 }, [0, 7, 255, 9, 0]));
    expect([...image.data]).toEqual([7, 9]);
    expect(file.axes).toBe("YXS");
    expect(file.notes).toContain("alpha is ignored");
  });

  it("of colours come as luminance, alpha ignored", async () => {
    const { image, file } = await readBytes(buildPng({ width: 1, height: 1, colour: 6 }, [0, 10, 20, 30, 99]));
    expect(image.data).toEqual(Float32Array.of(0.2125 * 10 + 0.7154 * 20 + 0.0721 * 30));
    expect(file.notes.join()).toMatch(/read as luminance/);
    expect(await valuesOf(buildPng({ width: 1, height: 1, colour: 6 }, [0, 10, 20, 30, 99]), { channel: 2 })).toEqual([
      30,
    ]);
  });

  it("of equal colours come as one grey channel in their own type", async () => {
    const { image, file } = await readBytes(buildPng({ width: 2, height: 1, colour: 2 }, [0, 4, 4, 4, 9, 9, 9]));
    expect(image.data).toEqual(Uint8Array.of(4, 9));
    expect(file.notes.join()).toMatch(/equal everywhere/);
  });

  it("of palettes are looked up", async () => {
    const palette = chunk("PLTE", [1, 1, 1, 2, 2, 2, 3, 0, 3]);
    const file = { width: 3, height: 1, depth: 2, colour: 3 };
    expect(await valuesOf(buildPng(file, [0, 0b01_00_10_00], palette), { channel: 1 })).toEqual([2, 1, 0]);
    const alpha = chunk("tRNS", [0, 128]);
    const opened = await openImage(buildPng(file, [0, 0b01_00_10_00], palette, alpha));
    expect((await allSamples(opened)).values).toEqual(Uint8Array.of(2, 2, 2, 128, 1, 1, 1, 0, 3, 0, 3, 255));
    expect(await codeOf(() => valuesOf(buildPng(file, [0, 0b11_00_00_00], palette)))).toBe("E_CORRUPT");
  });

  it("of one transparent colour get an alpha channel", async () => {
    const grey = buildPng({ width: 2, height: 1, depth: 4 }, [0, 0x3a], chunk("tRNS", [0, 10]));
    expect((await allSamples(await openImage(grey))).values).toEqual(Uint8Array.of(3, 15, 10, 0));
    const rgb = buildPng({ width: 2, height: 1, colour: 2 }, [0, 1, 2, 3, 1, 2, 4], chunk("tRNS", [0, 1, 0, 2, 0, 3]));
    expect((await allSamples(await openImage(rgb))).values).toEqual(Uint8Array.of(1, 2, 3, 0, 1, 2, 4, 255));
  });
});

describe("chunks", () => {
  it("of pixel data may be cut anywhere", async () => {
    const whole = buildPng({ width: 2, height: 2 }, [0, 1, 2, 0, 3, 4]);
    const data = pixels([0, 1, 2, 0, 3, 4]).slice(8, -4);
    const parts = [...data].map((byte) => chunk("IDAT", [byte]));
    const cut = joined(SIGNATURE, header({ width: 2, height: 2 }), ...parts, chunk("IDAT"), chunk("IEND"));
    expect(await valuesOf(cut)).toEqual(await valuesOf(whole));
  });

  it("of pixel data may be stored without compression, in blocks longer than a step of the reader", async () => {
    const [width, height] = [900, 700];
    const { data } = randomImage(3, "uint8", [height, width]);
    const rows = new Uint8Array(height * (width + 1));
    for (let y = 0; y < height; y++) rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
    for (const level of [0, 1, 9]) {
      const stream = Uint8Array.from(deflateSync(rows, { level }));
      const bytes = joined(SIGNATURE, header({ width, height }), chunk("IDAT", stream), chunk("IEND"));
      expect(firstDifference((await readBytes(bytes)).image.data, data)).toBeUndefined();
    }
  });

  it("that are ancillary are passed over, whatever they hold", async () => {
    const extra = [chunk("iCCP", [65, 0, 0, 1, 2, 3]), chunk("zTXt", [255]), chunk("abCd", [1])];
    expect(await valuesOf(buildPng({ width: 1, height: 1 }, [0, 8], ...extra))).toEqual([8]);
  });

  it("after the end are noted", async () => {
    const { file } = await readBytes(joined(buildPng({ width: 1, height: 1 }, [0, 8]), [1, 2, 3]));
    expect(file.notes).toEqual(["3 bytes after the end of the picture are left out"]);
  });
});

describe("interlace", () => {
  // A second implementation reads what is written here with interlace; it does so for 8 and 16 bits only.
  it.each([
    [8, 1],
    [8, 3],
    [16, 1],
    [16, 4],
  ] as const)("of %d bits, %d channels equals the plain picture", async (depth, channels) => {
    for (const [width, height] of [
      [1, 1],
      [2, 5],
      [7, 3],
      [9, 9],
      [16, 17],
    ] as const) {
      const image = randomImage(width, depth === 8 ? "uint8" : "uint16", [height, width * channels], 0, 2 ** depth - 1);
      const data = image.data as Uint8Array;
      const bytes = encode({ width, height, depth, channels, data }, { interlace: "Adam7" });
      expect((await allSamples(await openImage(bytes))).values).toEqual(data);
    }
  });

  it("of 1 bit places the passes", async () => {
    // 3 × 2 pixels: pass 1 (0,0); pass 4 (2,0); pass 6 (1,0); pass 7 row 1.
    const rows = [0, 0b10000000, 0, 0b00000000, 0, 0b10000000, 0, 0b01100000];
    expect(await valuesOf(buildPng({ width: 3, height: 2, depth: 1, interlace: 1 }, rows))).toEqual([1, 1, 0, 0, 1, 1]);
  });
});

describe("encodePng", () => {
  it.each([1, 2, 3, 4] as const)("writes %d channels that another decoder reads", async (channels) => {
    const next = randomNumbers(channels);
    for (const Type of [Uint8Array, Uint16Array]) {
      const [width, height] = [17, 9];
      const data = new Type(width * height * channels).map((_: number, i: number) =>
        next() < 0.5 ? i : next() * 65536,
      );
      const back = decode(encodePng({ data, width, height, channels }), { checkCrc: true });
      expect([back.width, back.height, back.channels, back.depth]).toEqual([
        width,
        height,
        channels,
        Type === Uint8Array ? 8 : 16,
      ]);
      expect(Type.from(back.data)).toEqual(data);
    }
  });

  it("takes canvas bytes", () => {
    const data = Uint8ClampedArray.of(1, 2, 3, 255);
    expect([...decode(encodePng({ data, width: 1, height: 1, channels: 4 })).data]).toEqual([1, 2, 3, 255]);
  });

  it("refuses extents that do not fit", () => {
    const data = new Uint8Array(6);
    expect(() => encodePng({ data, width: 2, height: 2, channels: 1 })).toThrow("6 samples do not make 2 × 2 pixels");
    expect(() => encodePng({ data, width: 0, height: 2, channels: 1 })).toThrow(RangeError);
    expect(() => encodePng({ data, width: 6, height: 1, channels: 5 as never })).toThrow(RangeError);
  });
});

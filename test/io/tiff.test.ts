import { zlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { codeOf, readBytes } from "./files.js";
import { buildTiff, page, type Tag, type TiffSpec } from "./tiffs.js";

const bytes = (...values: number[]) => Uint8Array.from(values);
const counting = (n: number) => Uint8Array.from({ length: n }, (_, i) => i);
const read = async (spec: TiffSpec) => (await readBytes(buildTiff(spec))).image;
const valuesOf = async (spec: TiffSpec) => [...(await read(spec)).data];
const short = (...values: number[]): Tag => [3, values];
const long = (...values: number[]): Tag => [4, values];

describe("samples", () => {
  const onePage = (width: number, height: number, block: Uint8Array, more: Record<number, Tag>) => ({
    pages: [page(width, height, block, more)],
  });

  it("of 1 bit are unpacked highest bit first, each row from a new byte", async () => {
    const image = await read(onePage(10, 2, bytes(0b10110000, 0b01000000, 0b00000001, 0b11000000), { 258: short(1) }));
    expect([...image.data]).toEqual([1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect(image.data).toBeInstanceOf(Uint8Array);
  });

  it("of 1 bit may be stored lowest bit first", async () => {
    expect(await valuesOf(onePage(3, 1, bytes(0b011), { 258: short(1), 266: short(2) }))).toEqual([1, 1, 0]);
  });

  it("of 4, 12 and 24 bits are unpacked", async () => {
    expect(await valuesOf(onePage(3, 1, bytes(0x1f, 0xa0), { 258: short(4) }))).toEqual([1, 15, 10]);
    expect(await valuesOf(onePage(2, 1, bytes(0xab, 0xc1, 0x23), { 258: short(12) }))).toEqual([0xabc, 0x123]);
    expect(await valuesOf(onePage(1, 1, bytes(0xab, 0xcd, 0xef), { 258: short(24) }))).toEqual([0xabcdef]);
  });

  it("of either byte order are the same numbers", async () => {
    const more = { 258: short(16) };
    expect(await valuesOf({ ...onePage(2, 1, bytes(1, 2, 3, 4), more), order: "MM" })).toEqual([0x102, 0x304]);
    expect(await valuesOf({ ...onePage(2, 1, bytes(1, 2, 3, 4), more), order: "II" })).toEqual([0x201, 0x403]);
    const float = { 258: short(32), 339: short(3) };
    expect(await valuesOf({ ...onePage(1, 1, bytes(0x3f, 0xc0, 0, 0), float), order: "MM" })).toEqual([1.5]);
    const double = { 258: short(64), 339: short(3) };
    expect(await valuesOf({ ...onePage(1, 1, bytes(0xc0, 4, 0, 0, 0, 0, 0, 0), double), order: "MM" })).toEqual([-2.5]);
  });

  it("of 16-bit floats become 32-bit floats", async () => {
    const halves = bytes(0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c, 0x01, 0x7c, 0xff, 0x7b);
    const image = await read(onePage(6, 1, halves, { 258: short(16), 339: short(3) }));
    expect([...image.data]).toEqual([1, -2, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN, 65504]);
    expect(image.data).toBeInstanceOf(Float32Array);
  });

  it("of 64-bit integers are read where they fit into 32 bits", async () => {
    const minusTwo = bytes(0xfe, 255, 255, 255, 255, 255, 255, 255);
    expect(await valuesOf(onePage(1, 1, minusTwo, { 258: short(64), 339: short(2) }))).toEqual([-2]);
    expect(await valuesOf(onePage(1, 1, bytes(0, 0, 0, 0x80, 0, 0, 0, 0), { 258: short(64) }))).toEqual([2 ** 31]);
    const large = buildTiff(onePage(1, 1, bytes(0, 0, 0, 0, 1, 0, 0, 0), { 258: short(64) }));
    expect(await codeOf(() => readBytes(large))).toBe("E_FORMAT");
  });

  it("stored with white as zero stay as stored, with a note", async () => {
    const { image, file } = await readBytes(buildTiff(onePage(2, 1, bytes(0, 9), { 262: short(0) })));
    expect([...image.data]).toEqual([0, 9]);
    expect(file.notes).toEqual(["stored with white as zero: values are kept as stored"]);
  });
});

describe("layout", () => {
  it("of tiles is cut to the page", async () => {
    const tags = {
      256: long(3),
      257: long(3),
      258: short(8),
      259: short(1),
      262: short(1),
      322: long(2),
      323: long(2),
    };
    const blocks = [bytes(0, 1, 3, 4), bytes(2, 99, 5, 99), bytes(6, 7, 99, 99), bytes(8, 99, 99, 99)];
    expect(await valuesOf({ pages: [{ tags, blocks }] })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("of strips ends with a shorter one", async () => {
    const spec = page(2, 5, bytes(), { 278: long(2) });
    const pages = [{ ...spec, blocks: [counting(4), bytes(4, 5, 6, 7), bytes(8, 9)] }];
    expect(await valuesOf({ pages })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("of colour planes is the same as of colour pixels", async () => {
    const more = { 258: short(8, 8, 8), 262: short(2), 277: short(3) };
    const chunky = buildTiff({ pages: [page(2, 1, bytes(1, 2, 3, 4, 5, 6), more)] });
    const apart = page(2, 1, bytes(), { ...more, 284: short(2) });
    const planar = buildTiff({ pages: [{ ...apart, blocks: [bytes(1, 4), bytes(2, 5), bytes(3, 6)] }] });
    for (const file of [chunky, planar]) {
      for (const [channel, want] of [
        [0, [1, 4]],
        [1, [2, 5]],
        [2, [3, 6]],
      ] as const) {
        expect([...(await readBytes(file, "rgb", { channel })).image.data]).toEqual(want);
      }
      const luminance = Math.fround(0.2125 * 1 + 0.7154 * 2 + 0.0721 * 3);
      expect((await readBytes(file)).image.data[0]).toBe(luminance);
    }
  });

  it("of BigTIFF is the same", async () => {
    for (const order of ["II", "MM"] as const) {
      expect(await valuesOf({ big: true, order, pages: [page(2, 2, counting(4))] })).toEqual([0, 1, 2, 3]);
    }
  });

  it("takes pages of one size as slices and leaves previews out", async () => {
    const preview = page(1, 1, bytes(77), { 254: long(1) });
    const other = page(3, 1, bytes(1, 2, 3));
    const pages = [page(2, 1, bytes(1, 2)), preview, page(2, 1, bytes(3, 4)), other];
    const { image, file } = await readBytes(buildTiff({ pages }));
    expect([...image.data]).toEqual([1, 2, 3, 4]);
    expect(image.shape).toEqual([2, 1, 2]);
    expect(file.axes).toBe("ZYX");
    expect(file.notes).toEqual(["2 pages of another size or type are left out"]);
  });

  it("finds the image behind a preview", async () => {
    const pages = [page(1, 1, bytes(77), { 254: long(1), 259: short(7) }), page(2, 1, bytes(1, 2))];
    expect(await valuesOf({ pages })).toEqual([1, 2]);
  });

  it("gives one slice on request", async () => {
    const file = await openImage(buildTiff({ pages: [page(2, 1, bytes(1, 2)), page(2, 1, bytes(3, 4))] }));
    const image = await file.read({ slice: 1 });
    expect(image.shape).toEqual([1, 2]);
    expect([...image.data]).toEqual([3, 4]);
    expect(await codeOf(() => file.read({ slice: 2 }))).toBe("E_OPTION");
  });
});

describe("compression", () => {
  const packed = (code: number, block: Uint8Array, more: Record<number, Tag> = {}) => ({
    pages: [page(4, 2, block, { 259: short(code), ...more })],
  });

  it("PackBits: literals, runs, no-ops", async () => {
    expect(await valuesOf(packed(32773, bytes(1, 10, 11, 128, 253, 7, 1, 12, 13)))).toEqual([
      10, 11, 7, 7, 7, 7, 12, 13,
    ]);
  });

  it("deflate by both codes, with padding after the stream", async () => {
    const stream = zlibSync(counting(8));
    for (const code of [8, 32946]) {
      expect(await valuesOf(packed(code, stream))).toEqual([...counting(8)]);
      expect(await valuesOf(packed(code, bytes(...stream, 0)))).toEqual([...counting(8)]);
    }
  });

  it("deflate with a last strip padded to full height", async () => {
    const spec = page(2, 3, bytes(), { 259: short(8), 278: long(2) });
    const blocks = [zlibSync(counting(4)), zlibSync(bytes(4, 5, 0, 0))];
    expect(await valuesOf({ pages: [{ ...spec, blocks }] })).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("deflate with a strip padded to more rows than the page has", async () => {
    const spec = page(2, 1, zlibSync(bytes(4, 5, 0, 0)), { 259: short(8), 278: long(2) });
    expect(await valuesOf({ pages: [spec] })).toEqual([4, 5]);
    const wrong = zlibSync(bytes(4, 5, 0, 0));
    wrong[wrong.length - 1]! ^= 1;
    const damaged = buildTiff({ pages: [page(2, 1, wrong, { 259: short(8), 278: long(2) })] });
    expect(await codeOf(() => readBytes(damaged))).toBe("E_CHECKSUM");
  });

  it("LZW: codes, a code used before it is defined, clear and end", async () => {
    // Clear, 7, 258 (= 7 7, not yet defined), 258, 9, 9, 5?, end: 7 77 77 9 9 5.
    const codes = [256, 7, 258, 258, 9, 9, 5, 257];
    let bits = codes.map((code) => code.toString(2).padStart(9, "0")).join("");
    bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
    const block = Uint8Array.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
    expect(await valuesOf(packed(5, block))).toEqual([7, 7, 7, 7, 7, 9, 9, 5]);
  });

  it("horizontal differences per colour sample", async () => {
    const rgb = { 258: short(8, 8, 8), 262: short(2), 277: short(3), 317: short(2), 259: short(8) };
    const block = zlibSync(bytes(10, 20, 30, 1, 2, 255));
    const file = buildTiff({ pages: [page(2, 1, block, rgb)] });
    for (const [channel, want] of [
      [0, [10, 11]],
      [1, [20, 22]],
      [2, [30, 29]],
    ] as const) {
      expect([...(await readBytes(file, "", { channel })).image.data]).toEqual(want);
    }
  });

  it("horizontal differences wrap around, in both byte orders", async () => {
    const more = { 258: short(16), 317: short(2), 259: short(8) };
    const block = (order: "II" | "MM") => zlibSync(order === "II" ? bytes(0xff, 0xff, 2, 0) : bytes(0xff, 0xff, 0, 2));
    for (const order of ["II", "MM"] as const) {
      expect(await valuesOf({ order, pages: [page(2, 1, block(order), more)] })).toEqual([65535, 1]);
    }
  });

  it("horizontal differences of 64 bits carry", async () => {
    const more = { 258: short(64), 317: short(2), 259: short(8), 339: short(2) };
    // −1, then +3: the low words overflow into the high ones.
    const block = zlibSync(bytes(255, 255, 255, 255, 255, 255, 255, 255, 3, 0, 0, 0, 0, 0, 0, 0));
    expect(await valuesOf({ pages: [page(2, 1, block, more)] })).toEqual([-1, 2]);
  });

  it("floats sorted by significance", async () => {
    // 1.5 = 3fc00000, −2 = c0000000: bytes by significance 3f c0 | c0 00 | 00 00 | 00 00, then differences.
    const sorted = [0x3f, 0xc0, 0xc0, 0, 0, 0, 0, 0];
    const differences = sorted.map((byte, i) => byte - (sorted[i - 1] ?? 0));
    const more = { 258: short(32), 317: short(3), 259: short(8), 339: short(3) };
    for (const order of ["II", "MM"] as const) {
      expect(await valuesOf({ order, pages: [page(2, 1, zlibSync(bytes(...differences)), more)] })).toEqual([1.5, -2]);
    }
  });

  it("that is not read is named", async () => {
    await expect(readBytes(buildTiff(packed(34712, bytes(1))), "a.tif")).rejects.toThrow(
      "a.tif: page 0 is compressed with JPEG 2000; save it with deflate, LZW or none",
    );
    await expect(readBytes(buildTiff(packed(9999, bytes(1))), "a.tif")).rejects.toThrow("unknown kind 9999");
  });
});

describe("messages", () => {
  it("say how much is there and how much is needed", async () => {
    const whole = buildTiff({ pages: [page(100, 100, new Uint8Array(10_000), { 259: short(1) })] });
    const cut = whole.slice(0, 500);
    await expect(openImage(cut, { name: "cut.tif" })).rejects.toThrow(
      "cut.tif: directory 0 needs 2 bytes at byte 10008, but the file has only 500 bytes",
    );
  });

  it("name the option that raises a limit", async () => {
    const file = buildTiff({ pages: [page(20, 20, new Uint8Array(400))] });
    const error = await openImage(file, { name: "a.tif", limits: { maxBytes: 399 } }).catch((e) => e);
    expect(error.code).toBe("E_LIMIT");
    expect(error.detail).toEqual({
      path: "a.tif",
      needed: 400,
      allowed: 399,
      advice: "raise the limit with --max-bytes 400",
    });
    await expect(openImage(file, { limits: { maxBytes: 400 } })).resolves.toBeDefined();
  });

  it("hold no character that could steer a terminal", async () => {
    await expect(openImage(new Uint8Array(0), { name: "a\u001b[31m\u202e.tif" })).rejects.toThrow("a?[31m?.tif: it is");
  });
});

it.each(["II", "MM"] as const)("offsets of 64 bits are whole numbers far beyond 2³² (%s)", async (order) => {
  for (const at of [2 ** 32, 2 ** 32 + 8, 5 * 2 ** 32 + 16, 2 ** 52]) {
    const more: Record<number, Tag> = { 273: [16, [at]], 279: [16, [6]] };
    const bytes = buildTiff({ big: true, order, pages: [page(3, 2, counting(6), more)] });
    const file = await openImage(bytes, { name: "far.tif" });
    // Cut to 32 bits these would lie in the file.
    await expect(file.read()).rejects.toMatchObject({ code: "E_TRUNCATED", detail: { needed: at + 6 } });
    const linked = buildTiff({ big: true, order, pages: [{ ...page(3, 2, counting(6)), next: at }] });
    await expect(openImage(linked)).rejects.toMatchObject({ code: "E_TRUNCATED" });
  }
});

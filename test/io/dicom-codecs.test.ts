/**
 * DICOM files packed with JPEG 2000 (high-throughput too), JPEG-LS, lossless JPEG and JPEG of 12 bits, and coded colours, as libjpeg and
 * pydicom read them (test/golden/packed.py).
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openFolder, openImage } from "../../bindings/io/index.js";
import { allSamples, codeOf, readBytes } from "./files.js";

interface Case {
  base64: string;
  dtype: "uint8" | "int8" | "uint16" | "int16";
  values: string;
  tolerance: number;
}
const golden = JSON.parse(readFileSync(new URL("../golden/packed.json", import.meta.url), "utf8")) as {
  shape: [number, number];
  cases: Record<string, Case>;
};
const TYPES = { uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array };

const bytesOf = (name: string) => new Uint8Array(Buffer.from((golden.cases[name] as Case).base64, "base64"));
function valuesOf(name: string) {
  const { values, dtype } = golden.cases[name] as Case;
  return new TYPES[dtype](new Uint8Array(Buffer.from(values, "base64")).buffer);
}

/** A copy with these bytes replaced, counted from the first place where `mark` stands. */
function changed(name: string, mark: readonly number[], at: number, ...values: number[]): Uint8Array {
  const bytes = bytesOf(name);
  const start = bytes.findIndex((_, i) => mark.every((byte, n) => bytes[i + n] === byte));
  expect(start).toBeGreaterThan(0);
  bytes.set(values, start + at);
  return bytes;
}

describe("packed frames and coded colours", () => {
  it.each(Object.keys(golden.cases))("%s", async (name) => {
    const { values } = await allSamples(await openImage(bytesOf(name)));
    const expected = valuesOf(name);
    expect(values.constructor).toBe(expected.constructor);
    if ((golden.cases[name] as Case).tolerance === 0) expect(values).toEqual(expected);
    else for (const [i, value] of expected.entries()) expect(Math.abs(value - (values[i] as number))).toBeLessThan(2);
  });

  it("of a series are unpacked by one decoder, and may be packed in different ways", async () => {
    const names = ["JPEG 2000, words", "JPEG-LS, words", "lossless JPEG, predictor 3"];
    const files = Object.fromEntries(names.map((name, i) => [`${i}.dcm`, bytesOf(name)]));
    const folder = { name: "s", list: async () => Object.keys(files), read: async (path: string) => files[path] };
    const { data } = await (await openFolder(folder)).read();
    const size = golden.shape[0] * golden.shape[1];
    for (const [i, name] of names.entries()) expect(data.subarray(i * size, (i + 1) * size)).toEqual(valuesOf(name));
  });
});

const SIZ = [0xff, 0x4f, 0xff, 0x51];
const SOF55 = [0xff, 0xf7];
const SOF3 = [0xff, 0xc3];
const J2K = "JPEG 2000, words";
const JLS = "JPEG-LS, words";
const HT = "high-throughput JPEG 2000, words";
const PRECINCTS = [1, 0, 0, 1, 0, 5, 4, 4, 0, 1, 0];
const SOF1 = [0xff, 0xc1];
const TWELVE = "JPEG of 12 bits";
const RESTARTS = "JPEG of 12 bits, restarts";
const LOSSLESS = "lossless JPEG, predictor 1";

describe("a packed frame that is not what the header says", () => {
  it.each([
    ["a wider JPEG 2000", changed(J2K, SIZ, 8, 0, 0, 0, 18), "E_CORRUPT"],
    ["a JPEG 2000 of 4 × 10⁹ pixels a row", changed(J2K, SIZ, 8, 255, 255, 255, 255), "E_CORRUPT"],
    ["a JPEG 2000 that starts elsewhere", changed(J2K, SIZ, 8, 0, 0, 0, 18, 0, 0, 0, 11, 0, 0, 0, 1), "E_FORMAT"],
    ["65,535 components", changed(J2K, SIZ, 40, 255, 255), "E_CORRUPT"],
    ["no components", changed(J2K, SIZ, 40, 0, 0), "E_CORRUPT"],
    ["38 bits", changed(J2K, SIZ, 42, 37), "E_FORMAT"],
    ["components of half the size", changed(J2K, SIZ, 43, 2), "E_FORMAT"],
    ["187 tiles of a pixel in few bytes", changed(J2K, SIZ, 24, 0, 0, 0, 1, 0, 0, 0, 1), "E_TRUNCATED"],
    ["tiles of no size", changed(J2K, SIZ, 24, 0, 0, 0, 0, 0, 0, 0, 0), "E_CORRUPT"],
    ["JPEG 2000 without its start", changed(J2K, SIZ, 0, 0), "E_CORRUPT"],
    ["JPEG 2000 with a damaged coding style", changed(J2K, [0xff, 0x52], 9, 200), "E_CORRUPT"],
    [
      "JPEG 2000 of more packets than bytes",
      changed("JPEG 2000, colours", [0xff, 0x52], 4, ...PRECINCTS),
      "E_TRUNCATED",
    ],
    ["JPEG 2000 without a tile", changed(J2K, [0xff, 0x90], 1, 0x91), "E_TRUNCATED"],
    ["a segment of no length", changed(J2K, [0xff, 0x52], 2, 0, 1), "E_CORRUPT"],
    ["high-throughput JPEG 2000 whose tile is longer than the data", changed(HT, [0xff, 0x90], 6, 0, 1), "E_CORRUPT"],
    ["a JPEG of 12 bits and 65,535 rows", changed(TWELVE, SOF1, 5, 255, 255), "E_CORRUPT"],
    ["a JPEG of 10 bits", changed(TWELVE, SOF1, 4, 10), "E_FORMAT"],
    ["a JPEG of 12 bits whose scans refine each other", changed(TWELVE, SOF1, 1, 0xc2), "E_FORMAT"],
    ["a JPEG of 12 bits that ends early", changed(TWELVE, [0xff, 0xda], 20, 0xff, 0xd9), "E_TRUNCATED"],
    ["a JPEG of 12 bits without its restarts", changed(RESTARTS, [0xff, 0xd0], 0, 0xff, 0), "E_CORRUPT"],
    ["a JPEG-LS of 65,535 rows", changed(JLS, SOF55, 5, 255, 255), "E_CORRUPT"],
    ["a JPEG-LS of 255 components", changed(JLS, SOF55, 9, 255), "E_CORRUPT"],
    ["a JPEG-LS of 17 bits", changed(JLS, SOF55, 4, 17), "E_FORMAT"],
    ["a JPEG-LS without its start", changed(JLS, [0xff, 0xd8, 0xff], 0, 0), "E_CORRUPT"],
    ["a lossless JPEG of 65,535 rows", changed(LOSSLESS, SOF3, 5, 255, 255), "E_CORRUPT"],
    ["a lossless JPEG of components of two sizes", changed(LOSSLESS, SOF3, 11, 0x21), "E_FORMAT"],
    ["a lossless JPEG of no table", changed(LOSSLESS, [0xff, 0xc4], 4, 3), "E_CORRUPT"],
    ["a lossless JPEG of too many codes", changed(LOSSLESS, [0xff, 0xc4], 5, 3), "E_CORRUPT"],
    ["a lossless JPEG of the predictor 9", changed(LOSSLESS, [0xff, 0xda], 7, 9), "E_CORRUPT"],
    ["a baseline JPEG", changed(LOSSLESS, SOF3, 1, 0xc0), "E_CORRUPT"],
  ])("is refused: %s", async (_, bytes, code) => {
    expect(await codeOf(() => readBytes(bytes))).toBe(code);
  });

  it("costs no more than is allowed", async () => {
    const small = { maxBytes: 1000 };
    for (const name of [J2K, HT, JLS]) {
      expect(await codeOf(() => readBytes(bytesOf(name), "x.dcm", {}, small))).toBe("E_LIMIT");
    }
  });

  it("costs the frames behind it nothing: they get another decoder", async () => {
    const name = "two frames in three parts each, with a table of offsets";
    const file = await openImage(changed(name, [0xff, 0x52], 9, 200));
    await expect(file.read({ slice: 0 })).rejects.toThrow("frame 0: its JPEG 2000 data are damaged");
    expect((await file.read({ slice: 1 })).data).toEqual(valuesOf(name).subarray(golden.shape[0] * golden.shape[1]));
  });
});

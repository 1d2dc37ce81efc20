/** Fax codings and colour tables of TIFF; what libtiff wrote and tifffile read is in test/golden/fax.py. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { type FaxRows, unpackFax } from "../../bindings/io/tiff/fax.js";
import { codeOf, readBytes } from "./files.js";
import { buildTiff, page, type Tag } from "./tiffs.js";

const golden = JSON.parse(readFileSync(new URL("../golden/fax.json", import.meta.url), "utf8")) as {
  read: Record<string, { shape: number[]; sha256: string; file: string }>;
};

/** Rows of pixels as bits, each row from a byte on. */
function packed(data: ArrayLike<number>, width: number): Uint8Array {
  const rowBytes = Math.ceil(width / 8);
  const bytes = new Uint8Array((data.length / width) * rowBytes);
  for (let i = 0; i < data.length; i++) {
    const [y, x] = [Math.floor(i / width), i % width];
    const at = y * rowBytes + (x >> 3);
    bytes[at] = (bytes[at] as number) | ((data[i] as number) << (7 - (x & 7)));
  }
  return bytes;
}

/** "0011 …" as bytes, filled up with zeros. */
const bitsOf = (text: string) => {
  const bits = text.replace(/\s/g, "");
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2),
  );
};

const G4: FaxRows = { width: 16, aligned: false, ends: false, differences: true, reversed: false };

describe("fax codings", () => {
  it.each(Object.entries(golden.read))("of libtiff: %s", async (_, { file, shape, sha256 }) => {
    const { file: opened, image } = await readBytes(Uint8Array.from(Buffer.from(file, "base64")));
    expect([opened.bitDepth, image.shape]).toEqual([1, shape]);
    const digest = createHash("sha256").update(packed(image.data, image.shape[1] as number));
    expect(digest.digest("hex")).toBe(sha256);
  });

  it("end where a page says so before all of its rows have come", () => {
    const into = new Uint8Array(8);
    expect(unpackFax(bitsOf("1 1 000000000001 000000000001"), into, G4)).toEqual({ filled: 4 });
    expect(unpackFax(bitsOf(""), into, G4)).toEqual({ filled: 0 });
    const ends = "000000000001";
    const rows = { ...G4, ends: true, differences: false };
    expect(unpackFax(bitsOf(`${ends} 101010 ${ends.repeat(6)}`), into, rows)).toEqual({ filled: 2 });
  });

  it.each<[string, string, FaxRows]>([
    ["a run beyond its row", "001 010011 0000110111", G4],
    ["a change before the row", "010", G4],
    ["a change behind the row", "011", G4],
    ["a change before the last one", "000011 1 000010", { ...G4, width: 3 }],
    ["runs without end", "00110101 0000110111".repeat(40), { ...G4, differences: false }],
    ["differences that stay where they are", `${"001 00110101 0000110111".repeat(40)}`, G4],
    ["runs that are longer than all rows", "000000011111".repeat(99), { ...G4, differences: false }],
    ["no code", "001 00000000111111", G4],
    ["an extension", "0000001111 000", G4],
    ["half a row", "001 00110101", G4],
  ])("say what is wrong with them: %s", (_, bits, rows) => {
    const { filled, fault } = unpackFax(bitsOf(bits), new Uint8Array(64), rows);
    expect([filled, typeof fault]).toEqual([expect.any(Number), "string"]);
  });

  it("are refused where they hold more than black and white, or not all rows", async () => {
    const tags = (more: Record<number, Tag>) => ({ 258: [3, [1]] as Tag, 259: [3, [4]] as Tag, ...more });
    const one = (more: Record<number, Tag>, ...block: number[]) =>
      buildTiff({ pages: [page(16, 4, Uint8Array.from(block), tags(more))] });
    const read = async (bytes: Uint8Array) => (await openImage(bytes)).read();
    expect([...(await read(one({}, 0xf0))).data]).toEqual(Array(64).fill(0));
    expect(await codeOf(() => read(one({ 258: [3, [8]] }, 0xf0)))).toBe("E_FORMAT");
    expect(await codeOf(() => read(one({}, 0xc0)))).toMatch(/E_CORRUPT|E_TRUNCATED/);
    expect(await codeOf(() => read(one({}, 0)))).toBe("E_TRUNCATED");
    // Few bits cannot stand for many rows.
    const tall = buildTiff({ pages: [page(16, 60_000, Uint8Array.of(0xff), tags({}))] });
    expect(await codeOf(() => read(tall))).toBe("E_TRUNCATED");
  });
});

describe("colour tables", () => {
  const table = (whole: number) => {
    const parts = new Array<number>(768).fill(0);
    for (const [index, color] of [
      [1, [255, 0, 0]],
      [7, [0, 128, 255]],
    ] as const) {
      for (const [part, value] of color.entries()) parts[256 * part + index] = value * whole;
    }
    return parts;
  };
  const file = (parts: readonly number[]) =>
    buildTiff({ pages: [page(3, 1, Uint8Array.of(0, 7, 1), { 262: [3, [3]], 320: [3, parts] })] });

  it.each([257, 256, 1])("give segments their colours, parts of 255 × %d", async (whole) => {
    const { segments, layers } = await (await openImage(file(table(whole)))).readSegmentation();
    expect(segments.map(({ labelValue, color }) => [labelValue, color])).toEqual([
      [1, [1, 0, 0]],
      [7, [0, 128 / 255, 1]],
    ]);
    expect([...(layers[0] as Uint8Array)]).toEqual([0, 7, 1]);
  });

  it("of greys, or too short, give none", async () => {
    const greys = Array.from({ length: 768 }, (_, i) => (i % 256) * 257);
    for (const parts of [greys, [1, 2, 3]]) {
      const opened = await openImage(file(parts));
      expect((await opened.readSegmentation()).segments.map(({ colorAutoGenerated }) => colorAutoGenerated)).toEqual([
        true,
        true,
      ]);
      expect([...(await opened.read()).data]).toEqual([0, 7, 1]);
    }
  });
});

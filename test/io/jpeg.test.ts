/** JPEGs as Pillow reads them (test/golden/jpeg.py), and what a picture may have around its data. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { allSamples, codeOf, readBytes } from "./files.js";

interface Case {
  base64: string;
  shape: number[];
  sha256: string;
}
const { cases } = JSON.parse(readFileSync(new URL("../golden/jpeg.json", import.meta.url), "utf8")) as {
  cases: Record<string, Case>;
};
const bytesOf = (name: string) => new Uint8Array(Buffer.from((cases[name] as Case).base64, "base64"));
const COLOUR = "4:2:0, 33 × 18";

/** SHA-256 of all samples. */
async function digest(bytes: Uint8Array): Promise<string> {
  const { values } = await allSamples(await openImage(bytes));
  return createHash("sha256")
    .update(values as Uint8Array)
    .digest("hex");
}

/** Bytes put in behind `after` bytes; counted from the end where it is negative. */
function inserted(bytes: Uint8Array, after: number, more: readonly number[]): Uint8Array {
  const at = after < 0 ? bytes.length + after : after;
  return Uint8Array.from([...bytes.subarray(0, at), ...more, ...bytes.subarray(at)]);
}

/** Adobe's marker with a colour transform. */
const adobe = (transform: number) => [
  ...[0xff, 0xee, 0, 14, ...new TextEncoder().encode("Adobe"), 0, 100, 0, 0, 0, 0],
  transform,
];
/** Without the marker of JFIF, which follows the start. */
const withoutJfif = (name: string) => inserted(bytesOf(name).subarray(20), 0, [0xff, 0xd8]);

describe("pixels of a JPEG are those of libjpeg", () => {
  it.each(Object.keys(cases).filter((name) => name !== "inks"))("%s", async (name) => {
    const { shape, sha256 } = cases[name] as Case;
    const bytes = bytesOf(name);
    expect((await openImage(bytes)).shape).toEqual(shape);
    expect(await digest(bytes)).toBe(sha256);
  });

  it("whatever fills up the last scan", async () => {
    const { sha256 } = cases[COLOUR] as Case;
    for (const filling of [[0, 0, 0], [0xff], [0xff, 0xff, 0xff]]) {
      expect(await digest(inserted(bytesOf(COLOUR), -2, filling))).toBe(sha256);
    }
  });

  it("and their colours go by JFIF's marker, then Adobe's, then the names of the components", async () => {
    const { sha256 } = cases[COLOUR] as Case;
    const [plain, bare] = [bytesOf(COLOUR), withoutJfif(COLOUR)];
    expect(await digest(bare)).toBe(sha256);
    for (const transform of [0, 1, 2, 77]) expect(await digest(inserted(plain, 2, adobe(transform)))).toBe(sha256);
    for (const transform of [1, 2, 77]) expect(await digest(inserted(bare, 2, adobe(transform)))).toBe(sha256);
    expect(await digest(inserted(bare, 2, adobe(0)))).not.toBe(sha256);
  });
});

describe("a JPEG is refused", () => {
  it("that holds inks", async () => {
    await expect(readBytes(bytesOf("inks"))).rejects.toThrow("inks (CMYK)");
  });

  it("whose colours are sampled in unusual ways", async () => {
    const bytes = bytesOf(COLOUR);
    const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
    for (const [place, factors] of [
      [11, 0x33],
      [14, 0x22],
      [17, 0x21],
    ] as const) {
      const changed = bytes.slice();
      changed[frame + place] = factors;
      await expect(readBytes(changed)).rejects.toThrow("sampled in a way that is not read");
    }
  });

  it("that is damaged, and the next one is read", async () => {
    const { sha256 } = cases[COLOUR] as Case;
    const bytes = bytesOf(COLOUR);
    const scan = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xda);
    const cut = Uint8Array.from([...bytes.subarray(0, scan + 60), 0xff, 0xd9]);
    expect(await codeOf(() => readBytes(cut))).toBe("E_CORRUPT");
    expect(await digest(bytes)).toBe(sha256);
  });

  it("that costs more than is allowed", async () => {
    expect(await codeOf(() => readBytes(bytesOf(COLOUR), "x.jpg", {}, { maxBytes: 4000 }))).toBe("E_LIMIT");
  });
});

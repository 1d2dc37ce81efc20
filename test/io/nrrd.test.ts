/** NRRD: encodings, files beside the header, axes; and the bzip2 data it may hold. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { codeOf, readBytes } from "./files.js";

const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe("NRRD", () => {
  const head = (...more: string[]) =>
    text(["NRRD0004", "# note", "type: uchar", "dimension: 2", "sizes: 3 2", ...more, "", ""]);
  const six = Uint8Array.of(1, 2, 3, 4, 5, 6);

  it.each([
    ["raw", joined(head("encoding: raw"), six)],
    ["text", joined(head("encoding: ascii"), text(["1 2 3", "4 5 6", ""]))],
    ["hex", joined(head("encoding: hex"), text(["010203", "040506"]))],
    ["gzip", joined(head("encoding: gzip"), gzipSync(six))],
    ["skipped lines", joined(head("encoding: raw", "line skip: 2"), text(["a", "b", ""]), six)],
    ["skipped bytes", joined(head("encoding: raw", "byte skip: 2"), Uint8Array.of(9, 9), six)],
    ["the last bytes", joined(head("encoding: raw", "byte skip: -1"), Uint8Array.of(9, 9), six)],
    [
      "skipped bytes of gzip data",
      joined(head("encoding: gzip", "byteskip: 2"), gzipSync(joined(Uint8Array.of(9, 9), six))),
    ],
    [
      "the last bytes of gzip data",
      joined(head("encoding: gzip", "byte skip: -1"), gzipSync(joined(Uint8Array.of(9), six))),
    ],
    [
      "line ends of Windows",
      joined(text(["NRRD0001\r", "type: uchar\r", "dimension: 2\r", "sizes: 3 2\r", "encoding: raw\r", "\r", ""]), six),
    ],
  ])("reads %s", async (_, bytes) => {
    const { image } = await readBytes(bytes);
    expect([image.shape, [...image.data]]).toEqual([[2, 3], [...six]]);
  });

  it("reads data files beside the header, one or counted", async () => {
    const siblings = async (name: string) =>
      ({ "a.raw": six, "s2.raw": six.slice(0, 3), "s3.raw": six.slice(3) })[name];
    for (const line of [["data file: ./a.raw"], ["data file: s%d.raw 2 3 1"], ["datafile: LIST", "s2.raw", "s3.raw"]]) {
      const bytes = text(["NRRD0004", "type: uchar", "dimension: 2", "sizes: 3 2", "encoding: raw", ...line]);
      const file = await openImage(bytes, { name: "a.nhdr", siblings });
      expect([...(await file.read()).data]).toEqual([...six]);
    }
  });

  it.each(["../a.raw", "/etc/passwd", "b\\a.raw", ".."])("does not follow the path %s", async (path) => {
    const bytes = text(["NRRD0004", "type: uchar", "dimension: 1", "sizes: 3", "encoding: raw", `data file: ${path}`]);
    const siblings = async () => six;
    expect(await codeOf(() => openImage(bytes, { name: "a.nhdr", siblings }))).toBe("E_PATH");
  });

  it("tells channels from space, and turns RAS into LPS", async () => {
    const bytes = joined(
      text([
        "NRRD0005",
        "type: unsigned char",
        "dimension: 4",
        "space: right-anterior-superior",
        "sizes: 2 2 1 3",
        "space directions: none (2,0,0) (0,3,0) (0,0,4)",
        "kinds: list domain domain domain",
        "encoding: raw",
        "space origin: (10,20,30)",
        "",
        "",
      ]),
      Uint8Array.from({ length: 12 }, (_, i) => i),
    );
    const file = await openImage(bytes);
    expect([file.axes, file.shape]).toEqual(["ZYXS", [3, 1, 2, 2]]);
    const image = await file.read({ channel: 1 });
    expect([...image.data]).toEqual([1, 3, 5, 7, 9, 11]);
    expect(image).toMatchObject({ spacing: [4, 3, 2], origin: [30, -20, -10], space: "LPS", unit: "mm" });
  });

  it.each([
    ["an unknown type", ["type: block", "dimension: 1", "sizes: 3", "encoding: raw"], "E_FORMAT"],
    ["no sizes", ["type: uchar", "dimension: 1", "encoding: raw"], "E_CORRUPT"],
    ["sizes that are no numbers", ["type: uchar", "dimension: 1", "sizes: x", "encoding: raw"], "E_CORRUPT"],
    ["too many sizes", ["type: uchar", "dimension: 1", "sizes: 3 3", "encoding: raw"], "E_CORRUPT"],
    ["a size of 0", ["type: uchar", "dimension: 2", "sizes: 0 3", "encoding: raw"], "E_CORRUPT"],
    ["an unknown encoding", ["type: uchar", "dimension: 1", "sizes: 3", "encoding: zip"], "E_CORRUPT"],
    ["more than there is", ["type: uchar", "dimension: 1", "sizes: 300", "encoding: raw"], "E_TRUNCATED"],
    ["10¹² text values", ["type: uchar", "dimension: 2", "sizes: 10 10000", "encoding: text"], "E_TRUNCATED"],
    ["a line without a colon", ["type: uchar", "what is this", "dimension: 1"], "E_CORRUPT"],
    [
      "an unknown byte order",
      ["type: short", "dimension: 1", "sizes: 3", "endian: middle", "encoding: raw"],
      "E_CORRUPT",
    ],
    [
      "directions that are no vectors",
      ["type: uchar", "dimension: 1", "sizes: 3", "encoding: raw", "space directions: 1 2"],
      "E_CORRUPT",
    ],
  ])("refuses %s", async (_, lines, code) => {
    expect(await codeOf(() => readBytes(joined(text(["NRRD0004", ...lines, "", ""]), six)))).toBe(code);
  });
});

describe("bzip2", () => {
  // "abcabc…" and a long run, packed by bzip2 1.0.8.
  const PACKED = "QlpoOTFBWSZTWV20/hMAAAdhAACAABA4ACAAMM0AVIaXDIbyKjxdyRThQkF20/hM";

  it("is read and checked", async () => {
    const expected = Uint8Array.from({ length: 60 }, (_, i) => (i < 30 ? 97 + (i % 3) : 7));
    const packed = Uint8Array.from(atob(PACKED), (c) => c.charCodeAt(0));
    const head = text(["NRRD0004", "type: uchar", "dimension: 1", "sizes: 60", "encoding: bzip2", "", ""]);
    const { image } = await readBytes(joined(head, packed));
    expect([...image.data]).toEqual([...expected]);
    for (let i = 4; i < packed.length; i++) {
      const broken = packed.slice();
      broken[i] = (broken[i] as number) ^ 4;
      const code = await codeOf(async () => {
        const { image } = await readBytes(joined(head, broken));
        // Some bits say nothing, such as those of a code table that no group uses.
        expect([...image.data]).toEqual([...expected]);
      });
      expect(["no error", "E_CORRUPT", "E_CHECKSUM", "E_TRUNCATED"]).toContain(code);
    }
  });
});

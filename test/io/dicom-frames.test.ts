/** Classic DICOM files of several frames, doses, files without their head, and what is said of them. */
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { type Element, slice } from "./dicoms.js";
import { codeOf, readBytes } from "./files.js";

const values = (count: number) => Int16Array.from({ length: 6 * count }, (_, i) => i);

/** Three frames of 2 × 3 values with one place, (-10, 20, 30). */
function frames(...more: Element[]): Uint8Array {
  const pixels: Element = [0x7fe0, 0x10, "OW", new Uint8Array(values(3).buffer)];
  return slice(30, [], [[0x28, 0x8, "IS", "3"], pixels, ...more]);
}

const pointer = (...words: number[]): Element => [0x28, 0x9, "AT", new Uint8Array(Uint16Array.from(words).buffer)];
const offsets = (text: string): Element => [0x3004, 0xc, "DS", text];

describe("frames of one place", () => {
  it("lie where the vector of offsets says", async () => {
    const { image } = await readBytes(frames(pointer(0x3004, 0xc), offsets("0\\4\\8")));
    expect(image).toMatchObject({ shape: [3, 2, 3], spacing: [4, 0.5, 0.25], origin: [30, 20, -10] });
    expect([...image.data]).toEqual([...values(3)]);
  });

  it("may be listed downwards, or by their coordinates", async () => {
    const { image: down } = await readBytes(frames(offsets("0\\-4\\-8")));
    expect(down).toMatchObject({ spacing: [4, 0.5, 0.25], origin: [22, 20, -10] });
    expect([...down.data.subarray(0, 6)]).toEqual([...values(3).subarray(12)]);
    const { image: coordinates } = await readBytes(frames(offsets("30\\33\\36")));
    expect(coordinates).toMatchObject({ spacing: [3, 0.5, 0.25], origin: [30, 20, -10] });
  });

  it("are as far apart as the spacing or the thickness of slices, and that is said", async () => {
    const { image, file } = await readBytes(frames([0x18, 0x88, "DS", "1.5"]));
    expect(image.spacing).toEqual([1.5, 0.5, 0.25]);
    expect(file.notes.join()).toContain("1.5 mm apart, its spacing between slices");
    const { image: thick, file: other } = await readBytes(frames(pointer(0x54, 0x80)));
    expect(thick.spacing).toEqual([2.5, 0.5, 0.25]);
    expect(other.notes.join()).toContain("2.5 mm apart, its slice thickness");
  });

  it("that follow each other in time lie nowhere", async () => {
    const { file } = await readBytes(frames(pointer(0x18, 0x1063)));
    expect(file.shape).toEqual([3, 2, 3]);
    expect(file.notes.join()).toContain("they are taken in their order");
  });

  it("are refused where two have one offset", async () => {
    expect(await codeOf(() => readBytes(frames(offsets("0\\4\\4"))))).toBe("E_FORMAT");
  });
});

describe("what a file says of its values", () => {
  it("scales doses, and names their unit", async () => {
    const dose = slice(
      0,
      [1, 2, 3, 4, 5, 6],
      [
        [0x3004, 0x2, "CS", "GY"],
        [0x3004, 0xe, "DS", "0.25"],
      ],
    );
    const { image, file } = await readBytes(dose);
    expect([...image.data]).toEqual([0.25, 0.5, 0.75, 1, 1.25, 1.5]);
    expect(file.notes).toEqual(["its values are doses in Gy"]);
  });

  it("keeps values of which the small ones are bright", async () => {
    const { image, file } = await readBytes(slice(0, [1, 2, 3, 4, 5, 6], [[0x28, 0x4, "CS", "MONOCHROME1"]]));
    expect([...image.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(file.notes.join()).toContain("MONOCHROME1");
  });
});

describe("a file without its head", () => {
  const about: Element[] = [
    [0x8, 0x18, "UI", "1.2.3"],
    [0x8, 0x60, "CS", "CT"],
  ];
  const whole = slice(5, [1, -2, 3, -4, 5, -6], about);
  // Preamble, signature, the group's length, and the name of the syntax in 8 + 20 bytes.
  const bare = whole.slice(132 + 12 + 28);

  it("is told by its first elements", async () => {
    const file = await openImage(bare, { name: "x" });
    expect(await file.read()).toEqual((await readBytes(whole)).image);
    expect(file.notes.join()).toContain("it lacks the head of a DICOM file");
    expect((await readBytes(whole.slice(132))).image.data).toEqual((await readBytes(whole)).image.data);
  });

  it("is nothing else", async () => {
    for (const bytes of [new Uint8Array(64), bare.slice(0, 40), Uint8Array.of(8, 0, 0x16, 0, 0x41, 0x42, 2, 0, 1, 1)]) {
      expect(await codeOf(() => openImage(bytes))).toBe("E_FORMAT");
    }
  });

  it("packed with gzip is refused with a way out", async () => {
    await expect(openImage(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), { name: "a.dcm.gz" })).rejects.toThrow("gunzip");
  });
});

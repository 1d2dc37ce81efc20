/** Labels by colour tables: by codes, then by names. */
import { describe, expect, it } from "vitest";
import { relabelSegments, type Segmentation, tableLabels, updateSegment } from "../../bindings/index.js";
import { openImage, openSegmentation, writeColourPng, writeImage } from "../../bindings/io/index.js";
import { countsOf } from "./boxes.js";
import { k, three } from "./segments.js";

const lung = (meaning: string) =>
  `A list~SCT^123037004^Anatomical Structure~SCT^39607008^${meaning}~SCT^7771000^Left~Codes~^^~^^`;
const GREY = [0.5, 0.5, 0.5] as const;
const TABLE = [
  { labelValue: 40, name: "B", color: GREY },
  { labelValue: 7, name: "left lung", color: GREY, terminology: lung("Lung") },
  { labelValue: 0, name: "C", color: GREY },
];
const tagged = (segmentation: Segmentation) =>
  updateSegment(segmentation, "A", { name: "B", tags: { TerminologyEntry: lung("lung, spelt otherwise") } });

describe("labels of a table", () => {
  it("follow codes before names; what it does not know comes above its largest", () => {
    expect(tableLabels(tagged(three(1)), TABLE)).toEqual([7, 40, 41]);
    expect(tableLabels(updateSegment(three(1), "A", { name: "B" }), TABLE)).toEqual([40, 41, 42]);
    expect(tableLabels(three(1), [])).toEqual([1, 2, 3]);
  });

  it("change no voxel", () => {
    for (const overwrite of ["all", "none"] as const) {
      const start = three(3, overwrite);
      const made = relabelSegments(k, start, [300, 40, 2]);
      expect(made.segments.map(({ labelValue }) => labelValue)).toEqual([300, 40, 2]);
      expect(countsOf(made)).toEqual(countsOf(start));
      expect(
        relabelSegments(
          k,
          start,
          start.segments.map(({ labelValue }) => labelValue),
        ).layers,
      ).toEqual(start.layers);
    }
    expect(() => relabelSegments(k, three(3, "all"), [1, 1, 2])).toThrow("two segments of layer 0");
    for (const labels of [
      [1, 2],
      [1, 2, 0],
      [1, 2, 1.5],
    ]) {
      expect(() => relabelSegments(k, three(3), labels)).toThrow(expect.objectContaining({ code: "E_SEGMENT" }));
    }
  });
});

describe("a picture of labels in colours", () => {
  const image = { data: Uint8Array.of(0, 3, 3, 0, 9, 0, 3, 255), shape: [2, 4] };
  const colors = new Map([
    [3, [1, 0, 0] as const],
    [9, [1, 1, 1] as const],
    [255, [0, 0, 1 / 255] as const],
  ]);

  it("comes back as a segment for each colour, and the same bytes", async () => {
    const bytes = writeColourPng(image, colors);
    const back = await openSegmentation(bytes, { name: "labels.png" });
    expect(back.segments.map(({ color, labelValue }) => [color, labelValue])).toEqual([
      [[1, 0, 0], 1],
      [[1, 1, 1], 2],
      [[0, 0, 1 / 255], 3],
    ]);
    expect(Array.from(back.layers[0]!)).toEqual([0, 1, 1, 0, 2, 0, 1, 3]);
    const again = new Map(back.segments.map(({ labelValue, color }) => [labelValue, color]));
    expect(writeColourPng({ data: back.layers[0]!, shape: back.shape }, again)).toEqual(bytes);
    const file = await openImage(bytes, { name: "labels.png" });
    await file.readSegmentation();
    expect(file.notes.join()).toContain("a segment for each colour");
  });

  it("of grey values has a segment for each value", async () => {
    const grey = await openSegmentation(await writeImage(image, "png"), { name: "grey.png" });
    expect(grey.segments.map(({ labelValue }) => labelValue)).toEqual([3, 9, 255]);
    // Grey written as colour: three equal samples a pixel.
    const pale = writeColourPng(image, new Map([[3, [3, 3, 3].map((part) => part / 255) as unknown as typeof GREY]]));
    const { segments } = await openSegmentation(pale, { name: "pale.png" });
    expect(segments.map(({ labelValue }) => labelValue)).toEqual([3]);
  });

  it("is refused where colours do not tell labels apart, and for photographs", async () => {
    expect(() => writeColourPng(image, new Map([...colors, [4, [1, 0, 0] as const]]))).toThrow(
      "label 4 has the colour of label 3",
    );
    expect(() => writeColourPng(image, new Map([[1, [0, 0, 0] as const]]))).toThrow("of the background");
    expect(() => writeColourPng({ ...image, shape: [2, 1, 4] }, colors)).toThrow(
      expect.objectContaining({ code: "E_NDIM" }),
    );
    const many = Uint16Array.from({ length: 5000 }, (_, i) => i + 1);
    const photo = new Map(
      Array.from(many, (label) => [label, [label % 256, label >> 8, 9].map((part) => part / 255) as never]),
    );
    const bytes = writeColourPng({ data: many, shape: [50, 100] }, photo);
    await expect(openSegmentation(bytes, { name: "photo.png" })).rejects.toThrow("more than 4096 colours");
    expect((await openSegmentation(bytes, { name: "photo.png" }).catch((error) => error)).code).toBe("E_OPTION");
  });
});

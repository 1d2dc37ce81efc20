/** Lists of terms, and the names and colours that follow from them. */
import { expect, it } from "vitest";
import {
  addSegment,
  createSegmentation,
  findTerm,
  parseTerminology,
  readTerminologyList,
  updateSegment,
  withTerm,
  withTerms,
} from "../../bindings/index.js";

const code = (value: string, meaning: string, more: object = {}) => ({
  CodingSchemeDesignator: "SCT",
  CodeValue: value,
  CodeMeaning: meaning,
  ...more,
});
const LIST = readTerminologyList(
  JSON.stringify({
    SegmentationCategoryTypeContextName: "three organs",
    SegmentationCodes: {
      Category: [
        code("123037004", "Anatomical Structure", {
          showAnatomy: "true",
          Type: [
            code("64033007", "Kidney", {
              recommendedDisplayRGBValue: [185, 102, 83],
              Modifier: [
                code("7771000", "Left", { recommendedDisplayRGBValue: [212, 126, 151] }),
                code("24028007", "Right"),
              ],
            }),
            code("10200004", "Liver"),
          ],
        }),
        code("85756007", "Tissue", { Type: [] }),
      ],
    },
  }),
);

it("terms are found by code and by name", () => {
  expect(LIST.terms.length).toBe(4);
  expect(findTerm(LIST, "10200004")?.type.meaning).toBe("Liver");
  expect(findTerm(LIST, "Left KIDNEY")?.modifier?.value).toBe("7771000");
  expect(findTerm(LIST, "64033007")?.modifier).toBeUndefined();
  expect(findTerm(LIST, "spleen")).toBeUndefined();
});

it("names and colours follow from them until a person chooses", () => {
  const [segment] = addSegment(createSegmentation({ shape: [2, 2] })).segments;
  const left = withTerm(segment!, LIST, findTerm(LIST, "left kidney")!);
  expect([left.name, left.color]).toEqual(["left kidney", [212 / 255, 126 / 255, 151 / 255]]);
  expect(parseTerminology(left.tags["TerminologyEntry"]!)).toMatchObject({
    context: "three organs",
    modifier: { meaning: "Left" },
  });
  const right = withTerm(left, LIST, findTerm(LIST, "right kidney")!);
  expect([right.name, right.color]).toEqual(["right kidney", [185 / 255, 102 / 255, 83 / 255]]);
  const { segments } = updateSegment({ shape: [2, 2], segments: [right], layers: [new Uint8Array(4)] }, right.id, {
    name: "mine",
    color: [1, 0, 0],
  });
  const liver = withTerm(segments[0]!, LIST, findTerm(LIST, "liver")!);
  expect([liver.name, liver.color, liver.tags["TerminologyEntry"]?.includes("Liver")]).toEqual([
    "mine",
    [1, 0, 0],
    true,
  ]);
});

it("segments get the terms of their names, however these are written", () => {
  const names = ["kidney_left", "Left-Kidney", "left kidney", "unknown thing"];
  const start = names.reduce((all, name) => addSegment(all, { name }), createSegmentation({ shape: [2, 2] }));
  const { segmentation, unknown } = withTerms(start, LIST);
  expect(unknown).toEqual(["unknown thing"]);
  const codes = segmentation.segments.map(({ tags }) => parseTerminology(tags["TerminologyEntry"] ?? "").type?.meaning);
  expect(codes).toEqual(["Kidney", "Kidney", "Kidney", undefined]);
  expect(segmentation.segments.map(({ name }) => name)).toEqual(names);
  expect(segmentation.segments.map(({ color }) => color)).toEqual(start.segments.map(({ color }) => color));
});

it.each([
  "",
  "[]",
  '{"SegmentationCategoryTypeContextName":"x"}',
  '{"SegmentationCategoryTypeContextName":"x","SegmentationCodes":{"Category":[{}]}}',
])("other JSON is refused: %s", (text) =>
  expect(() => readTerminologyList(text)).toThrow(expect.objectContaining({ code: "E_CORRUPT" })),
);

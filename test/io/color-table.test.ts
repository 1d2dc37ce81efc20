/** Colour tables of 3D Slicer and ITK-SNAP. */
import { describe, expect, it } from "vitest";
import { formatTerminology, missingCodes, parseTerminology, terminologyName } from "../../bindings/index.js";
import { readColorTable, writeColorTable } from "../../bindings/io/index.js";
import { codeOf } from "./files.js";

const LUNG =
  "Segmentation category and type~SCT^123037004^Anatomical Structure~SCT^39607008^Lung~SCT^7771000^Left~Anatomic codes~^^~^^";
const ENTRIES = [
  { labelValue: 1, name: 'left lung, "upper"', color: [1, 128 / 255, 0] as const, terminology: LUNG },
  { labelValue: 300, name: "Größe", color: [0, 0, 1] as const },
];

describe("colour tables", () => {
  it("come back with codes from CSV, without from text", () => {
    expect(readColorTable(writeColorTable(ENTRIES))).toEqual(ENTRIES);
    const plain = ENTRIES.map(({ terminology: _, ...entry }) => entry);
    expect(readColorTable(writeColorTable(ENTRIES, "ctbl"))).toEqual(plain);
    expect(
      readColorTable(writeColorTable(ENTRIES, "snap")).map(({ labelValue, color }) => [labelValue, color]),
    ).toEqual(plain.map(({ labelValue, color }) => [labelValue, color]));
  });

  it("of other tools are read", () => {
    const csv = '\uFEFFLabelValue,Name,Color_R,Color_G,Color_B\r\n1,"a, ""b""",255,0,0\r\n\r\n2,c,0,255,0\r\n';
    expect(readColorTable(csv).map(({ name }) => name)).toEqual(['a, "b"', "c"]);
    const snap =
      '# ITK-SnAP Label Description File\n    0     0    0    0        0  0  0    "Clear Label"\n    7   255    0    0        1  1  1    "Label 7"\n';
    expect(readColorTable(snap)).toMatchObject([
      { labelValue: 0 },
      { labelValue: 7, name: "Label 7", color: [1, 0, 0] },
    ]);
    const text = "# Color table file\n0 Background 0 0 0 0\n1 left_kidney 185 102 83 255\n";
    expect(readColorTable(text)[1]).toMatchObject({ labelValue: 1, name: "left kidney" });
  });

  it("of programs that name labels are JSON, either way round", () => {
    for (const text of [
      '{"20":"kidney_left","1":"spleen"}',
      '{"labels":{"background":0,"spleen":1,"kidney_left":"20"}}',
    ]) {
      const table = readColorTable(text);
      expect(table.map(({ labelValue, name }) => [labelValue, name])).toEqual([
        [1, "spleen"],
        [20, "kidney_left"],
      ]);
      expect(table[0]?.color).not.toEqual(table[1]?.color);
    }
  });

  it.each([
    "{",
    '{"labels":3}',
    '{"spleen":"kidney"}',
    '{"spleen":2.5}',
    "1 liver 300 0 0 255\n",
    "liver\n",
    "LabelValue,Name,Color_R,Color_G,Color_B\n1,a,255,0,\n",
    "1 2 3\n",
  ])("are refused where a line is none: %s", async (text) =>
    expect(await codeOf(async () => readColorTable(text))).toBe("E_CORRUPT"),
  );
});

describe("terminology", () => {
  const TISSUE =
    "Segmentation category and type - 3D Slicer General Anatomy list~SCT^85756007^Tissue~SCT^85756007^Tissue~^^~Anatomic codes - DICOM master list~^^~^^";

  it("is read and written byte for byte", () => {
    for (const text of [TISSUE, LUNG]) expect(formatTerminology(parseTerminology(text))).toBe(text);
  });

  it("may have fewer parts, but needs a category and a type", () => {
    const five = parseTerminology("list~SCT^1^a~SCT^2^b~^^~regions");
    expect([five.type?.meaning, five.region, five.regionContext, missingCodes(five)]).toEqual([
      "b",
      undefined,
      "regions",
      [],
    ]);
    expect(missingCodes(parseTerminology(""))).toEqual(["category", "type"]);
    expect(missingCodes(parseTerminology("list~^^~SCT^2^b"))).toEqual(["category"]);
  });

  it("gives names", () => {
    expect(terminologyName(parseTerminology(LUNG))).toBe("left lung");
    expect(terminologyName(parseTerminology(TISSUE))).toBe("tissue");
  });
});

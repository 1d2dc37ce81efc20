import { describe, expect, it } from "vitest";
import { isSegmentError } from "../../bindings/core/errors.js";
import { parseRegistration } from "../../bindings/quint/registration.js";
import { quickNii } from "./fixtures.js";

const plane = [0, 0, 0, 456, 0, 0, 0, 0, -320];
const slice = { filename: "a_s001.png", nr: 1, width: 1500, height: 1000, anchoring: plane };
const json = (root: object) => JSON.stringify(root);

describe("registrations", () => {
  it.each([
    ["quicknii", { target: "A", slices: [slice] }],
    ["visualign", { target: "A", slices: [{ ...slice, markers: [[1, 2, 3, 4]] }] }],
    ["deepslice", { target: "A", aligner: "DeepSlice", slices: [slice] }],
    ["qcalign", { target: "A", gridspacing: 100, slices: [{ ...slice, grid: [0, 4, 4, 1] }] }],
    [
      "webalign",
      { atlas: "A", sections: [{ filename: "x/a_s001.dzip", width: 1500, height: 1000, ouv: plane, snr: 7 }] },
    ],
    [
      "webwarp",
      { atlas: "A", sections: [{ filename: "a_s001.tif", width: 1500, height: 1000, ouv: plane, markers: [[1]] }] },
    ],
  ])("of %s", (kind, root) => {
    const { sections, ...rest } = parseRegistration(json(root));
    expect(rest).toEqual({ kind, atlas: "A" });
    expect(sections).toMatchObject([{ section: 1, width: 1500, height: 1000, anchoring: plane }]);
    expect(sections[0]?.damaged).toBe(kind === "qcalign" ? 2 : 0);
  });

  it("of BrainGlobe, whose corners become a plane", () => {
    const corners = [
      [0, 0, 0],
      [10, 0, 1],
      [0, 5, 0],
      [10, 5, 1],
    ];
    const root = {
      atlas: "allen_mouse_25um",
      atlas_slice_corners: corners,
      moving_image: "b_s012.tif",
      atlas_2d_slice_index: 300,
    };
    expect(parseRegistration(json(root))).toMatchObject({
      kind: "brainglobe",
      sections: [{ section: 12, anchoring: [0, 0, 0, 10, 0, 1, 0, 5, 0], width: undefined }],
    });
  });

  it("keep the order of the file, and sections that are not anchored", () => {
    const text = json({
      slices: [
        { ...slice, nr: 9 },
        { filename: "b_s002.png", nr: 2 },
        { ...slice, nr: "3", anchoring: [1, 2] },
      ],
    });
    const { sections } = parseRegistration(`\ufeff${text}`);
    expect(sections.map(({ section, anchoring }) => [section, anchoring !== undefined])).toEqual([
      [9, true],
      [2, false],
      [3, false],
    ]);
  });

  it.each([
    ["E_CORRUPT", "{"],
    ["E_CORRUPT", ""],
    ["E_CORRUPT", "[1]"],
    ["E_CORRUPT", '{"slices": [3]}'],
    ["E_CORRUPT", '{"slices": [{}]}'],
    ["E_CORRUPT", '{"atlas_slice_corners": [[1]]}'],
    ["E_FORMAT", '{"type": "FeatureCollection", "features": []}'],
    ["E_FORMAT", "{}"],
  ])("are refused with %s: %s", (code, text) => {
    let error: unknown;
    try {
      parseRegistration(text, "r\u001b[31m.json");
    } catch (thrown) {
      error = thrown;
    }
    expect(isSegmentError(error, code as "E_FORMAT")).toBe(true);
    expect((error as Error).message).toMatch(/^r\?\[31m\.json: /);
  });

  it("are as the tests write them", () => {
    expect(parseRegistration(quickNii([{ filename: "a_s004.png", nr: 4 }])).sections[0]?.section).toBe(4);
  });
});

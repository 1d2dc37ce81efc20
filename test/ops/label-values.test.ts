import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Dtype, voxelCount } from "../../bindings/core/image.js";
import { openImage } from "../../bindings/io/index.js";
import { labelValues } from "../../bindings/ops/label-values.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, valuesOf } from "../images.js";
import { labelValuesOracle } from "../oracle/labels.js";

const grid = drawn(["1 1 2", "2 . 2", "2 2 1"]);

onEveryBuild("label-values", (k) => {
  it("keeps touching values apart", () => {
    expect(valuesOf(labelValues(k, grid, { connectivity: 4 }))).toEqual([1, 1, 2, 3, 0, 2, 3, 3, 4]);
    expect(valuesOf(labelValues(k, grid))).toEqual([1, 1, 2, 2, 0, 2, 2, 2, 3]);
  });

  it("labels the background, too, when there is none", () => {
    expect(valuesOf(labelValues(k, grid, { connectivity: 4, background: -1 }))).toEqual([1, 1, 2, 3, 4, 2, 3, 3, 5]);
    expect(valuesOf(labelValues(k, grid, { connectivity: 4, background: 2 }))).toEqual([1, 1, 0, 0, 2, 0, 0, 0, 3]);
  });

  it("joins corners where both rows change", () => {
    expect(labelValues(k, drawn(["1 2", "2 1"])).count).toBe(2);
    expect(labelValues(k, drawn(["1 2", "2 1"]), { connectivity: 4 }).count).toBe(4);
    expect(labelValues(k, drawn(["2 2 1 1", "1 1 2 2"])).count).toBe(2);
  });

  it("has no label on an empty image and one on a constant one", () => {
    expect(labelValues(k, drawn([". . ."])).count).toBe(0);
    expect(valuesOf(labelValues(k, drawn(["9 9", "9 9"])))).toEqual([1, 1, 1, 1]);
  });

  it("tells the largest labels apart, and takes the smallest type", () => {
    const data = Uint32Array.of(4294967295, 4294967294, 4294967295, 4294967295);
    const got = labelValues(k, { data, shape: [1, 4] });
    expect(valuesOf(got)).toEqual([1, 2, 3, 3]);
    expect(got.data).toBeInstanceOf(Uint8Array);
  });

  it("refuses floats, negative labels and backgrounds below -1", () => {
    expect(() => labelValues(k, { data: Float32Array.of(1), shape: [1, 1] })).toThrow("expected integer labels");
    expect(() => labelValues(k, { data: Int8Array.of(-1), shape: [1, 1] })).toThrow("expected labels >= 0");
    expect(() => labelValues(k, grid, { background: -2 })).toThrow("expected background >= -1, got -2");
  });

  it.each(["uint8", "uint16", "uint32"] as Dtype[])("agrees with flooding on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const [shape, connectivities] of [
        [
          [7, w],
          [4, 8],
        ],
        [
          [3, 4, w],
          [6, 18, 26],
        ],
      ] as const) {
        const image = randomImage(voxelCount(shape) + w, dtype, shape, 0, 2);
        for (const connectivity of connectivities) {
          for (const background of w === 17 ? [-1, 0, 1] : [0]) {
            const want = labelValuesOracle(image.data, shape, connectivity, background);
            const got = labelValues(k, image, { connectivity, background });
            expect(firstDifference(got.data, want, shape)).toBeUndefined();
          }
        }
      }
    }
  });
});

it.skipIf(!CORPUS)("splits a dense segmentation of neurites", async () => {
  const name = "connectomics_256crop_DERIVED.nrrd";
  const file = await openImage(new Uint8Array(readFileSync(corpusFile("components", name))), { name });
  const image = await file.read();
  const k = kernelsOf();
  const counts = ([6, 18, 26] as const).map((connectivity) => labelValues(k, image, { connectivity }).count);
  expect(counts).toEqual([737, 610, 608]);
});

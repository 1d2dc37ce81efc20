/** Statistics of real segmentations against what their makers published. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { segmentStatistics } from "../../bindings/segmentation/statistics/statistics.js";
import { kernelsOf } from "../builds.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { cells, segment } from "./segments.js";

const k = kernelsOf();

describe.skipIf(!CORPUS)("segment statistics of real files", () => {
  const read = async (...parts: string[]) => {
    const name = parts.at(-1) as string;
    return openImage(await readFile(corpusFile("medical", ...parts)), { name });
  };

  it("are TotalSegmentator's own for all its classes", async () => {
    const file = await read("totalsegmentator", "example_seg_fast.nii.gz");
    const image = await (await read("totalsegmentator", "example_ct_sm.nii.gz")).read();
    const text = await readFile(corpusFile("medical", "totalsegmentator", "statistics.json"), "utf8");
    const classes = Object.entries(JSON.parse(text) as Record<string, { volume: number; intensity: number }>);
    const labels = await file.readSegmentation();
    const segments = classes.map(([name], at) => segment(name, at + 1));
    const table = segmentStatistics(k, { ...labels, segments }, { image });
    expect(table.rows).toBe(117);
    classes.forEach(([name, { volume, intensity }], row) => {
      const own = cells(table, row);
      expect(own["Volume mm3 (LM)"], name).toBeCloseTo(volume, 1);
      if ((own["Voxel count (LM)"] as number) > 0) expect(own["Mean"], name).toBeCloseTo(intensity, 2);
    });
  });

  it("count the voxels of overlapping segments", async () => {
    const segmentation = await (await read("slicerio", "SegmentationOverlapping.seg.nrrd")).readSegmentation();
    const { columns } = segmentStatistics(k, segmentation);
    const counts = Object.fromEntries(segmentation.segments.map(({ name }, row) => [name, columns[1]?.values[row]]));
    expect(Object.values(counts)).toEqual(
      expect.arrayContaining([8487, 1216, 2712, 3259, 34450, 33700, 154589, 19139]),
    );
  });
});

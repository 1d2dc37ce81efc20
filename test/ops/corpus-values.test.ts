import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { openImage } from "../../bindings/io/index.js";
import { multiotsu } from "../../bindings/ops/multiotsu.js";
import { inspectImage } from "../../bindings/ops/quality.js";
import { otsu } from "../../bindings/ops/thresholds.js";
import { kernelsOf } from "../builds.js";
import { CORPUS, corpusFile } from "../corpus.js";

async function real(...parts: string[]): Promise<Image> {
  const name = parts.at(-1) as string;
  const file = await openImage(new Uint8Array(readFileSync(corpusFile(...parts))), { name });
  return file.read();
}

describe.skipIf(!CORPUS)("real files", () => {
  const k = kernelsOf();

  it("have their published levels", async () => {
    const mitosis = await real("lesson", "human_mitosis.tif");
    expect([otsu(k, mitosis), multiotsu(k, mitosis)]).toEqual([38, [34, 82]]);
    const blobs = await real("lesson", "blobs", "blobs.tif");
    expect(otsu(k, { data: Uint8Array.from(blobs.data), shape: blobs.shape })).toBe(120);
  });

  it.each([
    ["instance", 20, ["cells3d_nuclei_label.tif"]],
    ["instance", 7, ["xy_8bit__mitocheck_incenp_t1_nuclei_labels.tiff"]],
    ["instance", 64, ["blobs", "blobs_labels_skimage.tif"]],
    ["instance", 64, ["blobs", "blobs_labels_clesperanto_python.tif"]],
    ["instance", 63, ["blobs", "blobs_labels_imagej.tif"]],
    ["intensity", undefined, ["xy_8bit__mitocheck_incenp_t1.tif"]],
    ["intensity", undefined, ["xyz_8bit__nuclei_autothresh.tif"]],
    ["intensity", undefined, ["cells3d_one_nucleus_crop.tif"]],
    ["intensity", undefined, ["human_mitosis.tif"]],
    ["intensity", undefined, ["blobs", "blobs.tif"]],
  ] as const)("are of kind %s with %s labels: %j", async (kind, count, parts) => {
    const got = inspectImage(k, await real("lesson", ...parts));
    expect({ kind: got.kind, count: got.labels?.count }).toEqual({ kind, count });
  });
});

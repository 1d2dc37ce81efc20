import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { arrayType, type Image, voxelCount } from "../../bindings/core/image.js";
import { expandLabels } from "../../bindings/ops/expand.js";
import { gaussian } from "../../bindings/ops/gaussian.js";
import { label } from "../../bindings/ops/label.js";
import { dilate, erode } from "../../bindings/ops/morphology.js";
import { segment } from "../../bindings/recipe/segment.js";
import { onEveryBuild } from "../builds.js";
import golden from "../golden/lesson.json" with { type: "json" };
import { clouds, maskValues, randomBinary, randomImage } from "../images.js";

const SHAPES = [
  [40, 50],
  [33, 129],
  [9, 20, 24],
  [14, 17, 33],
];
const DISTANCES = [1, 2, 3.5, 6, 11];

/** As the digests of test/golden/lesson.py. */
function digest(values: ArrayLike<number>): string {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

onEveryBuild("scikit-image's answers", (k) => {
  it("segments 1,000 random images to the same voxels", () => {
    const differing = golden.chain.filter((want, i) => {
      const seed = i + 1;
      const image = clouds(seed, SHAPES[seed % 4]!);
      const { labels } = segment(k, image, { sigma: 0, erode: seed % 3, expand: DISTANCES[seed % 5]! });
      return digest(labels.data) !== want;
    });
    expect(differing).toEqual([]);
  });

  it("segments 200 random images to the same voxels after a blur", () => {
    const differing = golden.blurred.filter((want, i) => {
      const seed = i + 1;
      const image = clouds(seed, SHAPES[seed % 4]!);
      const sigma = [0.7, 1, 2][seed % 3]!;
      const { labels } = segment(k, image, { sigma, erode: seed % 3, expand: DISTANCES[seed % 5]! });
      return digest(labels.data) !== want;
    });
    expect(differing).toEqual([]);
  });

  it("blurs within 3e-7 of the type's range with every border", () => {
    for (const { seed, shape, sigma, border, values } of golden.blur) {
      const image = randomImage(seed, "uint16", shape, 0, 65535);
      const got = gaussian(k, image, { sigma, border: border as "nearest", value: 100 }).data;
      const worst = Math.max(...values.map((want, i) => Math.abs(want - got[i]!)));
      expect(worst / 65535).toBeLessThan(3e-7);
    }
  });

  it.each(["erode", "dilate", "label", "expand"])("%s", (op) => {
    for (const step of golden.steps.filter((step) => step.op === op)) {
      expect({ ...step, digest: digest(run(step)) }).toEqual(step);
    }
  });

  type Step = (typeof golden.steps)[number];

  function run({ op, seed, shape, ...rest }: Step): ArrayLike<number> {
    const options = rest as Record<string, unknown>;
    if (op === "label") {
      const { density, connectivity } = options as { density: number; connectivity: 4 };
      return label(k, randomBinary(seed, shape, density), { connectivity }).data;
    }
    if (op === "expand") {
      const { distance, spacing } = options as { distance: number; spacing: number[] };
      return expandLabels(k, sprinkled(seed, shape), { distance, spacing }).data;
    }
    const { radius, footprint, border } = options as { radius: number; footprint: "ball"; border: "min" };
    const mask = randomBinary(seed, shape, op === "erode" ? 0.97 : 0.03);
    return maskValues((op === "erode" ? erode : dilate)(k, mask, { radius, footprint, border }));
  }
});

/** Labels 1..900 on two percent of the voxels. */
function sprinkled(seed: number, shape: number[]): Image {
  const values = randomImage(seed, "uint16", shape, 1, 900).data;
  const where = randomBinary(seed + 5000, shape, 0.02).data;
  const data = new (arrayType("uint16"))(voxelCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = values[i]! * where[i]!;
  return { data, shape };
}

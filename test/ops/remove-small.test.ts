import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { putMask } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { siftRuns } from "../../bindings/ops/components.js";
import { removeSmall } from "../../bindings/ops/remove-small.js";
import { labelledRuns, paintLabels } from "../../bindings/ops/runs.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomBinary, valuesOf } from "../images.js";
import { labelOracle } from "../oracle/label.js";

/** Voxels of components above a size. */
function oracle(image: Image, maxSize: number, connectivity: number): number[] {
  const labels = labelOracle(image.data, image.shape, connectivity);
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return labels.map((label) => (label && (sizes.get(label) as number) > maxSize ? 1 : 0));
}

const sample = drawn(["1 1 . . 1", ". . . 1 .", "1 1 1 . ."]);

onEveryBuild("remove-small", (k) => {
  it("removes components up to the size, that size too", () => {
    const upToOne = drawn(["1 1 . . .", ". . . . .", "1 1 1 . ."]);
    const upToTwo = drawn([". . . . .", ". . . . .", "1 1 1 . ."]);
    expect(maskValues(removeSmall(k, sample, { maxSize: 1 }))).toEqual(valuesOf(upToOne));
    expect(maskValues(removeSmall(k, sample, { maxSize: 2 }))).toEqual(valuesOf(upToTwo));
  });

  it("counts what touches by a corner as one with connectivity 8", () => {
    const chain = drawn([". . . . 1", ". . . 1 .", "1 1 1 . ."]);
    expect(maskValues(removeSmall(k, sample, { maxSize: 2, connectivity: 8 }))).toEqual(valuesOf(chain));
  });

  it("removes nothing at 0, and up to 64 voxels by default", () => {
    expect(maskValues(removeSmall(k, sample, { maxSize: 0 }))).toEqual(valuesOf(sample));
    const line = (n: number): Image => ({ data: new Uint8Array(n).fill(1), shape: [1, n] });
    expect(maskValues(removeSmall(k, line(64)))).toEqual(Array(64).fill(0));
    expect(maskValues(removeSmall(k, line(65)))).toEqual(Array(65).fill(1));
  });

  it("leaves empty masks empty", () => {
    const empty: Image = { data: new Uint8Array(300), shape: [2, 150] };
    expect(maskValues(removeSmall(k, empty))).toEqual(valuesOf(empty));
  });

  it("refuses sizes that are not whole numbers >= 0", () => {
    expect(() => removeSmall(k, sample, { maxSize: -1 })).toThrow("remove-small: expected maxSize >= 0, got -1");
    expect(() => removeSmall(k, sample, { maxSize: 1.5 })).toThrow(RangeError);
    expect(() => removeSmall(k, sample, { connectivity: 26 })).toThrow("expected connectivity 4, 8 in a 2-D image");
  });

  it.each([4, 8, 6, 18, 26] as const)("agrees with flooding, connectivity %i", (connectivity) => {
    for (const w of [...EDGE_WIDTHS, 64, 200]) {
      for (const maxSize of [1, 3, 10]) {
        const image = randomBinary(w, connectivity <= 8 && connectivity !== 6 ? [9, w] : [4, 5, w], 0.4);
        const got = maskValues(removeSmall(k, image, { maxSize, connectivity }));
        expect(firstDifference(got, oracle(image, maxSize, connectivity), image.shape)).toBeUndefined();
      }
    }
  });

  it("renumbers the components that stay in the order they had", () => {
    const got = scratch(k, (s) => {
      const mask = putMask(s, "test", drawn(["1 . 1 1", ". . . .", "1 1 1 .", ". . . .", "1 . 1 1"]));
      const runs = siftRuns(s, "test", labelledRuns(s, "test", mask, 8), { atLeast: 2 });
      const labels = paintLabels(s, "test", mask, runs);
      return { count: labels.count, values: [...s.take(labels.at, Uint8Array, 20)] };
    });
    expect(got).toEqual({ count: 3, values: [0, 0, 1, 1, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 3, 3] });
  });

  const golden = JSON.parse(readFileSync(new URL("../golden/components.json", import.meta.url), "utf8"));

  it("agrees with scikit-image on random masks", () => {
    for (const { seed, shape, density, connectivity, maxSize, sha256 } of golden.removeSmall) {
      const got = maskValues(removeSmall(k, randomBinary(seed, shape, density), { connectivity, maxSize }));
      expect(createHash("sha256").update(Uint8Array.from(got)).digest("hex"), `seed ${seed}`).toBe(sha256);
    }
  });
});

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Image, type Mask, voxelCount } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { putMask } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { distance } from "../../bindings/ops/distance.js";
import { NO_SITE, nearestSites } from "../../bindings/ops/features.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskOf, randomBinary, randomNumbers } from "../images.js";
import { nearestOracle } from "../oracle/distance.js";

/** Index of the nearest non-zero voxel. */
function nearest(k: Kernels, image: Image | Mask, spacing?: readonly number[]): Uint32Array {
  return scratch(k, (s) => {
    const mask = putMask(s, "test", image);
    const at = nearestSites(s, "test", mask, spacing ?? image.shape.map(() => 1));
    return s.take(at, Uint32Array, voxelCount(image.shape));
  });
}

onEveryBuild("nearest sites", (k) => {
  it("prefers the smallest x, then the smallest y, then the smallest z", () => {
    expect(nearest(k, drawn([". 1 .", "1 . 1", ". 1 ."]))[4]).toBe(3);
    expect(nearest(k, drawn([". 1 .", ". . .", ". 1 ."]))[4]).toBe(1);
    const six = drawn([". . .", ". 1 .", ". . .", "", ". 1 .", "1 . 1", ". 1 .", "", ". . .", ". 1 .", ". . ."]);
    expect(nearest(k, six)[13]).toBe(12);
    const planes = drawn([". .", "1 .", "", ". .", ". .", "", ". .", "1 ."]);
    expect(nearest(k, planes)[6]).toBe(2);
  });

  it("counts steps in the unit of the spacing", () => {
    const image = drawn([". . 1", ". . .", "1 . ."]);
    expect(nearest(k, image, [1, 1])[4]).toBe(6);
    expect(nearest(k, image, [3, 1])[0]).toBe(2);
    expect(nearest(k, image, [1, 3])[0]).toBe(6);
  });

  it("finds nothing in an empty mask, and every voxel itself in a full one", () => {
    const shape = [2, 3, 4];
    expect([...nearest(k, { data: new Uint8Array(24), shape })]).toEqual(Array(24).fill(NO_SITE));
    expect([...nearest(k, { data: new Uint8Array(24).fill(1), shape })]).toEqual(
      Array.from({ length: 24 }, (_, i) => i),
    );
  });

  it.each([0.01, 0.2, 0.9])("agrees with looking at every site, density %d", (density) => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of [
        [6, w],
        [3, 4, w],
        [3, 1, w],
        [1, 4, w],
      ]) {
        const image = randomBinary(w, shape, density);
        image.data[image.data.length - 1] = 1;
        for (const spacing of [shape.map(() => 1), shape.map((_, axis) => 1 + axis * 0.5)]) {
          const want = nearestOracle(image.data, shape, spacing, (v) => v !== 0).map(({ index }) => index);
          expect(firstDifference(nearest(k, maskOf(image), spacing), want, shape)).toBeUndefined();
        }
      }
    }
  });

  const golden = JSON.parse(readFileSync(new URL("../golden/distance.json", import.meta.url), "utf8"));

  it(`agrees with SciPy on ${golden.groups.length * golden["volumes in a group"]} random volumes`, () => {
    golden.groups.forEach((want: { indices: string; distances: string }, group: number) => {
      const [indices, distances] = [createHash("sha256"), createHash("sha256")];
      for (let i = 0; i < golden["volumes in a group"]; i++) {
        const { image, spacing } = goldenVolume(1000 * group + i);
        indices.update(nearest(k, image, spacing));
        distances.update(new Uint8Array(distance(k, image, { spacing: spacing ?? 1 }).data.buffer));
      }
      expect({ indices: indices.digest("hex"), distances: distances.digest("hex") }, `group ${group}`).toEqual(want);
    });
  });
});

const EXTENTS: Record<number, number[]> = { 2: [40, 150], 3: [12, 14, 40] };
const DENSITIES = [0.01, 0.1, 0.5, 0.9, 0.99];
const SPACINGS = [undefined, [1, 1, 1], [0.29, 0.26, 0.26], [2, 1, 0.5], [3, 0.7, 1.1]];

/** One case of golden/distance.py, number by number. */
function goldenVolume(seed: number): { image: Image; spacing: number[] | undefined } {
  const next = randomNumbers(seed);
  const below = (end: number) => Math.floor(next() * end);
  const extents = EXTENTS[2 + below(2)] as number[];
  const shape = extents.map((extent) => 1 + below(extent));
  const density = DENSITIES[below(DENSITIES.length)] as number;
  const spacing = SPACINGS[below(SPACINGS.length)]?.slice(-shape.length);
  const data = Uint8Array.from({ length: voxelCount(shape) }, () => (next() < density ? 1 : 0));
  data[0] = 0;
  data[data.length - 1] = 1;
  if (data.length === 1) return { image: { data: Uint8Array.of(0, 1), shape: [1, 2] }, spacing };
  return { image: { data, shape }, spacing };
}

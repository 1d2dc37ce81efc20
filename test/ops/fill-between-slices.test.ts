import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { fillBetweenSlices } from "../../bindings/ops/fill-between-slices.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { drawn, firstDifference, randomNumbers, valuesOf } from "../images.js";
import { ITK_SLICES } from "./fill-between-slices.golden.js";

type Disc = [z: number, x: number, y: number, radius: number, label?: number];

/** Discs in a volume of 15 slices of 41 by 41. */
function discs(...list: Disc[]): Image<Uint8Array> {
  const data = new Uint8Array(15 * 41 * 41);
  for (const [z, cx, cy, radius, label = 1] of list) {
    for (let i = 0; i < 41 * 41; i++) {
      const [x, y] = [i % 41, Math.floor(i / 41)];
      if ((x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2) data[z * 41 * 41 + i] = label;
    }
  }
  return { data, shape: [15, 41, 41] };
}

const slice = ({ data }: Image, z: number) => Array.from(data.subarray(z * 41 * 41, (z + 1) * 41 * 41) as Uint8Array);
const BETWEEN = Array.from({ length: 11 }, (_, i) => i + 2);
const areas = (image: Image, label = 1) => BETWEEN.map((z) => slice(image, z).filter((v) => v === label).length);

/** Random shapes on slices across a random axis; every tenth number of the generator shifts what is drawn. */
function someSlices(seed: number): Image<Uint8Array> {
  const next = randomNumbers(seed * 7919);
  const below = (end: number) => Math.floor(next() * end);
  const shape = [6 + below(8), 12 + below(9), 12 + below(9)] as [number, number, number];
  const [D, H, W] = shape;
  const data = new Uint8Array(D * H * W);
  const [labels, axis, close] = [1 + below(3), below(3), below(2)];
  const extent = shape[axis] as number;
  const [P, Q] = [axis === 2 ? H : W, axis === 0 ? H : D];
  for (let label = 1; label <= labels; label++) {
    for (let at = below(3); at < extent; at += (close ? 1 : 2) + below(4)) {
      for (let blobs = 1 + below(3); blobs > 0; blobs--) {
        const [cx, cy, r, box] = [below(P), below(Q), 1 + below(4), below(2)];
        for (let i = 0; i < P * Q; i++) {
          const [u, v] = [i % P, Math.floor(i / P)];
          const dx = Math.abs(u - cx);
          const dy = Math.abs(v - cy);
          if (box ? dx > r || 2 * dy > r : dx * dx + dy * dy > r * r) continue;
          const [z, y, x] = axis === 0 ? [at, v, u] : axis === 1 ? [v, at, u] : [v, u, at];
          data[(z * H + y) * W + x] = label;
        }
      }
    }
  }
  return { data, shape };
}

onEveryBuild("fillBetweenSlices", (k) => {
  it("gives ITK's areas", () => {
    const same = discs([2, 20, 20, 10], [12, 20, 20, 10]);
    expect(areas(fillBetweenSlices(k, same))).toEqual(Array(11).fill(317));
    const smaller = discs([2, 20, 20, 10], [12, 20, 20, 4]);
    expect(areas(fillBetweenSlices(k, smaller))).toEqual([317, 313, 257, 257, 257, 193, 193, 137, 89, 89, 49]);
    const two = discs([2, 20, 20, 14], [12, 12, 20, 5], [12, 28, 20, 5]);
    expect(areas(fillBetweenSlices(k, two))).toEqual([613, 553, 495, 447, 447, 379, 336, 254, 254, 254, 162]);
    const apart = discs([2, 10, 20, 5], [12, 30, 20, 5]);
    expect(areas(fillBetweenSlices(k, apart))).toEqual([81, 90, 102, 126, 126, 98, 126, 102, 90, 90, 81]);
    const pair = discs([2, 13, 20, 6], [12, 13, 20, 6], [2, 28, 20, 6, 2], [12, 28, 20, 3, 2]);
    const filled = fillBetweenSlices(k, pair);
    expect(areas(filled)).toEqual(Array(11).fill(113));
    expect(areas(filled, 2)).toEqual([113, 113, 101, 101, 101, 61, 61, 61, 61, 61, 29]);
  });

  it("lets shapes move", () => {
    const moved = fillBetweenSlices(k, discs([2, 20, 20, 10], [12, 26, 20, 10]));
    expect(areas(moved)).toEqual(Array(11).fill(317));
    const centres = BETWEEN.map((z) => {
      const set = slice(moved, z).flatMap((v, i) => (v ? [i % 41] : []));
      return set.reduce((sum, x) => sum + x, 0) / set.length;
    });
    expect(centres).toEqual([20, 20, 20, 21, 22, 23, 24, 25, 25, 26, 26]);
  });

  it("leaves what is drawn, and what has nothing between", () => {
    const solid = drawn(["2 2", "2 2", "", "2 2", "2 2"]);
    expect(valuesOf(fillBetweenSlices(k, solid))).toEqual(valuesOf(solid));
    expect(valuesOf(fillBetweenSlices(k, drawn(["1 1 .", ". . ."])))).toEqual([1, 1, 0, 0, 0, 0]);
    expect(valuesOf(fillBetweenSlices(k, drawn([". ."])))).toEqual([0, 0]);
    for (let seed = 200; seed < 210; seed++) {
      const image = someSlices(seed);
      const { data } = fillBetweenSlices(k, image);
      expect(image.data.every((label, i) => label === 0 || data[i] === label)).toBe(true);
      // Only the order of labels counts.
      const renamed = {
        data: Uint16Array.from(image.data, (v) => [0, 7, 300, 65535][v] as number),
        shape: image.shape,
      };
      const want = Array.from(data, (v) => [0, 7, 300, 65535][v] as number);
      expect(firstDifference(valuesOf(fillBetweenSlices(k, renamed)), want, image.shape)).toBeUndefined();
    }
  });

  it("fills across one axis alone when asked", () => {
    const image = discs([2, 20, 20, 10], [12, 20, 20, 4]);
    expect(valuesOf(fillBetweenSlices(k, image, { axis: "x" }))).toEqual(valuesOf(image));
    expect(areas(fillBetweenSlices(k, image, { axis: "z" }))[5]).toBe(193);
  });
});

it("is ITK's result on random shapes, voxel for voxel", () => {
  const k = kernelsOf();
  for (const [connectivity, digests] of [
    [8, ITK_SLICES.full],
    [4, ITK_SLICES.cross],
  ] as const) {
    const got = digests.map((_, seed) => {
      const { data } = fillBetweenSlices(k, someSlices(seed), { connectivity });
      return createHash("sha256")
        .update(data as Uint8Array)
        .digest("hex")
        .slice(0, 8);
    });
    expect(got).toEqual(digests);
  }
});

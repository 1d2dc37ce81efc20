import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { split } from "../../bindings/ops/split.js";
import { segment, segmentRecipe } from "../../bindings/recipe/segment.js";
import { sample } from "../../bindings/sample/index.js";
import { onEveryBuild } from "../builds.js";
import { randomBinary } from "../images.js";

/** Disks of a radius around (y, x). */
function disks(
  shape: readonly [number, number],
  centres: readonly (readonly [number, number, number])[],
): Image<Uint8Array> {
  const data = new Uint8Array(shape[0] * shape[1]);
  for (let i = 0; i < data.length; i++) {
    const [y, x] = [Math.floor(i / shape[1]), i % shape[1]];
    if (centres.some(([cy, cx, r]) => (y - cy) ** 2 + (x - cx) ** 2 <= r * r)) data[i] = 1;
  }
  return { data, shape };
}

/** The seven spheres of the acceptance volume: z, y, x, radius. */
const SPHERES = [
  [12, 16, 16, 9],
  [12, 16, 31, 8],
  [11, 46, 14, 10],
  [13, 44, 44, 11],
  [6, 16, 52, 6],
  [18, 24, 54, 5],
  [4, 60, 30, 5],
] as const;
const DICE = [0.9868, 0.9861, 0.9795, 0.9712, 0.9727, 0.9941, 0.9796];

onEveryBuild("split", (k, build) => {
  it("cuts two disks at their neck, where their middles are far enough apart", () => {
    const two = disks(
      [25, 45],
      [
        [12, 12, 10],
        [12, 28, 8],
      ],
    );
    const { count, data } = split(k, two);
    expect(count).toBe(2);
    expect([data[12 * 45 + 12], data[12 * 45 + 28]]).toEqual([1, 2]);
    expect(split(k, two, { height: 7 }).count).toBe(1);
  });

  it("gives every voxel of the mask to a part, also of objects too flat to stand out", () => {
    for (const [seed, shape] of [
      [30, 41],
      [5, 17, 19],
    ].entries()) {
      const mask = randomBinary(seed, shape, 0.6);
      for (const height of [0.5, 1, 3]) {
        const { data } = split(k, mask, { height });
        expect(Array.from(data, (label) => Number(label > 0))).toEqual([...mask.data]);
      }
    }
  });

  it("labels a mask without background, and an empty one", () => {
    expect(split(k, { data: new Uint8Array(20).fill(1), shape: [4, 5] }).count).toBe(1);
    expect(split(k, { data: new Uint8Array(20), shape: [4, 5] }).count).toBe(0);
  });

  it.runIf(build !== "debug")("finds the seven spheres of the acceptance volume", () => {
    const { labels, count } = segment(k, sample("acceptance"), { sigma: 1, split: "distance" });
    expect(count).toBe(7);
    const found = SPHERES.map((sphere) => bestDice(labels.data, sphere).toFixed(4));
    expect(found).toEqual(DICE.map((dice) => dice.toFixed(4)));
  });
});

function bestDice(labels: ArrayLike<number>, [cz, cy, cx, r]: readonly number[]): number {
  const shared = new Map<number, number>();
  const sizes = new Map<number, number>();
  let size = 0;
  for (let i = 0; i < labels.length; i++) {
    const [z, y, x] = [Math.floor(i / 4096), Math.floor(i / 64) % 64, i % 64];
    const label = labels[i] as number;
    const inside =
      (z - (cz as number)) ** 2 + (y - (cy as number)) ** 2 + (x - (cx as number)) ** 2 <= (r as number) ** 2;
    if (inside) size++;
    if (label === 0) continue;
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
    if (inside) shared.set(label, (shared.get(label) ?? 0) + 1);
  }
  return Math.max(...[...shared].map(([label, both]) => (2 * both) / (size + (sizes.get(label) as number))));
}

it("is a step of the recipe that segment writes", () => {
  expect(segmentRecipe({ sigma: 1, split: "distance" }).steps.map(({ op }) => op)).toEqual([
    "gaussian",
    "threshold",
    "split",
  ]);
});

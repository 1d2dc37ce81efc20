import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { growSeeds, growSeedsFurther } from "../../bindings/ops/grow-seeds.js";
import { onEveryBuild } from "../builds.js";
import { drawn, firstDifference, randomBinary, randomImage, randomNumbers, valuesOf } from "../images.js";
import { growOracle } from "../oracle/grow.js";

const cube = (value: (x: number, y: number, z: number) => number): Image<Uint8Array> => ({
  data: Uint8Array.from({ length: 729 }, (_, i) => value(i % 9, Math.floor(i / 9) % 9, Math.floor(i / 81))),
  shape: [9, 9, 9],
});
/** Seeds in the middle row: x and label of each. */
const seedsAt = (...places: [number, number][]) =>
  cube((x, y, z) => (y === 4 && z === 4 ? (places.find(([at]) => at === x)?.[1] ?? 0) : 0));
const counts = ({ data }: Image) => [0, 1, 2].map((label) => Array.from(data).filter((v) => v === label).length);

/** Seeds of up to four labels. */
function someSeeds(seed: number, shape: readonly number[], density = 0.05): Image<Uint16Array> {
  const next = randomNumbers(seed);
  const { data } = randomBinary(seed + 1, shape, density);
  return { data: Uint16Array.from(data, (set) => (set ? 1 + Math.floor(next() * 4) : 0)), shape };
}

onEveryBuild("growSeeds", (k, build) => {
  it("goes where values change least", () => {
    const step = cube((x) => (x < 5 ? 10 : 100));
    expect(counts(growSeeds(k, step, { seeds: seedsAt([2, 1], [6, 2]) }))).toEqual([0, 405, 324]);
    const ramp = cube((x) => 10 * x);
    expect(counts(growSeeds(k, ramp, { seeds: seedsAt([1, 1], [6, 2]) }))).toEqual([0, 324, 405]);
  });

  it("passes nothing on from the outermost layer", () => {
    const step = cube((x) => (x < 5 ? 10 : 100));
    expect(counts(growSeeds(k, step, { seeds: seedsAt([0, 1], [6, 2]) }))).toEqual([0, 1, 728]);
  });

  it("stays within the mask, and shares a plain by distance", () => {
    const plain = cube(() => 0);
    const wall = cube((x) => (x === 4 ? 0 : 1));
    expect(counts(growSeeds(k, plain, { seeds: seedsAt([2, 1], [6, 2]), mask: wall }))).toEqual([81, 324, 324]);
    const seeds = seedsAt([2, 1], [5, 2]);
    expect(counts(growSeeds(k, plain, { seeds, locality: 1 }))).toEqual([0, 324, 405]);
  });

  it("is the shortest way by (cost, steps, label)", () => {
    const sizes =
      build === "simd"
        ? [
            [3, 3],
            [7, 33],
            [3, 3, 3],
            [4, 6, 9],
            [5, 12, 17],
          ]
        : [
            [4, 5],
            [3, 4, 9],
          ];
    const types: Dtype[] = ["uint8", "uint16", "int16", "uint32"];
    for (const [i, shape] of sizes.entries()) {
      for (const [j, dtype] of types.entries()) {
        const image = randomImage(20 * i + j, dtype, shape, 0, j % 2 ? 3 : 200);
        const seeds = someSeeds(50 + i, shape);
        const mask = j === 2 ? randomBinary(i, shape, 0.8) : undefined;
        const want = growOracle(image, seeds, mask);
        expect(firstDifference(valuesOf(growSeeds(k, image, { seeds, mask })), want, shape)).toBeUndefined();
      }
    }
  });

  it("takes floats and a locality in fine steps", () => {
    const shape = [5, 6, 9];
    const whole = randomImage(4, "uint8", shape, 0, 60);
    const seeds = someSeeds(9, shape);
    // The same numbers up to a scale and an offset, which steps of a 2¹⁸th of the range hold exactly.
    const image = { data: Uint8Array.from(whole.data), shape };
    [image.data[0], image.data[1]] = [64, 0];
    const floats = { data: Float32Array.from(image.data, (v) => v / 4 - 3), shape };
    const want = valuesOf(growSeeds(k, image, { seeds }));
    expect(firstDifference(valuesOf(growSeeds(k, floats, { seeds })), want, shape)).toBeUndefined();
    const far = growSeeds(
      k,
      { data: new Float32Array(90).fill(7), shape: [9, 10] },
      { seeds: someSeeds(3, [9, 10], 0.2) },
    );
    expect(valuesOf(far).every((label) => label > 0)).toBe(true);
  });

  it("goes on from an earlier result as if it had begun anew", () => {
    const shape = [6, 9, 11];
    for (let seed = 0; seed < 12; seed++) {
      const image = randomImage(seed, "int16", shape, 0, seed % 3 ? 300 : 2);
      const seeds = someSeeds(seed + 100, shape, 0.01);
      seeds.data[300] = 1;
      const before = growSeedsFurther(k, image, { seeds });
      expect(before.full).toBe(true);
      const more = someSeeds(seed + 200, shape, 0.02);
      const added = { data: seeds.data.map((v, i) => v || (more.data[i] as number)), shape };
      const after = growSeedsFurther(k, image, { seeds: added }, before);
      expect(after.full).toBe(false);
      const anew = growSeedsFurther(k, image, { seeds: added });
      expect(firstDifference(after.labels.data, anew.labels.data, shape)).toBeUndefined();
      expect(firstDifference(after.costs, anew.costs)).toBeUndefined();
      // Seeds that went, or changed, need a full run.
      const fewer = growSeedsFurther(k, image, { seeds }, after);
      expect(fewer.full).toBe(true);
      expect(firstDifference(fewer.labels.data, before.labels.data)).toBeUndefined();
    }
  });

  it("refuses what it cannot grow in", () => {
    const thin = drawn(["1 2 3", "4 5 6"]);
    expect(() => growSeeds(k, thin, { seeds: thin })).toThrow(/at least 3 voxels/);
    expect(() =>
      growSeeds(
        k,
        cube(() => 1),
        { seeds: drawn(["1"]) },
      ),
    ).toThrow(/one shape/);
    expect(() =>
      growSeeds(
        k,
        cube(() => 1),
        {} as never,
      ),
    ).toThrow(/expected seeds/);
  });
});

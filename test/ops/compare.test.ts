import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { type Comparison, compareLabels } from "../../bindings/ops/compare.js";
import { onEveryBuild } from "../builds.js";
import { tiledLabels } from "../golden/tiles.js";
import { drawn, maskOf, randomImage } from "../images.js";
import { matchingOracle, nearestOracle, overlapOracle, surfaceOracle } from "../oracle/comparison.js";

const a = drawn([". . 1 1", ". . 1 1", "2 2 2 ."]);
const b = drawn([". 1 1 1", ". . 2 2", "3 3 3 ."]);
const golden = JSON.parse(readFileSync(new URL("../golden/comparison.json", import.meta.url), "utf8"));

/** Null stands for what is not defined. */
const close = (got: number, want: number | null) =>
  want === null ? expect(got).toBeNaN() : expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-12 * Math.max(1, want));

onEveryBuild("comparison", (k, build) => {
  const compare = (first: Image, second: Image, ignore?: number[]) => compareLabels(k, first, second, { ignore });

  it("has the scores of the worked example", () => {
    const { rand, variation, pairs } = compare(a, b);
    expect(rand).toEqual({ error: 0.2857142857142857, precision: 0.5555555555555556, recall: 1 });
    close(variation.split, 0.6341367062030676);
    close(variation.merge, 0.2295739585136224);
    expect(pairs).toEqual({
      a: Float64Array.of(1, 1, 2),
      b: Float64Array.of(1, 2, 3),
      voxels: Float64Array.of(2, 2, 3),
    });
    expect(compare(a, b, []).rand).toEqual({
      error: 0.3125,
      precision: 0.5789473684210527,
      recall: 0.8461538461538461,
    });
    const { variation: without } = compare(a, b, [0]);
    close(without.split, 0.5714285714285714);
    close(without.merge, 0);
  });

  it("compares labels and the foreground, with volumes in the unit", () => {
    const { labels, foreground, unit } = compare({ ...a, spacing: [2, 0.5], unit: "mm" }, b);
    expect(unit).toBe("mm");
    expect(labels.map(({ label, dice, jaccard, common }) => [label, dice, jaccard, common])).toEqual([
      [1, 4 / 7, 0.4, 2],
      [2, 0, 0, 0],
      [3, 0, 0, 0],
    ]);
    expect(foreground).toMatchObject({
      voxelsA: 7,
      voxelsB: 8,
      common: 7,
      volumeA: 7,
      volumeDifference: 1,
      hausdorff: 0.5,
    });
    expect(labels[2]).toMatchObject({ hausdorff: Number.POSITIVE_INFINITY, voxelsA: 0 });
  });

  it("measures shifted cubes and balls in balls", () => {
    const cube = (from: number): Image => {
      const data = new Uint8Array(20 ** 3);
      for (let i = 0; i < data.length; i++) {
        const place = [Math.floor(i / 400), Math.floor(i / 20) % 20, i % 20];
        data[i] = Number(place.every((at, axis) => at >= (axis === 2 ? from : 2) && at < (axis === 2 ? from : 2) + 10));
      }
      return { data, shape: [20, 20, 20] };
    };
    expect(compare(cube(2), cube(7)).foreground).toMatchObject({ dice: 0.5, hausdorff: 5 });
    const ball = (radius: number): Image => {
      const data = Uint8Array.from({ length: 41 ** 2 }, (_, i) =>
        Number((Math.floor(i / 41) - 20) ** 2 + ((i % 41) - 20) ** 2 <= radius * radius),
      );
      return { data, shape: [41, 41] };
    };
    expect(compare(ball(10), ball(12)).foreground.hausdorff).toBeCloseTo(2, 0);
    expect(compare(ball(9), ball(9)).foreground).toMatchObject({ dice: 1, jaccard: 1, hausdorff: 0, meanDistance: 0 });
  });

  it("says what is not defined", () => {
    const none = drawn([". . ."]);
    const { foreground, rand, averagePrecision, panoptic, labels, variation } = compare(none, none);
    expect(foreground).toMatchObject({ dice: Number.NaN, jaccard: Number.NaN, hausdorff: 0 });
    expect([rand.error, averagePrecision, panoptic.quality]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(labels).toEqual([]);
    expect(variation).toEqual({ split: 0, merge: 0 });
    const some = compare(none, drawn([". 1 ."]));
    expect(some).toMatchObject({ averagePrecision: 0, foreground: { dice: 0, hausdorff: Number.POSITIVE_INFINITY } });
    expect(some.panoptic).toEqual({ quality: 0, segmentation: 0, recognition: 0 });
    expect(compare(drawn(["1 1"]), drawn(["2 2"]), [1]).variation).toEqual({ split: Number.NaN, merge: Number.NaN });
  });

  it("matches an object cut into halves once", () => {
    const { precisions, panoptic } = compare(drawn(["1 1 1 1"]), drawn(["1 1 2 2"]));
    expect(precisions[0]).toEqual({
      threshold: 0.5,
      truePositives: 1,
      falsePositives: 1,
      falseNegatives: 0,
      precision: 0.5,
    });
    expect(precisions[1]?.truePositives).toBe(0);
    expect(panoptic.quality).toBe(0);
  });

  it("agrees with the obvious way", () => {
    for (let seed = 0; seed < (build === "debug" ? 4 : 12); seed++) {
      const shape = seed % 2 ? [3, 5, 9] : [8, 17];
      const [first, second] = [tiledLabels(seed, shape, 1150, 4), tiledLabels(seed, shape, 1250, 5)];
      const spacing = [1.5, 1, 0.5].slice(-shape.length);
      const got = compare({ ...first, spacing }, second);
      expectObvious(got, first, second, spacing);
    }
  });

  it("agrees with scikit-image and SciPy", () => {
    golden.cases.slice(0, build === "debug" ? 15 : undefined).forEach((want: Golden, seed: number) => {
      const shape = seed % 3 ? [10 + (seed % 13), 14 + (seed % 17)] : [5 + (seed % 4), 8, 9 + (seed % 6)];
      const spacing = (seed % 2 ? [1, 1, 1] : [2, 0.7, 0.5]).slice(-shape.length);
      const first = { ...tiledLabels(seed, shape, 1200, 7 + (seed % 3)), spacing };
      const second = tiledLabels(seed + (seed % 5 ? 0 : 1000), shape, 1200 + 25 * (seed % 4), 7 + (seed % 4));
      const got = compare(first, second);
      expectScores(got, want["rand"], want["variation"]);
      expectScores(compare(first, second, []), want["rand of all"], want["variation"]);
      const { rand, variation } = compare(first, second, [0, want.ignored]);
      expectScores({ rand, variation }, want["rand without"], want["variation without"]);
      expectDistances(got.foreground, want.foreground);
      for (const row of got.labels) if (row.voxelsA && row.voxelsB) expectDistances(row, want.labels[row.label]!);
    });
  });

  it("counts pairs beyond the first table, the same with large labels", () => {
    const shape = [64, 90];
    const [first, second] = [randomImage(1, "uint16", shape, 0, 60_000), randomImage(2, "uint16", shape, 0, 60_000)];
    const { pairs } = compareLabels(k, first, second, { distances: false });
    const seen = new Map<string, number>();
    first.data.forEach((label, i) => {
      const other = second.data[i] as number;
      if (label && other) seen.set(`${label} ${other}`, (seen.get(`${label} ${other}`) ?? 0) + 1);
    });
    const wanted = Array.from(pairs.a, (label, i) => seen.get(`${label} ${pairs.b[i]}`));
    expect(wanted).toEqual([...pairs.voxels]);
    expect(pairs.a.length).toBe(seen.size);
    const large: Image = { data: Uint32Array.from(first.data, (value) => value * 71_000), shape };
    expect(compareLabels(k, large, second, { distances: false }).rand).toEqual(
      compareLabels(k, first, second, { distances: false }).rand,
    );
  });

  it("leaves out ignored labels everywhere", () => {
    const [first, second] = [drawn(["1 1 9 9 2"]), drawn(["1 1 1 2 2"])];
    const { foreground, labels, averagePrecision, pairs } = compare(first, second, [9]);
    expect(foreground).toMatchObject({ voxelsA: 3, voxelsB: 3, dice: 1, hausdorff: 0 });
    expect(labels.map(({ label, dice }) => [label, dice])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(averagePrecision).toBe(1);
    expect(pairs.a).toEqual(Float64Array.of(1, 2));
    expect(first.data).toEqual(Uint8Array.of(1, 1, 9, 9, 2));
  });

  it("takes masks and leaves out distances", () => {
    const { foreground, labels } = compareLabels(k, maskOf(a), maskOf(b), { distances: false });
    expect(foreground).toMatchObject({ voxelsA: 7, voxelsB: 8 });
    expect(foreground).not.toHaveProperty("hausdorff");
    expect(labels.map(({ label }) => label)).toEqual([1]);
  });

  it("refuses what it cannot compare", () => {
    expect(() => compare(a, drawn(["1 2"]))).toThrow("both images must have one shape, got 3×4 and 1×2");
    expect(() => compare({ ...a, spacing: [1, 2] }, { ...b, spacing: [1, 1] })).toThrow(
      "both images must have one spacing",
    );
    expect(() => compare(a, b, [-1])).toThrow("expected ignore to be a list of labels");
    expect(() => compareLabels(k, a, b, { ignored: [1] } as never)).toThrow("unknown option");
    expect(() => compare(a, { data: new Float32Array(12), shape: [3, 4] })).toThrow("expected integer labels");
  });
});

interface Golden {
  [score: string]: unknown;
  ignored: number;
  foreground: number[];
  labels: Record<string, number[]>;
}

function expectScores(
  { rand, variation }: Pick<Comparison, "rand" | "variation">,
  wantRand: unknown,
  wantBits: unknown,
) {
  const [error, precision, recall] = wantRand as (number | null)[];
  close(rand.error, error!);
  close(rand.precision, precision!);
  close(rand.recall, recall!);
  const [split, merge] = wantBits as (number | null)[];
  close(variation.split, split!);
  close(variation.merge, merge!);
}

function expectDistances(got: Comparison["foreground"], [largest, most, mean]: number[]): void {
  close(got.hausdorff!, largest!);
  close(got.hausdorff95!, most!);
  close(got.meanDistance!, mean!);
}

function expectObvious(got: Comparison, first: Image, second: Image, spacing: readonly number[]): void {
  for (const row of got.labels) {
    expect(row).toMatchObject(overlapOracle(first.data, second.data, row.label));
    const [p, q] = [first, second].map(({ data, shape }) => surfaceOracle((i) => data[i] === row.label, shape));
    if (!p!.length || !q!.length) continue;
    const all = [...nearestOracle(p!, q!, spacing), ...nearestOracle(q!, p!, spacing)];
    close(row.hausdorff!, Math.max(...all));
    close(row.meanDistance!, all.reduce((sum, distance) => sum + distance, 0) / all.length);
  }
  for (const { threshold, truePositives } of got.precisions.slice(0, 4)) {
    expect(truePositives).toBe(matchingOracle(first.data, second.data, threshold));
  }
}

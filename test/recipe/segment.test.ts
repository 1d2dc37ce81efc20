import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Image, Labelmap } from "../../bindings/core/image.js";
import { regionStats } from "../../bindings/ops/region-stats.js";
import { checkRecipe, type Recipe } from "../../bindings/recipe/recipe.js";
import { runRecipe } from "../../bindings/recipe/run.js";
import { recipeSchema } from "../../bindings/recipe/schema.js";
import { type SegmentOptions, segment, segmentRecipe } from "../../bindings/recipe/segment.js";
import { sample } from "../../bindings/sample/index.js";
import { onEveryBuild } from "../builds.js";
import { clouds, drawn, valuesOf } from "../images.js";

const digest = (values: ArrayLike<number>) =>
  createHash("sha256")
    .update(new Uint8Array(Int32Array.from(values).buffer))
    .digest("hex")
    .slice(0, 16);

/** scikit-image 0.26 on the acceptance volume, blur in float64. */
const RUNS = [
  {
    sigma: 3,
    erode: 6,
    expand: 6,
    threshold: 9312.61734116231,
    foreground: 18679,
    areas: [925, 5041, 5522, 5127],
    sha: "1f5fa868cadf91e8",
  },
  {
    sigma: 1,
    erode: 4,
    expand: 4,
    threshold: 11508.773316081182,
    foreground: 16779,
    areas: [362, 777, 4187, 5160, 5051, 257],
    sha: "2b05d2458dce15af",
  },
  {
    sigma: 1,
    erode: 2,
    expand: 2,
    threshold: 11508.773316081182,
    foreground: 16779,
    areas: [470, 929, 4331, 5202, 5111, 461],
    sha: "d9b057c688f1235d",
  },
];

onEveryBuild("segment", (k) => {
  it.each(RUNS)("agrees with scikit-image on the acceptance volume: sigma $sigma, erode $erode", (run) => {
    const { sigma, erode, expand } = run;
    const { labels, count, threshold, foreground, table } = segment(k, sample("acceptance"), { sigma, erode, expand });
    expect(Math.abs(threshold / run.threshold - 1)).toBeLessThan(1e-14);
    expect(foreground).toBe(run.foreground);
    expect(count).toBe(run.areas.length);
    expect(valuesOf({ data: table.columns.find(({ name }) => name === "count")!.values })).toEqual(run.areas);
    expect(digest(labels.data)).toBe(run.sha);
  });

  it("is its own recipe, to the byte", () => {
    const options: SegmentOptions[] = [
      {},
      { sigma: [0, 1, 2], threshold: "li", erode: 0, expand: 3 },
      { sigma: 0, threshold: 500, erode: 1, expand: 0, connectivity: 6 },
      { sigma: 1, erode: 1, expand: 2, minSize: 40, fillHoles: true },
    ];
    for (const [i, one] of options.entries()) {
      const image = clouds(i + 3, [12, 30, 31]);
      const whole = segment(k, image, one);
      const steps = runRecipe(k, image, segmentRecipe(one, 3)) as Labelmap;
      expect(digest(steps.data)).toBe(digest(whole.labels.data));
      expect(steps.count).toBe(whole.count);
    }
  });

  it("measures the image it was given, not the blurred one", () => {
    const image = clouds(4, [10, 30, 40]);
    const { labels, table } = segment(k, image, { sigma: 1, erode: 1, expand: 1 });
    expect(table).toEqual(regionStats(k, labels, image));
  });

  it("drops objects below the least size and numbers the rest", () => {
    const image = drawn(["1.......", "...333..", "...333..", "........", "22......"]);
    const plain = { sigma: 0, threshold: 0, erode: 0, expand: 0 } as const;
    expect(segment(k, image, plain).count).toBe(3);
    const large = segment(k, image, { ...plain, minSize: 2 });
    expect(large.count).toBe(2);
    expect(valuesOf(large.labels).join("")).toBe("00000000000111000001110000000000" + "22000000");
  });

  it("fills holes before it erodes", () => {
    const ring = drawn([".....", ".111.", ".1.1.", ".111.", "....."]);
    const options = { sigma: 0, threshold: 0, erode: 1, expand: 0 } as const;
    expect(segment(k, ring, options).count).toBe(0);
    expect(segment(k, ring, { ...options, fillHoles: true }).count).toBe(1);
  });

  it("has an answer for constant images, empty and full masks", () => {
    const constant = { data: new Uint16Array(60).fill(7), shape: [3, 4, 5] };
    expect(segment(k, constant)).toMatchObject({ count: 0, threshold: 7, foreground: 0, table: { rows: 0 } });
    expect(segment(k, constant, { threshold: 3 })).toMatchObject({ count: 1, foreground: 60 });
    expect(segment(k, constant, { threshold: 9 })).toMatchObject({ count: 0, foreground: 0 });
  });

  it("refuses what it cannot segment, in one sentence", () => {
    const image = drawn(["12", "34"]);
    const nan: Image = { data: Float32Array.of(1, Number.NaN), shape: [1, 2] };
    expect(() => segment(k, image, { sigma: -1 })).toThrow("segment: expected sigma >= 0, got -1");
    expect(() => segment(k, image, { sigma: [1, 2, 3] })).toThrow("one number or 2, one per axis");
    expect(() => segment(k, image, { erode: 1.5 })).toThrow("segment: expected erode to be a whole number");
    expect(() => segment(k, image, { threshold: "ostu" as never })).toThrow("otsu");
    expect(() => segment(k, image, { connectivity: 26 })).toThrow("connectivity 4, 8 in a 2-D image");
    expect(() => segment(k, image, { sigmma: 1 } as never)).toThrow("did you mean sigma?");
    expect(() => segment(k, nan)).toThrow("expected finite values");
    expect(() => segment(k, { data: new Uint8Array(0), shape: [0, 4] })).toThrow("at least one voxel");
    expect(() => segment(k, { data: new Uint8Array(3), shape: [2, 2] })).toThrow("expected 4 values");
    expect(() => segment(k, { data: new Uint8Array(4), shape: [4] })).toThrow("[y, x] or [z, y, x]");
  });
});

onEveryBuild("recipes", (k) => {
  const image = drawn(["1919"]);

  it("converts between steps as each needs", () => {
    const recipe: Recipe = {
      segwasm: 1,
      steps: [
        { op: "threshold", level: 3 },
        { op: "gaussian", sigma: 0 },
      ],
    };
    expect(valuesOf(runRecipe(k, image, recipe) as Image)).toEqual([0, 1, 0, 1]);
  });

  it.each([
    [null, "expected an object"],
    [{ segwasm: 2, steps: [] }, '"segwasm": 1'],
    [{ segwasm: 1, steps: [] }, "1 to 100 steps"],
    [{ segwasm: 1, steps: [{ op: "gausian" }] }, 'step 1: unknown operation "gausian", did you mean gaussian?'],
    [{ segwasm: 1, steps: [{ op: "label" }, { op: "erode", radius: -1 }] }, "step 2: erode: expected radius >= 0"],
    [{ segwasm: 1, steps: [{ op: "label" }], note: 1 }, 'unknown key "note"'],
    [JSON.parse('{"segwasm":1,"steps":[{"op":"label","__proto__":1}]}'), "unknown option"],
    [{ segwasm: 1, steps: [7] }, "step 1: expected an object"],
  ])("refuses %j", (recipe, message) => {
    expect(() => checkRecipe(recipe)).toThrow(message);
    expect(() => runRecipe(k, image, recipe as never)).toThrow(expect.objectContaining({ code: "E_RECIPE" }));
  });

  it("has a schema with every operation", () => {
    const schema = JSON.stringify(recipeSchema());
    for (const { op } of segmentRecipe({ fillHoles: true, minSize: 5 }).steps)
      expect(schema).toContain(`"const":"${op}"`);
  });
});

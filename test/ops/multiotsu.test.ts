import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { multiotsu } from "../../bindings/ops/multiotsu.js";
import { otsu } from "../../bindings/ops/thresholds.js";
import { onEveryBuild } from "../builds.js";
import { randomImage, randomNumbers, valuesOf } from "../images.js";
import { valueTable } from "../oracle/histogram.js";
import { classValue, cutLists } from "../oracle/thresholds.js";

const bytes = (...values: number[]): Image => ({ data: Uint8Array.from(values), shape: [1, values.length] });
const U = bytes(0, 0, 0, 1, 1, 2, 6, 7, 7, 8);

onEveryBuild("multiotsu", (k) => {
  it("splits ten voxels so that the squares within classes add up to least", () => {
    // Within {0} {1, 2} {6, 7, 8} the squared distances from the means add up to 2.67, within any other three to more.
    expect(multiotsu(k, U)).toEqual([0, 2]);
    expect(multiotsu(k, U, { classes: 2 })).toEqual([2]);
    expect(multiotsu(k, U, { classes: 4 })).toEqual([0, 2, 6]);
  });

  it("gives the lowest bin its own weight", () => {
    expect(multiotsu(k, bytes(0, 0, 5, 5, 10, 10), { classes: 2 })).toEqual([0]);
  });

  it("makes each value a class when there are just enough", () => {
    expect(multiotsu(k, bytes(3, 9, 200, 9), { classes: 3 })).toEqual([3, 9]);
    expect(multiotsu(k, U, { classes: 6 })).toEqual([0, 1, 2, 6, 7]);
  });

  it("cuts at the middles of float bins", () => {
    const image = { data: Float32Array.of(0, 0.1, 1, 1.1, 2, 2.1), shape: [1, 6] };
    const levels = multiotsu(k, image);
    const classes = valuesOf(image).map((value) => levels.filter((level) => value > level).length);
    expect(classes).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("agrees with trying every split", () => {
    for (let seed = 0; seed < 150; seed++) {
      const next = randomNumbers(seed * 2654435761);
      const span = 4 + Math.floor(next() * 12);
      const values = Array.from({ length: 12 + Math.floor(next() * 40) }, () => 40 + Math.floor(next() ** 2 * span));
      const { counts, centers } = valueTable(values);
      const filled = counts.filter((count) => count > 0).length;
      for (const classes of [2, 3, 4, 5].filter((wanted) => wanted <= filled)) {
        const all = [...cutLists(counts.length, classes - 1)].map((cuts) => ({
          cuts,
          value: classValue(counts, cuts),
        }));
        const most = Math.max(...all.map(({ value }) => value));
        // Sums of fractions: what is equal in truth may differ in the last digits.
        const best = all
          .filter(({ value }) => value >= most * (1 - 1e-13))
          .map(({ cuts }) => cuts.map((cut) => centers[cut]));
        const got = multiotsu(k, bytes(...values), { classes });
        expect(best).toContainEqual(got);
        if (best.length === 1) expect(got).toEqual(best[0]);
      }
    }
  });

  it("is Otsu's method for two classes, also with thousands of levels", () => {
    for (let seed = 0; seed < 12; seed++) {
      const image = randomImage(seed, seed % 2 === 0 ? "uint16" : "int16", [20, 50], 0, 30_000);
      expect(multiotsu(k, image, { classes: 2 })).toEqual([otsu(k, image)]);
    }
  });

  it("gives ascending levels of values that occur", () => {
    const image = randomImage(3, "uint8", [30, 30], 10, 240);
    const levels = multiotsu(k, image, { classes: 9 });
    expect(levels).toEqual([...new Set(levels)].sort((a, b) => a - b));
    expect(levels).toHaveLength(8);
    const values = new Set(valuesOf(image));
    expect(levels.every((level) => values.has(level))).toBe(true);
  });

  it("refuses more classes than levels", () => {
    expect(() => multiotsu(k, U, { classes: 7 })).toThrow(
      "multiotsu: expected classes <= 6, the number of different levels in the image, got 7",
    );
    expect(() => multiotsu(k, bytes(5, 5, 5))).toThrow(expect.objectContaining({ code: "E_CONSTANT_IMAGE" }));
  });

  it("refuses bad options and values by name", () => {
    expect(() => multiotsu(k, U, { classes: 1 })).toThrow("multiotsu: expected classes >= 2, got 1");
    expect(() => multiotsu(k, U, { classes: 300 })).toThrow("classes <= 256");
    expect(() => multiotsu(k, { data: Float32Array.of(1, Number.NaN), shape: [1, 2] })).toThrow(
      expect.objectContaining({ code: "E_NONFINITE" }),
    );
  });
});

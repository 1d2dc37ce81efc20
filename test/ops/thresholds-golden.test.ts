import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { histogram } from "../../bindings/ops/histogram.js";
import { multiotsu } from "../../bindings/ops/multiotsu.js";
import { minimum, thresholdLevel } from "../../bindings/ops/thresholds.js";
import { kernelsOf } from "../builds.js";
import { goldenCases, goldenImage } from "../golden/thresholds.js";
import { valuesOf } from "../images.js";

/** First digits of the SHA-256 of all numbers as little-endian f64. */
function digest(...arrays: Float64Array[]): string {
  const hash = createHash("sha256");
  for (const each of arrays) hash.update(each);
  return hash.digest("hex").slice(0, 16);
}

describe("scikit-image", () => {
  const k = kernelsOf();
  const cases = goldenCases;

  it.each(["otsu", "yen", "isodata", "triangle"] as const)("has the same %s", (method) => {
    const wrong = cases.filter((each) => thresholdLevel(k, goldenImage(each), method) !== each[method]);
    expect(wrong.map(({ seed }) => seed)).toEqual([]);
  });

  it("has the same minimum, or none", () => {
    const tried = cases.filter((each) => each.minimum !== undefined);
    const wrong = tried.filter((each) => {
      if (each.minimum !== null) return minimum(k, goldenImage(each)) !== each.minimum;
      expect(() => minimum(k, goldenImage(each))).toThrow(expect.objectContaining({ code: "E_TWO_PEAKS" }));
      return false;
    });
    expect(wrong.map(({ seed }) => seed)).toEqual([]);
    expect(tried.length).toBeGreaterThan(100);
  });

  it("has the same li and mean, as far as its f32 sums go", () => {
    for (const each of cases) {
      const whole = each.dtype !== "float32";
      const picture = goldenImage(each);
      const near = (method: "li" | "mean", tolerance: number) =>
        expect(Math.abs(thresholdLevel(k, picture, method) - each[method])).toBeLessThanOrEqual(
          tolerance * Math.abs(each[method]),
        );
      near("li", whole ? 1e-12 : 2e-5);
      near("mean", whole ? 1e-15 : 3e-7);
    }
  });

  it("has the same levels of three and four classes", () => {
    for (const each of cases.filter(({ multiotsu3 }) => multiotsu3)) {
      const picture = goldenImage(each);
      expect({ seed: each.seed, levels: multiotsu(k, picture) }).toEqual({ seed: each.seed, levels: each.multiotsu3 });
      expect(multiotsu(k, picture, { classes: 4 })).toEqual(each.multiotsu4);
    }
  });

  it("has the same histograms, and NumPy the same bins", () => {
    for (const each of cases) {
      const picture = goldenImage(each);
      const levels = histogram(k, picture, { bins: each.dtype === "float32" ? 256 : 65536 });
      const bins = histogram(k, picture, { bins: 12 });
      const got = { levels: digest(levels.counts, levels.centers), bins: digest(bins.counts, bins.edges) };
      expect(got).toEqual({ levels: each.levels, bins: each.bins });
      expect(valuesOf(picture)).toHaveLength(each.n);
    }
  });
});

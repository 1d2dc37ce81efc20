import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { arrayType, type Dtype, type Image } from "../../bindings/core/image.js";
import { histogram } from "../../bindings/ops/histogram.js";
import { multiotsu } from "../../bindings/ops/multiotsu.js";
import { threshold } from "../../bindings/ops/threshold.js";
import {
  isodata,
  li,
  mean,
  minimum,
  otsu,
  THRESHOLD_METHODS,
  type ThresholdMethod,
  thresholdLevel,
  triangle,
  yen,
} from "../../bindings/ops/thresholds.js";
import { sample } from "../../bindings/sample/index.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { goldenCases, goldenImage } from "../golden/thresholds.js";
import { drawn, maskValues, randomNumbers, valuesOf } from "../images.js";
import { equalTable, valueTable } from "../oracle/histogram.js";
import {
  isodataOracle,
  liOracle,
  minimumOracle,
  otsuOracle,
  smallestGap,
  triangleOracle,
  yenOracle,
} from "../oracle/thresholds.js";

const U = [0, 0, 0, 1, 1, 2, 6, 7, 7, 8];
const image = (dtype: Dtype, values: ArrayLike<number>): Image => {
  const data = new (arrayType(dtype))(values.length);
  data.set(values as number[]);
  return { data, shape: [1, values.length] };
};
const single = Math.fround;

onEveryBuild("thresholds", (k) => {
  const levels = (picture: Image) =>
    [otsu, yen, isodata, li, triangle, mean].map((method) => Math.fround(method(k, picture)));

  it("find the published levels of ten voxels", () => {
    expect([otsu, yen, isodata, li, triangle, mean].map((method) => method(k, image("uint8", U)))).toEqual([
      2, 1, 3, 2.6934592060704894, 3, 3.2,
    ]);
    expect(levels(image("float32", U))).toEqual(
      [2.015625, 1.015625, 3.828125, 2.6934592060704894, 0.046875, 3.2].map(single),
    );
    expect(minimum(k, image("float32", U))).toBe(4.015625);
    expect(
      otsu(
        k,
        image(
          "float32",
          U.map((v) => v / 10),
        ),
      ),
    ).toBe(single(0.2015625));
    const shifted = image(
      "int16",
      U.map((v) => v - 4),
    );
    expect([otsu, yen, isodata, li, triangle].map((method) => method(k, shifted))).toEqual([
      -2, -3, -1, -1.3065407939295106, -1,
    ]);
  });

  it("take the lowest of equal splits, the top of the lower class", () => {
    expect(otsu(k, image("uint8", [0, 0, 4, 4]))).toBe(0);
    expect(otsu(k, image("uint8", [0, 1, 2]))).toBe(0);
    expect(otsu(k, image("uint8", [0, 0, 0, 10]))).toBe(0);
    expect(yen(k, image("uint8", [0, 0, 4, 4]))).toBe(0);
    expect(isodata(k, image("uint8", [0, 0, 4, 4]))).toBe(2);
  });

  it("do not depend on where the values lie", () => {
    for (const method of [otsu, yen, isodata, triangle]) {
      const base = method(k, image("uint16", U));
      expect(
        method(
          k,
          image(
            "uint16",
            U.map((v) => v + 60_000),
          ),
        ),
      ).toBe(base + 60_000);
      expect(
        method(
          k,
          image(
            "int16",
            U.map((v) => v - 32_000),
          ),
        ),
      ).toBe(base - 32_000);
    }
    expect(
      li(
        k,
        image(
          "uint16",
          U.map((v) => v + 60_000),
        ),
      ),
    ).toBeCloseTo(60_002.69345920607, 10);
  });

  it("follow the triangle to either side", () => {
    const low = [0, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5];
    expect(triangle(k, image("uint8", low))).toBe(triangleOracle(valueTable(low)));
    expect(
      triangle(
        k,
        image(
          "uint8",
          low.map((v) => 5 - v),
        ),
      ),
    ).toBe(5 - triangle(k, image("uint8", low)));
  });

  it("give a constant image its value, so that nothing is above it", () => {
    for (const method of THRESHOLD_METHODS.filter((name) => name !== "minimum")) {
      for (const dtype of ["uint8", "uint16", "int16", "float32"] as const) {
        expect(thresholdLevel(k, image(dtype, [7, 7, 7]), method)).toBe(7);
      }
      expect(thresholdLevel(k, image("float32", [0.7]), method)).toBe(single(0.7));
    }
  });

  it("have no minimum without two peaks", () => {
    for (const values of [[7, 7, 7], U, [1, 2]]) {
      expect(() => minimum(k, image("uint8", values))).toThrow(expect.objectContaining({ code: "E_TWO_PEAKS" }));
    }
    expect(() => minimum(k, image("float32", [7]))).toThrow("minimum: expected a histogram that smooths to two peaks");
  });

  it("refuse NaN and infinity", () => {
    for (const method of THRESHOLD_METHODS) {
      for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const act = () => thresholdLevel(k, image("float32", [1, odd, 2]), method);
        expect(act).toThrow(expect.objectContaining({ code: "E_NONFINITE", message: expect.stringContaining(method) }));
      }
    }
  });

  it("find a level between floats that differ by one ulp", () => {
    const values = [1, 1, single(1 + 2 ** -23)];
    for (const method of THRESHOLD_METHODS.filter((name) => name !== "minimum")) {
      const level = thresholdLevel(k, image("float32", values), method);
      expect(level).toBeGreaterThanOrEqual(1);
      expect(level).toBeLessThan(values[2] as number);
    }
  });

  it("know the acceptance volume", () => {
    expect(otsu(k, sample("acceptance"))).toBe(4040);
  });

  it("free what they use", () => {
    const before = k.memoryBytes;
    for (let i = 0; i < 30; i++) li(k, sample("acceptance"));
    expect(k.memoryBytes).toBeLessThanOrEqual(Math.max(before, 2 ** 24));
  });

  it("name a method that does not exist", () => {
    expect(() => thresholdLevel(k, image("uint8", U), "ostu" as ThresholdMethod)).toThrow(
      'thresholdLevel: expected method to be one of otsu, li, yen, isodata, triangle, minimum, mean, got "ostu"',
    );
  });
});

onEveryBuild("threshold by method", (k) => {
  it("is the mask above the method's level", () => {
    const picture = image("uint8", U);
    for (const method of THRESHOLD_METHODS.filter((name) => name !== "minimum")) {
      const level = thresholdLevel(k, picture, method);
      expect(maskValues(threshold(k, picture, { level: method }))).toEqual(U.map((v) => Number(v > level)));
    }
    expect(maskValues(threshold(k, picture))).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("speaks for itself when the method cannot", () => {
    expect(() => threshold(k, drawn(["1"]), { level: "minimum" })).toThrow("threshold: expected a histogram");
    expect(() => threshold(k, image("float32", [Number.NaN]))).toThrow("threshold: expected finite values");
  });
});

/** A random image of some 5 to 300 voxels: clustered whole values, or floats that are multiples of 2⁻¹². */
function randomCase(seed: number): { dtype: Dtype; values: number[] } {
  const next = randomNumbers(seed * 2654435761);
  const dtype = (["uint8", "uint16", "int16", "float32"] as const)[Math.floor(next() * 4)] as Dtype;
  const span = 2 + Math.floor(next() * (next() < 0.7 ? 12 : 200));
  const [low, share, tilt] = [dtype === "uint8" ? 3 : Math.floor(next() * 1000), next(), 0.2 + 2 * next()];
  const values = Array.from({ length: 2 + Math.floor(next() * 60) }, () => {
    const place = next() < share ? next() ** tilt * 0.4 : 1 - next() * 0.5;
    const value = low + Math.floor(place * span);
    return dtype === "float32" ? value / 2 + Math.floor(next() * 4096) / 4096 : value;
  });
  return { dtype, values };
}

const CASES = 2000;

describe("2000 random images agree with the obvious way", () => {
  const k = kernelsOf("simd");
  const scalar = kernelsOf("scalar");
  const cases = Array.from({ length: CASES }, (_, seed) => {
    const { dtype, values } = randomCase(seed);
    const table = dtype === "float32" ? equalTable(values, 256, Math.fround) : valueTable(values);
    return { picture: image(dtype, values), values, table, whole: dtype !== "float32" };
  }).filter(({ values }) => Math.min(...values) < Math.max(...values));

  it("and are not all alike", () => {
    expect(cases.length).toBeGreaterThan(CASES * 0.95);
    expect(new Set(cases.map(({ picture }) => otsu(k, picture))).size).toBeGreaterThan(500);
  });

  it.each([
    ["otsu", otsu, otsuOracle],
    ["yen", yen, yenOracle],
    ["isodata", isodata, isodataOracle],
    ["triangle", triangle, triangleOracle],
  ] as const)("%s", (_, method, oracle) => {
    const wrong = cases.filter(({ picture, table }) => method(k, picture) !== oracle(table));
    expect(wrong.map(({ values }) => values).slice(0, 2)).toEqual([]);
  });

  it("minimum", () => {
    const level = (picture: Image) => {
      try {
        return minimum(k, picture);
      } catch {
        return Number.NaN;
      }
    };
    let found = 0;
    for (const { picture, table } of cases.slice(0, 400)) {
      const want = minimumOracle(table);
      expect(level(picture)).toBe(want);
      found += Number(!Number.isNaN(want));
    }
    expect(found).toBeGreaterThan(40);
  });

  it("li", () => {
    for (const { picture, values, whole } of cases) {
      const want = liOracle(values, whole ? 0.5 : smallestGap(values) / 2);
      expect(Math.abs(li(k, picture) - want)).toBeLessThanOrEqual(1e-12 * Math.abs(want));
    }
  });

  it("mean", () => {
    for (const { picture, values, whole } of cases) {
      const want = values.reduce((sum, value) => sum + value, 0) / values.length;
      if (whole) expect(mean(k, picture)).toBe(want);
      else expect(Math.abs(mean(k, picture) - want)).toBeLessThan(1e-12 * Math.abs(want));
    }
  });

  it("in both builds to the bit", () => {
    for (const { picture } of cases.slice(0, 500)) {
      for (const method of [otsu, li, yen, isodata, triangle, mean]) {
        expect(method(k, picture)).toBe(method(scalar, picture));
      }
    }
  });

  it("whatever the order of the voxels", () => {
    for (const { picture } of cases.slice(0, 500)) {
      const reversed = { data: picture.data.slice().reverse(), shape: picture.shape };
      for (const method of [otsu, li, yen, isodata, triangle]) expect(method(k, reversed)).toBe(method(k, picture));
    }
  });
});

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

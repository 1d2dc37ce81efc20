import { describe, expect, it } from "vitest";
import { arrayType, type Dtype, type Image } from "../../bindings/core/image.js";
import { isodata, li, mean, minimum, otsu, triangle, yen } from "../../bindings/ops/thresholds.js";
import { kernelsOf } from "../builds.js";
import { randomNumbers } from "../images.js";
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

const image = (dtype: Dtype, values: ArrayLike<number>): Image => {
  const data = new (arrayType(dtype))(values.length);
  data.set(values as number[]);
  return { data, shape: [1, values.length] };
};

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

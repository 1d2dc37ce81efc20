import { expect, it } from "vitest";
import { arrayType, type Dtype, type Image } from "../../bindings/core/image.js";
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
import { onEveryBuild } from "../builds.js";
import { drawn, maskValues } from "../images.js";
import { valueTable } from "../oracle/histogram.js";
import { triangleOracle } from "../oracle/thresholds.js";

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
    expect(minimum(k, image("uint8", [0, 1, 2, 2, 2, 2, 3, 5, 6, 6, 6, 6, 7, 8]))).toBe(4);
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
      'thresholdLevel: expected method to be one of otsu, li, yen, isodata, triangle, minimum, mean, multiotsu, got "ostu"',
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

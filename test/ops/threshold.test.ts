import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { threshold } from "../../bindings/ops/threshold.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomImage, valuesOf } from "../images.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];

onEveryBuild("threshold", (k) => {
  it("is strictly greater", () => {
    const mask = threshold(k, drawn(["1 2 3", "3 2 1"]), { level: 2 });
    expect(maskValues(mask)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("compares with the level itself, not with a rounded one", () => {
    const image: Image = { data: Float32Array.of(0.1, 0.2, 16777216), shape: [1, 3] };
    // 0.1 as float32 is above 0.1, and 16777216 is below 16777216.5.
    expect(maskValues(threshold(k, image, { level: 0.1 }))).toEqual([1, 1, 1]);
    expect(maskValues(threshold(k, image, { level: 16777216.5 }))).toEqual([0, 0, 0]);
    expect(maskValues(threshold(k, image, { level: Math.fround(0.1) }))).toEqual([0, 1, 1]);
  });

  it("accepts levels outside the type's range", () => {
    const image = drawn(["0 5 z"]);
    expect(maskValues(threshold(k, image, { level: -1 }))).toEqual([1, 1, 1]);
    expect(maskValues(threshold(k, image, { level: 255 }))).toEqual([0, 0, 0]);
    expect(maskValues(threshold(k, image, { level: 1e300 }))).toEqual([0, 0, 0]);
  });

  it("never counts NaN as foreground", () => {
    const image: Image = { data: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1), shape: [1, 3] };
    expect(maskValues(threshold(k, image, { level: -5 }))).toEqual([0, 1, 1]);
  });

  it.each(TYPES)("agrees with the obvious loop on %s at every width", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      const image = randomImage(w, dtype, [3, w], 0, 100);
      for (const level of [0, 49.5, 50, 99]) {
        const want = valuesOf(image).map((v) => (v > level ? 1 : 0));
        const got = maskValues(threshold(k, image, { level }));
        expect(firstDifference(got, want, image.shape)).toBeUndefined();
      }
    }
  });

  it("counts whole numbers one by one in every type that holds them", () => {
    const values = [0, 0, 0, 1, 1, 2, 600, 7000, 7000, 8000];
    const of = (data: Image["data"]) => maskValues(threshold(k, { data, shape: [2, 5] }, { level: "isodata" }));
    const want = of(Uint16Array.from(values));
    expect(of(Uint32Array.from(values))).toEqual(want);
    expect(of(Int32Array.from(values))).toEqual(want);
    expect(of(Int32Array.from(values, (v) => v - 30000))).toEqual(of(Int16Array.from(values, (v) => v - 30000)));
  });

  it("leaves no bit beyond the width", () => {
    const mask = threshold(k, drawn(["1 1 1"]), { level: 0 });
    expect([...mask.bits]).toEqual([7, ...Array(15).fill(0)]);
  });

  it("refuses bad options by name", () => {
    const image = drawn(["1"]);
    expect(() => threshold(k, image, { level: "ostu" as never })).toThrow(
      "threshold: expected level to be a number or one of otsu",
    );
    expect(() => threshold(k, image, { levle: 3 } as never)).toThrow('unknown option "levle", did you mean level?');
    expect(() => threshold(k, image, { level: [3] as never })).toThrow(RangeError);
    expect(() => threshold(k, image, { level: Number.NaN })).toThrow(RangeError);
  });
});

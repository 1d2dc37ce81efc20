import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { type LocalThresholdOptions, localLevels, localThreshold } from "../../bindings/ops/threshold-local.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, maskValues, randomImage, valuesOf } from "../images.js";
import { gaussianOracle } from "../oracle/gaussian.js";
import { momentsOf, windowsOf } from "../oracle/local.js";

const TYPES: Dtype[] = ["uint8", "uint16", "int16", "float32"];

function expected(image: Image, options: Required<LocalThresholdOptions>): number[] {
  const { method, offset, k, r } = options;
  const window = Array.isArray(options.window) ? options.window : image.shape.map(() => options.window as number);
  if (method === "gaussian") {
    const sigma = window.map((extent) => (extent - 1) / 6);
    return gaussianOracle(image, sigma, "reflect").map((level) => level - offset);
  }
  const deviates = method === "niblack" || method === "sauvola";
  return windowsOf(image, window, deviates ? "mirror" : "reflect").map((values) => {
    if (method === "median") return (values.sort((a, b) => a - b)[values.length >> 1] as number) - offset;
    const { mean, deviation } = momentsOf(values);
    if (method === "mean") return mean - offset;
    return method === "niblack" ? mean - k * deviation : mean * (1 + k * (deviation / r - 1));
  });
}

onEveryBuild("local thresholds", (k) => {
  const check = (image: Image, options: Required<LocalThresholdOptions>) => {
    const want = expected(image, options);
    // Levels of float32 images are rounded to float32 at every step.
    const scale = Math.max(...want.map(Math.abs), 1) * (image.data instanceof Float32Array ? 1e-5 : 1e-12);
    const levels = localLevels(k, image, options);
    const worst = Math.max(...levels.data.map((level, i) => Math.abs(level - (want[i] as number))));
    expect(worst, `${JSON.stringify(options)} ${image.shape}`).toBeLessThanOrEqual(scale);
    const above = valuesOf(image).map((value, i) => (value > (levels.data[i] as number) ? 1 : 0));
    expect(maskValues(localThreshold(k, image, options))).toEqual(above);
  };

  it("has the published levels", () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 60, 7, 8, 9, 10, 110, 12, 13, 14, 15, 16);
    const row = (options: LocalThresholdOptions) =>
      Array.from(localLevels(k, { data, shape: [4, 4] }, { window: 3, ...options }).data.subarray(0, 4));
    expect(row({})).toEqual([1.0607152947073695, 2.617562237669998, 3.0498477531325943, 4.032602624724328]);
    expect(row({ method: "mean" })).toEqual([8.666666666666666, 9.333333333333334, 10.333333333333334, 5]);
    expect(row({ method: "median", offset: 1 })).toEqual([1, 2, 3, 3]);
    expect(row({ method: "niblack" })).toEqual([
      22.663138353342685, 12.01813045739725, 13.122561816546142, 5.61126987367698,
    ]);
    expect(row({ method: "sauvola" })).toEqual([
      23.926709995553477, 13.940985125394695, 14.762974005376178, 4.818293182415201,
    ]);
  });

  it("is strictly above, so that what is flat stays background", () => {
    const flat: Image = { data: new Uint8Array(400).fill(7), shape: [20, 20] };
    for (const method of ["mean", "median"] as const) {
      expect(maskValues(localThreshold(k, flat, { method }))).toEqual(Array(400).fill(0));
    }
    expect(maskValues(localThreshold(k, flat, { method: "mean", offset: 1 }))).toEqual(Array(400).fill(1));
  });

  it.each(TYPES)("agrees with the definition, %s", (dtype) => {
    for (const [i, w] of EDGE_WIDTHS.entries()) {
      const image = randomImage(w, dtype, i % 3 === 0 ? [2, 3, w] : [6, w], 0, dtype === "uint8" ? 255 : 5000);
      const window = i % 2 ? 5 : image.shape.map((_, axis) => 3 + 2 * axis);
      for (const method of ["gaussian", "mean", "median", "niblack", "sauvola"] as const) {
        check(image, { method, window, offset: 2.5, k: 0.3, r: 90 });
      }
    }
  });

  it("keeps its levels when a constant is added, or adds it to them", () => {
    const image = randomImage(4, "uint16", [20, 30], 0, 500);
    const raised = { data: Uint16Array.from(image.data, (v) => v + 1000), shape: image.shape };
    for (const method of ["mean", "median", "niblack"] as const) {
      const [low, high] = [image, raised].map((each) => maskValues(localThreshold(k, each, { method, window: 7 })));
      expect(high).toEqual(low);
    }
  });

  it("takes half the range of the type as largest deviation", () => {
    const same = (dtype: Dtype, r: number, high: number) => {
      const image = randomImage(9, dtype, [12, 12], 0, high);
      const options = { method: "sauvola", window: 5 } as const;
      expect(localLevels(k, image, options).data).toEqual(localLevels(k, image, { ...options, r }).data);
    };
    same("uint8", 127.5, 255);
    same("uint16", 32767.5, 65535);
    same("int16", 32767.5, 32767);
    same("float32", 1, 1);
  });

  it("refuses what it cannot do", () => {
    const image = drawn(["12", "34"]);
    expect(() => localThreshold(k, image, { window: 4 })).toThrow("expected odd whole numbers as window, got 4, 4");
    expect(() => localThreshold(k, image, { window: 4 })).toThrow(expect.objectContaining({ code: "E_ODD" }));
    expect(() => localThreshold(k, image, { r: 0 })).toThrow("expected r > 0, got 0");
    const float = { data: Float32Array.of(0, 255), shape: [1, 2] };
    expect(() => localThreshold(k, float, { method: "sauvola" })).toThrow("expected r, the largest deviation");
    expect(maskValues(localThreshold(k, float, { method: "sauvola", r: 128 }))).toHaveLength(2);
    const odd = { data: Float32Array.of(0, Number.NaN), shape: [1, 2] };
    expect(() => localThreshold(k, odd, { method: "mean" })).toThrow("finite");
  });
});

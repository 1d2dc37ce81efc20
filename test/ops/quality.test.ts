import { describe, expect, it } from "vitest";
import { arrayType, type Dtype, dtypeRange, type Image } from "../../bindings/core/image.js";
import { histogram } from "../../bindings/ops/histogram.js";
import { type Inspection, inspectImage, minimumLabelDtype } from "../../bindings/ops/quality.js";
import { sample } from "../../bindings/sample/index.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { goldenCases, goldenImage } from "../golden/thresholds.js";
import { drawn, randomImage, randomNumbers, valuesOf } from "../images.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];

const image = (dtype: Dtype, values: ArrayLike<number>, shape: number[] = [1, values.length]): Image => {
  const data = new (arrayType(dtype))(values.length);
  data.set(values as number[]);
  return { data, shape };
};
const levelsOf = ({ verdicts }: Inspection) => Object.fromEntries(verdicts.map(({ id, level }) => [id, level]));
const textOf = ({ verdicts }: Inspection, id: string) => verdicts.find((verdict) => verdict.id === id)?.text;

/** Noise of a normal shape around `middle`. */
function noisy(dtype: Dtype, n: number, middle: number, width: number): Image {
  const next = randomNumbers(n);
  return image(
    dtype,
    Array.from({ length: n }, () => Math.round(middle + width * (next() + next() + next() - 1.5))),
  );
}

onEveryBuild("inspect", (k) => {
  it("knows the acceptance volume", () => {
    const got = inspectImage(k, sample("acceptance"));
    expect(got).toMatchObject({ shape: [24, 64, 64], dtype: "uint16", min: 2000, max: 42040, kind: "intensity" });
    expect(got.mean).toBe(614195112 / 98304);
    expect(got.clipped).toEqual({ low: 0, high: 0 });
    expect(got.bitDepth).toEqual({ type: 16, content: 16 });
    expect(got.usedRange).toBe(40040 / 65535);
    expect(got.signal).toMatchObject({ threshold: 4040, background: { median: 3016 }, foreground: { median: 22452 } });
    expect(got.signal?.background.sigma).toBeCloseTo(759.09, 2);
    expect(got.signal?.contrastToNoise).toBeCloseTo(25.6, 2);
    expect(got.histogram.counts.reduce((sum, count) => sum + count)).toBe(98304);
    expect(levelsOf(got)).toEqual({
      range: "ok",
      "dynamic-range": "ok",
      clipping: "ok",
      "bit-depth": "ok",
      signal: "ok",
      kind: "ok",
      slices: "ok",
      spacing: "note",
    });
  });

  it("inspects one slice as an image of its own", () => {
    const volume = { ...sample("acceptance"), spacing: [2, 1, 0.5], unit: "µm" };
    const got = inspectImage(k, volume, { slice: 12 });
    const slice = { data: volume.data.subarray(12 * 4096, 13 * 4096), shape: [64, 64], spacing: [1, 0.5], unit: "µm" };
    expect(got).toEqual(inspectImage(k, slice));
    expect(got).toMatchObject({ shape: [64, 64], spacing: [1, 0.5], unit: "µm" });
    expect(got.histogram.counts.reduce((sum, count) => sum + count)).toBe(4096);
    expect(() => inspectImage(k, volume, { slice: 24 })).toThrow("inspect: expected slice <= 23, the last one, got 24");
    expect(() => inspectImage(k, slice, { slice: 1 })).toThrow("slice <= 0");
  });

  it.each(TYPES)("has exact figures of %s", (dtype) => {
    for (let seed = 1; seed < 12; seed++) {
      const next = randomNumbers(seed * 2654435761);
      const whole = dtypeRange(dtype) !== undefined;
      const span = dtype.endsWith("32") && seed % 2 ? 1e9 : 100;
      const low = dtype.startsWith("u") ? 0 : -span / 2;
      const raw = Array.from({ length: 30 + seed }, () => low + next() ** 3 * span);
      const picture = image(dtype, whole ? raw.map(Math.floor) : raw);
      expectFigures(inspectImage(k, picture), picture);
    }
  });

  it("has the bins of histogram", () => {
    for (const dtype of ["uint8", "int8", "uint16", "int16", "float32"] as const) {
      for (const options of [{}, { bins: 10 }, { range: "dtype" }, { range: "dtype", bins: 100 }] as const) {
        const picture = randomImage(7, dtype, [9, 31], 3, 90);
        const want = histogram(k, picture, options);
        const got = inspectImage(k, picture, options).histogram;
        expect(got).toEqual({ edges: [...want.edges], counts: [...want.counts] });
      }
    }
  });

  it("counts every voxel, however large the image", () => {
    const data = new Uint16Array(60 * 256 * 256).fill(100);
    data[3_000_001] = 9;
    data[17] = 60_000;
    expect(inspectImage(k, { data, shape: [60, 256, 256] })).toMatchObject({ min: 9, max: 60_000, levels: 3 });
  });

  it("says what the type can hold and how much of it is used", () => {
    const ramp = image(
      "uint16",
      Uint16Array.from({ length: 65536 }, (_, i) => i),
      [256, 256],
    );
    expect(inspectImage(k, ramp)).toMatchObject({ usedRange: 1, kind: "intensity", levels: 65536 });
    expect(textOf(inspectImage(k, noisy("int16", 99, 0, 9)), "range")).toMatch("int16 can hold -32768 to 32767");
    const float = inspectImage(k, image("float32", [0.25, 3]));
    expect(float.usedRange).toBeNull();
    expect(textOf(float, "range")).toBe("float32 has no range of its own; the values run from 0.25 to 3.");
    const dim = inspectImage(k, noisy("uint16", 4000, 600, 300));
    expect(levelsOf(dim)["dynamic-range"]).toBe("note");
  });

  it("says how many bits the values need", () => {
    const depth = (dtype: Dtype, ...values: number[]) => inspectImage(k, image(dtype, values)).bitDepth.content;
    expect([depth("uint16", 1, 255), depth("uint16", 1, 256), depth("uint8", 0, 0), depth("uint8", 1, 5)]).toEqual([
      8, 9, 1, 3,
    ]);
    expect([depth("int16", -1, 0), depth("int16", -128, 127), depth("int16", -129, 3), depth("int16", 2, 3)]).toEqual([
      1, 8, 9, 2,
    ]);
    expect([depth("float32", 0.5, 3), depth("float32", 3, 4), depth("uint32", 7, 4e9)]).toEqual([null, 3, 32]);
    const small = inspectImage(k, noisy("uint16", 5000, 128, 60));
    expect(textOf(small, "bit-depth")).toBe("The values need 8 of 16 bits: the data fits in 8 bits (uint8).");
    expect(levelsOf(small)["bit-depth"]).toBe("note");
  });

  it("warns of values at the upper end of the type", () => {
    const { data } = noisy("uint16", 10_000, 30_000, 20_000);
    data.fill(65535, 0, 200);
    const got = inspectImage(k, { data, shape: [100, 100] });
    expect(got.clipped).toEqual({ low: 0, high: 0.02 });
    expect(levelsOf(got).clipping).toBe("warn");
    expect(textOf(got, "clipping")).toBe("2 % of the voxels have the largest value that can be stored, 65535.");
  });

  it("only notes a voxel or two there, and dark voxels", () => {
    const { data } = noisy("uint8", 40_000, 120, 60);
    data[5] = 255;
    expect(levelsOf(inspectImage(k, { data, shape: [200, 200] })).clipping).toBe("note");
    data.fill(0, 0, 4000);
    const got = inspectImage(k, { data, shape: [200, 200] });
    expect([got.clipped.low, levelsOf(got).clipping]).toEqual([0.1, "note"]);
    expect(textOf(got, "clipping")).toContain("10 % of the voxels have the smallest value that can be stored, 0");
  });

  it("notices a detector that saturates below the end of the type", () => {
    const { data } = noisy("uint16", 10_000, 3600, 1200);
    const clipped = { data: data.map((value) => Math.min(value, 4095)), shape: [100, 100] };
    const got = inspectImage(k, clipped);
    const fraction = valuesOf(clipped).filter((value) => value === 4095).length / 10_000;
    expect(got.clipped.high).toBe(fraction);
    expect(levelsOf(got).clipping).toBe("warn");
    expect(textOf(got, "clipping")).toContain("The image saturates at 4095 (12-bit): ");
    expect(levelsOf(inspectImage(k, { data, shape: [100, 100] })).clipping).toBe("ok");
  });

  it("notices it in floats, but many a probability is 1", () => {
    const { data } = noisy("uint16", 10_000, 3600, 1200);
    const scaled = (unit: number) =>
      inspectImage(k, { data: Float32Array.from(data, (value) => Math.min(value, 4095) / unit), shape: [100, 100] });
    expect(textOf(scaled(2), "clipping")).toContain("The image saturates at 2047.5: ");
    expect(levelsOf(scaled(2)).clipping).toBe("warn");
    expect(levelsOf(scaled(4095)).clipping).toBe("note");
  });

  it("measures against the bits that the file stores", () => {
    const picture = image("uint16", [0, 5, 4095, 4095], [2, 2]);
    const got = inspectImage(k, picture, { stored: { bitDepth: 12 } });
    expect(got).toMatchObject({
      bitDepth: { type: 16, stored: 12, content: 12 },
      usedRange: 1,
      clipped: { high: 0.5 },
    });
    expect(() => inspectImage(k, picture, { stored: { bitDepth: 0 } })).toThrow("stored.bitDepth from 1 to 64, got 0");
  });

  it("has no figure that is not a number for a constant image", () => {
    for (const dtype of TYPES) {
      const got = inspectImage(k, image(dtype, [7, 7, 7, 7], [2, 2]));
      expect(JSON.parse(JSON.stringify(got))).toEqual(got);
      expect(got).toMatchObject({ min: 7, max: 7, mean: 7, levels: 1, percentiles: { p50: 7 } });
      expect(got.signal).toBeUndefined();
      expect(textOf(got, "constant")).toBe("Every voxel is 7: there is nothing to tell apart.");
    }
  });

  it("gives no contrast to noise where the background has no spread", () => {
    const got = inspectImage(k, image("int16", [-5, -5, -5, -5, 90, 95, 100, 110]));
    expect(got.signal).toMatchObject({ contrastToNoise: null, background: { median: -5, sigma: 0 } });
    expect(levelsOf(got).signal).toBe("note");
  });

  it("leaves out what is not finite and says so", () => {
    const got = inspectImage(k, image("float32", [1, Number.NaN, 2, Number.POSITIVE_INFINITY, 3.5], [1, 5]));
    expect(got).toMatchObject({ shape: [1, 5], min: 1, max: 3.5, levels: 3, kind: "intensity" });
    expect(textOf(got, "finite")).toBe("2 voxels are NaN or infinite; the figures leave them out.");
    expect(() => inspectImage(k, image("float64", [Number.NaN]))).toThrow("at least one finite value");
  });

  it("flags slices of one value and slices out of line", () => {
    const next = randomNumbers(3);
    const data = Uint8Array.from({ length: 24 * 100 }, (_, i) => {
      const z = Math.floor(i / 100);
      if (z === 0 || z === 1 || z === 2 || z === 9) return 0;
      return (z === 5 ? 140 : 100) + Math.floor(next() * 20);
    });
    const got = inspectImage(k, { data, shape: [24, 10, 10] });
    expect(got.slices).toEqual({ empty: [0, 1, 2, 9], offset: [5] });
    expect(textOf(got, "slices")).toBe(
      "Slices of one value only: 0–2, 9. Slices brighter or darker than their neighbours: 5.",
    );
    expect(levelsOf(got).slices).toBe("warn");
  });

  it("speaks of the voxel size", () => {
    const text = (spacing?: number[]) =>
      textOf(inspectImage(k, { ...noisy("uint8", 100, 9, 9), ...(spacing && { spacing, unit: "mm" }) }), "spacing");
    expect(text()).toBe("No voxel size is given; measures will be in voxels.");
    expect(text([0.5, 0.6])).toBe("Voxels are 0.5 × 0.6 mm.");
    expect(text([3, 0.5])).toBe("Voxels are 3 × 0.5 mm: 6 times longer than wide.");
  });

  it("refuses bad options and images by name", () => {
    const picture = drawn(["1 2"]);
    expect(() => inspectImage(k, picture, { bin: 3 } as never)).toThrow('unknown option "bin", did you mean bins?');
    expect(() => inspectImage(k, picture, { slice: -1 })).toThrow("inspect: expected slice >= 0");
    expect(() => inspectImage(k, { data: new Uint8Array(0), shape: [0, 1] })).toThrow("at least one voxel");
  });
});

/** Figures against a sorted copy. */
function expectFigures(got: Inspection, { data }: Image): void {
  const sorted = Array.from(data as ArrayLike<number>).sort((a, b) => a - b);
  expect([got.min, got.max, got.levels]).toEqual([sorted[0], sorted.at(-1), new Set(sorted).size]);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  expect(Math.abs(got.mean - mean)).toBeLessThanOrEqual(1e-12 * Math.max(...sorted.map(Math.abs)));
  const [q1, q50, q99] = [0.01, 0.5, 0.99].map((fraction) => quantileOracle(sorted, fraction));
  expect([got.percentiles.p1, got.percentiles.p50, got.percentiles.p99]).toEqual([q1, q50, q99]);
  if (!got.signal) return;
  const { threshold, background, foreground, contrastToNoise } = got.signal;
  const [below, above] = [sorted.filter((v) => v <= threshold), sorted.filter((v) => v > threshold)];
  expect([background.median, foreground.median]).toEqual([quantileOracle(below, 0.5), quantileOracle(above, 0.5)]);
  const distances = below.map((v) => Math.abs(v - background.median)).sort((a, b) => a - b);
  expect(background.sigma).toBe(1.4826 * quantileOracle(distances, 0.5));
  expect(background.fraction).toBe(below.length / sorted.length);
  if (background.sigma > 0) expect(contrastToNoise).toBe((foreground.median - background.median) / background.sigma);
}

function quantileOracle(sorted: readonly number[], fraction: number): number {
  const place = (sorted.length - 1) * fraction;
  const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  const part = place % 1;
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

describe("NumPy", () => {
  it("has the same percentiles", () => {
    const k = kernelsOf();
    for (const each of goldenCases) {
      expect(Object.values(inspectImage(k, goldenImage(each)).percentiles)).toEqual(each.percentiles);
    }
  });
});

describe("minimumLabelDtype", () => {
  it("is the smallest type that numbers so many objects", () => {
    expect([0, 100, 255, 256, 1000, 65535, 65536, 4294967295].map(minimumLabelDtype)).toEqual([
      "uint8",
      "uint8",
      "uint8",
      "uint16",
      "uint16",
      "uint16",
      "uint32",
      "uint32",
    ]);
    expect(() => minimumLabelDtype(2 ** 32)).toThrow(expect.objectContaining({ code: "E_LABEL_RANGE" }));
    expect(() => minimumLabelDtype(-1)).toThrow("expected a whole number of objects >= 0, got -1");
  });
});

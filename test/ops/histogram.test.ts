import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { extent } from "../../bindings/ops/extent.js";
import { histogram } from "../../bindings/ops/histogram.js";
import { sample } from "../../bindings/sample/index.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, randomNumbers, valuesOf } from "../images.js";
import { equalTable, type Table, valueTable } from "../oracle/histogram.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
const same = (value: number) => value;

function expectTable(got: { edges: Float64Array; counts: Float64Array; centers: Float64Array }, want: Table): void {
  expect(firstDifference(got.counts, want.counts)).toBeUndefined();
  expect(firstDifference(got.edges, want.edges)).toBeUndefined();
  expect(firstDifference(got.centers, want.centers)).toBeUndefined();
}

const floats = (...values: number[]) => floatsOf(values);
const floatsOf = (values: number[]): Image => ({ data: Float32Array.from(values), shape: [1, values.length] });

onEveryBuild("extent", (k) => {
  it.each(TYPES)("finds the smallest and largest %s at every width", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      const image = randomImage(w, dtype, [2, w], dtype.startsWith("u") ? 3 : -100, 100);
      const values = valuesOf(image).map(Math.fround);
      expect(extent(k, image)).toEqual({ min: Math.min(...values), max: Math.max(...values) });
    }
  });

  it("finds them wherever they are", () => {
    for (let at = 0; at < 40; at++) {
      const data = new Int16Array(40);
      data[at] = -32768;
      data[(at + 7) % 40] = 32767;
      expect(extent(k, { data, shape: [5, 8] })).toEqual({ min: -32768, max: 32767 });
    }
  });

  it("finds them in images of many pieces", () => {
    const data = new Uint16Array(70_001).fill(9);
    data[70_000] = 10;
    data[40_000] = 8;
    expect(extent(k, { data, shape: [1, 70_001] })).toEqual({ min: 8, max: 10 });
  });

  it("knows only one zero", () => {
    expect(Object.is(extent(k, floats(-0, 0, -0)).min, 0)).toBe(true);
    expect(Object.is(extent(k, floats(0, -0, -1)).max, 0)).toBe(true);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuses %s wherever it is", (odd) => {
    for (const at of [0, 1, 3, 4, 16, 18]) {
      const image = floats(...Array.from({ length: 19 }, (_, i) => (i === at ? odd : i)));
      expect(() => extent(k, image)).toThrow("extent: expected finite values, the image holds NaN or infinity");
    }
    expect(() => extent(k, floats(odd))).toThrow(expect.objectContaining({ code: "E_NONFINITE" }));
  });

  it("takes a float64 beyond float32 for infinite", () => {
    expect(() => extent(k, { data: Float64Array.of(1, 1e300), shape: [1, 2] })).toThrow("finite");
  });
});

onEveryBuild("histogram", (k) => {
  it("has a bin for each whole value", () => {
    const image: Image = { data: Uint8Array.of(0, 0, 0, 1, 1, 2, 6, 7, 7, 8), shape: [2, 5] };
    const got = histogram(k, image);
    expect([...got.counts]).toEqual([3, 2, 1, 0, 0, 0, 1, 2, 1]);
    expect([...got.centers]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([got.edges[0], got.edges[9]]).toEqual([-0.5, 8.5]);
  });

  it("has it for negative values", () => {
    const got = histogram(k, { data: Int16Array.of(-3, -3, -1, 2), shape: [2, 2] });
    expect([...got.counts]).toEqual([2, 0, 1, 0, 0, 1]);
    expect([...got.centers]).toEqual([-3, -2, -1, 0, 1, 2]);
  });

  it("has equal bins for floats, the last one closed", () => {
    const got = histogram(k, floats(0, 0.1, 0.25, 0.5, 0.75, 1), { bins: 4 });
    expect([...got.counts]).toEqual([2, 1, 1, 2]);
    expect([...got.centers]).toEqual([0.125, 0.375, 0.625, 0.875]);
  });

  it("spans the type on request, floats their data", () => {
    const got = histogram(k, drawn(["1 2 2"]), { range: "dtype" });
    expect([got.counts.length, got.counts[1], got.counts[2], got.counts[255]]).toEqual([256, 1, 2, 0]);
    const wide = histogram(k, drawn(["1 2 2"], "int16"), { range: "dtype", bins: 2 });
    expect([[...wide.edges], [...wide.counts]]).toEqual([
      [-32768, -0.5, 32767],
      [0, 3],
    ]);
    expect([...histogram(k, floats(1, 2), { range: "dtype", bins: 1 }).edges]).toEqual([1, 2]);
  });

  it("gives a constant image one bin, a constant float image a middle", () => {
    expect([...histogram(k, drawn(["3 3"])).edges]).toEqual([2.5, 3.5]);
    const got = histogram(k, floats(3, 3), { bins: 4 });
    expect([[...got.edges], [...got.counts]]).toEqual([
      [2.5, 2.75, 3, 3.25, 3.5],
      [0, 0, 2, 0],
    ]);
  });

  it("turns to f64 edges where f32 has too few numbers", () => {
    const got = histogram(k, floats(1e8, 1e8 + 8, 1e8 + 16), { bins: 16 });
    expect([...got.counts]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    expect(got.edges[1]).toBe(1e8 + 1);
    expect([...histogram(k, floats(1e8, 1e8), { bins: 2 }).counts]).toEqual([0, 2]);
    const huge = histogram(k, floats(-3e38, 0, 3e38), { bins: 2 });
    expect([...huge.counts]).toEqual([1, 2]);
    expect(huge.edges.every(Number.isFinite)).toBe(true);
  });

  it.each(["uint8", "int8", "uint16", "int16"] as const)("counts every %s at every width", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      const image = randomImage(w, dtype, [3, w], dtype.startsWith("u") ? 0 : -60, 100);
      expectTable(histogram(k, image), valueTable(valuesOf(image)));
      expectTable(histogram(k, image, { bins: 7 }), equalOrValues(valuesOf(image), 7));
    }
  });

  it("counts bytes in pairs as one by one", () => {
    for (const n of [131_071, 131_072, 131_073]) {
      const next = randomNumbers(n);
      const data = Uint8Array.from({ length: n }, () => 3 + 250 * next() * next());
      const want = new Array(256).fill(0);
      for (const value of data) want[value]++;
      const got = histogram(k, { data, shape: [1, n] }, { range: "dtype" });
      expect(firstDifference(got.counts, want)).toBeUndefined();
    }
  });

  it("agrees with NumPy's rule on random floats", () => {
    for (let seed = 0; seed < 250; seed++) {
      const next = randomNumbers(seed * 2654435761);
      // From 16384 floats on the kernel takes another way.
      const n = 1 + Math.floor(next() * 300) + (seed % 10 === 0 ? 16_384 : 0);
      const [low, span] = [(next() - 0.5) * 10 ** (next() * 6), 10 ** (next() * 8 - 4)];
      const image = floatsOf(Array.from({ length: n }, () => low + span * next()));
      const bins = 1 + Math.floor(300 * next() ** 2);
      const want = equalTable(valuesOf(image), bins, Math.fround);
      // Where f32 edges collapse NumPy gives up; that has its own test.
      if (want.edges.some((edge, i) => i > 0 && edge <= (want.edges[i - 1] as number))) continue;
      expectTable(histogram(k, image, { bins }), want);
    }
  });

  it("puts values next to an edge on its right side", () => {
    for (const [low, high, bins] of [
      [0.04, 0.377, 256],
      [-1, 1, 10],
      [100, 100.7, 256],
      [0, 1, 4096],
      [3, 3 + 2 ** -12, 250],
    ] as const) {
      const ends = [Math.fround(low), Math.fround(high)];
      const { edges } = equalTable(ends, bins, Math.fround);
      const near = edges.flatMap((edge) => [-1, 0, 1].map((ulps) => neighbour(edge, ulps)));
      const inside = near.filter((v) => v >= (ends[0] as number) && v <= (ends[1] as number));
      for (const n of [inside.length, 16_384 + inside.length]) {
        const image = floatsOf(Array.from({ length: n }, (_, i) => inside[i % inside.length] as number));
        expectTable(histogram(k, image, { bins }), equalTable(valuesOf(image), bins, Math.fround));
      }
    }
  });

  it("counts whole numbers kept as floats, which all lie on edges", () => {
    const image = randomImage(5, "uint8", [400, 50], 0, 255);
    const data = Float32Array.from([...valuesOf(image), 0, 256]);
    const got = histogram(k, { data, shape: [1, 20_002] });
    expectTable(got, equalTable([...data], 256, Math.fround));
  });

  it("counts every voxel of a real-sized image", () => {
    const { data, shape } = sample("acceptance");
    const counts = (image: Image) => [...histogram(k, image).counts].reduce((sum, count) => sum + count, 0);
    expect(counts({ data, shape })).toBe(24 * 64 * 64);
    expect(counts({ data: Float32Array.from(data), shape })).toBe(24 * 64 * 64);
    const slice = { data: data.subarray(12 * 4096, 13 * 4096), shape: [64, 64] };
    expect(counts(slice)).toBe(4096);
  });

  it("refuses bad options and bad images by name", () => {
    const image = drawn(["1"]);
    expect(() => histogram(k, image, { bins: 0 })).toThrow("histogram: expected bins >= 1, got 0");
    expect(() => histogram(k, image, { bins: 65537 })).toThrow("bins <= 65536");
    expect(() => histogram(k, image, { bins: 2.5 })).toThrow("whole number");
    expect(() => histogram(k, image, { range: "image" as never })).toThrow("one of data, dtype");
    expect(() => histogram(k, floats(Number.NaN))).toThrow(expect.objectContaining({ code: "E_NONFINITE" }));
    expect(() => histogram(k, { data: new Uint8Array(0), shape: [0, 3] })).toThrow("at least one voxel");
  });
});

function equalOrValues(values: number[], bins: number): Table {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return max - min < bins ? valueTable(values) : equalTable(values, bins, same);
}

/** The f32 number some steps above or below another. */
function neighbour(value: number, steps: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  bits[0]! += value < 0 ? -steps : steps;
  return value === 0 ? steps * 2 ** -149 : (new Float32Array(bits.buffer)[0] as number);
}

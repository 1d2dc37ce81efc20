import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { differenceOfGaussians } from "../../bindings/ops/difference-of-gaussians.js";
import { laplace } from "../../bindings/ops/laplace.js";
import { unsharp } from "../../bindings/ops/unsharp.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, valuesOf, worstDifference } from "../images.js";
import { gaussianOracle } from "../oracle/gaussian.js";

const TYPES: Dtype[] = ["uint8", "uint16", "int16", "float32"];
const SHAPES = (w: number) => [
  [5, w],
  [3, 2, w],
];

/** Values of the image and of its blur, pair by pair. */
function withBlur(image: Image, sigma: number, border: "nearest" | "reflect" | "wrap"): [number, number][] {
  const blurred = gaussianOracle(
    image,
    image.shape.map(() => sigma),
    border,
  );
  return valuesOf(image).map((value, i) => [value, blurred[i]!]);
}

onEveryBuild("unsharp", (k) => {
  it("adds the difference from the blur, and nothing where there is none", () => {
    expect(worstDifference(unsharp(k, drawn(["7 7 7", "7 7 7"])).data, Array(6).fill(7))).toBeLessThan(3e-7);
    const image = drawn(["0 0 5 5"]);
    expect(valuesOf(unsharp(k, image, { amount: 0 }))).toEqual([0, 0, 5, 5]);
    expect(valuesOf(unsharp(k, image, { radius: 0, amount: 9 }))).toEqual([0, 0, 5, 5]);
  });

  it("does not clip: values leave the range of the image's type", () => {
    const [dark, bright] = [1, 2].map((i) => unsharp(k, drawn(["0 0 z z"]), { amount: 3 }).data[i]!) as [
      number,
      number,
    ];
    expect(dark).toBeLessThan(0);
    expect(bright).toBeGreaterThan(35);
  });

  it.each(TYPES)("agrees with the formula, %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of SHAPES(w)) {
        const image = randomImage(w, dtype, shape, dtype.startsWith("u") ? 0 : -90, 120);
        const want = withBlur(image, 1.2, "reflect").map(([value, soft]) => value + 2.5 * (value - soft));
        expect(worstDifference(unsharp(k, image, { radius: 1.2, amount: 2.5 }).data, want)).toBeLessThan(1e-6);
      }
    }
  });

  it("refuses a negative radius", () => {
    expect(() => unsharp(k, drawn(["12"]), { radius: -1 })).toThrow("unsharp: expected radius >= 0, got -1");
  });
});

onEveryBuild("difference of Gaussians", (k) => {
  it.each(TYPES)("agrees with two blurs, %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of SHAPES(w)) {
        const image = randomImage(w, dtype, shape, dtype.startsWith("u") ? 0 : -90, 120);
        for (const border of ["nearest", "wrap"] as const) {
          const high = withBlur(image, 1.6, border);
          const want = withBlur(image, 0.7, border).map(([, soft], i) => soft - high[i]![1]);
          const got = differenceOfGaussians(k, image, { low: 0.7, high: 1.6, border });
          expect(worstDifference(got.data, want, 120)).toBeLessThan(6e-7);
        }
      }
    }
  });

  it("takes 1.6 times the lower sigma when no higher one is given", () => {
    const image = randomImage(1, "uint8", [9, 20]);
    expect(differenceOfGaussians(k, image, { low: 1.5 }).data).toEqual(
      differenceOfGaussians(k, image, { low: 1.5, high: 1.5 * 1.6 }).data,
    );
  });

  it("is nothing between equal sigmas, and refuses a higher one that is lower", () => {
    const image = randomImage(1, "uint8", [9, 20]);
    expect(new Set(valuesOf(differenceOfGaussians(k, image, { low: 2, high: 2 })))).toEqual(new Set([0]));
    expect(() => differenceOfGaussians(k, image, { low: [2, 1], high: 1.5 })).toThrow(
      "difference-of-gaussians: expected high >= low on every axis, got 1.5, 1.5 and 2, 1",
    );
  });
});

onEveryBuild("laplace", (k) => {
  it("takes differences of neighbours at sigma 0", () => {
    expect(valuesOf(laplace(k, drawn(["0 0 9 0 0"]), { sigma: 0 }))).toEqual([0, 9, -18, 9, 0]);
    expect(valuesOf(laplace(k, drawn(["1", "", "5", "", "1"]), { sigma: 0 }))).toEqual([4, -8, 4]);
    const point = laplace(k, drawn([". . .", ". 1 .", ". . ."]), { sigma: 0, border: "constant" });
    expect(valuesOf(point)).toEqual([0, 1, 0, 1, -4, 1, 0, 1, 0]);
  });

  it("is nothing on a ramp, negative on a bright spot", () => {
    const ramp = { data: Float32Array.from({ length: 41 }, (_, i) => 3 * i), shape: [1, 41] };
    expect(Math.abs(laplace(k, ramp, { sigma: 1.5, truncate: 7 }).data[20]!)).toBeLessThan(1e-4);
    const spot = { data: Uint8Array.from({ length: 49 }, (_, i) => (i === 24 ? 100 : 0)), shape: [7, 7] };
    expect(laplace(k, spot, { sigma: 1.4 }).data[24]).toBeLessThan(-1);
  });

  it.each(TYPES)("agrees with the second derivatives of the kernel, %s", (dtype) => {
    for (const w of [1, 2, 15, 16, 17, 33]) {
      for (const shape of SHAPES(w)) {
        const image = randomImage(w, dtype, shape, dtype.startsWith("u") ? 0 : -90, 120);
        const want = laplaceOracle(image, 1.3);
        expect(worstDifference(laplace(k, image, { sigma: 1.3 }).data, want, 120)).toBeLessThan(6e-7);
      }
    }
  });
});

/** Sum over the axes of a convolution with (k²/σ⁴ − 1/σ²) times the Gaussian along it and the Gaussian along the others. */
function laplaceOracle(image: Image, sigma: number): number[] {
  const radius = Math.floor(4 * sigma + 0.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp((-0.5 * (i - radius) ** 2) / sigma ** 2));
  const total = weights.reduce((a, b) => a + b, 0);
  const bends = weights.map((g, i) => ((i - radius) ** 2 / sigma ** 4 - 1 / sigma ** 2) * (g / total));
  const parts = image.shape.map((n, axis) => {
    const soft = gaussianOracle(
      image,
      image.shape.map((_, a) => (a === axis ? 0 : sigma)),
      "reflect",
    );
    const stride = image.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return soft.map((_, at) => {
      const place = Math.floor(at / stride) % n;
      return bends.reduce(
        (sum, weight, i) => sum + weight * soft[at + (folded(place + i - radius, n) - place) * stride]!,
        0,
      );
    });
  });
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
}

function folded(i: number, n: number): number {
  const rest = ((i % (2 * n)) + 2 * n) % (2 * n);
  return rest < n ? rest : 2 * n - 1 - rest;
}

it("is the same in slabs as in one piece", () => {
  // Rows so wide that memory for in-between images allows few of them at a time.
  const image = randomImage(5, "uint8", [36, 180_000]);
  const k = kernelsOf("simd");
  const got = laplace(k, image, { sigma: [0.6, 0] }).data;
  for (const x of [0, 99_999, 179_995]) {
    const strip = Uint8Array.from({ length: 36 * 5 }, (_, i) => image.data[Math.floor(i / 5) * 180_000 + x + (i % 5)]!);
    const want = laplace(k, { data: strip, shape: [36, 5] }, { sigma: [0.6, 0] }).data;
    // Columns beside the cut see another neighbour.
    for (let y = 0; y < 36; y++) expect(got[y * 180_000 + x + 2]).toBe(want[y * 5 + 2]);
  }
});

it("gives the same bits in every build", () => {
  const image = randomImage(3, "uint16", [7, 41, 67], 0, 65535);
  for (const filter of [unsharp, differenceOfGaussians, laplace]) {
    const [simd, ...others] = (["simd", "scalar", "debug"] as const).map(
      (build) => filter(kernelsOf(build), image).data,
    );
    for (const other of others) expect(firstDifference(simd!, other)).toBeUndefined();
  }
});

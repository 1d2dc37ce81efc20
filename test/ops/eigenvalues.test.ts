import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { runOp } from "../../bindings/core/op.js";
import { scratch } from "../../bindings/core/scratch.js";
import { hessianEigenvalues, hessianEigenvaluesOp } from "../../bindings/ops/hessian-eigenvalues.js";
import { structureEigenvalues, structureEigenvaluesOp } from "../../bindings/ops/structure-eigenvalues.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { drawn, firstDifference, randomImage, randomNumbers, worstDifference } from "../images.js";
import { derivativeOracle, eigenvaluesOracle, matricesOf, slopeOracle } from "../oracle/derivatives.js";
import { gaussianOracle } from "../oracle/gaussian.js";

/** The kernel on matrices given as rows of the upper triangle; one list per index. */
function solve(k: Kernels, triangles: readonly (readonly number[])[], ndim: 2 | 3): number[][] {
  return scratch(k, (s) => {
    const elements = triangles[0]!.map((_, e) => Float32Array.from(triangles, (triangle) => triangle[e]!));
    const n = triangles.length;
    const pitch = Math.ceil(n / 4) * 16;
    const block = s.alloc(pitch * elements.length);
    for (const [e, values] of elements.entries()) s.view(block + e * pitch, Float32Array, n).set(values);
    return Array.from({ length: ndim }, (_, index) => {
      const at = s.alloc(4 * n);
      s.raw.eigenvalues(at, block, pitch, 0, n, ndim, index);
      return Array.from(s.take(at, Float32Array, n));
    });
  });
}

/** Matrices with random, equal, nearly equal, tiny and large eigenvalues, as upper triangles of whole f32. */
function triangles(ndim: 2 | 3): number[][] {
  const next = randomNumbers(ndim);
  const count = (ndim * (ndim + 1)) / 2;
  const diagonal = ndim === 2 ? [0, 2] : [0, 3, 5];
  return Array.from({ length: 400 }, (_, i) => {
    const scale = [1, 1e-6, 1e6, 1e-15, 1e15][i % 5]!;
    const kind = Math.floor(i / 5) % 4;
    const values = Array.from({ length: count }, () => Math.fround((next() - 0.5) * scale));
    if (kind === 1) for (const e of values.keys()) if (!diagonal.includes(e)) values[e] = 0;
    // One direction only: the other eigenvalues are equal, here 0.
    if (kind === 2) return outer(Array.from({ length: ndim }, () => Math.fround(next() * Math.sqrt(scale))));
    if (kind === 3)
      for (const e of values.keys()) values[e] = Math.fround(diagonal.includes(e) ? scale : values[e]! * 1e-6);
    return values;
  });
}

function outer(v: number[]): number[] {
  return v.flatMap((a, i) => v.slice(i).map((b) => Math.fround(a * b)));
}

onEveryBuild("eigenvalues", (k) => {
  it.each([2, 3] as const)("are those of Jacobi's rotations, in %d-D, also where some are equal", (ndim) => {
    const all = triangles(ndim);
    const got = solve(k, all, ndim);
    for (const [i, triangle] of all.entries()) {
      const want = eigenvaluesOracle(
        matricesOf(
          triangle.map((value) => [value]),
          ndim,
        )[0]!,
      );
      const own = got.map((values) => values[i]!);
      expect(worstDifference(own, want), `${triangle}`).toBeLessThan(1e-7);
      expect([...own].sort((a, b) => b - a)).toEqual(own);
    }
  });

  it("of nothing are 0, of a multiple of the unit matrix are that multiple", () => {
    expect(
      solve(
        k,
        [
          [0, 0, 0, 0, 0, 0],
          [5, 0, 0, 5, 0, 5],
          [-3, 0, 0, -3, 0, -3],
        ],
        3,
      ),
    ).toEqual([
      [0, 5, -3],
      [0, 5, -3],
      [0, 5, -3],
    ]);
    expect(
      solve(
        k,
        [
          [0, 0, 0],
          [7, 0, 7],
        ],
        2,
      ),
    ).toEqual([
      [0, 7],
      [0, 7],
    ]);
  });

  it("of NaN and infinity are NaN", () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(solve(k, [[odd, 1, 2, 3, 4, 5]], 3).flat()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
  });
});

const SHAPES = [
  [6, 9],
  [1, 7],
  [7, 1],
  [5, 6, 7],
  [1, 4, 5],
  [4, 1, 5],
];

onEveryBuild("structure and Hessian eigenvalues", (k) => {
  it("tell edges from corners", () => {
    const image = drawn(["0 0 0 0 0", "0 0 0 0 0", "0 0 9 9 9", "0 0 9 9 9", "0 0 9 9 9"]);
    const [large, small] = structureEigenvalues(k, image, { sigma: 0 }) as [Image, Image];
    // The corner changes along both axes, the edge below it along one.
    expect(small.data[22]).toBe(0);
    expect(large.data[22]).toBeGreaterThan(0);
    const [, soft] = structureEigenvalues(k, image, { sigma: 1 }) as [Image, Image];
    expect(soft.data[12]).toBeGreaterThan(soft.data[22]!);
  });

  it("bend down on a bright line, across it only", () => {
    const image = { data: Uint8Array.from({ length: 63 }, (_, i) => (i % 9 === 4 ? 90 : 0)), shape: [7, 9] };
    const [along, across] = hessianEigenvalues(k, image, { sigma: 1 }) as [Image, Image];
    expect(along.data[31]).toBe(0);
    expect(across.data[31]).toBeLessThan(-4);
  });

  it.each(["nearest", "reflect", "mirror", "constant"] as const)("agree with the definition, border %s", (border) => {
    for (const shape of SHAPES) {
      const image = randomImage(shape.length, "uint8", shape);
      const sigma = shape.map(() => 0.8);
      if (border === "nearest" || border === "constant") {
        const parts = shape.map((_, axis) => derivativeOracle(image, axis, 2, border === "constant"));
        const elements = parts.flatMap((a, i) =>
          parts.slice(i).map((b) => {
            const product = { data: Float64Array.from(a, (value, at) => value * b[at]!), shape };
            return gaussianOracle(product, sigma, border);
          }),
        );
        const want = matricesOf(elements, shape.length).map(eigenvaluesOracle);
        const got = structureEigenvalues(k, image, { sigma: 0.8, border });
        const largest = Math.max(...want.flat());
        for (const [index, one] of got.entries()) {
          expect(
            worstDifference(
              one.data,
              want.map((all) => all[index]!),
              largest,
            ),
            `${shape}`,
          ).toBeLessThan(1e-6);
        }
      }
      const soft = gaussianOracle(image, sigma, border);
      const slopes = shape.map((_, axis) => slopeOracle(soft, shape, axis));
      const bends = slopes.flatMap((slope, a) => shape.slice(a).map((_, b) => slopeOracle(slope, shape, a + b)));
      const want = matricesOf(bends, shape.length).map(eigenvaluesOracle);
      for (const [index, one] of hessianEigenvalues(k, image, { sigma: 0.8, border }).entries()) {
        expect(
          worstDifference(
            one.data,
            want.map((all) => all[index]!),
            255,
          ),
          `${shape}`,
        ).toBeLessThan(1e-6);
      }
    }
  });

  it("are given one by one by the operations, and refused beyond the rank", () => {
    const image = randomImage(2, "uint16", [5, 8], 0, 900);
    for (const [op, all] of [
      [structureEigenvaluesOp, structureEigenvalues] as const,
      [hessianEigenvaluesOp, hessianEigenvalues] as const,
    ]) {
      for (const [index, want] of all(k, image, { sigma: 0.7 }).entries()) {
        expect(runOp(op, k, image, { sigma: 0.7, index }).data).toEqual(want.data);
      }
      expect(() => runOp(op, k, image, { index: 2 })).toThrow(`${op.name}: expected index <= 1 in 2-D, got 2`);
      expect(() => all(k, image, { index: 0 } as never)).toThrow("unknown option");
    }
  });
});

it("are the same in slabs as in one piece", () => {
  const k = kernelsOf("simd");
  // Planes so large that memory for in-between images allows few of them at a time.
  const image = randomImage(5, "uint8", [26, 2, 18_000]);
  const part = { data: cut(image, 52, 18_000, 40), shape: [26, 2, 40] };
  for (const filter of [structureEigenvalues, hessianEigenvalues]) {
    const whole = filter(k, image, { sigma: [0.3, 0, 0] });
    for (const [index, want] of filter(k, part, { sigma: [0.3, 0, 0] }).entries()) {
      // The last columns of the part see another neighbour.
      const got = cut(whole[index]!, 52, 18_000, 40);
      const wrong = got.findIndex((value, i) => i % 40 < 37 && value !== want.data[i]);
      expect(wrong).toBe(-1);
    }
  }
});

/** The first columns of every row. */
function cut<T extends Image["data"]>(image: Image<T>, rows: number, w: number, n: number): T {
  const data = image.data.slice(0, rows * n);
  for (let row = 0; row < rows; row++) data.set(image.data.subarray(row * w, row * w + n) as never, row * n);
  return data as T;
}

it("gives the same bits in every build", () => {
  const image = randomImage(3, "uint16", [7, 21, 35], 0, 65535);
  for (const filter of [structureEigenvalues, hessianEigenvalues]) {
    const [simd, ...others] = (["simd", "scalar", "debug"] as const).map((build) => filter(kernelsOf(build), image));
    for (const other of others) {
      for (const [i, one] of other.entries()) expect(firstDifference(simd![i]!.data, one.data)).toBeUndefined();
    }
  }
});

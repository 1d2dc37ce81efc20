import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { gaussian } from "../../bindings/ops/gaussian.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, valuesOf } from "../images.js";
import { gaussianOracle } from "../oracle/gaussian.js";

const BORDERS = ["nearest", "reflect", "mirror", "wrap", "constant"] as const;

/** Largest difference relative to the largest magnitude wanted. */
function worst(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let [difference, scale] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    difference = Math.max(difference, Math.abs(got[i]! - want[i]!));
    scale = Math.max(scale, Math.abs(want[i]!));
  }
  return difference / scale;
}

onEveryBuild("gaussian", (k) => {
  it.each([
    ["nearest", [1.3682164694765937, 2.117113639330701, 3.241971445656601, 4.335820957446101]],
    ["reflect", [1.4316066426358196, 2.1215455009507322, 3.232840061167309, 4.21400779524614]],
    ["mirror", [1.7358976164547282, 2.1712385973760204, 3.1248578063259, 3.6719095761414327]],
    ["constant", [1.067019051031569, 2.03572835844212, 2.9446216550852027, 2.833045800211731]],
    ["wrap", [2.4479810460659777, 2.3239467645242264, 3.0304387975938143, 3.197633391815982]],
  ] as const)("continues the image beyond its edge: %s", (border, want) => {
    const got = gaussian(k, drawn(["1235"]), { sigma: [0, 1], border });
    expect(worst(got.data, want)).toBeLessThan(1.5e-7);
  });

  it("keeps the image's units and spreads a point evenly", () => {
    const data = new Uint8Array(9);
    data[4] = 255;
    const got = gaussian(k, { data, shape: [3, 3] }, { sigma: 1 }).data;
    const [corner, edge, centre] = [0.05855018051314528, 0.09653292801535476, 0.15915589174187972].map((v) => v * 255);
    expect(worst(got, [corner, edge, corner, edge, centre, edge, corner, edge, corner] as number[])).toBeLessThan(2e-7);
  });

  it("takes one sigma per axis and leaves an axis of sigma 0 alone", () => {
    const squares = { data: Float64Array.from({ length: 12 }, (_, i) => i * i), shape: [3, 4] };
    const row = valuesOf(gaussian(k, squares, { sigma: [0.5, 2] })).slice(0, 4);
    expect(worst(row, [3.9320511663297317, 5.689487349950469, 7.816154508134289, 9.887539324152609])).toBeLessThan(
      2e-7,
    );
    expect(valuesOf(gaussian(k, squares, { sigma: 0 }))).toEqual(valuesOf(squares));
  });

  it("cuts the kernel off where truncate says", () => {
    const point = { data: Float32Array.from({ length: 41 }, (_, i) => (i === 20 ? 1 : 0)), shape: [1, 41] };
    const reach = (sigma: number, truncate?: number) =>
      (valuesOf(gaussian(k, point, { sigma: [0, sigma], ...(truncate && { truncate }) })).filter((v) => v > 0).length -
        1) /
      2;
    expect([0.124, 0.125, 0.3, 0.5, 0.625, 1, 1.5, 2, 3, 5].map((sigma) => reach(sigma))).toEqual([
      0, 1, 1, 2, 3, 4, 6, 8, 12, 20,
    ]);
    expect(reach(3, 2)).toBe(6);
  });

  it.each(["uint8", "uint16", "int16", "float32", "int8", "uint32"] as Dtype[])(
    "agrees with the sum over the kernel, %s",
    (dtype) => {
      for (const w of EDGE_WIDTHS) {
        const image = randomImage(w, dtype, [5, w], dtype.startsWith("u") ? 0 : -100, 120);
        const want = gaussianOracle(image, [1.3, 0.8], "reflect");
        expect(worst(gaussian(k, image, { sigma: [1.3, 0.8], border: "reflect" }).data, want)).toBeLessThan(3e-7);
      }
    },
  );

  it.each(BORDERS)("agrees in 3-D, in strips and with kernels wider than the image: %s", (border) => {
    const cases: [number[], number[]][] = [
      [
        [4, 5, 19],
        [1, 0.7, 1.2],
      ],
      [
        [3, 2, 4],
        [2, 3, 2.5],
      ],
      [
        [2, 3, 1700],
        [0, 0.6, 1.4],
      ],
      [
        [1, 1, 7],
        [1, 1, 1],
      ],
    ];
    for (const [shape, sigma] of cases) {
      const image = randomImage(shape[2]!, "uint16", shape, 0, 65535);
      const want = gaussianOracle(image, sigma, border, 99);
      expect(worst(gaussian(k, image, { sigma, border, value: 99 }).data, want)).toBeLessThan(3e-7);
    }
  });

  it("spreads NaN over the reach of the kernel and no further", () => {
    const data = Float32Array.from({ length: 10 }, (_, i) => (i === 2 ? Number.NaN : i));
    const got = valuesOf(gaussian(k, { data, shape: [1, 10] }, { sigma: [0, 0.5] }));
    expect(got.map(Number.isNaN)).toEqual([true, true, true, true, true, false, false, false, false, false]);
  });

  it("refuses bad options", () => {
    const image = drawn(["12"]);
    expect(() => gaussian(k, image, { sigma: -1 })).toThrow("gaussian: expected sigma >= 0, got -1");
    expect(() => gaussian(k, image, { sigma: [1, 2, 3] })).toThrow(
      "gaussian: expected sigma to be one number or 2, one per axis",
    );
    expect(() => gaussian(k, image, { sigma: Number.NaN })).toThrow("finite");
    expect(() => gaussian(k, image, { border: "edge" as never })).toThrow("nearest, reflect, mirror, wrap, constant");
  });
});

it("gives the same bits in every build", () => {
  const image: Image = randomImage(3, "uint16", [7, 41, 67], 0, 65535);
  const [simd, scalar, debug] = (["simd", "scalar", "debug"] as const).map(
    (build) => gaussian(kernelsOf(build), image, { sigma: 2 }).data,
  );
  expect(firstDifference(simd!, scalar!)).toBeUndefined();
  expect(firstDifference(simd!, debug!)).toBeUndefined();
});

import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { runRecipe } from "../../bindings/index.js";
import { gaussian } from "../../bindings/ops/gaussian.js";
import { threshold } from "../../bindings/ops/threshold.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, randomImage, valuesOf, worstDifference } from "../images.js";

const recursive = { method: "recursive" } as const;

/** Noise with steps: what a blur finds hardest. */
function steps(shape: readonly number[], dtype: Dtype = "float32"): Image {
  const image = randomImage(9, dtype, shape, 0, 100);
  const w = shape.at(-1)!;
  for (let i = 0; i < image.data.length; i++)
    if ((i % w) / w > 0.5 !== Math.floor(i / w) % 40 > 20) image.data[i]! += 100;
  return image;
}

onEveryBuild("recursive gaussian", (k) => {
  it("leaves a constant as it is, to the rounding of f32", () => {
    for (const sigma of [0.3, 1, 10, 300]) {
      const flat = { data: new Float32Array(12 * 70).fill(200), shape: [12, 70] };
      const got = gaussian(k, flat, { sigma, ...recursive }).data;
      expect(worstDifference(got, flat.data)).toBeLessThan(2e-6);
    }
  });

  it("leaves axes of sigma 0 alone", () => {
    for (const dtype of ["uint8", "int16", "float32"] as const) {
      const image = randomImage(1, dtype, [3, 5, 9], dtype === "int16" ? -50 : 0, 50);
      expect(valuesOf(gaussian(k, image, { sigma: 0, ...recursive }))).toEqual(valuesOf(image));
      const rows = gaussian(k, image, { sigma: [0, 0, 3], ...recursive }).data;
      const first = { data: image.data.slice(0, 9), shape: [1, 9] } as Image;
      expect(
        firstDifference(rows.slice(0, 9), gaussian(k, first, { sigma: [0, 3], ...recursive }).data),
      ).toBeUndefined();
    }
  });

  it("is symmetric: turning the image turns the result", () => {
    const image = randomImage(4, "uint8", [5, 33]);
    const turned = { ...image, data: image.data.slice().reverse() };
    const got = gaussian(k, turned, { sigma: 4, ...recursive }).data.reverse();
    expect(worstDifference(got, gaussian(k, image, { sigma: 4, ...recursive }).data)).toBeLessThan(1e-6);
  });

  it.each(["uint8", "uint16", "int16", "float32"] as Dtype[])("is near the exact blur at every width, %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of [
        [5, w],
        [19, w],
        [3, 2, w],
      ]) {
        const image = randomImage(w, dtype, shape, 0, 200);
        const exact = gaussian(k, image, { sigma: 2 }).data;
        expect(worstDifference(gaussian(k, image, { sigma: 2, ...recursive }).data, exact, 200)).toBeLessThan(5e-4);
      }
    }
  });

  it("refuses borders that no recursion knows, and values that would spread for ever", () => {
    expect(() => gaussian(k, drawn(["12"]), { border: "wrap", ...recursive })).toThrow(
      'gaussian: expected border to be nearest with method recursive, got "wrap"',
    );
    const image = { data: Float32Array.of(1, Number.NaN, 2), shape: [1, 3] };
    expect(() => gaussian(k, image, recursive)).toThrow("gaussian: expected finite values");
  });
});

it.each([2, 3, 5, 10, 30, 100])(
  "differs from the exact blur by the stated share of the range at most, sigma %d",
  (sigma) => {
    const k = kernelsOf("simd");
    for (const shape of [
      [300, 420],
      [30, 64, 90],
    ]) {
      const image = steps(shape);
      const exact = gaussian(k, image, { sigma }).data;
      const error = worstDifference(gaussian(k, image, { sigma, ...recursive }).data, exact, 200);
      expect(error).toBeLessThan(3e-4);
    }
  },
);

it("is thresholded as it is, in a recipe as in two calls", () => {
  const k = kernelsOf("simd");
  const image = steps([60, 80], "uint8");
  const steps2 = [
    { op: "gaussian", sigma: 6, ...recursive },
    { op: "threshold", level: 100 },
  ];
  const got = runRecipe(k, image, { segwasm: 1, steps: steps2 }) as { bits: Uint8Array };
  const want = threshold(k, gaussian(k, image, { sigma: 6, ...recursive }), { level: 100 });
  expect(firstDifference(got.bits, want.bits)).toBeUndefined();
});

it("gives the same bits in every build", () => {
  for (const shape of [
    [21, 533],
    [7, 41, 67],
  ]) {
    const image = randomImage(3, "uint16", shape, 0, 65535);
    const [simd, ...others] = (["simd", "scalar", "debug"] as const).map(
      (build) => gaussian(kernelsOf(build), image, { sigma: 7, ...recursive }).data,
    );
    for (const other of others) expect(firstDifference(simd!, other)).toBeUndefined();
  }
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import {
  differenceOfGaussians,
  hessianEigenvalues,
  laplace,
  prewitt,
  resample,
  sobel,
  structureEigenvalues,
  unsharp,
} from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { randomImage, worstDifference } from "../images.js";

interface Case {
  op: string;
  options: object;
  shape: number[];
  seed: number;
  places: number[];
  values: number[];
  largest: number;
}

const golden = JSON.parse(readFileSync(new URL("../golden/derivatives.json", import.meta.url), "utf8"));
const cases = golden.values as Case[];
const k = kernelsOf("simd");
/** The functions by the names that the cases have. */
const functions: Record<string, (kernels: typeof k, image: Image, options: object) => Image | Image[]> = {
  sobel,
  prewitt,
  unsharp,
  differenceOfGaussians,
  laplace,
  structureEigenvalues,
  hessianEigenvalues,
  resample,
};

describe("scikit-image and SciPy", () => {
  it.each([...new Set(cases.map(({ op }) => op))])("give the same values as %s", (name) => {
    const own = cases.filter(({ op }) => op === name);
    expect(own.length).toBeGreaterThan(10);
    for (const { options, shape, seed, places, values, largest } of own) {
      const image = randomImage(seed, "uint16", shape, 0, 4095);
      const result = functions[name]!(k, image, options);
      const all = (Array.isArray(result) ? result : [result]).flatMap(({ data }) => Array.from(data));
      const got = places.map((place) => all[place]!);
      expect(worstDifference(got, values, Math.max(largest, 4095)), JSON.stringify({ options, shape })).toBeLessThan(
        1e-6,
      );
    }
  });
});

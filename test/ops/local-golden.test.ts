import { expect, it } from "vitest";
import { localThreshold } from "../../bindings/ops/threshold-local.js";
import { kernelsOf } from "../builds.js";
import { Case, digestOf } from "../golden/cases.js";
import golden from "../golden/local.json" with { type: "json" };
import { maskValues } from "../images.js";

const k = kernelsOf();

/** The mask of that seed's case, drawn as in test/golden/local.py. */
function mask(seed: number): Uint8Array {
  const drawn = new Case(seed);
  const ndim = 2 + drawn.below(2);
  const method = drawn.pick(["gaussian", "mean", "median", "niblack", "sauvola"] as const);
  const same = 1 + 2 * drawn.below(9);
  const isCube = drawn.below(3) !== 0;
  let window = Array.from({ length: ndim }, () => (isCube ? same : 1 + 2 * drawn.below(4)));
  const offset = drawn.pick([0, 0, 1, -2.5]);
  const weight = drawn.pick([0.2, 0.2, 0.5, -0.1]);
  const image = drawn.image(ndim === 2 ? [25, 60] : [7, 9, 20]);
  if (method === "median") window = window.map((extent, axis) => Math.min(extent, 2 * image.shape[axis]! - 1));
  return Uint8Array.from(maskValues(localThreshold(k, image, { method, window, offset, k: weight, r: 80 })));
}

it("agrees with scikit-image on random images", () => {
  const groups = golden.groups.map((_, number) => {
    return digestOf(Array.from({ length: golden["images in a group"] }, (_, i) => mask(1000 * number + i)));
  });
  expect(groups).toEqual(golden.groups);
});

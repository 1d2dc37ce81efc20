import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { rank } from "../../bindings/ops/rank.js";
import { kernelsOf } from "../builds.js";
import { Case, digestOf } from "../golden/cases.js";
import golden from "../golden/rank.json" with { type: "json" };

const k = kernelsOf();

/** The case of that seed, drawn as in test/golden/rank.py. */
function result(seed: number): Image {
  const drawn = new Case(seed);
  const ndim = 2 + drawn.below(2);
  const footprint = drawn.pick(["ball", "box", "diamond"] as const);
  const radius = 1 + drawn.below(ndim === 3 ? 4 : 11);
  const border = drawn.pick(["reflect", "nearest", "mirror", "wrap", "constant"] as const);
  const value = drawn.below(200);
  const percentile = drawn.pick([50, 50, 50, 3, 25, 75.5, 90, 99]);
  const image = drawn.image(ndim === 2 ? [25, 60] : [7, 9, 20]);
  return rank(k, image, { radius, footprint, border, value, percentile });
}

it("agrees with SciPy on random images", () => {
  const groups = golden.groups.map((_, number) => {
    const results = Array.from({ length: golden["images in a group"] }, (_, i) => result(1000 * number + i).data);
    return digestOf(results);
  });
  expect(groups).toEqual(golden.groups);
});

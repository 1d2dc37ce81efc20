import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import {
  type GreyMorphologyOptions,
  greyClose,
  greyDilate,
  greyErode,
  greyOpen,
} from "../../bindings/ops/grey-morphology.js";
import { tophat } from "../../bindings/ops/tophat.js";
import { kernelsOf } from "../builds.js";
import { Case, digestOf } from "../golden/cases.js";
import golden from "../golden/grey.json" with { type: "json" };

const k = kernelsOf();
const CALLS: ((image: Image, options: GreyMorphologyOptions) => Image)[] = [
  (image, options) => greyErode(k, image, options),
  (image, options) => greyDilate(k, image, options),
  (image, options) => greyOpen(k, image, options),
  (image, options) => greyClose(k, image, options),
  (image, options) => tophat(k, image, { ...options, kind: "white" }),
  (image, options) => tophat(k, image, { ...options, kind: "black" }),
];

/** The case of that seed, drawn as in test/golden/grey.py. */
function result(seed: number): Image {
  const drawn = new Case(seed);
  const ndim = 2 + drawn.below(2);
  const call = drawn.pick(CALLS);
  const footprint = drawn.pick(["ball", "box", "diamond"] as const);
  const radius = drawn.below(ndim === 3 ? 5 : 9);
  const mode = drawn.pick(["reflect", "nearest", "mirror", "wrap", "constant", "ignore"] as const);
  const border = mode === "constant" && CALLS.indexOf(call) >= 4 ? "mirror" : mode;
  const value = drawn.below(200);
  return call(drawn.image(ndim === 2 ? [30, 60] : [8, 10, 20]), { radius, footprint, border, value });
}

it("agrees with scikit-image on random images", () => {
  const groups = golden.groups.map((_, number) => {
    const results = Array.from({ length: golden["images in a group"] }, (_, i) => result(1000 * number + i).data);
    return digestOf(results);
  });
  expect(groups).toEqual(golden.groups);
});

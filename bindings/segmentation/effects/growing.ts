import { ArgumentRangeError } from "../../core/errors.js";
import { geometryOf, type Image, voxelCount } from "../../core/image.js";
import type { Segmentation } from "../../core/segmentation.js";
import { fillBetweenSlices } from "../../ops/fill-between-slices.js";
import { growSeeds } from "../../ops/grow-seeds.js";
import { maskOfLabel, paintMask } from "../../ops/layers.js";
import { segmentMask } from "../edit.js";
import { type Effect, type EffectCall, sourceOf } from "./effect.js";

/** The visible segments in one label image, numbered in their order, later ones above. */
export function mergedVisible({ k, segmentation, visible }: EffectCall, who: string): Image {
  const { shape } = segmentation;
  const grid = { shape, ...geometryOf(segmentation) };
  return visible.reduce<Image>(
    (image, id, at) => ({ ...grid, data: paintMask(k, who, image, segmentMask(k, segmentation, id), at + 1) }),
    { ...grid, data: new Uint8Array(voxelCount(shape)) },
  );
}

/** Throws unless two visible segments have voxels, or one where only some voxels may change. */
export function checkSeeds({ visible, editable }: EffectCall, image: Image, who: string): void {
  const found = visible.filter((_, at) => (image.data as Uint8Array).includes(at + 1)).length;
  const least = editable ? 1 : 2;
  if (found >= least) return;
  throw new ArgumentRangeError("E_SEGMENT", `${who}: expected ${least} visible segments with voxels, got ${found}`);
}

/** Sets each visible segment to the voxels of its label. */
export function setVisible(call: EffectCall, image: Image, who: string): Segmentation {
  return call.visible.reduce(
    (result, id, at) => call.edit(result, id, maskOfLabel(call.k, who, image, at + 1), "set"),
    call.segmentation,
  );
}

export const growEffect: Effect = {
  name: "Grow from seeds",
  summary: "Grow all visible segments over the source image until they meet.",
  parameters: {
    SeedLocalityFactor: { type: "number", default: 0, min: 0, max: 10, summary: "how much nearness to seeds counts" },
  },
  run(call) {
    const source = sourceOf(call, "Grow from seeds");
    const image = mergedVisible(call, "Grow from seeds");
    checkSeeds(call, image, "Grow from seeds");
    const locality = call.options["SeedLocalityFactor"] as number;
    const options = { seeds: image, mask: call.editable, locality, spacing: call.spacing };
    return setVisible(call, growSeeds(call.k, source, options), "Grow from seeds");
  },
};

export const fillEffect: Effect = {
  name: "Fill between slices",
  summary: "Fill the slices between those that visible segments were drawn on.",
  parameters: {},
  run(call) {
    const image = mergedVisible(call, "Fill between slices");
    return setVisible(call, fillBetweenSlices(call.k, image, { connectivity: 4 }), "Fill between slices");
  },
};

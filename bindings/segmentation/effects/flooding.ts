import type { Mask } from "../../core/image.js";
import { rangeMask } from "../../ops/range-mask.js";
import { smoothMask } from "../../ops/smooth-mask.js";
import { emptyMaskOf, unionOf } from "../words.js";
import { type Effect, pointsOf, sourceOf, valueAt } from "./effect.js";
import { islandAt } from "./islands.js";

const WHO = "Flood filling";

export const floodFillingEffect: Effect = {
  name: WHO,
  summary: "Add the connected voxels with values near to that of the voxel pointed at.",
  parameters: {
    IntensityTolerance: {
      type: "number",
      default: 10,
      min: 0,
      unit: "image units",
      summary: "how far values may be from the one pointed at, both ends included",
    },
    NeighborhoodSizeMm: {
      type: "number",
      default: 1,
      min: 0,
      summary: "the flood passes through nothing narrower; one voxel or less for no limit",
    },
  },
  run(call) {
    const { k, segmentation, options, spacing } = call;
    const source = sourceOf(call, WHO);
    const [tolerance, size] = [options["IntensityTolerance"], options["NeighborhoodSizeMm"]] as [number, number];
    const floods = pointsOf(call, WHO, 1).map((point): Mask | undefined => {
      const value = valueAt(source, point);
      if (value === undefined || Number.isNaN(value)) return undefined;
      const near = rangeMask(k, source, value - tolerance, value + tolerance);
      return islandAt(k, smoothMask(k, near, { method: "opening", size, spacing }), point);
    });
    const all = floods.reduce<Mask>((sum, flood) => (flood ? unionOf(sum, flood) : sum), emptyMaskOf(segmentation));
    return call.edit(segmentation, call.id, all, "add");
  },
};

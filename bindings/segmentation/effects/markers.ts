import { ArgumentRangeError } from "../../core/errors.js";
import { type Image, type Labelmap, type Mask, voxelCount } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { gaussian } from "../../ops/gaussian.js";
import { growSeeds } from "../../ops/grow-seeds.js";
import { label } from "../../ops/label.js";
import { maskOfLabel } from "../../ops/layers.js";
import { margin } from "../../ops/margin.js";
import { rangeMask } from "../../ops/range-mask.js";
import { removeSmall } from "../../ops/remove-small.js";
import { oddWidth } from "../../ops/smooth-mask.js";
import { watershed } from "../../ops/watershed.js";
import { emptyMaskOf, intersectionOf } from "../words.js";
import { deep, type Effect, type EffectCall, facesOf, type Point, pointsOf, sourceOf } from "./effect.js";
import { checkSeeds, mergedVisible, setVisible } from "./growing.js";

/** Steepness of an image at a scale: the length of the gradient after a Gaussian, in image units per unit of length. */
function steepness(k: Kernels, image: Image, scale: number, spacing: readonly number[]): Image {
  const { data, shape } = gaussian(k, image, { sigma: spacing.map((step) => scale / step) });
  const steps = shape.map((_, axis) => voxelCount(shape.slice(axis + 1)));
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    let sum = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const [step, extent] = [steps[axis] as number, shape[axis] as number];
      const at = Math.floor(i / step) % extent;
      const [low, high] = [at > 0 ? 1 : 0, at + 1 < extent ? 1 : 0];
      if (low + high === 0) continue;
      const rise = (data[i + high * step] as number) - (data[i - low * step] as number);
      const slope = rise / ((low + high) * (spacing[axis] as number));
      sum += slope * slope;
    }
    out[i] = Math.sqrt(sum);
  }
  return { data: out, shape };
}

export const watershedEffect: Effect = {
  name: "Watershed",
  summary: "Grow all visible segments over the source image until they meet where it is steepest.",
  parameters: {
    ObjectScaleMm: { type: "number", default: 2, min: 0, summary: "finer details of the image do not count" },
  },
  run(call) {
    const source = sourceOf(call, "Watershed");
    const markers = mergedVisible(call, "Watershed");
    checkSeeds(call, markers, "Watershed");
    const steep = steepness(call.k, source, call.options["ObjectScaleMm"] as number, call.spacing);
    return setVisible(call, watershed(call.k, steep, { markers, mask: call.editable }), "Watershed");
  },
};

const LOCAL = "Local threshold";
const ALGORITHMS = ["GROWCUT", "MASKING", "WATERSHED"] as const;

/** The number of the island nearest to a place, 0 for none; of several the first. */
function nearestIsland({ data, shape }: Labelmap, point: Point, spacing: readonly number[]): number {
  const [, h, w] = deep(shape, 1);
  const [steps, place] = [deep(spacing, 1), deep(point, 0)];
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    if (!data[i]) continue;
    const at = [Math.floor(i / w / h), Math.floor(i / w) % h, i % w] as const;
    const apart = at.map((value, axis) => (value - place[axis as 0]) * steps[axis as 0]) as [number, number, number];
    const square = apart[0] * apart[0] + apart[1] * apart[1] + apart[2] * apart[2];
    if (square < least) [best, least] = [data[i] as number, square];
  }
  return best;
}

/** What became of an island when all of them grew back within a mask. */
function grownBack(call: EffectCall, source: Image, islands: Labelmap, wanted: number, range: Mask): Mask {
  const { k, options, spacing } = call;
  switch (options["SegmentationAlgorithm"] as (typeof ALGORITHMS)[number]) {
    case "MASKING": {
      const grown = margin(k, maskOfLabel(k, LOCAL, islands, wanted), { size: 1, spacing: ellipsoid(call) });
      return intersectionOf(grown, range);
    }
    case "WATERSHED": {
      const steep = steepness(k, source, options["FeatureSizeMm"] as number, spacing);
      return maskOfLabel(k, LOCAL, watershed(k, steep, { markers: islands, mask: range }), wanted);
    }
    default:
      return maskOfLabel(k, LOCAL, growSeeds(k, source, { seeds: islands, mask: range, spacing }), wanted);
  }
}

/** Spacing in which the ellipsoid of the least diameter is a ball of radius 1. */
function ellipsoid({ options, spacing }: EffectCall): number[] {
  const diameter = options["MinimumDiameterMm"] as number;
  return spacing.map((step) => 2 / oddWidth(diameter / step));
}

export const localThresholdEffect: Effect = {
  name: LOCAL,
  summary:
    "Make a segment of the connected voxels in a range of values around the one pointed at, without narrow leaks.",
  parameters: {
    MinimumThreshold: { type: "number", required: true, unit: "image units", summary: "least value" },
    MaximumThreshold: { type: "number", required: true, unit: "image units", summary: "greatest value" },
    MinimumDiameterMm: { type: "number", default: 3, min: 0, summary: "narrower connections part islands" },
    MinimumIslandSize: {
      type: "integer",
      default: 125,
      min: 1,
      unit: "voxels",
      summary: "smaller islands do not count",
    },
    SegmentationAlgorithm: {
      type: "choice",
      choices: ALGORITHMS,
      default: "GROWCUT",
      summary: "how islands grow back into the range",
    },
    FeatureSizeMm: { type: "number", default: 3, min: 0, summary: "finer details do not count for WATERSHED" },
  },
  run(call) {
    const { k, segmentation, options, spacing } = call;
    const source = sourceOf(call, LOCAL);
    const [point] = pointsOf(call, LOCAL, 1) as readonly [Point];
    const [low, high] = [options["MinimumThreshold"], options["MaximumThreshold"]] as [number, number];
    if (low > high) throw new ArgumentRangeError("E_OPTION", `${LOCAL}: expected a range, got ${low} to ${high}`);
    const range = rangeMask(k, source, low, high);
    const connectivity = facesOf(segmentation);
    const core = margin(k, range, { size: -1, spacing: ellipsoid(call) });
    const large = removeSmall(k, core, { maxSize: (options["MinimumIslandSize"] as number) - 1, connectivity });
    const islands = label(k, large, { connectivity });
    const wanted = nearestIsland(islands, point, spacing);
    const mask = wanted ? grownBack(call, source, islands, wanted, range) : emptyMaskOf(segmentation);
    return call.edit(segmentation, call.id, mask, "set");
  },
};

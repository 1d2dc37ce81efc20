import { ArgumentRangeError } from "../../core/errors.js";
import { isSet, type Labelmap, type Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { hollow } from "../../ops/hollow.js";
import { label } from "../../ops/label.js";
import { maskOfLabels } from "../../ops/layers.js";
import { margin } from "../../ops/margin.js";
import { resampleTo } from "../../ops/resample-to.js";
import { segmentMask } from "../edit.js";
import { differenceOf, intersectionOf, inverseOf } from "../words.js";
import { type Effect, type EffectCall, facesOf } from "./effect.js";
import { islandsOf } from "./islands.js";

const WHO = "Wrap Solidify";

/** A mask on a grid with so many more voxels on both sides of each axis; taken away again where they are negative. */
function widened(k: Kernels, mask: Mask, spacing: readonly number[], by: readonly number[]): Mask {
  const shape = mask.shape.map((extent, axis) => extent + 2 * (by[axis] as number));
  const origin = by.map((n, axis) => -n * (spacing[axis] as number));
  const { bits, pitch } = mask;
  return resampleTo(k, { bits, pitch, shape: mask.shape, spacing } as Mask, { shape, spacing, origin });
}

/**
 * A mask whose holes and cavities are filled but for those that a ball of the diameter gets into from outside: of the image,
 * or of where it starts, which the result then lies within.
 */
function solid(k: Kernels, mask: Mask, diameter: number, spacing: readonly number[], start?: Mask): Mask {
  const radius = diameter / 2;
  const by = spacing.map((step) => Math.ceil(radius / step) + 2);
  const grown = margin(k, widened(k, mask, spacing, by), { size: radius, spacing });
  const free = label(k, inverseOf(grown), { connectivity: facesOf(mask) });
  // The first voxel lies outside: nothing was grown so far.
  const reached = start ? labelsBeyond(free, widened(k, start, spacing, by)) : [1];
  const outside = maskOfLabels(k, WHO, free, reached);
  const carved = inverseOf(margin(k, outside, { size: radius, spacing }));
  const narrow = by.map((n) => -n);
  const filled = widened(k, carved, spacing, narrow);
  return start ? intersectionOf(filled, start) : filled;
}

/** The labels that have a voxel outside of a mask. */
function labelsBeyond({ data }: Labelmap, mask: Mask): number[] {
  const w = mask.shape.at(-1) as number;
  const found = new Set<number>();
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value && !found.has(value) && !isSet(mask, Math.floor(i / w), i % w)) found.add(value);
  }
  return [...found];
}

/** Where a wrap begins: the modifier segment. */
function startOf({ k, segmentation, modifier }: EffectCall): Mask {
  if (modifier !== undefined) return segmentMask(k, segmentation, modifier);
  throw new ArgumentRangeError("E_SEGMENT", `${WHO}: expected a modifier segment to start from`);
}

/** The largest part of what a solid has that the mask has not; narrow ways between parts do not count. */
function largestCavity(call: EffectCall, mask: Mask, filled: Mask): Mask {
  const { k, options, spacing } = call;
  const cavities = differenceOf(filled, mask);
  if (!options["splitCavities"]) return islandsOf(k, cavities)[0]?.mask() ?? cavities;
  const radius = (options["splitCavitiesDiameter"] as number) / 2;
  const core = islandsOf(k, margin(k, cavities, { size: -radius, spacing }))[0]?.mask();
  if (!core) return differenceOf(cavities, cavities);
  return intersectionOf(margin(k, core, { size: radius, spacing }), cavities);
}

export const wrapSolidifyEffect: Effect = {
  name: WHO,
  summary: "Wrap a segment: make it solid, take its largest cavity, or make a shell of either.",
  parameters: {
    region: {
      type: "choice",
      choices: ["outerSurface", "largestCavity", "segment"],
      default: "outerSurface",
      summary: "the solid within the outer surface, the largest cavity in it, or what is left of the modifier segment",
    },
    carveHolesInOuterSurfaceDiameter: {
      type: "number",
      default: 10,
      min: 0,
      summary: "wider holes of the outer surface stay open",
    },
    splitCavities: { type: "boolean", default: true, summary: "part cavities where they are narrow" },
    splitCavitiesDiameter: { type: "number", default: 5, min: 0, summary: "narrower ways part cavities" },
    createShell: { type: "boolean", default: false, summary: "make a shell of it" },
    shellThickness: { type: "number", default: 1.5, min: 0, exclusive: true, summary: "thickness of the shell" },
  },
  run(call) {
    const { k, segmentation, id, options, spacing } = call;
    const mask = segmentMask(k, segmentation, id);
    const start = options["region"] === "segment" ? startOf(call) : undefined;
    const filled = solid(k, mask, options["carveHolesInOuterSurfaceDiameter"] as number, spacing, start);
    const isCavity = options["region"] === "largestCavity";
    const region = isCavity ? largestCavity(call, mask, filled) : filled;
    const thickness = options["shellThickness"] as number;
    // A shell of the outer surface lies within it, one of a cavity around it.
    const surface = isCavity ? "inside" : "outside";
    const result = options["createShell"] ? hollow(k, region, { surface, thickness, spacing }) : region;
    return call.edit(segmentation, id, result, "set");
  },
};

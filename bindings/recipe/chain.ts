import { chainOp, type Op, type Resolved } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { type Resident, type ResidentMask, settle } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { blurredMask } from "../ops/blurred-mask.js";
import { type GaussianOptions, gaussianOp } from "../ops/gaussian.js";
import { type ThresholdOptions, thresholdOp } from "../ops/threshold.js";
import { levelOf } from "../ops/thresholds.js";

/** A step of a chain: an operation and the options it was given. */
export interface ChainStep {
  op: Op;
  options: object;
}

/** Told each mask that a threshold made, and its level in image units. */
export type OnMask = (mask: ResidentMask, level: number) => void;

/**
 * Runs operations on a resident object, each on what the one before made; every intermediate is freed when the next is
 * there. A blur that goes straight into a threshold is done as one step, with the exactness of `blurredMask`.
 */
export function runChain(s: Scratch, input: Resident, steps: readonly ChainStep[], onMask?: OnMask): Resident {
  const base = s.mark();
  let object = input;
  for (let i = 0; i < steps.length; i++) {
    const { op, options } = steps[i] as ChainStep;
    const blur = op.name === gaussianOp.name && steps[i + 1]?.op.name === thresholdOp.name ? options : undefined;
    if (blur) i++;
    if (blur || op.name === thresholdOp.name) {
      const { mask, level } = foreground(s, object, blur, (steps[i] as ChainStep).options);
      object = settle(s, base, mask);
      onMask?.(object as ResidentMask, level);
    } else {
      object = settle(s, base, chainOp(s, op, object, options));
    }
  }
  return object;
}

/** The mask of a threshold, and of the blur before it if there is one. */
function foreground(s: Scratch, object: Resident, blur: object | undefined, options: object) {
  const ndim = object.shape.length;
  const { level: wanted } = resolveOptions(
    thresholdOp.name,
    thresholdOp.parameters,
    options,
    ndim,
  ) as Resolved<ThresholdOptions>;
  if (blur && object.kind === "image") {
    const resolved = resolveOptions(gaussianOp.name, gaussianOp.parameters, blur, ndim) as Resolved<GaussianOptions>;
    return blurredMask(s, thresholdOp.name, object, resolved, wanted);
  }
  const image = blur ? chainOp(s, gaussianOp, object, blur) : object;
  const level =
    typeof wanted === "number" || image.kind !== "image" ? wanted : levelOf(s, image, wanted, thresholdOp.name);
  return { mask: chainOp(s, thresholdOp, image, { level }), level: level as number };
}

import type { Op } from "./core/op.js";
import { distanceOp } from "./ops/distance.js";
import { expandOp } from "./ops/expand.js";
import { fillHolesOp } from "./ops/fill-holes.js";
import { gaussianOp } from "./ops/gaussian.js";
import { greyCloseOp, greyDilateOp, greyErodeOp, greyOpenOp } from "./ops/grey-morphology.js";
import { labelOp } from "./ops/label.js";
import { closeOp, dilateOp, erodeOp, openOp } from "./ops/morphology.js";
import { medianOp, rankOp } from "./ops/rank.js";
import { removeSmallOp } from "./ops/remove-small.js";
import { removeSmallLabelsOp } from "./ops/remove-small-labels.js";
import { thresholdOp } from "./ops/threshold.js";
import { tophatOp } from "./ops/tophat.js";

/** Every operation in the order of the help text. The command line, the viewer, recipes and the docs read this list. */
export const REGISTRY: readonly Op[] = [
  gaussianOp,
  medianOp,
  rankOp,
  thresholdOp,
  erodeOp,
  dilateOp,
  openOp,
  closeOp,
  fillHolesOp,
  removeSmallOp,
  distanceOp,
  labelOp,
  expandOp,
  removeSmallLabelsOp,
  greyErodeOp,
  greyDilateOp,
  greyOpenOp,
  greyCloseOp,
  tophatOp,
] as unknown as readonly Op[];

/** The operation of a name, or undefined. */
export function findOp(name: string): Op | undefined {
  return REGISTRY.find((op) => op.name === name);
}

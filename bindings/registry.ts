import type { Op } from "./core/op.js";
import { boundariesOp } from "./ops/boundaries.js";
import { clearBorderOp } from "./ops/clear-border.js";
import { differenceOfGaussiansOp } from "./ops/difference-of-gaussians.js";
import { distanceOp } from "./ops/distance.js";
import { expandOp } from "./ops/expand.js";
import { fillBetweenSlicesOp } from "./ops/fill-between-slices.js";
import { fillHolesOp } from "./ops/fill-holes.js";
import { fillLabelHolesOp } from "./ops/fill-label-holes.js";
import { fractionalOp } from "./ops/fractional.js";
import { gaussianOp } from "./ops/gaussian.js";
import { prewittOp, sobelOp } from "./ops/gradient.js";
import { greyCloseOp, greyDilateOp, greyErodeOp, greyOpenOp } from "./ops/grey-morphology.js";
import { growSeedsOp } from "./ops/grow-seeds.js";
import { hessianEigenvaluesOp } from "./ops/hessian-eigenvalues.js";
import { hysteresisOp } from "./ops/hysteresis.js";
import { keepLargestOp } from "./ops/keep-largest.js";
import { keepLargestLabelsOp } from "./ops/keep-largest-labels.js";
import { labelOp } from "./ops/label.js";
import { labelValuesOp } from "./ops/label-values.js";
import { laplaceOp } from "./ops/laplace.js";
import { hMaximaOp, hMinimaOp, localMaximaOp } from "./ops/maxima.js";
import { closeOp, dilateOp, erodeOp, openOp } from "./ops/morphology.js";
import { medianOp, rankOp } from "./ops/rank.js";
import { reconstructOp } from "./ops/reconstruct.js";
import { relabelOp } from "./ops/relabel.js";
import { removeSmallOp } from "./ops/remove-small.js";
import { removeSmallLabelsOp } from "./ops/remove-small-labels.js";
import { resampleOp } from "./ops/resample.js";
import { resampleLabelsOp } from "./ops/resample-labels.js";
import { skeletonOp } from "./ops/skeleton.js";
import { splitOp } from "./ops/split.js";
import { structureEigenvaluesOp } from "./ops/structure-eigenvalues.js";
import { thresholdOp } from "./ops/threshold.js";
import { thresholdLocalOp } from "./ops/threshold-local.js";
import { tophatOp } from "./ops/tophat.js";
import { unsharpOp } from "./ops/unsharp.js";
import { watershedOp } from "./ops/watershed.js";

/** Every operation in the order of the help text. The command line, the viewer, recipes and the docs read this list. */
export const REGISTRY: readonly Op[] = [
  gaussianOp,
  medianOp,
  rankOp,
  unsharpOp,
  differenceOfGaussiansOp,
  laplaceOp,
  sobelOp,
  prewittOp,
  structureEigenvaluesOp,
  hessianEigenvaluesOp,
  resampleOp,
  thresholdOp,
  thresholdLocalOp,
  erodeOp,
  dilateOp,
  openOp,
  closeOp,
  fillHolesOp,
  removeSmallOp,
  keepLargestOp,
  skeletonOp,
  fractionalOp,
  distanceOp,
  labelOp,
  labelValuesOp,
  splitOp,
  expandOp,
  removeSmallLabelsOp,
  keepLargestLabelsOp,
  clearBorderOp,
  fillLabelHolesOp,
  relabelOp,
  boundariesOp,
  greyErodeOp,
  greyDilateOp,
  greyOpenOp,
  greyCloseOp,
  tophatOp,
  resampleLabelsOp,
  hysteresisOp,
  reconstructOp,
  localMaximaOp,
  hMaximaOp,
  hMinimaOp,
  watershedOp,
  growSeedsOp,
  fillBetweenSlicesOp,
] as unknown as readonly Op[];

/** The operation of a name, or undefined. */
export function findOp(name: string): Op | undefined {
  return REGISTRY.find((op) => op.name === name);
}

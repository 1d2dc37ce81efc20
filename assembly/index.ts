/** The raw module: every export of every kernel, and nothing else. `docs/abi.md` describes them for embedders. */

export { alloc, mark, release } from "./core/arena";
export { abi, hasSimd } from "./core/types";
export { minMax } from "./kernels/extent";
export { binFloats, binLevels, countValues, doubleEdges, equalEdges } from "./kernels/histogram";
export { isodata } from "./kernels/isodata";
export { liOfCounts, liOfSorted } from "./kernels/li";
export { mean } from "./kernels/mean";
export { minimum } from "./kernels/minimum";
export { multiotsu } from "./kernels/multiotsu";
export { otsu } from "./kernels/otsu";
export { firstValues, keepInnerValues, labelValues, paintValues, valueEdges, valueRuns } from "./kernels/regions";
export { sort } from "./kernels/sort";
export { clearPadding, nonZero, threshold } from "./kernels/threshold";
export { triangle } from "./kernels/triangle";
export { countSet, unpack } from "./kernels/unpack";
export { yen } from "./kernels/yen";
export { countRuns, extractRuns, labelRuns, paintRuns } from "./kernels/label";
export { gaussianDepth, gaussianPlanes, gaussianRoom, gaussianTaps } from "./kernels/gaussian";
export { erode, erodeRoom } from "./kernels/erode";
export { expand, expandRoom } from "./kernels/expand";
export { clearMargin, complement } from "./kernels/complement";
export {
  blocksOf, distance, distanceGreater, squareBytes, squares, squareTile, squareWithin,
} from "./kernels/distance";
export { boundaries, boundariesBetween } from "./kernels/boundaries";
export { fillPockets, fillRuns, keepInner, renumberRuns, sizeRuns } from "./kernels/components";
export { nearestSites, siteDistance, siteGreater, sitesRoom } from "./kernels/features";
export { expandFar } from "./kernels/expand-far";
export { keepDistinct, listLabels } from "./kernels/present";
export { numberLarge, numberLargest, repaint, sizeLabels } from "./kernels/sizes";
export { countRegions, measure, regionBytes, regionColumns, statsRoom } from "./kernels/stats";
export { gaussianAt, gaussianWeights } from "./kernels/gaussian-exact";
export { listEnds, settleDoubt, splitAround } from "./kernels/doubt";
export { filterBlocks } from "./kernels/blocks";
export { difference } from "./kernels/difference";
export { groupRuns, startGroups } from "./kernels/grouped";
export { moments } from "./kernels/moments";
export { countOutline, countPerimeter, outlineRoom } from "./kernels/outline";
export { convexPixels, convexRoom } from "./kernels/convex";
export { filledRoom, filledVoxels } from "./kernels/filled";
export { medians } from "./kernels/median";
export { logarithms } from "./kernels/logarithms";
export { countPairs, movePairs } from "./kernels/pairs";
export { distances, drawRuns, keepSurface } from "./kernels/surface";
export { thin } from "./kernels/thin";
export { thinPlanar } from "./kernels/thin-planar";
export { joinKeys } from "./kernels/join";

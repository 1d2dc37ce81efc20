/** The raw module: every export of every kernel, and nothing else. `docs/abi.md` describes them for embedders. */

export { alloc, mark, release } from "./core/arena";
export { abi, hasSimd } from "./core/types";
export { minMax } from "./kernels/extent";
export { binFloats, binLevels, countValues, doubleEdges, equalEdges } from "./kernels/histogram";
export { otsu } from "./kernels/otsu";
export { clearPadding, nonZero, threshold } from "./kernels/threshold";
export { maxLabel, unpack } from "./kernels/unpack";
export { countRuns, extractRuns, labelRuns, paintRuns } from "./kernels/label";
export { gaussianTaps, gaussianRoom, gaussianPlanes, gaussianDepth } from "./kernels/gaussian";
export { erode, erodeRoom } from "./kernels/erode";

import { arrayType, type Image, type Labelmap, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { asMask, dtypeCode, type ResidentLabels, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { nearestSites, SPACING, steps } from "./features.js";

/** Options of `expandLabels`. */
export interface ExpandOptions {
  /** How far labels grow, in the unit of `spacing`; voxels at exactly this distance are taken. */
  distance?: number;
  /** Distance between voxels, one number or one per axis. Default 1: distances count voxels. */
  spacing?: number | readonly number[];
}

const parameters = {
  distance: { type: "number", default: 1, min: 0, unit: "spacing units", summary: "how far labels grow" },
  spacing: SPACING,
} as const;

/** Defaults of `expandLabels`. */
export const EXPAND_DEFAULTS = opDefaults<ExpandOptions>(parameters);

/** The farthest a key of the fast search can look. */
const LARGEST_REACH = 127;

export const expandOp = defineOp<"labels", "labels", ExpandOptions>({
  name: "expand",
  summary: "Grow labels into the background up to a distance, never into each other.",
  input: "labels",
  output: "labels",
  parameters,
  step(s, labels, { distance, spacing }) {
    const grid = sameGrid(labels);
    const { at, dtype, count } = labels;
    const bytes = voxelCount(grid.shape) * arrayType(dtype).BYTES_PER_ELEMENT;
    const dst = s.alloc(bytes, "expand: its labels");
    s.nested(() => expandInto(s, dst, { kind: "labels", ...grid, at, dtype, count }, distance, spacing));
    return { kind: "labels", ...grid, at: dst, dtype, count };
  },
});

function expandInto(
  s: Scratch,
  dst: Pointer,
  labels: ResidentLabels,
  distance: number,
  spacing: readonly number[],
): void {
  const { w, h, d, at } = labels;
  const reach = Math.floor(distance);
  if (!spacing.every((step) => step === 1) || reach > LARGEST_REACH) {
    expandByNearestSite(s, dst, labels, distance, spacing);
    return;
  }
  // Compared as √n ≤ distance: squaring the distance would lose voxels that lie at it exactly.
  let furthest = Math.floor(distance * distance) + 1;
  while (Math.sqrt(furthest) > distance) furthest--;
  // A range reads the rows within reach of it again, so there are few, and none is shorter than these.
  const ranges = s.ranges(h, { work: w * d, least: 2 * reach, perThread: 1 });
  const longest = Math.max(...ranges.map(({ from, to }) => to - from));
  const room = { bytes: s.raw.expandRoom(w, longest, d, reach, furthest) >>> 0, what: "expand: its search" };
  s.eachInRoom("expand", ranges, room, ({ from, to }) => {
    return [dst, at, dtypeCode(labels), w, h, d, reach, furthest, from, to];
  });
}

function expandByNearestSite(
  s: Scratch,
  dst: Pointer,
  labels: ResidentLabels,
  distance: number,
  spacing: readonly number[],
): void {
  const { w, h, d, at } = labels;
  const sites = nearestSites(s, "expand", asMask(s, "expand", labels), spacing);
  s.raw.expandFar(dst, at, dtypeCode(labels), sites, w, h, d, ...steps(spacing), distance);
}

/**
 * Labels grown into the background.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `distance` ≥ 0 and `spacing`, in the same unit
 * @returns labels of the same shape and type; of equally near labels the one with the smallest x, then y, then z wins
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_SPACING; OutOfMemory
 * @example
 * expandLabels(k, { data: new Uint8Array([0, 1, 0, 0, 0, 2, 0]), shape: [1, 7] }, { distance: 1 }).data;
 * // 1, 1, 1, 0, 2, 2, 2
 * @see scikit-image `segmentation.expand_labels`, voxel for voxel
 */
export function expandLabels(k: Kernels, labels: Image, options: ExpandOptions = {}): Labelmap {
  return runOp(expandOp, k, labels, options);
}

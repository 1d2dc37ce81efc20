import { arrayType, type Image, type Labelmap, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, type Grid, largestLabel, type ResidentLabels } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { takeNearest } from "./resample.js";
import { type GridOptions, gridParameters, newGrid, type Taps, tapsOf } from "./resample-axes.js";

const METHODS = ["nearest", "majority"] as const;

/** Options of `resampleLabels`: one of `shape`, `scale` and `spacing`, and a method. */
export interface ResampleLabelsOptions extends GridOptions {
  /** The label of the "nearest" voxel, or of the "majority" of the box that a new voxel covers. */
  method?: (typeof METHODS)[number];
}

const parameters = {
  ...gridParameters,
  method: {
    type: "choice",
    choices: METHODS,
    default: "nearest",
    summary: "the nearest voxel's label, or the one with the largest share of the box that a new voxel covers",
  },
} as const;

/** Defaults of `resampleLabels`. */
export const RESAMPLE_LABELS_DEFAULTS = opDefaults<ResampleLabelsOptions>(parameters);

export const resampleLabelsOp = defineOp<"labels", "labels", ResampleLabelsOptions>({
  name: "resample-labels",
  summary: "Put labels on a finer or coarser grid over the same extent, never mixing two.",
  input: "labels",
  output: "labels",
  parameters,
  step(s, labels, { method, ...options }) {
    const grid = newGrid("resample-labels", labels, options);
    const n = voxelCount(grid.shape);
    const { dtype } = labels;
    const at = s.alloc(n * arrayType(dtype).BYTES_PER_ELEMENT, "resample-labels: its result");
    s.nested(() => {
      if (method === "nearest") takeNearest(s, at, labels, grid, tapsOf(s, labels, grid, "nearest"));
      else takeMajority(s, at, labels, grid, tapsOf(s, labels, grid, "box"));
    });
    // Small things may have vanished.
    const count = largestLabel(s, at, dtypeCode(labels), n);
    return { kind: "labels", ...grid, at, dtype, count };
  },
});

function takeMajority(
  s: Scratch,
  dst: Pointer,
  labels: ResidentLabels,
  grid: Grid,
  [z, y, x]: readonly [Taps, Taps, Taps],
): void {
  const { w, h, d } = grid;
  const row = w * arrayType(labels.dtype).BYTES_PER_ELEMENT;
  const room = { bytes: s.raw.voteRoom(z.count * y.count * x.count) >>> 0, what: "resample-labels: its poll" };
  s.eachInRoom("vote", s.ranges(h * d, { work: w * z.count * y.count * x.count }), room, ({ from, to }) => {
    const [out, type] = [dst + from * row, dtypeCode(labels)];
    const taps = [z.at, z.count, y.at, y.count, x.at, x.count] as const;
    return [out, labels.at, type, labels.w, labels.h, w, h, d, from, to, ...taps];
  });
}

/**
 * Labels on another grid over the same extent of the world. Labels are never interpolated: every new voxel has the label
 * of an old one.
 *
 * @param k kernels from `loadKernels`
 * @param labels a label image, or a mask, which counts as label 1
 * @param options one of `shape` (voxels), `scale` (> 0, default 0.5) and `spacing` (> 0, in the image's unit); `method`: "nearest", or
 *   "majority", where the label with the largest share of a new voxel wins, the smaller of equal ones; background votes too
 * @returns labels of the same type with new `spacing` and `origin`; `count` is the largest that is left
 * @throws ArgumentTypeError E_DTYPE for float images; ArgumentRangeError E_OPTION, E_SHAPE, E_SPACING, E_LABEL_NEGATIVE;
 *   OutOfMemory
 * @example
 * const labels = { data: new Uint8Array([1, 1, 2, 0, 3, 3]), shape: [1, 6] };
 * resampleLabels(k, labels, { shape: [1, 2], method: "majority" }).data; // Uint8Array [1, 3]
 * @see scipy.ndimage.zoom(order=0, grid_mode=True, mode="nearest") for "nearest"
 */
export function resampleLabels(k: Kernels, labels: Image | Mask, options: ResampleLabelsOptions = {}): Labelmap {
  return runOp(resampleLabelsOp, k, labels as Image, options);
}

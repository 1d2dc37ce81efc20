import { arrayType, type Image, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, labelsRefused, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, type Grid, type ResidentImage, type ResidentLabels } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { type GridOptions, gridParameters, newGrid, type Taps, tapsOf } from "./resample-axes.js";

const METHODS = ["linear", "nearest", "box"] as const;

/** Options of `resample`: one of `shape`, `scale` and `spacing`, and a method. */
export interface ResampleOptions extends GridOptions {
  /** "linear" between voxel centres, the "nearest" voxel, or the mean of the "box" that a new voxel covers. */
  method?: (typeof METHODS)[number];
}

const parameters = {
  ...gridParameters,
  method: {
    type: "choice",
    choices: METHODS,
    default: "linear",
    summary: "between voxel centres, the nearest voxel, or the mean of the box that a new voxel covers",
  },
} as const;

/** Defaults of `resample`. */
export const RESAMPLE_DEFAULTS = opDefaults<ResampleOptions>(parameters);

export const resampleOp = defineOp<"image", "image", ResampleOptions>({
  name: "resample",
  summary: "Put an image on a finer or coarser grid over the same extent.",
  input: "image",
  output: "image",
  forLabels: "resample-labels",
  parameters,
  step(s, image, { method, ...options }) {
    const grid = newGrid("resample", image, options);
    const dtype = method === "nearest" ? image.dtype : "float32";
    const bytes = voxelCount(grid.shape) * arrayType(dtype).BYTES_PER_ELEMENT;
    const at = s.alloc(bytes, "resample: its result");
    s.nested(() => {
      const taps = tapsOf(s, image, grid, method);
      if (method === "nearest") takeNearest(s, at, image, grid, taps);
      else takeMeans(s, at, image, grid, taps);
    });
    return { kind: "image", ...grid, at, dtype };
  },
});

/** The nearest voxels of an image or labels, in their own type. */
export function takeNearest(
  s: Scratch,
  dst: Pointer,
  source: ResidentImage | ResidentLabels,
  grid: Grid,
  [z, y, x]: readonly [Taps, Taps, Taps],
): void {
  const row = grid.w * arrayType(source.dtype).BYTES_PER_ELEMENT;
  s.each("resampleNearest", s.ranges(grid.h * grid.d, { work: grid.w }), ({ from, to }) => {
    const [out, type] = [dst + from * row, dtypeCode(source)];
    return [out, source.at, type, source.w, source.h, grid.w, grid.h, from, to, z.at, y.at, x.at];
  });
}

/** Weighted means of an image. */
export function takeMeans(
  s: Scratch,
  dst: Pointer,
  source: ResidentImage,
  { w, h, d }: Grid,
  [z, y, x]: readonly [Taps, Taps, Taps],
): void {
  const room = { bytes: s.raw.resampleRoom(source.w, w) >>> 0, what: "resample: its rows" };
  s.eachInRoom("resampleMeans", s.ranges(h * d, { work: Math.max(w, source.w) }), room, ({ from, to }) => {
    const [out, type] = [dst + 4 * from * w, dtypeCode(source)];
    const taps = [z.at, z.count, y.at, y.count, x.at, x.count] as const;
    return [out, source.at, type, source.w, source.h, w, h, d, from, to, ...taps];
  });
}

/**
 * An image on another grid over the same extent of the world: its outer faces stay where they are.
 *
 * A new voxel's centre lies at (o + ½) · old / new − ½ of the old axis. "linear" interpolates between the two nearest
 * centres along each axis, "nearest" takes the voxel that the centre lies in, "box" weighs every old voxel by its share of
 * the new one, which is the method for shrinking: no voxel is left out. Beyond the edge the outermost voxels repeat.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D; or a mask, whose voxels count as 0 and 1: "box" then gives the share of
 *   each new voxel that the mask fills. For labels there is `resampleLabels`
 * @param options one of `shape` (voxels), `scale` (> 0, default 0.5) and `spacing` (> 0, in the image's unit); `method`
 * @returns an image with new `spacing` and `origin`: float32, or with "nearest" the image's own type
 * @throws ArgumentTypeError E_DTYPE for labels; ArgumentRangeError E_OPTION, E_SHAPE, E_SPACING; OutOfMemory
 * @example
 * const image = { data: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), shape: [2, 4] };
 * resample(k, image, { shape: [1, 2], method: "box" }).data; // Float32Array [3.5, 5.5]
 * @see scipy.ndimage.zoom with grid_mode and mode "nearest", order 0 and 1; scikit-image `downscale_local_mean`; OpenCV
 *   `resize` with INTER_AREA and INTER_LINEAR
 */
export function resample(k: Kernels, image: Image | Mask, options: ResampleOptions = {}): Image {
  if ("count" in image) throw labelsRefused("resample", "resampleLabels");
  return runOp(resampleOp, k, image as Image, options);
}

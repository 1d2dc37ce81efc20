import type { Image, Mask } from "../core/image.js";
import { arrayType, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, maskBytes, type ResidentImage, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { levelOf, THRESHOLD_METHODS, type ThresholdMethod } from "./thresholds.js";

/** Options of `threshold`. */
export interface ThresholdOptions {
  /** Values strictly above it are foreground; a number in the image's own units, or a method. Default: "otsu". */
  level?: number | ThresholdMethod;
}

const parameters = {
  level: {
    type: "number-or-choice",
    choices: THRESHOLD_METHODS,
    default: "otsu",
    unit: "image units",
    summary: "values strictly above it are foreground; or the method that finds it",
  },
} as const;

/** Defaults of `threshold`. */
export const THRESHOLD_DEFAULTS = opDefaults<ThresholdOptions>(parameters);

export const thresholdOp = defineOp<"image", "mask", ThresholdOptions>({
  name: "threshold",
  summary: "Make a mask of the values above a level.",
  input: "image",
  output: "mask",
  parameters,
  step(s, image, { level }) {
    const grid = sameGrid(image);
    const pitch = maskPitch(grid.w);
    const at = s.alloc(maskBytes(grid), "threshold: its mask");
    const limit = typeof level === "number" ? level : levelOf(s, image, level, "threshold");
    writeAbove(s, at, image, limit);
    return { kind: "mask", ...grid, at, pitch };
  },
});

/** Writes the bit rows of the values above a level to `dst`. */
export function writeAbove(s: Scratch, dst: Pointer, image: ResidentImage, level: number): void {
  const { at, w, h, d } = image;
  const pitch = maskPitch(w);
  const row = w * arrayType(image.dtype).BYTES_PER_ELEMENT;
  s.each("threshold", s.ranges(h * d, { work: w / 16 }), ({ from, to }) => {
    return [dst + from * pitch, pitch, at + from * row, dtypeCode(image), w, to - from, level];
  });
}

/**
 * Mask of the values above a level.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `level`: a number in the image's own units, or the name of the method that finds it; foreground is
 *   strictly above it
 * @returns bit rows of the same shape and geometry; NaN is never foreground
 * @throws ArgumentTypeError, ArgumentRangeError for a bad image or option; what the method throws; OutOfMemory
 * @example
 * const mask = threshold(k, { data: new Uint8Array([1, 5, 9, 2]), shape: [2, 2] }, { level: 4 });
 * mask.bits[0]; // 2: the second voxel of the first row
 */
export function threshold(k: Kernels, image: Image, options: ThresholdOptions = {}): Mask {
  return runOp(thresholdOp, k, image, options);
}

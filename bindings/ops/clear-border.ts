import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, type Image, type Labelmap, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, largestLabel, sameGrid } from "../core/resident.js";
import { paintValues, valueRegionsOf, valueRunsOf } from "./value-runs.js";

/** Options of `clearBorder`. */
export interface ClearBorderOptions {
  /** How many voxels an object must stay away from the outermost layer. */
  buffer?: number;
}

const parameters = {
  buffer: {
    type: "integer",
    default: 0,
    min: 0,
    unit: "voxels",
    summary: "how far an object must stay away from the outermost layer",
  },
} as const;

/** Defaults of `clearBorder`. */
export const CLEAR_BORDER_DEFAULTS = opDefaults<ClearBorderOptions>(parameters);

export const clearBorderOp = defineOp<"labels", "labels", ClearBorderOptions>({
  name: "clear-border",
  summary: "Remove the objects of a label image that touch the edge of the image.",
  input: "labels",
  output: "labels",
  parameters,
  step(s, labels, { buffer }) {
    const { shape, w, h, d, dtype } = labels;
    // A single plane has no edge in z.
    if (buffer >= Math.min(w, h, d > 1 ? d : w)) {
      throw new ArgumentRangeError(
        "E_OPTION",
        `clear-border: expected buffer below every extent of ${shape.join("×")}, got ${buffer}`,
      );
    }
    const n = voxelCount(shape);
    const at = s.alloc(n * arrayType(dtype).BYTES_PER_ELEMENT, "clear-border: its labels");
    s.nested(() => {
      const runs = valueRunsOf(s, "clear-border", labels);
      const regions = valueRegionsOf(s, "clear-border", labels, runs, shape.length === 2 ? 8 : 26, 0);
      const { rowTable, starts, values, count } = regions;
      const marks = s.alloc((count + 1) * 4, "clear-border: the marks of its objects");
      s.raw.keepInnerValues(regions.labels, rowTable, starts, values, w, h, d, buffer + 1, count, marks);
      paintValues(s, at, labels, dtype, regions);
    });
    return { kind: "labels", ...sameGrid(labels), at, dtype, count: largestLabel(s, at, dtypeCode(labels), n) };
  },
});

/**
 * Removes what touches the edge of the image, or comes closer to it than a buffer. Of a label in several parts only those
 * parts go that do; a part is what holds together by faces, edges or corners. A volume of one plane has no edge in z.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `buffer` in voxels, default 0: only what touches the outermost layer goes
 * @returns labels of the same type and shape; those that stay keep their numbers
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_OPTION for a buffer as wide
 *   as the image; OutOfMemory
 * @example
 * clearBorder(k, { data: new Uint8Array([1, 0, 0, 0, 2, 0, 0, 0, 0]), shape: [3, 3] }).data[4]; // 2: only the 1 is gone
 * @see scikit-image `clear_border` gives the same result
 */
export function clearBorder(k: Kernels, labels: Image, options: ClearBorderOptions = {}): Labelmap {
  return runOp(clearBorderOp, k, labels, options);
}

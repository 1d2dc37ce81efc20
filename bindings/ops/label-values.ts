import { arrayType, type Image, type Labelmap, smallestLabelDtype, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { sameGrid } from "../core/resident.js";
import { connectivityIn, connectivityParameter } from "./runs.js";
import { paintValues, valueRegionsOf, valueRunsOf } from "./value-runs.js";

/** Options of `labelValues`. */
export interface LabelValuesOptions {
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
  /** The value that stays 0; -1 for none, so that every voxel gets a label. */
  background?: number;
}

const parameters = {
  connectivity: connectivityParameter("neighbours that connect", "all of them"),
  background: {
    type: "integer",
    default: 0,
    min: -1,
    summary: "the value that stays 0; -1 for none, so that every voxel gets a label",
  },
} as const;

/** Defaults of `labelValues`; the connectivity depends on the rank. */
export const LABEL_VALUES_DEFAULTS = opDefaults<LabelValuesOptions>(parameters);

export const labelValuesOp = defineOp<"labels", "labels", LabelValuesOptions>({
  name: "label-values",
  summary: "Number the connected regions of equal value of a label image in raster order.",
  input: "labels",
  output: "labels",
  parameters,
  step(s, labels, { connectivity, background }) {
    const neighbours = connectivityIn("label-values", labels.shape.length, connectivity, "all");
    const n = voxelCount(labels.shape);
    // Room for the widest type comes first, so that what the runs took can be freed.
    const at = s.alloc(n * arrayType(smallestLabelDtype(n)).BYTES_PER_ELEMENT, "label-values: its labels");
    return s.nested(() => {
      const regions = valueRegionsOf(
        s,
        "label-values",
        labels,
        valueRunsOf(s, "label-values", labels),
        neighbours,
        background,
      );
      const dtype = smallestLabelDtype(regions.count);
      paintValues(s, at, labels, dtype, regions);
      return { kind: "labels", ...sameGrid(labels), at, dtype, count: regions.count };
    });
  },
});

/**
 * Connected regions of equal value: splits the labels of a dense segmentation, or the classes of a semantic one, into
 * their parts.
 *
 * @param k kernels from `loadKernels`
 * @param image whole numbers >= 0
 * @param options `connectivity` 4 or 8 (2-D), 6, 18 or 26 (3-D), default all neighbours; `background`, the value that
 *   stays 0, default 0, or -1 for none
 * @returns labels 1..count in the raster order of each region's first voxel, in the smallest unsigned type
 * @throws ArgumentTypeError E_DTYPE for floats; ArgumentRangeError E_LABEL_NEGATIVE, E_CONNECTIVITY; OutOfMemory
 * @example
 * labelValues(k, { data: new Uint8Array([7, 7, 0, 7, 5]), shape: [1, 5] }).data; // 1, 1, 0, 2, 3
 * @see scikit-image `measure.label` of an integer image gives the same numbers
 */
export function labelValues(k: Kernels, image: Image, options: LabelValuesOptions = {}): Labelmap {
  return runOp(labelValuesOp, k, image, options);
}

import { arrayType, type Image, type Labelmap, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { asMask, dtypeCode } from "../core/resident.js";
import { keepInner } from "./components.js";
import { complementOf } from "./features.js";
import { connectivityIn, connectivityParameter, labelledRuns, runColumns } from "./runs.js";

/** Options of `fillLabelHoles`. */
export interface FillLabelHolesOptions {
  /** Neighbours along which the background connects: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const parameters = {
  connectivity: connectivityParameter("how the background connects", "4 or 6"),
} as const;

/** Defaults of `fillLabelHoles`; the connectivity depends on the rank. */
export const FILL_LABEL_HOLES_DEFAULTS = opDefaults<FillLabelHolesOptions>(parameters);

const WHO = "fill-label-holes";

export const fillLabelHolesOp = defineOp<"labels", "labels", FillLabelHolesOptions>({
  name: WHO,
  summary: "Fill the background that lies inside of one label.",
  input: "labels",
  output: "labels",
  parameters,
  step(s, labels, { connectivity }) {
    const neighbours = connectivityIn(WHO, labels.shape.length, connectivity, "faces");
    const bytes = voxelCount(labels.shape) * arrayType(labels.dtype).BYTES_PER_ELEMENT;
    const at = s.alloc(bytes, `${WHO}: its labels`);
    s.copy(at, labels.at, bytes);
    s.nested(() => {
      const background = complementOf(s, WHO, asMask(s, WHO, labels));
      const pockets = keepInner(s, WHO, background, labelledRuns(s, WHO, background, neighbours));
      const columns = runColumns(s, WHO, pockets);
      const room = s.alloc((pockets.count + 1) * 8, `${WHO}: the labels around its holes`);
      const { w, h, d } = labels;
      const { rowTable, labels: holes, count } = pockets;
      s.raw.fillPockets(at, dtypeCode(labels), rowTable, columns, holes, w, h, d, count, room);
    });
    return { ...labels, at };
  },
});

/**
 * Fills the holes of labels: background from which no path leads to the edge of the image takes the label around it. A
 * hole that touches several labels by faces belongs to none and stays.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `connectivity` of the paths through the background, default 4 or 6
 * @returns labels of the same type and shape
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_CONNECTIVITY; OutOfMemory
 * @example
 * const ring = { data: new Uint8Array([7, 7, 7, 7, 0, 7, 7, 7, 7]), shape: [3, 3] };
 * fillLabelHoles(k, ring).data[4]; // 7
 */
export function fillLabelHoles(k: Kernels, labels: Image, options: FillLabelHolesOptions = {}): Labelmap {
  return runOp(fillLabelHolesOp, k, labels, options);
}

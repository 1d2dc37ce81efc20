import type { Image, Labelmap, Mask } from "../core/image.js";
import { voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { countMask, type ResidentImage, type ResidentLabels, type ResidentMask } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { fillRuns } from "./components.js";
import { distanceOp } from "./distance.js";
import { extentOf } from "./extent.js";
import { domes } from "./maxima.js";
import { connectivityIn, labelledRuns, paintLabels, runColumns } from "./runs.js";
import { flood } from "./watershed.js";

/** Options of `split`. */
export interface SplitOptions {
  /** How far the middle of a part must stand out from its neck, above 0, in the unit of `spacing`. Default: 1. */
  height?: number;
  /** Distance between neighbours: one number, or one per axis in the order of the shape. Default: 1. */
  spacing?: number | readonly number[];
}

const parameters = {
  height: {
    type: "number",
    default: 1,
    min: 0,
    exclusive: true,
    unit: "voxels",
    summary: "how much deeper the middle of a part is than its neck",
  },
  spacing: distanceOp.parameters.spacing as never,
} as const;

/** Defaults of `split`. */
export const SPLIT_DEFAULTS = opDefaults<SplitOptions>(parameters);

const WHO = "split";

export const splitOp = defineOp<"mask", "labels", SplitOptions>({
  name: "split",
  summary: "Split touching objects of a mask at their necks, and label the parts.",
  input: "mask",
  output: "labels",
  parameters,
  step(s, mask, { height, spacing }) {
    const ndim = mask.shape.length;
    const all = connectivityIn(WHO, ndim, undefined, "all");
    // Without background there is no distance and no neck.
    if (countMask(s, mask) === voxelCount(mask.shape))
      return paintLabels(s, WHO, mask, labelledRuns(s, WHO, mask, all));
    const depth = distanceOp.step(s, mask, { spacing }, {}) as ResidentImage;
    const middles = domes(s, WHO, depth, all, height, 1);
    addMissing(s, mask, middles);
    const markers = paintLabels(s, WHO, middles, labelledRuns(s, WHO, middles, all));
    return floodDepth(s, mask, depth, markers);
  },
});

/** Objects so flat that nothing in them stands out are one part each: all their voxels become its middle. */
function addMissing(s: Scratch, mask: ResidentMask, middles: ResidentMask): void {
  s.nested(() => {
    const faces = connectivityIn(WHO, mask.shape.length, undefined, "faces");
    const runs = labelledRuns(s, WHO, mask, faces);
    const columns = runColumns(s, WHO, runs);
    const rows = mask.h * mask.d;
    const table = s.view(runs.rowTable, Uint32Array, rows + 1);
    const ends = s.view(columns, Uint32Array, 2 * runs.length);
    const labels = s.view(runs.labels, Uint32Array, runs.length);
    const bits = s.view(middles.at, Uint8Array, rows * middles.pitch);
    const seen = new Uint8Array(runs.count + 1);
    for (let row = 0; row < rows; row++) {
      for (let run = table[row] as number; run < (table[row + 1] as number); run++) {
        const label = labels[run] as number;
        if (seen[label]) continue;
        if (anySet(bits, row * middles.pitch, ends[2 * run] as number, ends[2 * run + 1] as number)) seen[label] = 1;
      }
    }
    if (!seen.includes(0, 1)) return;
    for (let run = 0; run < runs.length; run++) if (seen[labels[run] as number]) labels[run] = 0;
    fillRuns(s, WHO, middles.at, runs);
  });
}

/** Whether one of the bits [from, to) of a row is set. */
function anySet(bits: Uint8Array, row: number, from: number, to: number): boolean {
  for (let x = from; x < to; x++) if (((bits[row + (x >> 3)] as number) >> (x & 7)) & 1) return true;
  return false;
}

/** Floods from the deepest places outwards: the depth is turned over first. */
function floodDepth(s: Scratch, mask: ResidentMask, depth: ResidentImage, markers: ResidentLabels): ResidentLabels {
  const words = s.view(depth.at, Uint32Array, voxelCount(depth.shape));
  for (let i = 0; i < words.length; i++) words[i] = ((words[i] as number) ^ 0x80000000) >>> 0;
  const neighbours = connectivityIn(WHO, mask.shape.length, undefined, "faces");
  const extent = extentOf(s, WHO, depth);
  return flood(s, WHO, { image: depth, extent, markers, mask }, { neighbours, compactness: 0, lines: false });
}

/**
 * Splits touching objects: the distance to the background is largest in the middle of each part, and a watershed from
 * the middles that stand out cuts the mask where it is narrow.
 *
 * @param k kernels from `loadKernels`
 * @param mask bit rows, or an image whose voxels above 0 are the objects
 * @param options `height` > 0: how much deeper a middle must be than the neck to the next one; `spacing`
 * @returns labels of the parts in raster order of their middles; every voxel of the mask belongs to one
 * @throws ArgumentRangeError E_OPTION for a height that is not above 0, E_SPACING; OutOfMemory
 * @example
 * const two = { data: new Uint8Array([1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1]), shape: [2, 11] };
 * split(k, two, { height: 0.2 }).count > 0; // true
 * @see scikit-image: `watershed(-edt, label(h_maxima(edt, height)), mask=mask)`
 */
export function split(k: Kernels, mask: Mask | Image, options: SplitOptions = {}): Labelmap {
  return runOp(splitOp, k, mask, options);
}

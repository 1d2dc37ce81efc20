import type { Image, Labelmap, Mask } from "../core/image.js";
import { voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { countMask, maskBytes, type ResidentImage, type ResidentMask } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { fillRuns, keepTouching } from "./components.js";
import { distanceOp } from "./distance.js";
import { extentOf } from "./extent.js";
import { domes } from "./maxima.js";
import { connectivityIn, labelledRuns, paintLabels } from "./runs.js";
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
    const middles = domes(s, WHO, depth, all, height, 1, mask);
    addMissing(s, mask, middles);
    const markers = paintLabels(s, WHO, middles, labelledRuns(s, WHO, middles, all));
    const neighbours = connectivityIn(WHO, ndim, undefined, "faces");
    const extent = extentOf(s, WHO, depth);
    // From the deepest places outwards.
    const outwards = { neighbours, compactness: 0, lines: false, isTurned: true };
    return flood(s, WHO, { image: depth, extent, markers, mask }, outwards);
  },
});

/** Objects so flat that nothing in them stands out are one part each: all their voxels become its middle. */
function addMissing(s: Scratch, mask: ResidentMask, middles: ResidentMask): void {
  s.nested(() => {
    const faces = connectivityIn(WHO, mask.shape.length, undefined, "faces");
    const bytes = maskBytes(mask);
    const at = s.alloc(bytes, `${WHO}: the objects with a middle`);
    s.view(at, Uint8Array, bytes).fill(0);
    s.nested(() => fillRuns(s, WHO, at, keepTouching(s, WHO, labelledRuns(s, WHO, mask, faces), middles.at)));
    const [found, all, covered] = [middles.at, mask.at, at].map((place) => s.view(place, Uint32Array, bytes / 4)) as [
      Uint32Array,
      Uint32Array,
      Uint32Array,
    ];
    for (let i = 0; i < found.length; i++) (found[i] as number) |= (all[i] as number) & ~(covered[i] as number);
  });
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

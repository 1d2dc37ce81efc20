import { ArgumentRangeError } from "../core/errors.js";
import { dtypeRange, type Image, type Mask, maskPitch, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, type Resolved, runOp } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, maskBytes, putImage, type ResidentImage, sameGrid } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";
import { filterLevels } from "./local-levels.js";

export const LOCAL_METHODS = ["gaussian", "mean", "median", "niblack", "sauvola"] as const;

/** Options of `localThreshold` and `localLevels`. */
export interface LocalThresholdOptions {
  /** How the level is found from a voxel's neighbourhood. */
  method?: (typeof LOCAL_METHODS)[number];
  /** Extent of the neighbourhood in voxels, odd, one number or one per axis. */
  window?: number | readonly number[];
  /** Taken off the level; for "gaussian", "mean" and "median". */
  offset?: number;
  /** Weight of the deviation; for "niblack" and "sauvola". */
  k?: number;
  /** The largest deviation there can be, for "sauvola"; by default half the range of the type. */
  r?: number;
}

const parameters = {
  method: { type: "choice", choices: LOCAL_METHODS, default: "gaussian", summary: "how the level is found" },
  window: {
    type: "vector",
    default: 15,
    min: 1,
    max: 100_001,
    unit: "voxels",
    code: "E_ODD",
    summary: "extent of the neighbourhood, odd, one number or one per axis",
  },
  offset: {
    type: "number",
    default: 0,
    unit: "image units",
    summary: "taken off the level; for gaussian, mean and median",
  },
  k: { type: "number", default: 0.2, summary: "weight of the deviation; for niblack and sauvola" },
  r: {
    type: "number",
    min: 0,
    exclusive: true,
    unit: "image units",
    summary: "largest deviation there can be, for sauvola; half the range of the type if not given",
  },
} as const;

/** Defaults of `localThreshold` and `localLevels`. */
export const LOCAL_THRESHOLD_DEFAULTS = opDefaults<LocalThresholdOptions>(parameters);

export const thresholdLocalOp = defineOp<"image", "mask", LocalThresholdOptions>({
  name: "threshold-local",
  summary: "Make a mask of the values above the level of their neighbourhood.",
  input: "image",
  output: "mask",
  parameters,
  step(s, image, options) {
    const { w, h, d } = image;
    const pitch = maskPitch(w);
    const at = s.alloc(maskBytes(image), "threshold-local: its mask");
    s.nested(() => {
      const levels = levelsOf(s, "threshold-local", image, options);
      const room = { bytes: 4 * w + 64, what: "threshold-local: a row" };
      s.eachInRoom("exceeds", s.ranges(h * d, { work: 2 * w }), room, ({ from, to }) => {
        return [at, pitch, image.at, dtypeCode(image), levels, w, from, to];
      });
    });
    return { kind: "mask", ...sameGrid(image), at, pitch };
  },
});

/** The level of every voxel, f64. */
function levelsOf(s: Scratch, who: string, image: ResidentImage, options: Resolved<LocalThresholdOptions>): Pointer {
  const { method, window, offset, k } = options;
  if (!window.every((extent) => extent % 2 === 1)) {
    throw new ArgumentRangeError("E_ODD", `${who}: expected odd whole numbers as window, got ${window.join(", ")}`);
  }
  const range = image.dtype === "float32" ? extentOf(s, who, image) : undefined;
  const isFloat = range !== undefined;
  const deviates = method === "niblack" || method === "sauvola";
  const r = method === "sauvola" ? (options.r ?? halfRange(who, image, range)) : 0;
  const filtered = filterLevels(s, who, image, method, window);
  // The references round their settings to f32 for f32 images.
  const [weight, most] = [deviates ? k : offset, r].map((v) => (isFloat ? Math.fround(v) : v)) as [number, number];
  s.each("localLevels", s.ranges(voxelCount(image.shape), { work: 4 }), ({ from, to }) => {
    const { values, squares } = filtered;
    return [values, squares, voxelCount(window), weight, most, isFloat ? 1 : 0, from, to];
  });
  return filtered.values;
}

/** Half the range of the image's type: that of a float image is taken to be 0 … 1, which its values must not contradict. */
function halfRange(who: string, { dtype }: ResidentImage, range: Extent | undefined): number {
  const [low, high] = dtypeRange(dtype) ?? [-1, 1];
  if (range && (range.min < 0 || range.max > 1)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${who}: expected r, the largest deviation, for float values outside [0, 1], got none`,
    );
  }
  return (high - low) / 2;
}

/**
 * Mask of the values strictly above the level of their own neighbourhood.
 *
 * - "gaussian", "mean", "median": the weighted mean, mean or median of the window, less `offset`; the image is reflected at
 *   its edges (a b c | c b a). Sigma of the Gaussian is (window − 1) / 6.
 * - "niblack": mean − k · deviation; "sauvola": mean · (1 + k · (deviation / r − 1)); the image is mirrored at its edges
 *   (a b c | b a).
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `method`, `window` in voxels (odd; one number or one per axis), `offset` in image units, `k`, and `r` in
 *   image units (> 0): by default 127.5 for uint8, 32767.5 for uint16 and int16, 1 for floats, whose values must then lie
 *   between 0 and 1
 * @returns bit rows of the same shape and geometry
 * @throws ArgumentRangeError E_ODD for an even window, E_OPTION when `r` is needed; UnsuitableImage E_NONFINITE; OutOfMemory
 * @example
 * const mask = localThreshold(k, { data: new Uint8Array([1, 9, 1, 41, 49, 41]), shape: [1, 6] }, { window: 3, method: "mean" });
 * mask.bits[0]; // 26: the second, fourth and fifth voxel stand out
 * @see scikit-image `filters.threshold_local`, `threshold_niblack`, `threshold_sauvola`: equal masks
 */
export function localThreshold(k: Kernels, image: Image, options: LocalThresholdOptions = {}): Mask {
  return runOp(thresholdLocalOp, k, image, options);
}

/**
 * The levels that `localThreshold` compares with; parameters and errors as there.
 *
 * @returns float64 image of the same shape and geometry, in the image's units; for a float32 image, values that float32 holds
 * @example
 * localLevels(k, { data: new Uint8Array([3, 9, 3, 3]), shape: [1, 4] }, { window: 3, method: "mean" }).data; // 5, 5, 5, 3
 */
export function localLevels(k: Kernels, image: Image, options: LocalThresholdOptions = {}): Image<Float64Array> {
  return scratch(k, (s) => {
    const resident = putImage(s, "localLevels", image);
    const resolved = resolveOptions("localLevels", parameters, options, resident.shape.length);
    const at = levelsOf(s, "localLevels", resident, resolved as Resolved<LocalThresholdOptions>);
    const data = s.take(at, Float64Array, voxelCount(resident.shape));
    return { data, shape: resident.shape, ...resident.geometry };
  });
}

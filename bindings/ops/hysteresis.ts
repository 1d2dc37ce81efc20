import { type Image, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { maskBytes, type ResidentImage, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { fillRuns, keepTouching } from "./components.js";
import { extentOf } from "./extent.js";
import { outerLevels } from "./multiotsu.js";
import { connectivityIn, connectivityParameter, labelledRuns } from "./runs.js";
import { writeAbove } from "./threshold.js";
import { levelOf, THRESHOLD_METHODS, type ThresholdMethod } from "./thresholds.js";

/** Options of `hysteresis`. */
export interface HysteresisOptions {
  /** Values strictly above it may be foreground; a number in image units, or a method. Default: "multiotsu". */
  low?: number | ThresholdMethod;
  /** A component needs one value strictly above it. "multiotsu", the default, gives its upper level here. */
  high?: number | ThresholdMethod;
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const level = {
  type: "number-or-choice",
  choices: THRESHOLD_METHODS,
  default: "multiotsu",
  unit: "image units",
} as const;
const parameters = {
  low: { ...level, summary: "values strictly above it may be foreground; or the method that finds it" },
  high: { ...level, summary: "a component needs one value above it; multiotsu gives its upper level here" },
  connectivity: connectivityParameter("neighbours that connect", "4 or 6"),
} as const;

/** Defaults of `hysteresis`; the connectivity depends on the rank. */
export const HYSTERESIS_DEFAULTS = opDefaults<HysteresisOptions>(parameters);

export const hysteresisOp = defineOp<"image", "mask", HysteresisOptions>({
  name: "hysteresis",
  summary: "Make a mask of the values above a low level that connect to one above a high level.",
  input: "image",
  output: "mask",
  parameters,
  step(s, image, { connectivity, ...levels }) {
    const neighbours = connectivityIn("hysteresis", image.shape.length, connectivity, "faces");
    const high = levelFor(s, image, levels.high, "highest");
    // A low level above the high one would lose what is above that.
    const low = Math.min(levelFor(s, image, levels.low, "lowest"), high);
    const grid = sameGrid(image);
    const pitch = maskPitch(grid.w);
    const at = s.alloc(maskBytes(grid), "hysteresis: its mask");
    s.nested(() => {
      const candidates: ResidentMask = { kind: "mask", ...grid, at: s.alloc(maskBytes(grid)), pitch };
      writeAbove(s, candidates.at, image, low);
      writeAbove(s, at, image, high);
      const runs = labelledRuns(s, "hysteresis", candidates, neighbours);
      // What is above the high level is set already and part of the components that are kept.
      fillRuns(s, "hysteresis", at, keepTouching(s, "hysteresis", runs, at));
    });
    return { kind: "mask", ...grid, at, pitch };
  },
});

function levelFor(
  s: Scratch,
  image: ResidentImage,
  wanted: number | ThresholdMethod,
  which: "lowest" | "highest",
): number {
  if (typeof wanted === "number") return wanted;
  const extent = extentOf(s, "hysteresis", image);
  if (wanted !== "multiotsu" || extent.min === extent.max) return levelOf(s, image, wanted, "hysteresis", extent);
  return s.nested(() => outerLevels(s, image, extent, "hysteresis").at(which === "lowest" ? 0 : -1) as number);
}

/**
 * Mask by two levels: components of the values above `low` that hold a value above `high`. Faint parts of bright objects
 * stay, faint specks go.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image
 * @param options `low` and `high`, numbers in image units or methods, foreground strictly above them; a low level above
 *   the high one counts as equal to it; `connectivity`, default faces only
 * @returns bit rows of the same shape; NaN is never foreground
 * @throws ArgumentRangeError E_OPTION, E_CONNECTIVITY; what a method throws; OutOfMemory
 * @example
 * hysteresis(k, { data: new Uint8Array([2, 9, 2, 0, 2, 2]), shape: [1, 6] }, { low: 1, high: 5 }).bits[0]; // 7
 * @see scikit-image `filters.apply_hysteresis_threshold`
 */
export function hysteresis(k: Kernels, image: Image, options: HysteresisOptions = {}): Mask {
  return runOp(hysteresisOp, k, image, options);
}

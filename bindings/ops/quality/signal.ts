import type { Scratch } from "../../core/scratch.js";
import { levelOf } from "../thresholds.js";
import { median, medianDeviation } from "./order.js";
import type { Values } from "./values.js";

/** How well foreground stands out from background, the two parted at Otsu's level. */
export interface Signal {
  /** Otsu's level; foreground is strictly above it. */
  threshold: number;
  background: {
    /** Fraction of the voxels. */
    fraction: number;
    median: number;
    /** Spread: 1.4826 times the median distance from the median, which is the standard deviation of normal noise. */
    sigma: number;
  };
  foreground: { fraction: number; median: number };
  /** Contrast to noise: difference of the medians over the background's sigma; null when that is 0. */
  contrastToNoise: number | null;
}

/** Median distance to standard deviation, for normal noise. */
const SIGMA_OF_DEVIATION = 1.4826;

/** Signal of an image that is not constant. */
export function signalOf(s: Scratch, values: Values): Signal {
  const { order, resident, table } = values;
  const threshold = table
    ? s.raw.otsu(table.counts, table.centers, table.bins)
    : levelOf(s, resident, "otsu", "inspect");
  // Values equal to the level are background. A level between the two outermost values always leaves both sides some.
  const split = Math.min(Math.max(order.upTo(threshold), 1), order.length - 1);
  const background = median(order, 0, split);
  const foreground = median(order, split, order.length);
  const sigma = SIGMA_OF_DEVIATION * medianDeviation(order, 0, split, background);
  return {
    threshold,
    background: { fraction: split / order.length, median: background, sigma },
    foreground: { fraction: 1 - split / order.length, median: foreground },
    contrastToNoise: sigma > 0 ? (foreground - background) / sigma : null,
  };
}

import { ArgumentRangeError } from "../core/errors.js";
import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { complementOf, SPACING } from "./features.js";
import { farther, within } from "./mask-algebra.js";

/** Options of `margin`. */
export interface MarginOptions {
  /**
   * How far the mask grows, in units of `spacing`; a negative size shrinks it. One number, or one per axis in the order of
   * the shape, all of one sign: an ellipsoid of these half axes.
   */
  size?: number | readonly number[];
  /** Distance between neighbours: one number, or one per axis in the order of the shape. */
  spacing?: number | readonly number[];
}

const parameters = {
  size: {
    type: "vector",
    default: 3,
    summary: "how far to grow, in units of the spacing, one number or one per axis; negative to shrink",
  },
  spacing: SPACING,
} as const;

/** Defaults of `margin`. */
export const MARGIN_DEFAULTS = opDefaults<MarginOptions>(parameters);

export const marginOp = defineOp<"mask", "mask", MarginOptions>({
  name: "margin",
  summary: "Grow or shrink a mask by a length, whatever the spacing.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, { size, spacing }) {
    const { radius, steps } = ballOf(size, spacing);
    if (size.every((length) => length >= 0)) return within(s, "margin", mask, radius, steps);
    return farther(s, "margin", complementOf(s, "margin", mask), radius, steps);
  },
});

/** The ball that an ellipsoid is on another spacing. */
function ballOf(size: readonly number[], spacing: readonly number[]): { radius: number; steps: readonly number[] } {
  if (size.some((length) => length > 0) && size.some((length) => length < 0)) {
    throw new ArgumentRangeError("E_OPTION", `margin: expected sizes of one sign, got ${size.join(", ")}`);
  }
  const reach = size.map(Math.abs);
  const [radius = 0] = reach;
  if (reach.every((length) => length === radius)) return { radius, steps: spacing };
  // Where it does not reach at all the next voxel is too far away.
  return { radius: 1, steps: spacing.map((step, axis) => (reach[axis] ? step / reach[axis] : 2)) };
}

/**
 * Grows a mask by a length, or shrinks it, measured between voxel centres: a voxel is set when a voxel of the mask is at
 * most so far away, or in the ellipsoid of a size per axis around it; shrinking is growing what is not set. The edge of the
 * image changes nothing.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `size`, one or one per axis, negative to shrink; `spacing`, default 1
 * @returns bit rows of the same shape
 * @throws ArgumentRangeError E_SPACING, E_OPTION; OutOfMemory
 * @example
 * margin(k, { data: new Uint8Array([0, 0, 1, 0, 0]), shape: [1, 5] }, { size: 0.5, spacing: [1, 0.5] }).bits[0]; // 14
 * @see 3D Slicer's effect "Margin", SlicerRT's module "Segment Morphology"
 */
export function margin(k: Kernels, mask: Mask | Image, options: MarginOptions = {}): Mask {
  return runOp(marginOp, k, mask, options);
}

import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { SPACING } from "./features.js";
import { joined, rimOf, within, without } from "./mask-algebra.js";

/** Options of `hollow`. */
export interface HollowOptions {
  /** What the present surface becomes of the shell: its inside surface, the middle, or its outside surface. */
  surface?: "inside" | "medial" | "outside";
  /** Thickness of the shell, in units of `spacing`. */
  thickness?: number;
  /** Distance between neighbours: one number, or one per axis in the order of the shape. */
  spacing?: number | readonly number[];
}

const parameters = {
  surface: {
    type: "choice",
    choices: ["inside", "medial", "outside"],
    default: "inside",
    summary: "what the present surface becomes of the shell: its inside, its middle or its outside",
  },
  thickness: { type: "number", default: 3, min: 0, exclusive: true, summary: "thickness, in units of the spacing" },
  spacing: SPACING,
} as const;

/** Defaults of `hollow`. */
export const HOLLOW_DEFAULTS = opDefaults<HollowOptions>(parameters);

const WHO = "hollow";
/** How far beyond the surface's voxels a shell around them begins, in the smallest spacing. */
const BEGIN = 0.1;

export const hollowOp = defineOp<"mask", "mask", HollowOptions>({
  name: WHO,
  summary: "Make a shell of a mask.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, { surface, thickness, spacing }) {
    const voxel = Math.min(...spacing);
    if (surface === "inside") {
      return without(s, WHO, within(s, WHO, mask, thickness + BEGIN * voxel, spacing), mask);
    }
    // Depths count from the centres of the outermost voxels.
    const depth = surface === "outside" ? thickness - voxel : (thickness - voxel) / 2;
    const near = within(s, WHO, rimOf(s, WHO, mask), Math.max(depth, 0), spacing);
    const inner = joined(s, WHO, near, mask, depth < 0 ? () => 0 : (a, b) => a & b);
    if (surface === "outside") return inner;
    const outer = without(s, WHO, within(s, WHO, mask, thickness / 2, spacing), mask);
    return joined(s, WHO, inner, outer, (a, b) => a | b);
  },
});

/**
 * Makes a shell of a mask, by the distance of voxels from its outermost ones.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `surface`, default "inside"; `thickness` > 0; `spacing`, default 1
 * @returns bit rows of the same shape; the edge of the image is no surface
 * @throws ArgumentRangeError E_SPACING, E_OPTION; OutOfMemory
 * @example
 * hollow(k, { data: new Uint8Array([0, 0, 1, 1, 0, 0]), shape: [1, 6] }, { thickness: 1 }).bits[0]; // 18
 * @see 3D Slicer's effect "Hollow"
 */
export function hollow(k: Kernels, mask: Mask | Image, options: HollowOptions = {}): Mask {
  return runOp(hollowOp, k, mask, options);
}

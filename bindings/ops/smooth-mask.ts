import { type Image, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, type Resolved, runOp } from "../core/op.js";
import { asImage, asMask, maskBytes, type ResidentImage, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { runBlocks } from "./blocks.js";
import { blurBytes } from "./byte-gaussian.js";
import { complementOf, SPACING } from "./features.js";
import { boxChords } from "./footprints.js";
import { blur } from "./gaussian.js";
import { farther, within } from "./mask-algebra.js";
import { rankPlan } from "./rank-plans.js";
import { writeAbove } from "./threshold.js";

/** Options of `smoothMask`. */
export interface SmoothMaskOptions {
  /** "median" of a box; "opening" and "closing" by an ellipsoid; "gaussian", cut at one half. */
  method?: "median" | "opening" | "closing" | "gaussian";
  /** Width of box or ellipsoid, in units of `spacing`. */
  size?: number;
  /** Standard deviation of the Gaussian, in units of `spacing`. */
  sigma?: number;
  /** "exact", or "bytes": the Gaussian of 0 and 255 cut to whole numbers along each axis, 127 counts, as in Slicer. */
  arithmetic?: "exact" | "bytes";
  /** Distance between neighbours: one number, or one per axis in the order of the shape. */
  spacing?: number | readonly number[];
}

const parameters = {
  method: {
    type: "choice",
    choices: ["median", "opening", "closing", "gaussian"],
    default: "median",
    summary: "median of a box, opening or closing by an ellipsoid, or gaussian",
  },
  size: { type: "number", default: 3, min: 0, summary: "width of box or ellipsoid, in units of the spacing" },
  sigma: {
    type: "number",
    default: 3,
    min: 0,
    code: "E_SIGMA",
    summary: "standard deviation, in units of the spacing",
  },
  arithmetic: {
    type: "choice",
    choices: ["exact", "bytes"],
    default: "exact",
    summary: "of the gaussian: exact, or in bytes cut along each axis as Slicer does",
  },
  spacing: SPACING,
} as const;

/** Defaults of `smoothMask`. */
export const SMOOTH_MASK_DEFAULTS = opDefaults<SmoothMaskOptions>(parameters);

const WHO = "smooth-mask";
/** Standard deviations after which a Gaussian ends. */
const TRUNCATE = 4;

export const smoothMaskOp = defineOp<"mask", "mask", SmoothMaskOptions>({
  name: WHO,
  summary: "Smooth the surface of a mask.",
  input: "mask",
  output: "mask",
  parameters,
  step(s, mask, options) {
    if (options.method === "gaussian") return blurred(s, mask, options);
    const widths = options.spacing.map((step) => oddWidth(options.size / step));
    if (options.method === "median") return majority(s, mask, widths);
    const turns = options.method === "opening" ? [shrunk, grown] : [grown, shrunk];
    return turns.reduce((object, turn) => turn(s, object, widths), mask);
  },
});

/** The odd number of voxels nearest to a width, at least 1; halves go to the even one of both sides, as in Slicer. */
export function oddWidth(voxels: number): number {
  const half = (voxels + 1) / 2;
  const low = Math.floor(half);
  const up = half - low > 0.5 || (half - low === 0.5 && low % 2 === 1);
  return Math.max(1, 2 * (low + (up ? 1 : 0)) - 1);
}

/** Voxels with more set ones than others in the box around them; beyond the image nothing is set. */
function majority(s: Scratch, mask: ResidentMask, widths: readonly number[]): ResidentMask {
  const [x, y, z = 0] = [...widths].reverse().map((width) => (width - 1) / 2) as [number, number, number?];
  const chords = boxChords({ x, y, z });
  const image = asImage(s, WHO, mask);
  if (x + y + z === 0) return mask;
  const rank = (chords.length * (2 * x + 1) - 1) / 2;
  const at = s.alloc(voxelCount(mask.shape), `${WHO}: its values`);
  runBlocks(s, WHO, at, image, rankPlan(image, chords, rank), { flip: false, border: "constant", value: 0 });
  return asMask(s, WHO, { ...image, at });
}

/** Erosion by the ellipsoid that is as wide: its voxels lie within 1 of its centre when a half width is 1. */
function shrunk(s: Scratch, mask: ResidentMask, widths: readonly number[]): ResidentMask {
  return farther(
    s,
    WHO,
    complementOf(s, WHO, mask),
    1,
    widths.map((width) => 2 / width),
  );
}

function grown(s: Scratch, mask: ResidentMask, widths: readonly number[]): ResidentMask {
  return within(
    s,
    WHO,
    mask,
    1,
    widths.map((width) => 2 / width),
  );
}

/** The voxels that are set to at least one half after a Gaussian. */
function blurred(s: Scratch, mask: ResidentMask, options: Resolved<SmoothMaskOptions>): ResidentMask {
  const { sigma, spacing, arithmetic } = options;
  const image = asImage(s, WHO, mask);
  if (arithmetic === "bytes") {
    const n = voxelCount(mask.shape);
    const bytes = s.take(image.at, Uint8Array, n);
    const sigmas = spacing.map((step) => sigma / step);
    blurBytes(s, bytes, mask, sigmas);
    const dst = s.alloc(maskBytes(mask), `${WHO}: a mask`);
    const soft: ResidentImage = { ...image, at: s.put(bytes, `${WHO}: its values`) };
    writeAbove(s, dst, soft, 126);
    return { kind: "mask", ...sameGrid(mask), at: dst, pitch: mask.pitch };
  }
  const at = s.alloc(4 * voxelCount(mask.shape), `${WHO}: its blurred values`);
  const sigmas = spacing.map((step) => sigma / step);
  blur(s, at, image, { sigma: sigmas, truncate: TRUNCATE, border: "nearest", value: 0, method: "exact" }, 0);
  const soft: ResidentImage = { kind: "image", ...sameGrid(mask), at, dtype: "float32" };
  const dst = s.alloc(maskBytes(mask), `${WHO}: a mask`);
  writeAbove(s, dst, soft, BELOW_HALF);
  return { kind: "mask", ...sameGrid(mask), at: dst, pitch: mask.pitch };
}

/** The last float32 below one half. */
const BELOW_HALF = 0.5 - 2 ** -25;

/**
 * Smooths a mask as 3D Slicer's effect does: median removes and fills details smaller than half the box, opening removes
 * what the ellipsoid does not fit into, closing fills what it does not fit into outside, gaussian rounds everything.
 *
 * Widths become the nearest odd number of voxels along each axis.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `method`, default "median"; `size`; `sigma` and `arithmetic` for "gaussian"; `spacing`, default 1
 * @returns bit rows of the same shape; for median nothing is set beyond the image, otherwise its edge changes nothing
 * @throws ArgumentRangeError E_SPACING, E_SIGMA, E_OPTION; OutOfMemory
 * @example
 * smoothMask(k, { data: new Uint8Array([0, 0, 1, 0, 1, 0, 0]), shape: [1, 7] }, { method: "closing" }).bits[0]; // 28
 * @see 3D Slicer's effect "Smoothing"
 */
export function smoothMask(k: Kernels, mask: Mask | Image, options: SmoothMaskOptions = {}): Mask {
  return runOp(smoothMaskOp, k, mask, options);
}

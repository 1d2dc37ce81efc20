import { ArgumentRangeError } from "../core/errors.js";
import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, type ResidentImage, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { BORDERS } from "./gaussian.js";

/** What a gradient is asked for, in the order of the raw interface's codes. */
const PARTS = ["all", "x", "y", "z"] as const;
/** A derivative, or the magnitude. */
export type Part = (typeof PARTS)[number];

/** Options of `sobel` and `prewitt`. */
export interface GradientOptions {
  /** "all": the magnitude. "x", "y" or "z": the derivative along that axis, positive where values grow with it. */
  axis?: Part;
}

const parameters = {
  axis: {
    type: "choice",
    choices: PARTS,
    default: "all",
    summary: "the magnitude, or the derivative along one axis",
  },
} as const;

/** Defaults of `sobel`. */
export const SOBEL_DEFAULTS = opDefaults<GradientOptions>(parameters);
/** Defaults of `prewitt`. */
export const PREWITT_DEFAULTS = opDefaults<GradientOptions>(parameters);

/** Weights (1, k, 1) across the derivative, and a factor for everything. */
export interface Stencil {
  k: number;
  scale: number;
  /** Code of the border. */
  border: number;
}

/** Writes a part of the gradient, or the product of two derivatives, for the rows [first, last) of all h · d. */
export function gradientRows(
  s: Scratch,
  dst: Pointer,
  image: ResidentImage,
  [part, other]: readonly [part: Part, other?: Part],
  { k, scale, border }: Stencil,
  [first, last]: readonly [number, number] = [0, image.h * image.d],
): void {
  const { at, w, h, d, shape } = image;
  const room = { bytes: s.raw.gradientRoom(w) >>> 0 };
  const ranges = s.ranges(last - first, { work: w });
  s.eachInRoom("gradientRows", ranges, room, ({ from, to }) => {
    const [out, rows] = [dst + 4 * from * w, [first + from, first + to] as const];
    const parts = [PARTS.indexOf(part), PARTS.indexOf(other ?? "all")] as const;
    return [out, at, dtypeCode(image), w, h, d, ...rows, k, scale, ...parts, shape.length === 3 ? 1 : 0, border];
  });
}

function gradientOp(name: string, summary: string, k: number) {
  return defineOp<"image", "image", GradientOptions>({
    name,
    summary,
    input: "image",
    output: "image",
    parameters,
    step(s, image, { axis }) {
      const ndim = image.shape.length;
      if (axis === "z" && ndim === 2) {
        throw new ArgumentRangeError("E_NDIM", `${name}: expected axis to be all, x or y in a 2-D image, got "z"`);
      }
      const at = s.alloc(4 * voxelCount(image.shape), `${name}: its result`);
      const smoothing = (k + 2) ** (ndim - 1);
      const scale = 1 / (axis === "all" ? smoothing * Math.sqrt(ndim) : smoothing);
      gradientRows(s, at, image, [axis], { k, scale, border: BORDERS.indexOf("nearest") });
      return { kind: "image", ...sameGrid(image), at, dtype: "float32" };
    },
  });
}

export const sobelOp = gradientOp("sobel", "Strength of edges by Sobel's gradient.", 2);
export const prewittOp = gradientOp("prewitt", "Strength of edges by Prewitt's gradient.", 1);

/**
 * Gradient by Sobel's weights: the difference of the neighbours along an axis, smoothed by (1, 2, 1)/4 along the others.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D; its edge voxels repeat beyond it
 * @param options `axis`: "all" for the magnitude √(Σ g² / ndim), or "x", "y", "z" for one derivative
 * @returns float32 image in image units a distance of two voxels; a step of 1 gives 1/√2 in 2-D and 1/√3 in 3-D
 * @throws ArgumentRangeError E_NDIM for axis "z" of a 2-D image; OutOfMemory
 * @example
 * const step = { data: new Uint8Array([0, 0, 8, 8]), shape: [1, 4] };
 * sobel(k, step, { axis: "x" }).data; // Float32Array [0, 8, 8, 0]
 * @see scikit-image `filters.sobel`, to 3e-7 of the largest value
 */
export function sobel(k: Kernels, image: Image, options: GradientOptions = {}): Image<Float32Array> {
  return runOp(sobelOp, k, image, options) as Image<Float32Array>;
}

/**
 * Gradient by Prewitt's weights: the difference of the neighbours along an axis, averaged over three along the others.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D; its edge voxels repeat beyond it
 * @param options `axis`: "all" for the magnitude √(Σ g² / ndim), or "x", "y", "z" for one derivative
 * @returns float32 image in image units a distance of two voxels
 * @throws ArgumentRangeError E_NDIM for axis "z" of a 2-D image; OutOfMemory
 * @example
 * const step = { data: new Uint8Array([0, 0, 9, 9]), shape: [1, 4] };
 * prewitt(k, step, { axis: "x" }).data; // Float32Array [0, 9, 9, 0]
 * @see scikit-image `filters.prewitt`, to 3e-7 of the largest value
 */
export function prewitt(k: Kernels, image: Image, options: GradientOptions = {}): Image<Float32Array> {
  return runOp(prewittOp, k, image, options) as Image<Float32Array>;
}

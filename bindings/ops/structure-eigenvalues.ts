import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import type { ResidentImage } from "../core/resident.js";
import type { Pointer } from "../core/scratch.js";
import {
  allEigenvalues,
  type EigenvaluesOptions,
  eigenvalueOp,
  eigenvaluesParameters,
  type Matrices,
} from "./eigenvalues.js";
import { BORDERS, blur } from "./gaussian.js";
import { gradientRows } from "./gradient.js";

/** Defaults of `structureEigenvalues`. */
export const STRUCTURE_EIGENVALUES_DEFAULTS = opDefaults<EigenvaluesOptions>(eigenvaluesParameters);

const AXES = ["x", "y", "z"] as const;

/** Products of Sobel's derivatives, blurred. */
const matrices: Matrices = {
  who: "structure-eigenvalues",
  reach: 0,
  images: 1,
  make(s, image, { low, high, grid }, elements, [product], { sigma, border }) {
    const ndim = image.shape.length;
    const rows = (plane: number) => plane * (ndim === 3 ? image.h : 1);
    const axes = AXES.slice(0, ndim).reverse();
    const pairs = axes.flatMap((a, i) => axes.slice(i).map((b) => [a, b] as const));
    const source: ResidentImage = { kind: "image", ...grid, at: product as Pointer, dtype: "float32" };
    const stencil = { k: 2, scale: 1, border: BORDERS.indexOf(border) };
    const options = { sigma, border, truncate: 4, value: 0, method: "exact" } as const;
    for (const [i, pair] of pairs.entries()) {
      gradientRows(s, source.at, image, pair, stencil, [rows(low), rows(high)]);
      s.nested(() => blur(s, elements[i] as Pointer, source, options, 0));
    }
  },
};

export const structureEigenvaluesOp = eigenvalueOp(
  matrices,
  "How strongly, and along how many axes, values change around each voxel.",
);

/**
 * Eigenvalues of the structure tensor: the products of Sobel's derivatives (not scaled), blurred by a Gaussian.
 * All are small where nothing changes, one is large on edges, two on corners or lines, three on ends and spots.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `sigma` of the blur in voxels (≥ 0), `border` for derivatives and blur
 * @returns one float32 image per axis, in squared image units, the largest eigenvalue first
 * @throws ArgumentRangeError E_SIGMA for a negative sigma or a list of the wrong length; OutOfMemory
 * @example
 * const step = { data: new Uint8Array([0, 0, 1, 1, 0, 0, 1, 1]), shape: [2, 4] };
 * const [large, small] = structureEigenvalues(k, step, { sigma: 0 });
 * [large.data[1], small.data[1]]; // [16, 0]
 * @see scikit-image `feature.structure_tensor` and `structure_tensor_eigenvalues`, to 1e-6 of the largest value
 */
export function structureEigenvalues(
  k: Kernels,
  image: Image,
  options: EigenvaluesOptions = {},
): Image<Float32Array>[] {
  return allEigenvalues(matrices, k, image, options);
}

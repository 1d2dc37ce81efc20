import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import type { Pointer } from "../core/scratch.js";
import {
  allEigenvalues,
  type EigenvaluesOptions,
  eigenvalueOp,
  eigenvaluesParameters,
  type Matrices,
} from "./eigenvalues.js";
import { blur } from "./gaussian.js";
import { slabOf } from "./slabs.js";

/** Defaults of `hessianEigenvalues`. */
export const HESSIAN_EIGENVALUES_DEFAULTS = opDefaults<EigenvaluesOptions>(eigenvaluesParameters);

/** Differences of differences of a blur. */
const matrices: Matrices = {
  who: "hessian-eigenvalues",
  reach: 2,
  images: 2,
  make(s, image, slab, elements, [blurred, slope], { sigma, border }) {
    const { w, h, d } = slab.grid;
    const [soft, first] = [blurred as Pointer, slope as Pointer];
    s.nested(() => blur(s, soft, slabOf(image, slab), { sigma, border, truncate: 4, value: 0, method: "exact" }, 0));
    const axes = [0, 1, 2].slice(3 - image.shape.length);
    let element = 0;
    for (const a of axes) {
      s.raw.centralDifferences(first, soft, w, h, d, a);
      for (const b of axes.filter((axis) => axis >= a)) {
        s.raw.centralDifferences(elements[element++] as Pointer, first, w, h, d, b);
      }
    }
  },
};

export const hessianEigenvaluesOp = eigenvalueOp(
  matrices,
  "How values bend around each voxel: finds ridges, sheets, tubes and spots.",
);

/**
 * Eigenvalues of the Hessian matrix of a Gaussian blur: its second derivatives by central differences, taken twice.
 * Both, or all three, are negative on bright spots; the smallest alone is strongly negative on bright lines in 2-D.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `sigma` of the blur in voxels (≥ 0), `border`
 * @returns one float32 image per axis, in image units a squared voxel, the largest eigenvalue first
 * @throws ArgumentRangeError E_SIGMA for a negative sigma or a list of the wrong length; OutOfMemory
 * @example
 * const bowl = { data: new Uint8Array([8, 4, 2, 4, 8, 8, 4, 2, 4, 8]), shape: [2, 5] };
 * hessianEigenvalues(k, bowl, { sigma: 0 })[0].data[2]; // 3
 * @see scikit-image `feature.hessian_matrix(use_gaussian_derivatives=False)` and `hessian_matrix_eigvals`, to 1e-6 of
 *   the largest value of the image
 */
export function hessianEigenvalues(k: Kernels, image: Image, options: EigenvaluesOptions = {}): Image<Float32Array>[] {
  return allEigenvalues(matrices, k, image, options);
}

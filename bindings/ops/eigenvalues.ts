import { ArgumentRangeError } from "../core/errors.js";
import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, type Op, type Resolved } from "../core/op.js";
import { type Parameters, resolveOptions } from "../core/options.js";
import { putImage, type ResidentImage, sameGrid, takeResident } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { BORDERS, borderParameter, gaussianRadius, sigmaParameter } from "./gaussian.js";
import { type Slab, slabBytes, slabsOf } from "./slabs.js";

/** "wrap" would need planes from the far end in every slab. */
const EDGES = BORDERS.filter((border) => border !== "wrap") as Exclude<(typeof BORDERS)[number], "wrap">[];

/** Options of the functions that give all eigenvalues. */
export interface EigenvaluesOptions {
  /** Standard deviation of the blur in voxels, one number or one per axis in the order of the shape. */
  sigma?: number | readonly number[];
  /** What lies beyond the edge; "constant" is 0. */
  border?: "nearest" | "reflect" | "mirror" | "constant";
}

/** Options of the operations, whose result is one of them. */
export interface EigenvalueOptions extends EigenvaluesOptions {
  /** Which eigenvalue: 0 is the largest. */
  index?: number;
}

/** Parameters of the functions that give all eigenvalues. */
export const eigenvaluesParameters = {
  sigma: {
    ...sigmaParameter,
    default: 1,
    summary: "standard deviation of the blur, one number or one per axis",
  },
  border: { ...borderParameter, choices: EDGES, default: "nearest" },
} as const satisfies Parameters;

const parameters = {
  ...eigenvaluesParameters,
  index: { type: "integer", default: 0, min: 0, max: 2, summary: "which eigenvalue; 0 is the largest" },
} as const;

/** How the matrices of a slab are made. */
export interface Matrices {
  who: string;
  /** Planes or rows beyond what the blur reads. */
  reach: number;
  /** Float images in between, beside the elements. */
  images: number;
  /** Fills the elements of the upper triangle, row by row, each an image of the slab's grid at `elements[i]`. */
  make(
    s: Scratch,
    image: ResidentImage,
    slab: Slab,
    elements: readonly Pointer[],
    between: readonly Pointer[],
    options: Resolved<EigenvaluesOptions>,
  ): void;
}

/** The operation that gives one eigenvalue of such matrices. */
export function eigenvalueOp(matrices: Matrices, summary: string): Op<"image", "image", EigenvalueOptions> {
  return defineOp<"image", "image", EigenvalueOptions>({
    name: matrices.who,
    summary,
    input: "image",
    output: "image",
    parameters,
    step(s, image, { index, ...options }) {
      const ndim = image.shape.length;
      if (index >= ndim) {
        throw new ArgumentRangeError(
          "E_OPTION",
          `${matrices.who}: expected index <= ${ndim - 1} in ${ndim}-D, got ${index}`,
        );
      }
      return solve(s, image, matrices, options, [index])[0] as ResidentImage;
    },
  });
}

/** All eigenvalues of such matrices, the largest first. */
export function allEigenvalues(
  matrices: Matrices,
  k: Kernels,
  image: Image,
  options: EigenvaluesOptions,
): Image<Float32Array>[] {
  return scratch(k, (s) => {
    const source = putImage(s, matrices.who, image);
    const { length } = source.shape;
    const resolved = resolveOptions(matrices.who, eigenvaluesParameters, options, length);
    const indices = source.shape.map((_, index) => index);
    const solved = solve(s, source, matrices, resolved as Resolved<EigenvaluesOptions>, indices);
    return solved.map((each) => takeResident(s, each) as Image<Float32Array>);
  });
}

/** The eigenvalues of the given indices, slab by slab. */
function solve(
  s: Scratch,
  image: ResidentImage,
  matrices: Matrices,
  options: Resolved<EigenvaluesOptions>,
  indices: readonly number[],
): ResidentImage[] {
  const ndim = image.shape.length;
  const results = indices.map(() => s.alloc(4 * voxelCount(image.shape), `${matrices.who}: its result`));
  s.nested(() => {
    const halo = matrices.reach + gaussianRadius(options.sigma[0] as number, 4);
    const count = (ndim * (ndim + 1)) / 2;
    const slabs = slabsOf(image, halo, count + matrices.images);
    // One block, so that each element lies as far behind the one before as the last one behind its own.
    const pitch = Math.ceil(slabBytes(slabs) / 16) * 16;
    const block = s.alloc(pitch * (count + matrices.images), `${matrices.who}: its matrices`);
    const images = Array.from({ length: count + matrices.images }, (_, i) => block + i * pitch);
    for (const slab of slabs) {
      const { from, to, low, step } = slab;
      s.nested(() => matrices.make(s, image, slab, images.slice(0, count), images.slice(count), options));
      const elements = block + 4 * (from - low) * step;
      for (const [i, index] of indices.entries()) {
        const dst = (results[i] as Pointer) + 4 * from * step;
        s.each("eigenvalues", s.ranges((to - from) * step), (range) => {
          return [dst, elements, pitch, range.from, range.to, ndim, index];
        });
      }
    }
  });
  return results.map((at) => ({ kind: "image", ...sameGrid(image), at, dtype: "float32" }));
}

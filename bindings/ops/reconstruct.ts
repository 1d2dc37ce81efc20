import { ArgumentRangeError } from "../core/errors.js";
import { type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, type Grid, type ResidentImage, sameGrid } from "../core/resident.js";
import { extentOf } from "./extent.js";
import { levelsRoom } from "./levels.js";
import { connectivityIn, connectivityParameter } from "./runs.js";

/** Parameters of `reconstruct`. */
interface Parameters {
  /** "dilation": the seed grows up to the image. "erosion": it shrinks down to the image. Default: "dilation". */
  method?: "dilation" | "erosion";
  /** Neighbours of a voxel: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

/** Options of `reconstruct`. */
export interface ReconstructOptions extends Parameters {
  /** Where the values start from: nowhere above the image for a dilation, nowhere below it for an erosion. */
  seed: Image;
}

const parameters = {
  method: {
    type: "choice",
    choices: ["dilation", "erosion"],
    default: "dilation",
    summary: "dilation: the seed grows up to the image; erosion: it shrinks down to it",
  },
  connectivity: connectivityParameter("neighbours of a voxel", "all of them"),
} as const;

/** Defaults of `reconstruct`; the connectivity depends on the rank. */
export const RECONSTRUCT_DEFAULTS = opDefaults<Parameters>(parameters);

/** Bytes of scratch of the raw `reconstruct` and `domes`; of the latter in so many runs. */
export function reconstructRoom({ w, h, d }: Grid, runs = h * d): number {
  const n = w * h * d;
  return 9 * n + 8 * w + 448 + 12 * runs + levelsRoom(2 * n);
}

export const reconstructOp = defineOp<"image", "image", Parameters, { seed: "image" }>({
  name: "reconstruct",
  summary: "Let a seed image grow up to an image, or shrink down to it, along its shapes.",
  input: "image",
  output: "image",
  parameters,
  others: { seed: { kind: "image", required: true, summary: "the image to start from" } },
  step(s, image, { method, connectivity }, others) {
    const grid = sameGrid(image);
    const seed = others.seed as ResidentImage;
    const neighbours = connectivityIn("reconstruct", image.shape.length, connectivity, "all");
    for (const one of [image, seed]) extentOf(s, "reconstruct", one);
    const at = s.alloc(4 * voxelCount(image.shape), "reconstruct: its image");
    const sign = method === "dilation" ? 1 : -1;
    const { w, h, d } = grid;
    const isBeyond = s.nested(() => {
      const room = s.alloc(reconstructRoom(grid), "reconstruct: its costs");
      const [type, seedType] = [dtypeCode(image), dtypeCode(seed)];
      return s.raw.reconstruct(at, image.at, type, seed.at, seedType, w, h, d, neighbours, sign, room) !== 0;
    });
    if (isBeyond) throw wrongSeed(method);
    return { kind: "image", ...grid, at, dtype: "float32" };
  },
});

function wrongSeed(method: "dilation" | "erosion"): ArgumentRangeError {
  const side = method === "dilation" ? "above" : "below";
  return new ArgumentRangeError(
    "E_OPTION",
    `reconstruct: expected a seed that is nowhere ${side} the image for method ${method}`,
  );
}

/**
 * Geodesic reconstruction: the seed's values spread through the image, each up to the height of the way it takes. What
 * no seed reaches is levelled: peaks without a seed are cut off, or with "erosion" pits are filled.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image: the limit
 * @param options `seed`, an image of the same shape, nowhere above the image ("dilation") or nowhere below it
 *   ("erosion"); `method`; `connectivity`, default all neighbours
 * @returns float32 image, exact
 * @throws ArgumentRangeError E_OPTION for a seed beyond the image, E_CONNECTIVITY; MismatchedShape; UnsuitableImage
 *   E_NONFINITE; OutOfMemory
 * @example
 * const [image, seed] = [[3, 1, 4, 0, 5], [2, 0, 0, 0, 4]].map((row) => ({ data: Uint8Array.from(row), shape: [1, 5] }));
 * reconstruct(k, image, { seed }).data; // 2, 1, 1, 0, 4
 * @see scikit-image `morphology.reconstruction(seed, image)`
 */
export function reconstruct(k: Kernels, image: Image, options: ReconstructOptions): Image<Float32Array> {
  return runOp(reconstructOp, k, image, options) as Image<Float32Array>;
}

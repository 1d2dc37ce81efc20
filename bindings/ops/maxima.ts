import { type Image, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, type Op, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, maskBytes, type ResidentImage, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { fillRuns, keepInner } from "./components.js";
import { extentOf } from "./extent.js";
import { reconstructRoom } from "./reconstruct.js";
import { connectivityIn, connectivityParameter, labelledRuns, runColumns, runsOf } from "./runs.js";

/** Options of `hMaxima` and `hMinima`. */
export interface HMaximaOptions {
  /** How far a maximum must stand out above every way to a higher one, in image units, above 0. Default: 1. */
  height?: number;
  /** Neighbours of a voxel: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

/** Options of `localMaxima`. */
export interface LocalMaximaOptions {
  /** Neighbours of a voxel: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
  /** Leave out maxima that touch the edge of the image. Default: false. */
  dropBorder?: boolean;
}

const connectivity = connectivityParameter("neighbours of a voxel", "all of them");
const heightParameters = {
  height: {
    type: "number",
    default: 1,
    min: 0,
    exclusive: true,
    unit: "image units",
    summary: "how far a maximum or minimum must stand out",
  },
  connectivity,
} as const;
const localParameters = {
  connectivity,
  dropBorder: { type: "boolean", default: false, summary: "leave out maxima that touch the edge of the image" },
} as const;

/** Defaults of `hMaxima` and `hMinima`; the connectivity depends on the rank. */
export const H_MAXIMA_DEFAULTS = opDefaults<HMaximaOptions>(heightParameters);
/** Defaults of `localMaxima`; the connectivity depends on the rank. */
export const LOCAL_MAXIMA_DEFAULTS = opDefaults<LocalMaximaOptions>(localParameters);

/** 1 for maxima, −1 for minima. */
type Sign = 1 | -1;

/**
 * The maxima or minima that stand out by `height`; all of them for 0. With `objects`, only maxima in these, in an image
 * that is 0 outside of them and above 0 inside: the rest of it costs no time.
 */
export function domes(
  s: Scratch,
  who: string,
  image: ResidentImage,
  neighbours: number,
  height: number,
  sign: Sign,
  objects?: ResidentMask,
): ResidentMask {
  const grid = sameGrid(image);
  const { w, h, d } = grid;
  const pitch = maskPitch(w);
  const { min, max } = extentOf(s, who, image);
  const at = s.alloc(maskBytes(grid), `${who}: its mask`);
  const isFloat = image.dtype === "float32";
  // Nothing stands out by more than the whole range, or in a constant image; whole numbers do by whole numbers.
  if (min === max || (isFloat ? Math.fround(height) > Math.fround(max - min) : height > max - min)) {
    s.view(at, Uint8Array, maskBytes(grid)).fill(0);
  } else {
    s.nested(() => {
      const runs = objects && runsOf(s, who, objects);
      const columns = runs ? runColumns(s, who, runs) : 0;
      const room = s.alloc(reconstructRoom(grid, runs?.length), `${who}: its costs`);
      const step = isFloat ? height : Math.ceil(height);
      const within = [runs?.rowTable ?? 0, columns] as const;
      s.raw.domes(at, pitch, image.at, dtypeCode(image), w, h, d, neighbours, step, sign, ...within, room);
    });
  }
  return { kind: "mask", ...grid, at, pitch };
}

function heightOp(name: string, summary: string, sign: Sign): Op<"image", "mask", HMaximaOptions> {
  return defineOp<"image", "mask", HMaximaOptions>({
    name,
    summary,
    input: "image",
    output: "mask",
    parameters: heightParameters,
    step(s, image, options) {
      const neighbours = connectivityIn(name, image.shape.length, options.connectivity, "all");
      return domes(s, name, image, neighbours, options.height, sign);
    },
  });
}

export const hMaximaOp = heightOp("h-maxima", "Find the maxima that stand out by a height.", 1);
export const hMinimaOp = heightOp("h-minima", "Find the minima that lie deep by a height.", -1);

export const localMaximaOp = defineOp<"image", "mask", LocalMaximaOptions>({
  name: "local-maxima",
  summary: "Find all maxima: voxels and plateaus without a higher neighbour.",
  input: "image",
  output: "mask",
  parameters: localParameters,
  step(s, image, options) {
    const neighbours = connectivityIn("local-maxima", image.shape.length, options.connectivity, "all");
    const maxima = domes(s, "local-maxima", image, neighbours, 0, 1);
    return options.dropBorder ? withoutBorder(s, "local-maxima", maxima, neighbours) : maxima;
  },
});

/** A mask without the components that touch the edge of the image. */
function withoutBorder(s: Scratch, who: string, mask: ResidentMask, neighbours: number): ResidentMask {
  const at = s.alloc(maskBytes(mask), `${who}: its mask`);
  s.view(at, Uint8Array, maskBytes(mask)).fill(0);
  s.nested(() => fillRuns(s, who, at, keepInner(s, who, mask, labelledRuns(s, who, mask, neighbours))));
  return { ...mask, at };
}

/**
 * Maxima that stand out by at least `height`: every way from one to a higher one goes down that far at least. The
 * highest maxima of all count when the image spans that range.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image
 * @param options `height` > 0 in image units; `connectivity`, default all neighbours
 * @returns bit rows of the maxima, plateaus whole; in float32 images voxels within 2e-6 of their value below a maximum
 *   may count as part of it
 * @throws ArgumentRangeError E_OPTION for a height that is not above 0, E_CONNECTIVITY; UnsuitableImage E_NONFINITE;
 *   OutOfMemory
 * @example
 * hMaxima(k, { data: new Uint8Array([0, 4, 3, 5, 0, 9]), shape: [1, 6] }, { height: 2 }).bits[0]; // 40: at x = 3 and 5
 * @see scikit-image `morphology.h_maxima` gives the same mask
 */
export function hMaxima(k: Kernels, image: Image, options: HMaximaOptions = {}): Mask {
  return runOp(hMaximaOp, k, image, options);
}

/**
 * Minima that lie at least `height` deep; parameters, result and errors as `hMaxima`.
 *
 * @example
 * hMinima(k, { data: new Uint8Array([9, 5, 6, 4, 9, 0]), shape: [1, 6] }, { height: 2 }).bits[0]; // 40
 * @see scikit-image `morphology.h_minima`
 */
export function hMinima(k: Kernels, image: Image, options: HMaximaOptions = {}): Mask {
  return runOp(hMinimaOp, k, image, options);
}

/**
 * All maxima of an image: connected voxels of one value without a higher neighbour. A constant image has none.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image
 * @param options `connectivity`, default all neighbours; `dropBorder` leaves out those that touch the image's edge
 * @returns bit rows of the maxima
 * @throws ArgumentRangeError E_CONNECTIVITY; UnsuitableImage E_NONFINITE; OutOfMemory
 * @example
 * localMaxima(k, { data: new Uint8Array([1, 4, 4, 2, 3, 3]), shape: [1, 6] }).bits[0]; // 54: at x = 1, 2, 4 and 5
 * @see scikit-image `morphology.local_maxima`
 */
export function localMaxima(k: Kernels, image: Image, options: LocalMaximaOptions = {}): Mask {
  return runOp(localMaximaOp, k, image, options);
}

import { arrayType, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, type Resolved, runOp } from "../core/op.js";
import { type ResidentImage, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { checkOutside, FILTER_BORDERS, runBlocks } from "./blocks.js";
import { extentOf } from "./extent.js";
import { chordsOf, type Footprint, footprintParameters } from "./footprints.js";
import { valueParameter } from "./gaussian.js";
import { greyMorph } from "./grey-morphology.js";
import { rankPlan } from "./rank-plans.js";

/** Options of `median`. */
export interface MedianOptions {
  /** Radius of the footprint in whole voxels; 0 leaves the image as it is. */
  radius?: number;
  /** "box" (2r + 1 wide), "ball" (the disk in 2-D) or "diamond" (the octahedron in 3-D). */
  footprint?: Footprint;
  /** What lies beyond the edge. */
  border?: (typeof FILTER_BORDERS)[number];
  /** The value beyond the edge with border "constant". */
  value?: number;
}

/** Options of `rank`. */
export interface RankOptions extends MedianOptions {
  /** Which value of the neighbourhood: 0 = the least, 50 = the median, 100 = the greatest. */
  percentile?: number;
}

const parameters = {
  ...footprintParameters("box", 1000),
  border: { type: "choice", choices: FILTER_BORDERS, default: "reflect", summary: "what lies beyond the edge" },
  value: valueParameter,
} as const;

const rankParameters = {
  percentile: {
    type: "number",
    default: 50,
    min: 0,
    max: 100,
    unit: "%",
    summary: "which value of the neighbourhood: 0 the least, 50 the median, 100 the greatest",
  },
  ...parameters,
} as const;

/** Defaults of `median`. */
export const MEDIAN_DEFAULTS = opDefaults<MedianOptions>(parameters);
/** Defaults of `rank`. */
export const RANK_DEFAULTS = opDefaults<RankOptions>(rankParameters);

/** The value of each neighbourhood that has the percentile's rank, as a new resident image. */
export function rankFilter(
  s: Scratch,
  who: string,
  image: ResidentImage,
  options: Resolved<RankOptions>,
): ResidentImage {
  const { radius, footprint, border, value, percentile } = options;
  checkOutside(who, image, border, value);
  // NaN has no place in the order of values.
  if (image.dtype === "float32") extentOf(s, who, image);
  const chords = chordsOf(footprint, radius, image.shape.length);
  const voxels = chords.reduce((sum, { half }) => sum + 2 * half + 1, 0);
  const rank = percentile === 100 ? voxels - 1 : Math.floor((voxels * percentile) / 100);
  if (rank === 0) return greyMorph(s, who, image, "erode", { radius, footprint, border, value });
  if (rank === voxels - 1) return greyMorph(s, who, image, "dilate", { radius, footprint, border, value });
  const at = s.alloc(voxelCount(image.shape) * arrayType(image.dtype).BYTES_PER_ELEMENT, `${who}: its result`);
  runBlocks(s, who, at, image, rankPlan(image, chords, rank), { flip: false, border, value });
  return { kind: "image", ...sameGrid(image), at, dtype: image.dtype };
}

export const medianOp = defineOp<"image", "image", MedianOptions>({
  name: "median",
  summary: "Take the median of each neighbourhood.",
  input: "image",
  output: "image",
  parameters,
  step: (s, image, options) => rankFilter(s, "median", image, { ...options, percentile: 50 }),
});

export const rankOp = defineOp<"image", "image", RankOptions>({
  name: "rank",
  summary: "Take a percentile of each neighbourhood.",
  input: "image",
  output: "image",
  parameters: rankParameters,
  step: (s, image, options) => rankFilter(s, "rank", image, options),
});

/**
 * Median of each voxel's neighbourhood.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `radius` in whole voxels, `footprint` (default "box"), `border` (default "reflect"), `value`
 * @returns image of the same shape; uint8, uint16, int16 and float32 keep their type
 * @throws ArgumentRangeError E_RADIUS for a negative or fractional radius, E_OPTION for a `value` the type does not hold;
 *   UnsuitableImage E_NONFINITE; OutOfMemory
 * @example
 * median(k, { data: new Uint8Array([5, 5, 99, 5, 6]), shape: [1, 5] }, { radius: 1 }).data; // 5, 5, 5, 6, 6
 * @see SciPy `ndimage.median_filter`, exactly
 */
export function median(k: Kernels, image: Image, options: MedianOptions = {}): Image {
  return runOp(medianOp, k, image, options);
}

/**
 * A percentile of each voxel's neighbourhood; the others of its options, result and errors as `median`. Of n values in
 * ascending order it takes the one that ⌊n · percentile / 100⌋ precede, and the last at 100.
 *
 * @param options `percentile` from 0 to 100, `radius`, `footprint`, `border`, `value`
 * @example
 * rank(k, { data: new Uint8Array([5, 5, 99, 5, 6]), shape: [1, 5] }, { percentile: 100 }).data; // 5, 99, 99, 99, 6
 * @see SciPy `ndimage.percentile_filter`, exactly
 */
export function rank(k: Kernels, image: Image, options: RankOptions = {}): Image {
  return runOp(rankOp, k, image, options);
}

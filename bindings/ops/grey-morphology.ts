import { arrayType, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, type Op, opDefaults, type Resolved, runOp } from "../core/op.js";
import { type ResidentImage, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { checkOutside, FILTER_BORDERS, runBlocks } from "./blocks.js";
import { extentOf } from "./extent.js";
import { type Footprint, footprintParameters } from "./footprints.js";
import { valueParameter } from "./gaussian.js";
import { boxPlan, chordPlan } from "./grey-plans.js";

/** Options of `greyErode`, `greyDilate`, `greyOpen` and `greyClose`. */
export interface GreyMorphologyOptions {
  /** Radius of the footprint in whole voxels; 0 leaves the image as it is. */
  radius?: number;
  /** "ball" (the disk in 2-D), "box" (2r + 1 wide) or "diamond" (the octahedron in 3-D). */
  footprint?: Footprint;
  /** What lies beyond the edge; "ignore" = nothing that changes the result. */
  border?: (typeof GREY_BORDERS)[number];
  /** The value beyond the edge with border "constant". */
  value?: number;
}

const GREY_BORDERS = [...FILTER_BORDERS, "ignore"] as const;

export const GREY_PARAMETERS = {
  ...footprintParameters("ball", 100_000),
  border: {
    type: "choice",
    choices: GREY_BORDERS,
    default: "reflect",
    summary: "what lies beyond the edge; ignore = nothing that counts",
  },
  value: valueParameter,
} as const;

/** Defaults of `greyErode`, `greyDilate`, `greyOpen` and `greyClose`. */
export const GREY_MORPHOLOGY_DEFAULTS = opDefaults<GreyMorphologyOptions>(GREY_PARAMETERS);

/** "erode" takes the least value of the neighbourhood, "dilate" the greatest. */
export type Direction = "erode" | "dilate";

/** Erodes or dilates a resident image into a new one. */
export function greyMorph(
  s: Scratch,
  who: string,
  image: ResidentImage,
  direction: Direction,
  options: Resolved<GreyMorphologyOptions>,
): ResidentImage {
  const bytes = voxelCount(image.shape) * arrayType(image.dtype).BYTES_PER_ELEMENT;
  const at = s.alloc(bytes, `${who}: its result`);
  const { border, value } = options;
  const run = { border, value, flip: direction === "dilate" };
  const { radius, footprint } = options;
  if (radius === 0) s.copy(at, image.at, bytes);
  else if (footprint !== "box") runBlocks(s, who, at, image, chordPlan(image, footprint, radius), run);
  else if (image.shape.length === 2) {
    runBlocks(s, who, at, image, boxPlan(image, { x: radius, y: radius, z: 0 }), run);
  } else {
    s.nested(() => {
      const between = s.alloc(bytes, `${who}: its second image`);
      runBlocks(s, who, between, image, boxPlan(image, { x: radius, y: radius, z: 0 }), run);
      // Along z all planes are rows of one picture.
      const planes = { ...image, at: between, w: image.w * image.h, h: image.d, d: 1 };
      runBlocks(s, who, at, planes, boxPlan(planes, { x: 0, y: radius, z: 0 }), run);
    });
  }
  return { kind: "image", ...sameGrid(image), at, dtype: image.dtype };
}

/** Several erosions and dilations, each of what the one before made; the input is checked first. */
export function greySeries(
  s: Scratch,
  who: string,
  image: ResidentImage,
  directions: readonly Direction[],
  options: Resolved<GreyMorphologyOptions>,
): ResidentImage {
  checkOutside(who, image, options.border, options.value);
  // NaN has no place in the order of values.
  if (image.dtype === "float32") extentOf(s, who, image);
  return directions.reduce((object, direction) => greyMorph(s, who, object, direction, options), image);
}

function greyOp(
  name: string,
  summary: string,
  directions: readonly Direction[],
): Op<"image", "image", GreyMorphologyOptions> {
  return defineOp<"image", "image", GreyMorphologyOptions>({
    name,
    summary,
    input: "image",
    output: "image",
    parameters: GREY_PARAMETERS,
    step: (s, image, options) => greySeries(s, name, image, directions, options),
  });
}

export const greyErodeOp = greyOp("grey-erode", "Take the least value of each neighbourhood.", ["erode"]);
export const greyDilateOp = greyOp("grey-dilate", "Take the greatest value of each neighbourhood.", ["dilate"]);
export const greyOpenOp = greyOp("grey-open", "Remove bright spots smaller than the footprint.", ["erode", "dilate"]);
export const greyCloseOp = greyOp("grey-close", "Fill dark spots smaller than the footprint.", ["dilate", "erode"]);

/**
 * Grey erosion: each voxel becomes the least value of its neighbourhood.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D
 * @param options `radius` in whole voxels, `footprint`, `border` (default "reflect"), `value`
 * @returns image of the same shape; uint8, uint16, int16 and float32 keep their type
 * @throws ArgumentRangeError E_RADIUS for a negative or fractional radius, E_OPTION for a `value` the type does not hold;
 *   UnsuitableImage E_NONFINITE; OutOfMemory
 * @example
 * greyErode(k, { data: new Uint8Array([9, 5, 7, 8]), shape: [1, 4] }, { radius: 1 }).data; // 5, 5, 5, 7
 * @see scikit-image `morphology.erosion`, exactly
 */
export function greyErode(k: Kernels, image: Image, options: GreyMorphologyOptions = {}): Image {
  return runOp(greyErodeOp, k, image, options);
}

/**
 * Grey dilation: each voxel becomes the greatest value of its neighbourhood; parameters, result and errors as `greyErode`.
 *
 * @example
 * greyDilate(k, { data: new Uint8Array([9, 5, 7, 8]), shape: [1, 4] }, { radius: 1 }).data; // 9, 9, 8, 8
 */
export function greyDilate(k: Kernels, image: Image, options: GreyMorphologyOptions = {}): Image {
  return runOp(greyDilateOp, k, image, options);
}

/**
 * Grey opening: erosion, then dilation with the same footprint; parameters, result and errors as `greyErode`.
 *
 * @example
 * greyOpen(k, { data: new Uint8Array([1, 9, 1, 6, 6, 6]), shape: [1, 6] }, { radius: 1 }).data; // 1, 1, 1, 6, 6, 6
 */
export function greyOpen(k: Kernels, image: Image, options: GreyMorphologyOptions = {}): Image {
  return runOp(greyOpenOp, k, image, options);
}

/**
 * Grey closing: dilation, then erosion with the same footprint; parameters, result and errors as `greyErode`.
 *
 * @example
 * greyClose(k, { data: new Uint8Array([9, 1, 9, 2, 2, 2]), shape: [1, 6] }, { radius: 1 }).data; // 9, 9, 9, 2, 2, 2
 */
export function greyClose(k: Kernels, image: Image, options: GreyMorphologyOptions = {}): Image {
  return runOp(greyCloseOp, k, image, options);
}

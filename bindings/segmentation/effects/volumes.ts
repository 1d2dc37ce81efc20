import { ArgumentRangeError, MismatchedShape } from "../../core/errors.js";
import {
  arrayType,
  checkImage,
  type Dtype,
  dtypeOf,
  dtypeRange,
  geometryOf,
  type Image,
  isSet,
  type Mask,
  voxelCount,
} from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { type Parameters, resolveOptions } from "../../core/options.js";
import type { Segmentation } from "../../core/segmentation.js";
import { gaussian } from "../../ops/gaussian.js";
import { applied, placementOf, type Triple } from "../../ops/world-grid.js";
import { segmentExtents } from "../count.js";
import { segmentMask } from "../edit.js";
import { findSegment } from "../model.js";
import { deep } from "./effect.js";

const MASK_VOLUME = "Mask volume";
/** Name of the effect that cuts an image into one for each segment. */
export const SPLIT_VOLUME = "Split volume";
const OPERATIONS = ["FILL_OUTSIDE", "FILL_INSIDE", "FILL_INSIDE_AND_OUTSIDE"] as const;
/** Standard deviations after which a soft edge ends. */
const TRUNCATE = 3;

/** Parameters of `maskVolume`, under Slicer's names. */
export const MASK_VOLUME_PARAMETERS = {
  Operation: { type: "choice", choices: OPERATIONS, default: "FILL_OUTSIDE", summary: "which voxels are filled" },
  FillValue: { type: "number", default: 0, unit: "image units", summary: "what they are filled with" },
  BinaryMaskFillValueInside: { type: "number", default: 1, summary: "value inside for FILL_INSIDE_AND_OUTSIDE" },
  BinaryMaskFillValueOutside: { type: "number", default: 0, summary: "value outside for FILL_INSIDE_AND_OUTSIDE" },
  SoftEdgeMm: { type: "number", default: 0, min: 0, summary: "standard deviation of a smooth transition" },
} as const satisfies Parameters;

/** Parameters of `splitVolume`, under Slicer's names. */
export const SPLIT_VOLUME_PARAMETERS = {
  FillValue: {
    type: "number",
    default: 0,
    unit: "image units",
    summary: "what voxels outside of segments are filled with",
  },
  PaddingVoxels: { type: "integer", default: 5, min: 0, max: 10_000, unit: "voxels", summary: "margin on every side" },
} as const satisfies Parameters;

function checked<T extends Parameters>(
  who: string,
  { shape }: Segmentation,
  image: Image,
  parameters: T,
  given: object,
) {
  checkImage(who, image);
  if (image.shape.join() !== shape.join()) {
    throw new MismatchedShape(who, shape, image.shape, "the segmentation and the image");
  }
  return resolveOptions(who, parameters, given, shape.length) as { [K in keyof T]: number };
}

/** Throws unless an element type holds a value. */
function checkFill(who: string, dtype: Dtype, name: string, value: number): void {
  const range = dtypeRange(dtype);
  if (!range || (Number.isInteger(value) && value >= range[0] && value <= range[1])) return;
  throw new ArgumentRangeError("E_OPTION", `${who}: expected a ${name} that ${dtype} holds, got ${value}`);
}

/** The smallest type that holds values. */
function smallestType(values: readonly number[]): Dtype {
  const whole = ["uint8", "int16", "uint16", "int32", "uint32"] as const;
  const holds = (dtype: Dtype) => {
    const [low, high] = dtypeRange(dtype) as [number, number];
    return values.every((value) => Number.isInteger(value) && value >= low && value <= high);
  };
  return whole.find(holds) ?? "float32";
}

/** How much of a mask's inside there is, 0 to 1, with a smooth transition. */
function softened(k: Kernels, mask: Mask, softEdge: number, spacing: readonly number[]): (i: number) => number {
  const w = mask.shape.at(-1) as number;
  const hard = (i: number) => Number(isSet(mask, Math.floor(i / w), i % w));
  if (softEdge === 0) return hard;
  const values = Float32Array.from({ length: voxelCount(mask.shape) }, (_, i) => hard(i));
  const sigma = spacing.map((step) => softEdge / step);
  const { data } = gaussian(k, { data: values, shape: mask.shape }, { sigma, truncate: TRUNCATE, border: "nearest" });
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min === max) return hard;
  return (i) => ((data[i] as number) - min) / (max - min);
}

/**
 * Fills an image inside or outside of a segment, as 3D Slicer's effect "Mask volume" does; a soft edge goes over smoothly.
 *
 * @param k kernels from `loadKernels`
 * @param segmentation binary
 * @param id the segment
 * @param image on the grid of the segmentation, not changed
 * @param parameters Slicer's: Operation, FillValue, BinaryMaskFillValueInside, BinaryMaskFillValueOutside, SoftEdgeMm
 * @returns an image of the same type, rounded half up where it is whole; for FILL_INSIDE_AND_OUTSIDE of the smallest type
 *   that holds both values, float32 with a soft edge
 * @throws ArgumentRangeError E_OPTION, E_SEGMENT; MismatchedShape; ArgumentTypeError E_DTYPE for fractions; OutOfMemory
 * @example
 * maskVolume(k, segmentation, "Segment_1", image, { FillValue: 5, SoftEdgeMm: 2 });
 */
export function maskVolume(
  k: Kernels,
  segmentation: Segmentation,
  id: string,
  image: Image,
  parameters: Readonly<Record<string, unknown>> = {},
): Image {
  const options = checked(MASK_VOLUME, segmentation, image, MASK_VOLUME_PARAMETERS, parameters);
  const operation = options.Operation as unknown as (typeof OPERATIONS)[number];
  const { shape, spacing = shape.map(() => 1) } = segmentation;
  const inside = softened(k, segmentMask(k, segmentation, id), options.SoftEdgeMm, spacing);
  const [within, beyond] = [options.BinaryMaskFillValueInside, options.BinaryMaskFillValueOutside];
  const isBinary = operation === "FILL_INSIDE_AND_OUTSIDE";
  const soft = options.SoftEdgeMm > 0;
  const dtype = !isBinary ? dtypeOf(image.data) : soft ? "float32" : smallestType([within, beyond]);
  if (!isBinary) checkFill(MASK_VOLUME, dtype, "FillValue", options.FillValue);
  const valuesAt = (value: number): [outside: number, inside: number] => {
    if (isBinary) return [beyond, within];
    return operation === "FILL_INSIDE" ? [value, options.FillValue] : [options.FillValue, value];
  };
  const data = new (arrayType(dtype))(image.data.length);
  const rounded = dtypeRange(dtype) ? (value: number) => Math.floor(value + 0.5) : (value: number) => value;
  for (let i = 0; i < data.length; i++) {
    const part = inside(i);
    const [out, into] = valuesAt(image.data[i] as number);
    // NaN of what is filled must not spread.
    data[i] = part === 0 ? out : part === 1 ? into : rounded(out * (1 - part) + into * part);
  }
  return { data, shape, ...geometryOf({ ...segmentation, ...geometryOf(image) }) };
}

/** The part of an image that a segment takes. */
export interface SplitVolume {
  /** ID and name of the segment. */
  id: string;
  name: string;
  image: Image;
}

/**
 * Cuts an image into one for each segment: the box of its voxels with a margin, filled outside of the segment, as the effect
 * "Split volume" of Slicer's extra effects does. Margins may reach beyond the image.
 *
 * @param k kernels from `loadKernels`
 * @param segmentation binary
 * @param image on the grid of the segmentation
 * @param parameters FillValue, PaddingVoxels
 * @param ids segments to cut out. Default: all; those without voxels are left out
 * @returns images of the same type at their places in the world
 * @throws ArgumentRangeError E_OPTION, E_SEGMENT; MismatchedShape; ArgumentTypeError E_DTYPE for fractions; OutOfMemory
 * @example
 * splitVolume(k, segmentation, image, { PaddingVoxels: 2 }).map((part) => [part.name, part.image.shape]);
 */
export function splitVolume(
  k: Kernels,
  segmentation: Segmentation,
  image: Image,
  parameters: Readonly<Record<string, unknown>> = {},
  ids: readonly string[] = segmentation.segments.map(({ id }) => id),
): SplitVolume[] {
  const { FillValue, PaddingVoxels } = checked(SPLIT_VOLUME, segmentation, image, SPLIT_VOLUME_PARAMETERS, parameters);
  checkFill(SPLIT_VOLUME, dtypeOf(image.data), "FillValue", FillValue);
  const placed = { ...geometryOf(segmentation), ...geometryOf(image) };
  for (const id of ids) findSegment(segmentation, id);
  return segmentExtents(k, segmentation).flatMap(({ id, box }) => {
    if (!ids.includes(id) || !box) return [];
    const { name } = findSegment(segmentation, id);
    const rank = image.shape.length;
    const low = box.slice(0, rank).map((at) => at - PaddingVoxels);
    const shape = box.slice(rank).map((at, axis) => at + PaddingVoxels - (low[axis] as number));
    const data = new (arrayType(dtypeOf(image.data)))(voxelCount(shape)).fill(FillValue);
    copyWithin(data as Float32Array, shape, low, image, segmentMask(k, segmentation, id));
    const origin = applied(placementOf(placed), deep(low, 0) as unknown as Triple).slice(3 - rank);
    return [{ id, name, image: { data, shape, ...placed, origin } }];
  });
}

/** Copies the values of a mask's voxels to a box whose first voxel is `low` of the image. */
function copyWithin(
  dst: Float32Array,
  shape: readonly number[],
  low: readonly number[],
  image: Image,
  mask: Mask,
): void {
  const [bd, bh, bw] = deep(shape, 1);
  const [d, h, w] = deep(image.shape, 1);
  const [z0, y0, x0] = deep(low, 0);
  for (let z = Math.max(0, -z0); z < Math.min(bd, d - z0); z++) {
    for (let y = Math.max(0, -y0); y < Math.min(bh, h - y0); y++) {
      const row = (z + z0) * h + y + y0;
      for (let x = Math.max(0, -x0); x < Math.min(bw, w - x0); x++) {
        if (isSet(mask, row, x + x0)) dst[(z * bh + y) * bw + x] = image.data[row * w + x + x0] as number;
      }
    }
  }
}

/** An effect that makes an image of a segment and an image, not another segmentation. */
export interface VolumeEffect {
  /** Slicer's name of it. */
  readonly name: string;
  /** One sentence, starting with a verb. */
  readonly summary: string;
  readonly parameters: Parameters;
  run(
    k: Kernels,
    segmentation: Segmentation,
    id: string,
    image: Image,
    parameters: Readonly<Record<string, unknown>>,
  ): Image;
}

/** Effects that make images. */
export const VOLUME_EFFECTS: readonly VolumeEffect[] = [
  {
    name: MASK_VOLUME,
    summary: "Fill an image inside or outside of a segment.",
    parameters: MASK_VOLUME_PARAMETERS,
    run: maskVolume,
  },
  {
    name: SPLIT_VOLUME,
    summary: "Cut the part of an image out that a segment takes.",
    parameters: SPLIT_VOLUME_PARAMETERS,
    run(k, segmentation, id, image, parameters) {
      const [part] = splitVolume(k, segmentation, image, parameters, [id]);
      if (part) return part.image;
      throw new ArgumentRangeError("E_SEGMENT", `${SPLIT_VOLUME}: expected a segment with voxels, got an empty one`);
    },
  },
];

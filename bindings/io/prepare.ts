import { ArgumentRangeError } from "../core/errors.js";
import {
  arrayType,
  checkImage,
  checkMask,
  describe,
  dtypeOf,
  geometryOf,
  type Image,
  isMask,
  type Labelmap,
  type Mask,
  smallestLabelDtype,
  voxelCount,
} from "../core/image.js";
import type { Writable } from "./file.js";
import { checkHyperstack, isHyperstack, type Volumes, volumesOf } from "./hyperstack.js";
import { checkLegend } from "./legend.js";

/** A checked image on its way into a file. */
export interface Prepared {
  volumes: Volumes;
  /** Largest label, for label images. */
  largestLabel?: number;
  /** True for masks. */
  boolean: boolean;
}

/**
 * Checks what is to be written: labels come in the smallest type that holds them, a mask as 0 and `foreground`.
 *
 * @throws ArgumentTypeError and ArgumentRangeError in the name of `who`
 */
export function prepare(who: string, image: Writable, foreground: number): Prepared {
  if (isHyperstack(image)) {
    checkHyperstack(who, image);
    return { volumes: volumesOf(image), boolean: false };
  }
  if (isMask(image)) {
    checkMask(who, image);
    return { volumes: volumesOf(unpacked(image, foreground)), boolean: true };
  }
  checkImage(who, image);
  if (!("count" in image)) {
    checkLegend(who, image, 1);
    return { volumes: volumesOf(image), boolean: false };
  }
  const { image: labels, largestLabel } = smallest(who, image);
  return { volumes: volumesOf(labels), largestLabel, boolean: false };
}

/** Throws E_OPTION unless a number of levels is undefined or a whole number from 1. */
export function checkLevels(who: string, levels: number | undefined): void {
  if (levels === undefined || (Number.isInteger(levels) && levels >= 1)) return;
  throw new ArgumentRangeError(
    "E_OPTION",
    `${who}: expected levels to be a whole number >= 1, got ${describe(levels)}`,
  );
}

/** A mask as an 8-bit image of 0 and `foreground`. */
function unpacked(mask: Mask, foreground: number): Image<Uint8Array> {
  const width = mask.shape.at(-1) as number;
  const data = new Uint8Array(voxelCount(mask.shape));
  for (let row = 0, to = 0; to < data.length; row++) {
    for (let x = 0; x < width; x++) {
      const byte = mask.bits[row * mask.pitch + (x >> 3)] as number;
      data[to++] = (byte >> (x & 7)) & 1 ? foreground : 0;
    }
  }
  return { data, shape: mask.shape, ...geometryOf(mask) };
}

/**
 * An image whose values are labels, in the smallest unsigned type that holds the largest one.
 *
 * @param image whole numbers from 0 to 2³² − 1 of any type; not changed
 * @throws ArgumentRangeError E_LABEL_NEGATIVE, E_LABEL_RANGE (too large, or not a whole number)
 * @example
 * labelmapOf(await file.read()).count; // 2
 */
export function labelmapOf(image: Image): Labelmap {
  checkImage("labelmapOf", image);
  const { image: smaller, largestLabel } = smallest("labelmapOf", image);
  return { ...smaller, count: largestLabel } as Labelmap;
}

function smallest(who: string, image: Image): { image: Image; largestLabel: number } {
  let largestLabel = 0;
  const { data } = image;
  for (let i = 0; i < data.length; i++) {
    const label = data[i] as number;
    if (label <= largestLabel && label >= 0 && label === Math.trunc(label)) continue;
    if (label < 0) throw new ArgumentRangeError("E_LABEL_NEGATIVE", `${who}: label ${label} is not >= 0`);
    if (!Number.isInteger(label)) {
      throw new ArgumentRangeError("E_LABEL_RANGE", `${who}: expected whole numbers as labels, got ${label}`);
    }
    largestLabel = label;
  }
  const type = smallestLabelDtype(largestLabel);
  if (dtypeOf(data) === type) return { image, largestLabel };
  const smaller = new (arrayType(type))(data.length);
  smaller.set(data);
  return { image: { data: smaller, shape: image.shape, ...geometryOf(image) }, largestLabel };
}

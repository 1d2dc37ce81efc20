import { ArgumentRangeError, ArgumentTypeError, UnsupportedFile } from "../core/errors.js";
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
import { nearestName } from "../core/options.js";
import type { Format, Writable, WriteOptions } from "./file.js";
import { encodeMetaImage } from "./metaimage/write.js";
import { FORMAT_NAMES } from "./names.js";
import { encodeNifti } from "./nifti/write.js";
import { encodeNpy } from "./npy/write.js";
import { encodeNrrd } from "./nrrd/write.js";
import { encodePng } from "./png/write.js";
import { encodeTiff } from "./tiff/write.js";

const FLAVOURS = ["imagej", "ome"];
const OPTIONS: readonly string[] = ["compress", "flavour", "bigTiff"];

/** Formats whose masks are looked at: foreground is white there, 1 elsewhere. */
const PICTURES: readonly Format[] = ["tiff", "png"];

/** A checked image on its way into a file. */
interface Prepared {
  image: Image;
  /** Largest label, for label images. */
  largestLabel?: number;
  boolean: boolean;
}

/**
 * Encodes an image, a label image or a mask as a file. The bytes depend on nothing but the arguments: no time stamps,
 * and the same in every engine.
 *
 * TIFF keeps spacing and unit and takes every element type; PNG takes one slice of 8- or 16-bit unsigned values; NPY
 * takes every type but keeps no spacing; NIfTI, NRRD and MetaImage take every type and keep the whole geometry. Labels
 * (objects with a `count`) are stored in the smallest unsigned type that holds the largest label; masks as 0 and 255 in
 * pictures, as booleans in NPY, as 0 and 1 elsewhere.
 *
 * @param image what to write; not changed
 * @param format "tiff", "png", "npy", "nifti", "nrrd" or "metaimage"
 * @param options `compress` (default true; a NIfTI file is then .nii.gz), `flavour` "imagej" (default) or "ome" and `bigTiff` for TIFF
 * @throws ArgumentTypeError E_DTYPE and ArgumentRangeError E_NDIM, E_LABEL_RANGE for what the format cannot hold,
 * UnsupportedFile E_FORMAT for a format that is not written
 * @example
 * const bytes = await writeImage(labels, "tiff");
 */
export async function writeImage(image: Writable, format: Format, options: WriteOptions = {}): Promise<Uint8Array> {
  checkOptions(options);
  const prepared = prepare(image, format);
  const { compress = true, flavour = "imagej", bigTiff } = options;
  switch (format) {
    case "tiff":
      return encodeTiff(prepared.image, { compress, flavour, bigTiff, largestLabel: prepared.largestLabel });
    case "png":
      return pngOf(prepared.image);
    case "npy":
      return encodeNpy(prepared.image.data, prepared.image.shape, prepared.boolean);
    case "nifti":
      return encodeNifti(prepared.image, compress);
    case "nrrd":
      return encodeNrrd(prepared.image, compress);
    case "metaimage":
      return encodeMetaImage(prepared.image, compress);
    default:
      throw new UnsupportedFile(
        `writeImage: ${describe(format)} files are not written; choose tiff, png, npy, nifti, nrrd or metaimage`,
      );
  }
}

function checkOptions(options: WriteOptions): void {
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    const nearest = nearestName(name, OPTIONS);
    const hint = nearest ? `did you mean ${nearest}?` : `known options: ${OPTIONS.join(", ")}`;
    throw new ArgumentRangeError("E_OPTION", `writeImage: unknown option ${describe(name)}, ${hint}`);
  }
  const { flavour } = options;
  if (flavour !== undefined && !FLAVOURS.includes(flavour)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `writeImage: expected flavour to be one of ${FLAVOURS.join(", ")}, got ${describe(flavour)}`,
    );
  }
}

function prepare(image: Writable, format: Format): Prepared {
  if (isMask(image)) {
    checkMask("writeImage", image);
    return { image: unpacked(image, PICTURES.includes(format) ? 255 : 1), boolean: true };
  }
  checkImage("writeImage", image);
  if (!("count" in image)) return { image, boolean: false };
  return { ...smallest(image), boolean: false };
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

/** Labels in the smallest type that holds the largest one that occurs. */
function smallest(labels: Labelmap): { image: Image; largestLabel: number } {
  let largestLabel = 0;
  for (const label of labels.data) {
    if (!(label >= 0)) throw new ArgumentRangeError("E_LABEL_NEGATIVE", `writeImage: label ${label} is not >= 0`);
    if (label > largestLabel) largestLabel = label;
  }
  const type = smallestLabelDtype(largestLabel);
  if (dtypeOf(labels.data) === type) return { image: labels, largestLabel };
  const data = new (arrayType(type))(labels.data.length);
  data.set(labels.data);
  return { image: { data, shape: labels.shape, ...geometryOf(labels) }, largestLabel };
}

function pngOf({ data, shape }: Image): Uint8Array {
  const [height, width] = shape.slice(-2) as [number, number];
  if (shape.length === 3 && shape[0] !== 1) {
    throw new ArgumentRangeError(
      "E_NDIM",
      `writeImage: PNG holds one slice, got ${shape[0]}; write TIFF or NPY instead`,
    );
  }
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) {
    throw new ArgumentTypeError(
      "E_DTYPE",
      `writeImage: PNG holds uint8 or uint16, got ${dtypeOf(data)}; write ${FORMAT_NAMES.tiff} or ${FORMAT_NAMES.npy} instead`,
    );
  }
  return encodePng({ data, width, height, channels: 1 });
}

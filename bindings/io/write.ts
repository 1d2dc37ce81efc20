import { ArgumentRangeError, ArgumentTypeError, UnsupportedFile } from "../core/errors.js";
import { describe, dtypeOf, type Image } from "../core/image.js";
import { checkKnown } from "../core/options.js";
import type { Format, Writable, WriteOptions } from "./file.js";
import { interleaved, isColour, type Volumes, volumeAt } from "./hyperstack.js";
import { metaImageParts } from "./metaimage/write.js";
import { FORMAT_NAMES } from "./names.js";
import { niftiParts } from "./nifti/write.js";
import { npyParts } from "./npy/write.js";
import { nrrdParts } from "./nrrd/write.js";
import { pngParts } from "./png/write.js";
import { checkLevels, prepare } from "./prepare.js";
import { joined } from "./samples.js";
import { encodeTiff } from "./tiff/write.js";

/** Formats whose masks are looked at: foreground is white there, 1 elsewhere. */
const PICTURES: readonly Format[] = ["tiff", "png"];
const FLAVOURS = ["imagej", "ome"];
const OPTIONS: readonly string[] = ["compress", "flavour", "bigTiff", "tiles", "levels"];

/**
 * Encodes an image, a label image or a mask as a file. The bytes depend on nothing but the arguments: no time stamps,
 * and the same in every engine.
 *
 * TIFF keeps spacing and unit and takes every element type; PNG takes one slice of 8- or 16-bit unsigned values; NPY
 * takes every type but keeps no spacing; NIfTI, NRRD and MetaImage take every type and keep the whole geometry. Labels
 * (objects with a `count`) are stored in the smallest unsigned type that holds the largest label; masks as 0 and 255 in
 * pictures, as booleans in NPY, as 0 and 1 elsewhere.
 *
 * A hyperstack keeps its channels and times in TIFF, NIfTI, NRRD and MetaImage, and colours in PNG too.
 *
 * @param image what to write; not changed
 * @param format "tiff", "png", "npy", "nifti", "nrrd" or "metaimage"
 * @param options `compress` (default true; a NIfTI file is then .nii.gz), `flavour` "imagej" (default) or "ome",
 * `bigTiff`, `tiles` and `levels` for TIFF
 * @throws ArgumentTypeError E_DTYPE and ArgumentRangeError E_NDIM, E_LABEL_RANGE for what the format cannot hold,
 * UnsupportedFile E_FORMAT for a format that is not written
 * @example
 * const bytes = await writeImage(labels, "tiff");
 */
export async function writeImage(image: Writable, format: Format, options: WriteOptions = {}): Promise<Uint8Array> {
  return joined([...imageParts(image, format, options)]);
}

/**
 * The same file in parts, one after the other; what packs does so as they are taken, so that nobody need hold all of
 * them. A part may be the image's own memory.
 *
 * @throws as `writeImage`, before the first part
 */
export function imageParts(image: Writable, format: Format, options: WriteOptions = {}): Iterable<Uint8Array> {
  checkOptions(options);
  const { volumes, largestLabel, boolean } = prepare("writeImage", image, PICTURES.includes(format) ? 255 : 1);
  const { compress = true, flavour = "imagej", bigTiff, tiles = false, levels = 1 } = options;
  const reduction = boolean || largestLabel !== undefined ? "nearest" : "mean";
  switch (format) {
    case "tiff":
      return [encodeTiff(volumes, { compress, flavour, bigTiff, tiles, levels, reduction, largestLabel })];
    case "png":
      return pngOf(volumes);
    case "npy":
      return npyParts(volumes.data, onlyVolume(volumes).shape, boolean);
    case "nifti":
      return niftiParts(volumes, compress);
    case "nrrd":
      return nrrdParts(volumes, compress);
    case "metaimage":
      return metaImageParts(volumes, compress);
    default:
      throw new UnsupportedFile(
        `writeImage: ${describe(format)} files are not written here; choose tiff, png, npy, nifti, nrrd or metaimage, or writeFolder for zarr`,
      );
  }
}

function checkOptions(options: WriteOptions): void {
  checkKnown("writeImage", options, OPTIONS);
  const { flavour, levels } = options;
  checkLevels("writeImage", levels);
  if (flavour !== undefined && !FLAVOURS.includes(flavour)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `writeImage: expected flavour to be one of ${FLAVOURS.join(", ")}, got ${describe(flavour)}`,
    );
  }
}

/** For formats of one volume. */
function onlyVolume(volumes: Volumes): Image {
  const { times, channels } = volumes;
  if (times * channels === 1) return volumeAt(volumes, 0, 0);
  throw new ArgumentRangeError(
    "E_NDIM",
    `writeImage: one volume is held, got ${times} times and ${channels} channels; write TIFF or OME-Zarr instead`,
  );
}

/** Colours lie side by side in a picture. */
function pngOf(volumes: Volumes): Iterable<Uint8Array> {
  const colour = isColour(volumes);
  const channels = (colour ? volumes.channels : 1) as 1 | 2 | 3 | 4;
  const { data, shape } = colour ? { data: interleaved(volumes), shape: volumes.shape } : onlyVolume(volumes);
  const [height, width] = shape.slice(-2) as [number, number];
  if (volumes.times > 1 || (shape.length === 3 && shape[0] !== 1)) {
    throw new ArgumentRangeError(
      "E_NDIM",
      `writeImage: PNG holds one slice, got ${volumes.times * (shape.length === 3 ? (shape[0] as number) : 1)}; write TIFF or NPY instead`,
    );
  }
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) {
    throw new ArgumentTypeError(
      "E_DTYPE",
      `writeImage: PNG holds uint8 or uint16, got ${dtypeOf(data)}; write ${FORMAT_NAMES.tiff} or ${FORMAT_NAMES.npy} instead`,
    );
  }
  return pngParts({ data, width, height, channels });
}

import { ArgumentRangeError, ArgumentTypeError } from "../core/errors.js";
import { describe, type Image, isMask, type Labelmap, type Mask } from "../core/image.js";
import { checkKnown } from "../core/options.js";
import type { SegmentInfo } from "../core/segmentation.js";
import type { FolderFile, Writable, WriteFolderOptions } from "./file.js";
import { checkLevels, prepare } from "./prepare.js";
import { labelImageFiles, type ZarrImage, zarrFiles } from "./zarr/write.js";

const WHO = "writeFolder";
const OPTIONS: readonly string[] = ["compress", "version", "levels", "labels"];
const VERSIONS: readonly unknown[] = ["0.4", "0.5"];

/**
 * Encodes an image, a label image or a mask as OME-Zarr, which is a folder: chunks of a megabyte or a few, packed with
 * gzip, and coarser levels for viewers. Chunks of zeros are left out. The bytes depend on nothing but the arguments.
 *
 * Every element type is taken; spacing, unit and origin are kept, direction is not. Labels (objects with a `count`) and
 * masks become label images: the smallest unsigned type, coarser levels without mixing, a colour and the number of
 * voxels for each. The label images of `labels` go into the folder `labels` of the image.
 *
 * @param image what to write; not changed, and not to be changed until all files are taken
 * @param options `compress` (default true), `version` "0.4" (default) or "0.5", `levels` from 1, `labels` by name
 * @returns the files one after the other, each encoded when it is asked for
 * @throws ArgumentTypeError, ArgumentRangeError E_OPTION, E_SHAPE_MISMATCH (labels of another shape) before the first file
 * @example
 * const files = [...writeFolder(image, { labels: { nuclei: labels } })];
 * files.some(({ path }) => path === "labels/nuclei/.zattrs"); // true
 */
export function writeFolder(image: Writable, options: WriteFolderOptions = {}): Iterable<FolderFile> {
  checkOptions(options);
  const { compress = true, version = "0.4", levels, labels = {} } = options;
  const main = preparedImage(image);
  const parts = Object.entries(labels).map(([name, part]) => [name, preparedLabels(name, part, main.volumes)] as const);
  return zarrFiles(main, new Map(parts), { compress, version, levels });
}

/**
 * The files of one label image in the folder `labels` of an OME-Zarr image: chunks, coarser levels, a colour and the number
 * of voxels for each label.
 *
 * @param name of its folder
 * @param labels on the grid of the image
 * @param image what the labels are of: its shape, and how it is written
 * @param segments whose names and colours the labels take
 * @throws ArgumentTypeError, ArgumentRangeError E_OPTION, E_SHAPE_MISMATCH before the first file
 */
export function writeLabelImage(
  name: string,
  labels: Labelmap | Mask,
  image: Pick<Image, "shape"> & Required<Pick<WriteFolderOptions, "version" | "levels">>,
  segments?: readonly SegmentInfo[],
): Iterable<FolderFile> {
  const { version, levels } = image;
  return labelImageFiles({ ...preparedLabels(name, labels, image), segments }, { compress: true, version, levels });
}

function preparedImage(image: Writable): ZarrImage {
  const { volumes, largestLabel, boolean } = prepare(WHO, image, 1);
  return { volumes, isLabels: boolean || largestLabel !== undefined };
}

function preparedLabels(name: string, part: Writable, { shape }: Pick<Image, "shape">): ZarrImage {
  // The name becomes a folder.
  if (!/^[\w-][\w .-]*$/.test(name)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${WHO}: expected names of labels of letters, digits, - and _, got ${describe(name)}`,
    );
  }
  if (!isMask(part) && !("count" in part)) {
    throw new ArgumentTypeError("E_OPTION", `${WHO}: expected labels ${name} to be a label image or a mask`);
  }
  if (part.shape.length !== shape.length || part.shape.some((extent, axis) => extent !== shape[axis])) {
    const shapes = [part.shape, shape].map((one) => one.join("×"));
    throw new ArgumentRangeError(
      "E_SHAPE_MISMATCH",
      `${WHO}: labels ${name} are ${shapes[0]}, the image is ${shapes[1]}`,
    );
  }
  return preparedImage(part);
}

function checkOptions(options: WriteFolderOptions): void {
  checkKnown(WHO, options, OPTIONS);
  const { version, levels } = options;
  if (version !== undefined && !VERSIONS.includes(version)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${WHO}: expected version to be ${VERSIONS.join(" or ")}, got ${describe(version)}`,
    );
  }
  checkLevels(WHO, levels);
}

import { SegmentError } from "../core/errors.js";
import type { Image, Labelmap, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { labelmapOf } from "../io/prepare.js";
import { label } from "../ops/label.js";
import { resampleLabels } from "../ops/resample-labels.js";
import { readObjects } from "./input.js";
import type { InputOptions, Objects } from "./input-options.js";
import { type Outlines, paintOutlines } from "./outlines.js";
import type { QuintFile } from "./section.js";
import { maskOf } from "./shape.js";
import { fitsTo, type Size } from "./sizes.js";

/** The objects of a segmentation on the grid of the image they were found in. */
export interface Overlay {
  labels: Labelmap;
  /** What of the file was taken for objects. */
  mapping: string;
  /** Pixels of the segmentation for one of the image, along x. */
  scale: number;
}

/**
 * Lays a segmentation over its image, also where it was made on a smaller copy: both have the same outer edges, so that every
 * pixel of the image has the label of the pixel that its centre lies in.
 *
 * @param file as `exportQuintSection` takes it; objects of masks and colours are its components over eight neighbours
 * @param size of the image
 * @throws SegmentError E_SHAPE_MISMATCH where the proportions differ by more than rounding; whatever reading throws
 */
export async function overlayObjects(
  k: Kernels,
  file: QuintFile,
  size: Size,
  options: InputOptions = {},
): Promise<Overlay> {
  const objects = await readObjects(k, file, { defaultImageSize: size, ...options });
  const { mapping } = objects;
  const own = "outlines" in objects ? objects.outlines : sized(labelsOf(k, objects));
  const { width, height } = own;
  if (!fitsTo(own, size)) {
    const words = `${file.name}: ${width} x ${height} pixels are no smaller copy of ${size.width} x ${size.height}`;
    throw new SegmentError("E_SHAPE_MISMATCH", `${words}: it was cropped or stretched`, {
      path: file.name,
      advice: "choose the segmentation of this image, or the image of this segmentation",
    });
  }
  return { labels: labelmapOf(onGrid(k, own, size)), mapping, scale: width / size.width };
}

/** Outlines and labels on the image's grid. */
function onGrid(k: Kernels, own: Outlines | Sized, size: Size): Image {
  if ("objects" in own) return paintOutlines(own, size);
  const { width, height, labels } = own;
  const same = width === size.width && height === size.height;
  return same ? labels : resampleLabels(k, labels, { shape: [size.height, size.width] });
}

interface Sized extends Size {
  labels: Image;
}

function sized(labels: Image): Sized {
  const [height, width] = labels.shape as [number, number];
  return { labels, width, height };
}

function labelsOf(k: Kernels, objects: Exclude<Objects, { outlines: unknown }>): Image {
  if (!("labels" in objects)) return label(k, maskOf(k, objects, undefined) as Mask, { connectivity: 8 });
  const { data, shape } = objects.labels;
  return { data, shape: shape.slice(-2) };
}

import { ArgumentTypeError } from "../core/errors.js";
import { describe, type Labelmap } from "../core/image.js";
import type { Limits } from "../io/file.js";
import { checkedLimits } from "../io/limits.js";
import { labelmapOf } from "../io/prepare.js";
import { Source } from "../io/source.js";
import { readGeoJson } from "./input-geojson.js";
import type { InputOptions, OutlineObjects } from "./input-options.js";
import { readRois } from "./input-roi.js";
import { paintOutlines } from "./outlines.js";
import type { Size } from "./sizes.js";

/** Options of `roisToLabels`. */
export interface OutlineLabelsOptions {
  /** Name of the file, for messages. */
  name?: string | undefined;
  /** Size of the image that the outlines were drawn on. Default: what the file says, which only our documents do. */
  imageSize?: Size | undefined;
  /** Size of the labels. Default: that of the image. */
  size?: Size | undefined;
  limits?: Partial<Limits> | undefined;
}

/** Options of `geoJsonToLabels`. */
export interface GeoJsonLabelsOptions extends OutlineLabelsOptions {
  /** Take objects of these classes only. */
  classes?: readonly string[] | undefined;
}

/** Labels made of outlines. */
export interface OutlineLabels extends Labelmap {
  /** What was taken, in words. */
  mapping: string;
  /** How often a pixel of one object was covered by a later one. */
  covered: number;
}

/**
 * Outlines of QuPath as labels: a pixel belongs to the object that its centre lies in, where objects overlap to the later
 * one. Detections and cells are taken where there are any, else annotations; points and lines are left out. Objects whose
 * names all are whole numbers have these as labels, others are numbered from 1 in their order.
 *
 * @param bytes a FeatureCollection, a Feature, or a list of them
 * @param options sizes, classes, limits
 * @returns labels in the smallest unsigned type, [y, x]
 * @throws UnsupportedFile E_FORMAT also where the size of the image is not known; CorruptFile, LimitExceeded
 * @example
 * const labels = { data: new Uint8Array([0, 7, 7]), shape: [1, 3] };
 * geoJsonToLabels(labelsToGeoJson(k, labels)).data; // [0, 7, 7]
 */
export function geoJsonToLabels(bytes: Uint8Array, options: GeoJsonLabelsOptions = {}): OutlineLabels {
  return painted("geoJsonToLabels", bytes, options, readGeoJson);
}

/**
 * Selections of ImageJ and FIJI as labels, as `geoJsonToLabels` does it; those of several parts are one object.
 *
 * @param bytes a .roi file, or the .zip of the ROI manager
 * @param options `imageSize`, which the files do not say, and others
 * @returns labels in the smallest unsigned type, [y, x]
 * @throws UnsupportedFile E_FORMAT also without `imageSize`; CorruptFile, LimitExceeded
 * @example
 * const zip = labelsToRois(k, { data: new Uint8Array([0, 7, 7]), shape: [1, 3] });
 * roisToLabels(zip, { imageSize: { width: 3, height: 1 } }).data; // [0, 7, 7]
 */
export function roisToLabels(bytes: Uint8Array, options: OutlineLabelsOptions = {}): OutlineLabels {
  return painted("roisToLabels", bytes, options, readRois);
}

function painted(
  who: string,
  bytes: Uint8Array,
  options: GeoJsonLabelsOptions,
  read: (source: Source, options: InputOptions) => OutlineObjects,
): OutlineLabels {
  if (!(bytes instanceof Uint8Array)) {
    throw new ArgumentTypeError("E_DTYPE", `${who}: expected the bytes of a file, got ${describe(bytes)}`);
  }
  const { name = "the outlines", imageSize, classes, limits } = options;
  const source = new Source(bytes, name, checkedLimits(limits ?? {}));
  const { mapping, outlines } = read(source, { imageSize, classes });
  const size = options.size ?? { width: outlines.width, height: outlines.height };
  // Painted with four bytes a pixel at most, and kept in fewer where they are enough.
  source.checkLimit("maxBytes", 4 * size.width * size.height, "the size of its labels in bytes");
  const { covered, ...labels } = paintOutlines(outlines, size);
  return { ...labelmapOf(labels), mapping, covered };
}

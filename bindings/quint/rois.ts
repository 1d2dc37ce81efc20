import { LimitExceeded } from "../core/errors.js";
import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { zipped } from "../io/deflate.js";
import type { Ring } from "./outlines.js";
import { ROI_HEADER, ROI_MAGIC, ROI_POLYGON, ROI_RECTANGLE } from "./roi-format.js";
import type { Size } from "./sizes.js";
import { type TracedObject, traceLabels } from "./trace.js";

/** Version of the files; the first that keeps coordinates of this size. */
const VERSION = 227;
/** Beyond, ImageJ reads a coordinate as one below 0. */
const LONGEST_SIDE = 60_000;
const MOST_CORNERS = 65_535;
const [MOVE, LINE, CLOSE] = [0, 1, 4];

/** Options of `labelsToRois`. */
export interface RoisOptions {
  /** Size of the image that the selections are to lie on, where the labels were made on a smaller one. */
  imageSize?: Size | undefined;
}

/**
 * Labels as selections for the ROI manager of ImageJ and FIJI, as StarDist and Cellpose save theirs: an archive with a
 * selection for each label, named after it, along the edges of its pixels, so that areas are equal and `roisToLabels` gives the
 * same labels again. Labels in several parts or with holes become composite selections.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers >= 0, one slice
 * @param options `imageSize`
 * @returns the bytes of a .zip
 * @throws LimitExceeded for sides beyond 60,000 pixels and beyond 16,777,216 corners; ArgumentTypeError E_DTYPE;
 *   ArgumentRangeError E_NDIM, E_LABEL_NEGATIVE; OutOfMemory
 * @example
 * const some = { data: new Uint8Array([0, 7, 7]), shape: [1, 3] };
 * roisToLabels(labelsToRois(k, some), { imageSize: { width: 3, height: 1 } }).data; // [0, 7, 7]
 */
export function labelsToRois(k: Kernels, labels: Image, options: RoisOptions = {}): Uint8Array {
  const objects = traceLabels(k, labels);
  const [height, width] = labels.shape.slice(-2) as [number, number];
  return writeRois(objects, { width, height }, options);
}

/** An archive of the selections of traced objects. */
export function writeRois(objects: readonly TracedObject[], size: Size, { imageSize = size }: RoisOptions): Uint8Array {
  const side = Math.max(imageSize.width, imageSize.height);
  if (side > LONGEST_SIDE) {
    throw new LimitExceeded(`selections of ImageJ lie on images of up to ${LONGEST_SIDE} pixels a side, got ${side}`, {
      needed: side,
      allowed: LONGEST_SIDE,
      advice: "write .geojson instead",
    });
  }
  const scale = [imageSize.width / size.width, imageSize.height / size.height] as const;
  const files = objects.map(({ label, parts }): [string, Uint8Array] => {
    const rings = parts.flat().map((ring) => ring.map((value, i) => value * (scale[i % 2] as number)));
    return [`${label}.roi`, selectionOf(rings)];
  });
  return zipped(Object.fromEntries(files));
}

/** A polygon where whole numbers say it all, else a path of 32-bit floats. */
function selectionOf(rings: readonly Ring[]): Uint8Array {
  const [only] = rings;
  const isPolygon = rings.length === 1 && only && only.length / 2 <= MOST_CORNERS && only.every(Number.isInteger);
  const path = isPolygon ? [] : rings.flatMap(pathOf);
  const bytes = new Uint8Array(ROI_HEADER + (isPolygon ? 2 * only.length : 4 * path.length));
  const view = new DataView(bytes.buffer);
  const box = boxOf(rings);
  view.setUint32(0, ROI_MAGIC);
  view.setUint16(4, VERSION);
  view.setUint8(6, isPolygon ? ROI_POLYGON : ROI_RECTANGLE);
  for (const [i, value] of box.entries()) view.setUint16(8 + 2 * i, value);
  if (!isPolygon) {
    view.setInt32(36, path.length);
    for (const [i, value] of path.entries()) view.setFloat32(ROI_HEADER + 4 * i, value);
    return bytes;
  }
  const count = only.length / 2;
  const [top, left] = box;
  view.setUint16(16, count);
  for (const [i, value] of only.entries()) {
    const isY = i % 2;
    view.setUint16(ROI_HEADER + 2 * ((i >> 1) + isY * count), value - (isY ? (top as number) : (left as number)));
  }
  return bytes;
}

/** Top, left, bottom, right. */
function boxOf(rings: readonly Ring[]): number[] {
  const box = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const ring of rings) {
    for (const [i, value] of ring.entries()) {
      const at = 1 - (i % 2);
      box[at] = Math.min(box[at] as number, Math.floor(value));
      box[at + 2] = Math.max(box[at + 2] as number, Math.ceil(value));
    }
  }
  return box;
}

function pathOf(ring: Ring): number[] {
  const corners = Array.from({ length: ring.length / 2 }, (_, i) => ring.slice(2 * i, 2 * i + 2));
  return [...corners.flatMap((corner, i) => [i === 0 ? MOVE : LINE, ...corner]), CLOSE];
}

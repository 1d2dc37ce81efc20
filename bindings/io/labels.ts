import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, geometryOf, type Image, smallestLabelDtype, type TypedArray } from "../core/image.js";
import { type Color, type Segmentation, segmentInfo } from "../core/segmentation.js";
import type { Source } from "./source.js";

/**
 * A segment for each value but 0 that occurs in a label image, all in one layer.
 *
 * @param palette colours of the values, where the file has a table of them
 */
export function segmentsOfLabels(source: Source, image: Image, palette?: readonly Color[]): Segmentation {
  const layer = asLabels(source, image.data);
  const values = valuesOf(layer);
  if (palette) source.note("its colour table gives the segments their colours");
  const segments = values.map((labelValue) => {
    const color = palette?.[labelValue];
    return { ...segmentInfo({ labelValue, ...(color && { color }) }), layer: 0 };
  });
  return { shape: image.shape, ...geometryOf(image), segments, layers: [layer] };
}

/** Values as labels of the smallest unsigned type. Fractions are cut off, and that is noted. */
export function asLabels(source: Source, data: TypedArray): Uint8Array | Uint16Array | Uint32Array {
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) return data;
  let most = 0;
  let cut = false;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    // Also not-a-number.
    if (!(value > -1)) {
      throw new ArgumentRangeError(
        "E_LABEL_NEGATIVE",
        `${source.name}: holds the value ${value}, which is not a label`,
      );
    }
    cut ||= value !== Math.trunc(value);
    if (value > most) most = value;
  }
  if (cut) source.note("its values are not whole numbers; what follows the point is cut off");
  const labels = new (arrayType(smallestLabelDtype(Math.trunc(most))))(data.length);
  labels.set(data);
  return labels as Uint8Array;
}

/** Tables of values up to this are never worth sorting. */
const SMALL = 1 << 16;

/** Values but 0 that occur, ascending. */
export function valuesOf(labels: Uint8Array | Uint16Array | Uint32Array): number[] {
  if (!(labels instanceof Uint32Array)) {
    const seen = new Uint8Array(SMALL);
    for (let i = 0; i < labels.length; i++) seen[labels[i] as number] = 1;
    return [...seen.keys()].filter((value) => value > 0 && seen[value] === 1);
  }
  const seen = new Set<number>();
  let last = 0;
  for (let i = 0; i < labels.length; i++) {
    const value = labels[i] as number;
    if (value === last) continue;
    last = value;
    if (value > 0) seen.add(value);
  }
  return [...seen].sort((a, b) => a - b);
}

import type { Image, TypedArray } from "../../core/image.js";
import { deflated } from "../deflate.js";
import { bytesOf } from "../samples.js";
import { volumeOf } from "./describe.js";
import { COMPRESSION } from "./tags.js";

/** How the pages are cut and compressed; the same for all pages of a file. */
export interface StripPlan {
  rowsPerStrip: number;
  compression: number;
  predictor: 1 | 2;
}

/** Bytes of a strip before compression: large enough for deflate, small enough to decode in pieces. */
const STRIP_BYTES = 256 * 1024;

/** Compressed files must be smaller than this part of the raw one; otherwise raw reads faster. */
const WORTHWHILE = 0.95;

/** Chooses raw, deflate, or deflate of differences by trying a strip from the middle of the image. */
export function planStrips(image: Image, compress: boolean): StripPlan {
  const { depth, height, width } = volumeOf(image);
  const raw: StripPlan = { rowsPerStrip: height, compression: COMPRESSION.none, predictor: 1 };
  if (!compress) return raw;
  const rowBytes = width * image.data.BYTES_PER_ELEMENT;
  const rowsPerStrip = Math.min(height, Math.max(1, Math.round(STRIP_BYTES / rowBytes)));
  const plan: StripPlan = { rowsPerStrip, compression: COMPRESSION.deflate, predictor: 1 };
  const row = Math.max(0, Math.min(height - rowsPerStrip, (height - rowsPerStrip) >> 1));
  const trial = rowsOf(image, depth >> 1, row, rowsPerStrip);
  const plain = encodeStrip(trial, width, plan).length;
  // Differences are offered only for 8 and 16 bits, where every reader undoes them.
  const integers = /^(Uint|Int)(8|16)Array$/.test(image.data.constructor.name);
  const differences = integers ? encodeStrip(trial, width, { ...plan, predictor: 2 }).length : Number.POSITIVE_INFINITY;
  const best = Math.min(plain, differences);
  if (best > trial.byteLength * WORTHWHILE) return raw;
  return { ...plan, predictor: differences < plain ? 2 : 1 };
}

/** Values of `rows` rows from `row` on in slice `z`; a window, not a copy. */
export function rowsOf(image: Image, z: number, row: number, rows: number): TypedArray {
  const { height, width } = volumeOf(image);
  const from = (z * height + row) * width;
  return image.data.subarray(from, from + Math.min(rows, height - row) * width);
}

/** The stored bytes of a strip. */
export function encodeStrip(values: TypedArray, width: number, plan: StripPlan): Uint8Array {
  if (plan.compression === COMPRESSION.none) return bytesOf(values);
  if (plan.predictor === 1) return deflated(bytesOf(values));
  const differences = values.slice();
  for (let row = 0; row < values.length; row += width) {
    for (let i = row + width - 1; i > row; i--) differences[i] = (values[i] as number) - (values[i - 1] as number);
  }
  return deflated(bytesOf(differences));
}

import { ArgumentRangeError } from "../core/errors.js";
import { type Image, type Labelmap, type Mask, smallestLabelDtype } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { countObjects } from "../ops/count-objects.js";
import { fillHoles } from "../ops/fill-holes.js";
import { fillLabelHoles } from "../ops/fill-label-holes.js";
import { label } from "../ops/label.js";
import { maskToLabels } from "../ops/mask-labels.js";
import { applyRemap } from "../ops/merge-seams.js";
import { partLabels } from "../ops/part-labels.js";
import { resample } from "../ops/resample.js";
import { resampleLabels } from "../ops/resample-labels.js";
import { threshold } from "../ops/threshold.js";
import type { Objects } from "./input-options.js";
import { type Outlines, paintOutlines } from "./outlines.js";
import type { Size } from "./sizes.js";

/** How objects are shaped before they get their colour. */
export interface ShapeOptions {
  /** "8" parts objects by a pixel, also where they touch by corners. Default: "8" for labels, "none" for masks. */
  gap?: "none" | "8" | undefined;
  /** Pixels an object needs. */
  minArea?: number | undefined;
  /** Pixels an object may have. */
  maxArea?: number | undefined;
  /** What makes objects of a mask, for sizes and gaps. Default: 8. */
  connectivity?: 4 | 8 | undefined;
  fillHoles?: boolean | undefined;
}

/** What became of the objects. */
export interface Shaped {
  mask: Mask;
  /** Objects in the file: labels, or components of its mask. */
  before: number;
  after: number;
  /** Pixels that the gap took. */
  gapPixels: number;
  /** Labels that could not be kept, and those that were in several pieces; the first hundred of each. */
  lost: readonly number[];
  pieces: readonly number[];
}

const MOST_LISTED = 100;

/** Scales, fills, sifts and parts the objects. `size` is that of the output; undefined leaves it as it is. */
export function shapeObjects(k: Kernels, objects: Objects, size: Size | undefined, options: ShapeOptions): Shaped {
  if ("labels" in objects) return shapeLabels(k, objects.labels, size, options);
  if ("outlines" in objects)
    return shapeLabels(k, paintOutlines(objects.outlines, size ?? objects.outlines), undefined, options);
  return shapeMask(k, maskOf(k, objects, size), options);
}

const shapeOf = ({ width, height }: Size) => [height, width];

/** The pixels of objects that are not numbered. */
export function maskOf(
  k: Kernels,
  objects: Exclude<Objects, { labels: Image } | { outlines: Outlines }>,
  size: Size | undefined,
): Mask {
  if ("probability" in objects) {
    const { probability, level } = objects;
    const image = size ? resample(k, probability, { shape: shapeOf(size), method: "box" }) : probability;
    // From the level on, not only above it.
    return threshold(k, image, { level: below(level) });
  }
  if (!size) return objects.mask;
  const labels = resampleLabels(k, maskToLabels(k, objects.mask), { shape: shapeOf(size) });
  return threshold(k, labels, { level: 0 });
}

/** The number next below, in the precision of float32. */
function below(level: number): number {
  const bits = new Int32Array(1);
  const value = new Float32Array(bits.buffer);
  value[0] = level;
  if ((value[0] as number) < level) return value[0] as number;
  bits[0] = level > 0 ? (bits[0] as number) - 1 : -1;
  return level > 0 ? (value[0] as number) : -1;
}

function shapeMask(k: Kernels, mask: Mask, options: ShapeOptions): Shaped {
  const { connectivity = 8, gap = "none", minArea, maxArea } = options;
  const filled = options.fillHoles ? fillHoles(k, mask) : mask;
  const before = countObjects(k, filled, { connectivity }).objects;
  const sifted = minArea !== undefined || maxArea !== undefined;
  if (!sifted && gap === "none") return { mask: filled, before, after: before, gapPixels: 0, lost: [], pieces: [] };
  const { fillHoles: _, ...rest } = options;
  const shaped = shapeLabels(k, label(k, filled, { connectivity }), undefined, { ...rest, gap });
  return { ...shaped, before, pieces: [] };
}

function shapeLabels(k: Kernels, given: Image, size: Size | undefined, options: ShapeOptions): Shaped {
  const { gap = "8", minArea, maxArea } = options;
  const scaled = size ? resampleLabels(k, given, { shape: shapeOf(size) }) : given;
  const filled = options.fillHoles ? fillLabelHoles(k, scaled) : scaled;
  const labels = siftLabels(k, filled, minArea, maxArea);
  if (gap === "none") {
    const before = distinct(given);
    return {
      mask: threshold(k, labels, { level: 0 }),
      before,
      after: labels === given ? before : distinct(labels),
      gapPixels: 0,
      lost: [],
      pieces: [],
    };
  }
  const { mask, labels: parted, objects, removed, lost, pieces } = partLabels(k, labels);
  const before = labels === given ? parted : distinct(given);
  const few = (list: readonly number[]) => list.slice(0, MOST_LISTED);
  return { mask, before, after: objects, gapPixels: removed, lost: few(lost), pieces: few(pieces) };
}

/** Number of labels that occur. */
function distinct({ data }: Image): number {
  return sizesOf(data as Uint32Array).size;
}

function sizesOf(data: ArrayLike<number>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let from = 0; from < data.length; ) {
    const value = data[from] as number;
    let to = from + 1;
    while (to < data.length && data[to] === value) to++;
    if (value !== 0) sizes.set(value, (sizes.get(value) ?? 0) + to - from);
    from = to;
  }
  return sizes;
}

/** Drops labels that are too small or too large; the others keep their numbers. */
function siftLabels(k: Kernels, labels: Image, minArea = 0, maxArea = Number.POSITIVE_INFINITY): Image {
  if (minArea > maxArea) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `expected a smallest area up to the largest, got ${minArea} and ${maxArea}`,
    );
  }
  if (minArea <= 1 && maxArea === Number.POSITIVE_INFINITY) return labels;
  const sizes = sizesOf(labels.data);
  const largest = [...sizes.keys()].reduce((a, b) => Math.max(a, b), 0);
  const dtype = smallestLabelDtype(largest);
  const Table = dtype === "uint8" ? Uint8Array : dtype === "uint16" ? Uint16Array : Uint32Array;
  const table = new Table(largest + 1);
  for (const [value, pixels] of sizes) if (pixels >= minArea && pixels <= maxArea) table[value] = value;
  return applyRemap(k, labels, table) as Labelmap;
}

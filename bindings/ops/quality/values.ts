import { ArgumentRangeError, UnsuitableImage } from "../../core/errors.js";
import { type Dtype, dtypeOf, dtypeRange, type Image, type TypedArray, voxelCount } from "../../core/image.js";
import { dtypeCode, putImage, type ResidentImage } from "../../core/resident.js";
import type { Scratch } from "../../core/scratch.js";
import { type Extent, extentOf } from "../extent.js";
import { countedValues, type ResidentHistogram } from "../histogram.js";
import { countedOrder, type Order, sortedOrder } from "./order.js";

/** The values of an image, ready to be asked about. */
export interface Values extends Extent {
  /** The image in linear memory, in the narrowest type that holds it. */
  readonly resident: ResidentImage;
  /** The same outside. */
  readonly image: Image;
  /** The type the image came in. */
  readonly dtype: Dtype;
  readonly order: Order;
  readonly mean: number;
  /** True when every value is a whole number, of whatever type. */
  readonly whole: boolean;
  /** NaN and infinite values that were left out. When there are any, nothing is known about neighbours. */
  readonly dropped: number;
  /** The exact histogram of an image of 8 or 16 bits, in linear memory. */
  readonly table: ResidentHistogram | undefined;
}

/** One plane of a stack as an image; slice 0 of a 2-D image is the image. */
export function planeOf(image: Image, slice: number): Image {
  const [w, h, d = 1] = [...image.shape].reverse() as [number, number, number?];
  if (slice >= d) {
    throw new ArgumentRangeError("E_OPTION", `inspect: expected slice <= ${d - 1}, the last one, got ${slice}`);
  }
  const { spacing, unit } = image;
  return {
    data: image.data.subarray(slice * w * h, (slice + 1) * w * h),
    shape: [h, w],
    ...(spacing && { spacing: spacing.slice(-2) }),
    ...(unit !== undefined && { unit }),
  };
}

/** Copies an image in and puts its values in order. Throws E_NONFINITE when not one of them is a number. */
export function valuesOf(s: Scratch, given: Image): Values {
  const { finite, dropped } = withoutGaps(given);
  const image = narrowed(finite);
  const resident = putImage(s, "inspect", image);
  const dtype = dtypeOf(given.data);
  const whole = dtypeRange(dtype) !== undefined || every(image.data, Number.isInteger);
  const common = { resident, image, dtype, dropped, whole };
  if (resident.dtype !== "float32") {
    const { min, max } = extentOf(s, "inspect", resident);
    const table = countedValues(s, resident, { min, max });
    const order = countedOrder(s.take(table.counts, Float64Array, table.bins), min);
    return { ...common, min, max, table, order, mean: residentMean(s, resident) };
  }
  const order = orderOf(s, image, resident);
  const mean = image.data instanceof Float32Array ? residentMean(s, resident) : plainMean(image.data);
  return { ...common, min: order.at(0) + 0, max: order.at(order.length - 1) + 0, table: undefined, order, mean };
}

/** True when `holds` is true of every value. A plain loop: the method of the same name is ten times slower. */
function every(data: TypedArray, holds: (value: number) => boolean): boolean {
  for (let i = 0; i < data.length; i++) if (!holds(data[i] as number)) return false;
  return true;
}

/** The image, or, when it holds NaN or infinity, its finite values in a row. */
function withoutGaps(image: Image): { finite: Image; dropped: number } {
  const { data } = image;
  const fractional = data instanceof Float32Array || data instanceof Float64Array;
  if (!fractional || every(data, Number.isFinite)) return { finite: image, dropped: 0 };
  const kept = data.filter(Number.isFinite);
  if (kept.length === 0) {
    throw new UnsuitableImage("E_NONFINITE", "inspect: expected at least one finite value, the image has none");
  }
  return { finite: { data: kept, shape: [1, kept.length] }, dropped: data.length - kept.length };
}

/** 32-bit integers as 16-bit ones where all of them fit: then every value has a counter of its own. */
function narrowed(image: Image): Image {
  const { data } = image;
  if (!(data instanceof Int32Array || data instanceof Uint32Array)) return image;
  let [min, max] = [data[0] as number, data[0] as number];
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min >= 0 && max <= 0xffff) return { ...image, data: Uint16Array.from(data) };
  if (min >= -0x8000 && max <= 0x7fff) return { ...image, data: Int16Array.from(data) };
  return image;
}

/** Sorts what cannot be counted value by value. */
function orderOf(s: Scratch, image: Image, resident: ResidentImage): Order {
  const { data } = image;
  if (data instanceof Float32Array) return s.nested(() => sortIn(s, resident.at, Float32Array, data.length, 0));
  if (data instanceof Float64Array) return sortedOrder(data.slice().sort());
  return s.nested(() => {
    // Moved up by half the range, signed numbers ascend as unsigned ones do.
    const shift = data instanceof Int32Array ? 2 ** 31 : 0;
    const keys = shift === 0 ? data : Uint32Array.from(data, (value) => value + shift);
    return sortIn(s, s.put(keys), Uint32Array, data.length, -shift);
  });
}

type Key = typeof Float32Array | typeof Uint32Array;

function sortIn(s: Scratch, at: number, type: Key, length: number, offset: number): Order {
  const code = dtypeCode({ dtype: type === Float32Array ? "float32" : "uint32" });
  const sorted = s.alloc(4 * length, "inspect: the sorted values");
  s.nested(() => s.raw.sort(sorted, s.alloc(4 * length + 24_576, "inspect: room to sort"), at, code, length));
  return sortedOrder(s.take<Float32Array | Uint32Array>(sorted, type, length), offset);
}

function residentMean(s: Scratch, image: ResidentImage): number {
  return s.nested(() => s.raw.mean(s.alloc(32), image.at, dtypeCode(image), voxelCount(image.shape)));
}

function plainMean(data: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] as number;
  return sum / data.length;
}

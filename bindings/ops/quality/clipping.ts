import { dtypeRange } from "../../core/image.js";
import type { Order } from "./order.js";
import type { Values } from "./values.js";

/** What happened at the two ends of the range. */
export interface Clipping {
  /** Fraction of the voxels at the smallest value the type can hold. */
  low: number;
  /** Fraction at the largest, or at the level where the detector saturates below it. */
  high: number;
  /** The level at which values pile up; undefined when they do not. */
  saturation?: number;
}

/** Neighbouring levels that the topmost one is compared with. */
const NEIGHBOURS = 10;
/** A pile is so many times as high as its neighbours on average. */
const SPIKE = 5;
/** Fractions below this may be chance. */
export const CLIPPING_MATTERS = 1e-4;

/** Smallest and largest value that can have been stored, given that only `bitDepth` bits of the type were used. */
export function storableRange({ dtype }: Values, bitDepth?: number): [number, number] | undefined {
  const range = dtypeRange(dtype);
  return range && bitDepth !== undefined && range[0] === 0 ? [0, Math.min(range[1], 2 ** bitDepth - 1)] : range;
}

/** Clipping of an image; `range` is what can have been stored, undefined for floats. */
export function clippingOf({ order, min, max }: Values, range: readonly [number, number] | undefined): Clipping {
  const atMin = countAt(order, min);
  const atMax = countAt(order, max);
  const low = range && min === range[0] ? atMin / order.length : 0;
  if (range && max === range[1]) return { low, high: atMax / order.length, saturation: max };
  if (!isPile(order, atMax)) return { low, high: 0 };
  return { low, high: atMax / order.length, saturation: max };
}

/** True when far more voxels have the largest value than the values below it, as a saturated detector leaves them. */
function isPile(order: Order, atMax: number): boolean {
  if (order.distinct <= NEIGHBOURS || atMax / order.length <= CLIPPING_MATTERS) return false;
  let end = order.length - atMax;
  let below = 0;
  for (let i = 0; i < NEIGHBOURS; i++) {
    const start = order.below(order.at(end - 1));
    below += end - start;
    end = start;
  }
  return atMax > (SPIKE * below) / NEIGHBOURS;
}

function countAt(order: Order, value: number): number {
  return order.upTo(value) - order.below(value);
}

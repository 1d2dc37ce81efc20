import { type Dtype, dtypeRange } from "../../bindings/index.js";

/** Two values of an image, in its own units. */
export interface Interval {
  low: number;
  high: number;
}

/** What is shown black and white, and the values among which these limits can be moved. */
export interface Contrast {
  limits: Interval;
  range: Interval;
}

/** Limits of data with this smallest and largest value. A constant image is shown against zero or one. */
function around({ low, high }: Interval): Interval {
  return low < high ? { low, high } : { low: Math.min(low, 0), high: Math.max(high, 1) };
}

/** Limits of a new image: its smallest and largest value; 8-bit images always 0 to 255. */
export function initialContrast(dtype: Dtype, volume: Interval): Contrast {
  const limits = dtype === "uint8" ? { low: 0, high: 255 } : around(volume);
  return { limits, range: limits };
}

/** Limits and range from the slice at hand; 8-bit images 0 to 255. */
export function resetContrast(dtype: Dtype, slice: Interval): Contrast {
  return initialContrast(dtype, slice);
}

/** Limits from the slice at hand, whatever the type; the range grows where it must. */
export function autoContrast(contrast: Contrast, slice: Interval): Contrast {
  const { low, high } = around(slice);
  return withLimits(contrast, low, high);
}

/** The range of the element type, with the limits as they are. Floats have no such range: nothing changes. */
export function fullRange(contrast: Contrast, dtype: Dtype): Contrast {
  const range = dtypeRange(dtype);
  return range ? withRange(contrast, { low: range[0], high: range[1] }) : contrast;
}

/** New limits, in order; a range that is too narrow for them grows. */
export function withLimits({ range }: Contrast, low: number, high: number): Contrast {
  const limits = low <= high ? { low, high } : { low: high, high: low };
  return {
    limits,
    range: { low: Math.min(range.low, limits.low), high: Math.max(range.high, limits.high) },
  };
}

/** A new range; limits beyond it are drawn in. */
export function withRange({ limits }: Contrast, range: Interval): Contrast {
  const clip = (value: number) => Math.min(range.high, Math.max(range.low, value));
  return { limits: { low: clip(limits.low), high: clip(limits.high) }, range };
}

/** How far between black (0) and white (1) a value is shown before gamma. NaN is shown black. */
export function brightness(value: number, { low, high }: Interval): number {
  if (high <= low) return value > low ? 1 : 0;
  const part = (value - low) / (high - low);
  return part > 0 ? Math.min(1, part) : 0;
}

import { dtypeOf, type TypedArray } from "../core/image.js";
import type { Planes } from "./planes.js";
import { takeSample } from "./samples.js";
import type { Source } from "./source.js";

/** Weights of red, green and blue in luminance (ITU-R BT.709 primaries). */
export const LUMINANCE = [0.2125, 0.7154, 0.0721] as const;

/** Sample `sample` of pixels with `samples` values side by side, in the same type. */
export function pickSample(source: Source, values: TypedArray, samples: number, sample: number): TypedArray {
  const picked = source.allocate(dtypeOf(values), values.length / samples);
  takeSample(values, samples, sample, picked);
  return picked;
}

/**
 * One channel from colour pixels: the grey values themselves where there is only one colour or all are equal, else
 * luminance as float32 in image units. Alpha is ignored.
 */
export function onlyChannel(source: Source, { sizes, meaning }: Planes, values: TypedArray): TypedArray {
  const samples = sizes.S;
  if (meaning.endsWith("alpha")) source.note("alpha is ignored");
  if (!meaning.startsWith("rgb")) return pickSample(source, values, samples, 0);
  if (isGrey(values, samples)) {
    source.note("red, green and blue are equal everywhere: read as one grey channel");
    return pickSample(source, values, samples, 0);
  }
  source.note("colour image: read as luminance 0.2125 R + 0.7154 G + 0.0721 B; choose one channel for a colour");
  return luminance(source, values, samples);
}

function isGrey(values: TypedArray, samples: number): boolean {
  for (let i = 0; i < values.length; i += samples) {
    // Compared as stored: NaN in all three is not equal and leads to luminance, which is NaN as well.
    if (values[i] !== values[i + 1] || values[i] !== values[i + 2]) return false;
  }
  return true;
}

/** Products and sum in double precision, red + green first, rounded once: the same bits in every engine. */
function luminance(source: Source, values: TypedArray, samples: number): Float32Array {
  const grey = source.allocate("float32", values.length / samples) as Float32Array;
  const [red, green, blue] = LUMINANCE;
  for (let i = 0, from = 0; i < grey.length; i++, from += samples) {
    const [r, g, b] = [values[from] as number, values[from + 1] as number, values[from + 2] as number];
    grey[i] = red * r + green * g + blue * b;
  }
  return grey;
}

/** Bytes of YCbCr (JFIF; DICOM's YBR_FULL) to RGB, rounded to the nearest; both may be one array. */
export function rgbOfYcc(data: TypedArray, into: TypedArray): void {
  for (let i = 0; i < data.length; i += 3) {
    const y = data[i] as number;
    const cb = (data[i + 1] as number) - 128;
    const cr = (data[i + 2] as number) - 128;
    into[i] = clamped(y + 1.402 * cr);
    into[i + 1] = clamped(y - 0.344136286 * cb - 0.714136286 * cr);
    into[i + 2] = clamped(y + 1.772 * cb);
  }
}

function clamped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.floor(value + 0.5);
}

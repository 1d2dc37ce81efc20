import type { Image, Mask, TypedArray } from "../bindings/core/image.js";
import { arrayType, type Dtype, maskPitch, voxelCount } from "../bindings/core/image.js";

/** Seeded generator of the tests: the same numbers in every engine (LCG of Numerical Recipes, upper bits). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Random whole values in [low, high]; floats get fractions too. */
export function randomImage(seed: number, dtype: Dtype, shape: readonly number[], low = 0, high = 255): Image {
  const next = randomNumbers(seed);
  const data = new (arrayType(dtype))(voxelCount(shape));
  const fraction = dtype.startsWith("float");
  for (let i = 0; i < data.length; i++)
    data[i] = low + (fraction ? next() * (high - low) : Math.floor(next() * (high - low + 1)));
  return { data, shape };
}

/** Random 0/1 image with about `density` ones. */
export function randomBinary(seed: number, shape: readonly number[], density = 0.5): Image<Uint8Array> {
  const next = randomNumbers(seed);
  return { data: Uint8Array.from({ length: voxelCount(shape) }, () => (next() < density ? 1 : 0)), shape };
}

/** An image drawn as text: one string a row, digits or dots (0); planes separated by an empty string. */
export function drawn(rows: string[], type: Dtype = "uint8"): Image {
  const planes = rows
    .join("\n")
    .split("\n\n")
    .map((plane) => plane.split("\n"));
  const values = planes
    .flat()
    .flatMap((row) => [...row.replaceAll(" ", "")].map((c) => (c === "." ? 0 : Number.parseInt(c, 36))));
  const [d, h] = [planes.length, planes[0]!.length];
  const w = values.length / d / h;
  const data = new (arrayType(type))(values.length);
  data.set(values as never);
  return { data, shape: d === 1 ? [h, w] : [d, h, w] };
}

/** A mask as 0/1 bytes. */
export function maskValues(mask: Mask): number[] {
  const w = mask.shape.at(-1) as number;
  return Array.from({ length: voxelCount(mask.shape) }, (_, i) => {
    const x = i % w;
    return ((mask.bits[Math.floor(i / w) * mask.pitch + (x >> 3)] as number) >> (x & 7)) & 1;
  });
}

/** A 0/1 image as a mask. */
export function maskOf(image: { data: ArrayLike<number>; shape: readonly number[] }): Mask {
  const w = image.shape.at(-1) as number;
  const pitch = maskPitch(w);
  const bits = new Uint8Array((image.data.length / w) * pitch);
  for (let i = 0; i < image.data.length; i++) {
    const x = i % w;
    if (image.data[i]) bits[Math.floor(i / w) * pitch + (x >> 3)]! |= 1 << (x & 7);
  }
  return { bits, shape: image.shape, pitch };
}

/** Sizes at which vector loops and their tails break, if they do. */
export const EDGE_WIDTHS = [1, 2, 15, 16, 17, 33, 127, 128, 129];

/** Index of the first difference, as a message; undefined when equal. NaN equals NaN, 0 differs from -0. */
export function firstDifference(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  shape?: readonly number[],
): string | undefined {
  if (got.length !== want.length) return `lengths differ: ${got.length} and ${want.length}`;
  for (let i = 0; i < got.length; i++) {
    if (!Object.is(got[i], want[i])) return `at ${shape ? position(i, shape) : i}: got ${got[i]}, want ${want[i]}`;
  }
  return undefined;
}

function position(index: number, shape: readonly number[]): string {
  const place: number[] = [];
  for (const extent of [...shape].reverse()) {
    place.unshift(index % extent);
    index = Math.floor(index / extent);
  }
  return `[${place.join(", ")}]`;
}

/** Any array of an image as plain numbers. */
export function valuesOf(image: { data: TypedArray }): number[] {
  return Array.from(image.data as ArrayLike<number>);
}

/** Smooth random u16: whole-number box sums of noise along every axis, twice; the same in test/golden/seeded.py. */
export function clouds(seed: number, shape: readonly number[]): Image<Uint16Array> {
  const next = randomNumbers(seed);
  let values = Array.from({ length: voxelCount(shape) }, () => Math.floor(next() * 32));
  const strides = shape.map((_, axis) => voxelCount(shape.slice(axis + 1)));
  for (let pass = 0; pass < 2; pass++) {
    for (let axis = 0; axis < shape.length; axis++) {
      const [n, stride] = [shape[axis]!, strides[axis]!];
      values = values.map((value, i) => {
        const at = Math.floor(i / stride) % n;
        return value + values[at > 0 ? i - stride : i]! + values[at < n - 1 ? i + stride : i]!;
      });
    }
  }
  return { data: Uint16Array.from(values, (v) => Math.floor(v / (shape.length === 3 ? 9 : 1))), shape };
}

/** Largest difference, relative to `scale`: unless said, the largest magnitude wanted. */
export function worstDifference(got: ArrayLike<number>, want: ArrayLike<number>, scale?: number): number {
  if (got.length !== want.length) return Number.POSITIVE_INFINITY;
  let [largest, most] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    // NaN stays to the end, and is not less than any tolerance.
    largest = Math.max(largest, Math.abs((got[i] as number) - (want[i] as number)));
    most = Math.max(most, Math.abs(want[i] as number));
  }
  return largest / (scale ?? (most || 1));
}

/** A volume turned by 3-4-5 triangles, so that its direction cosines are short decimals. */
export const TURNED: Image = {
  ...randomImage(5, "int16", [3, 4, 5], -300, 300),
  spacing: [2, 0.5, 0.75],
  unit: "mm",
  origin: [7, -8, 9.5],
  direction: [1, 0, 0, 0, 0.8, -0.6, 0, 0.6, 0.8],
  space: "LPS",
};

/**
 * Stored samples to native ones. Typed arrays are little-endian in every engine WebAssembly runs in, so "swap" below
 * always means: the file is big-endian.
 */
import type { TypedArray } from "../core/image.js";
import type { Source } from "./source.js";

/** The bytes an array lies in. */
export function bytesOf(values: TypedArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Reverses the bytes of every value in place; `size` is 1, 2, 4 or 8 bytes. */
export function swapBytes(values: TypedArray, size = values.BYTES_PER_ELEMENT): void {
  if (size === 2) {
    const words = new Uint16Array(values.buffer, values.byteOffset, values.byteLength / 2);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      words[i] = (word << 8) | (word >> 8);
    }
  } else if (size === 4) {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    for (let i = 0; i < words.length; i++) words[i] = swapped32(words[i] as number);
  } else if (size === 8) {
    // As 32-bit words: doubles start at multiples of 8, so of 4.
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    for (let i = 0; i < words.length; i += 2) {
      const low = words[i] as number;
      words[i] = swapped32(words[i + 1] as number);
      words[i + 1] = swapped32(low);
    }
  }
}

function swapped32(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** The numbers that 16-bit floats (sign, 5 bits of exponent, 10 of fraction) stand for. */
export function fromHalf(halves: Uint16Array, into: TypedArray): void {
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) into[i] = sign * fraction * 2 ** -24;
    else if (exponent === 31) into[i] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else into[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
}

/** The 32-bit type that holds all the 64-bit integers; undefined when none does. `parts` are pairs of low and high words. */
export function narrowType(parts: Iterable<Uint32Array>, signed: boolean): "int32" | "uint32" | undefined {
  let fitsSigned = signed;
  let fitsUnsigned = true;
  for (const words of parts) {
    for (let i = 0; i < words.length; i += 2) {
      const high = words[i + 1] as number;
      fitsUnsigned &&= high === 0;
      fitsSigned &&= (high | 0) === (words[i] as number) >> 31;
    }
  }
  return fitsSigned ? "int32" : fitsUnsigned ? "uint32" : undefined;
}

/** 64-bit integers as the 32-bit type of `into`; E_FORMAT when one does not fit. */
export function narrow(source: Source, words: Uint32Array, into: TypedArray): void {
  const signed = into instanceof Int32Array;
  for (let i = 0, to = 0; i < words.length; i += 2) {
    const low = words[i] as number;
    const expected = signed ? (low >> 31) >>> 0 : 0;
    if (words[i + 1] !== expected) throw source.unsupported("it holds 64-bit integers that do not fit into 32 bits");
    into[to++] = low;
  }
}

/**
 * Bytes one after the other; a single part is given back as it is.
 *
 * @param allocate makes room for so many bytes
 */
export function joined(
  parts: readonly Uint8Array[],
  allocate: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = allocate(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Planes of one size as pixels, with the values of a pixel side by side. */
export function interleave(planes: readonly TypedArray[], into: TypedArray): void {
  for (const [first, plane] of planes.entries()) {
    for (let i = 0, to = first; i < plane.length; i++, to += planes.length) into[to] = plane[i] as number;
  }
}

/** One value of each pixel of `count` values side by side. */
export function takeSample(values: TypedArray, count: number, sample: number, into: TypedArray): void {
  if (count === 1) into.set(values);
  else for (let i = 0, from = sample; i < into.length; i++, from += count) into[i] = values[from] as number;
}

/** An array cut into parts of one length. */
export function cutUp(values: TypedArray, parts: number): TypedArray[] {
  const size = values.length / parts;
  return Array.from({ length: parts }, (_, part) => values.subarray(part * size, (part + 1) * size));
}

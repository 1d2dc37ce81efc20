import { arrayType, type Dtype, type Geometry, type TypedArray } from "../core/image.js";
import type { Format } from "./file.js";
import type { Legend } from "./legend.js";
import type { Planes, Sizes } from "./planes.js";
import { bytesOf, narrow, narrowType, swapBytes } from "./samples.js";
import type { Source } from "./source.js";

/** Element types that headers of volumes name. */
export type StoredType = Dtype | "int64" | "uint64";

/** A volume whose voxels lie in one block, as NIfTI, NRRD and MetaImage have them. */
export interface StoredVolume {
  format: Format;
  type: StoredType;
  bigEndian: boolean;
  sizes: Sizes;
  /** Axes from slowest to fastest without S, which is fastest of all. */
  order: string;
  meaning: Planes["meaning"];
  geometry: Geometry;
  legend?: Legend;
  /** Stored value times slope plus intercept is the image's value. */
  scale?: { slope: number; intercept: number } | undefined;
  /** Where the voxels' bytes lie, exactly as many as there are. */
  voxels: Stretch;
}

/** Part of a file, or bytes that were made of one. */
export interface Stretch {
  readonly length: number;
  /** Copies bytes from `from` on. */
  copy(from: number, into: Uint8Array): void;
  /** All bytes, for the caller to keep and change: where they need not be copied for it, and begin at a multiple of `align`. */
  take?(align: number): Uint8Array | undefined;
}

/** Bytes that lie in a file as they are. */
export function stretchOf(file: Source, offset: number, length: number): Stretch {
  return { length, copy: (from, into) => file.copy(offset + from, into) };
}

/**
 * Bytes in memory.
 *
 * @param again makes them once more: with it they are given away to the first who takes all of them
 */
export function heldStretch(bytes: Uint8Array, again?: () => Uint8Array): Stretch {
  const { length, byteOffset } = bytes;
  let held: Uint8Array | undefined = bytes;
  const copy = (from: number, into: Uint8Array) => {
    held ??= again?.() as Uint8Array;
    into.set(held.subarray(from, from + into.length));
  };
  if (!again) return { length, copy };
  const take = (align: number) => {
    if (byteOffset % align !== 0) return undefined;
    const taken = held ?? again();
    held = undefined;
    return taken;
  };
  return { length, copy, take };
}

/** Bytes of one element. */
export function storedSize(type: StoredType): number {
  return type === "int64" || type === "uint64" ? 8 : arrayType(type).BYTES_PER_ELEMENT;
}

/** Bytes of all elements. */
export function storedBytes(type: StoredType, { T, C, Z, Y, X, S }: Sizes): number {
  return T * C * Z * Y * X * S * storedSize(type);
}

/** Throws E_LIMIT for a volume that is too large, unless its file is too: of that a part can be read. */
export function checkVolume(file: Source, type: StoredType, sizes: Sizes): void {
  if (file.size > file.limits.maxBytes) return;
  file.checkLimit("maxBytes", storedBytes(type, { ...sizes, T: 1, C: 1 }), "its decoded size in bytes");
}

/** Planes of such a volume. 64-bit integers are read where they fit into 32 bits. */
export function volumePlanes(source: Source, volume: StoredVolume): Planes {
  const { sizes, type, scale, order } = volume;
  const plain = plainType(source, volume);
  const dtype = scale ? scaledType(plain, scale) : plain;
  const strides = stridesOf(order, sizes);
  return {
    format: volume.format,
    order,
    sizes,
    meaning: volume.meaning,
    dtype,
    bitDepth: storedSize(type) * 8,
    ...volume.geometry,
    legend: volume.legend,
    readPlane: ({ t, c, z }, into) => {
      const first = t * strides.T + c * strides.C + z * strides.Z;
      readStored(source, volume, plain, first, into);
    },
    takeVolume: () => takenWhole(volume),
  };
}

/** The only volume of a file without copying it, where its bytes can be had and are its values. */
function takenWhole({ type, sizes, scale, bigEndian, voxels }: StoredVolume): TypedArray | undefined {
  const size = storedSize(type);
  if (!voxels.take || scale || type === "int64" || type === "uint64" || sizes.T * sizes.C > 1) return undefined;
  const bytes = voxels.take(size);
  if (!bytes) return undefined;
  const values = new (arrayType(type))(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / size);
  if (bigEndian) swapBytes(values, size);
  return values;
}

/** Elements from one index of an axis to the next. */
function stridesOf(order: string, sizes: Sizes): Record<"T" | "C" | "Z", number> {
  const strides = { T: 0, C: 0, Z: 0 };
  let step = sizes.S * sizes.X * sizes.Y;
  for (const axis of [...order].reverse()) {
    if (axis === "X" || axis === "Y") continue;
    strides[axis as "T"] = step;
    step *= sizes[axis as keyof Sizes];
  }
  return strides;
}

function plainType(source: Source, { type, voxels, bigEndian }: StoredVolume): Dtype {
  if (type !== "int64" && type !== "uint64") return type;
  const narrowed = narrowType(longWords(source, voxels, bigEndian), type === "int64");
  if (!narrowed) throw source.unsupported("it holds 64-bit integers that do not fit into 32 bits");
  return narrowed;
}

/** Pairs of words at a time: all of them may not fit into memory beside the image. */
const WORDS_AT_ONCE = 1 << 22;

/** 64-bit integers as pairs of words, low and high, some at a time in one array that is used again. */
export function* longWords(source: Source, voxels: Stretch, bigEndian: boolean): Generator<Uint32Array> {
  const count = voxels.length / 4;
  const words = source.allocate("uint32", Math.min(WORDS_AT_ONCE, count)) as Uint32Array;
  for (let from = 0; from < count; from += words.length) {
    const some = words.subarray(0, count - from);
    voxels.copy(from * 4, bytesOf(some));
    if (bigEndian) swapBytes(some, 8);
    yield some;
  }
}

/**
 * The type of scaled values: whole numbers stay whole where the scaled range is sure to fit into 32 bits.
 *
 * @param bits of each stored value that are used; what is left of the type is never reached
 */
export function scaledType(
  stored: Dtype,
  { slope, intercept }: { slope: number; intercept: number },
  bits = 16,
): Dtype {
  const size = { uint8: 8, int8: 8, uint16: 16, int16: 16 }[stored as string];
  if (size === undefined || !Number.isInteger(slope) || !Number.isInteger(intercept)) {
    return stored === "float64" || stored.endsWith("32") ? "float64" : "float32";
  }
  const used = Math.min(bits, size);
  const range = stored.startsWith("u") ? [0, 2 ** used - 1] : [-(2 ** (used - 1)), 2 ** (used - 1) - 1];
  const [a, b] = range.map((end) => end * slope + intercept) as [number, number];
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  if (low >= -32_768 && high <= 32_767) return "int16";
  if (low >= 0 && high <= 65_535) return "uint16";
  return low >= -(2 ** 31) && high < 2 ** 31 ? "int32" : "float32";
}

function readStored(source: Source, volume: StoredVolume, plain: Dtype, first: number, into: TypedArray): void {
  const { type, voxels, bigEndian, scale } = volume;
  const size = storedSize(type);
  const long = type === "int64" || type === "uint64";
  const direct = !long && !scale;
  const stored = direct ? into : source.allocate(long ? "uint32" : plain, long ? 2 * into.length : into.length);
  voxels.copy(first * size, bytesOf(stored));
  if (bigEndian) swapBytes(stored, size);
  if (direct) return;
  const values = scale && long ? source.allocate(plain, into.length) : scale ? stored : into;
  if (long) narrow(source, stored as Uint32Array, values);
  if (!scale) return;
  const { slope, intercept } = scale;
  for (let i = 0; i < into.length; i++) into[i] = (values[i] as number) * slope + intercept;
}

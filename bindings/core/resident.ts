import { ArgumentRangeError, ArgumentTypeError } from "./errors.js";
import {
  arrayType,
  checkImage,
  checkMask,
  dtypeOf,
  type Geometry,
  geometryOf,
  type Image,
  isMask,
  type Labelmap,
  type Mask,
  maskPitch,
  type TypedArray,
  voxelCount,
} from "./image.js";
import type { Pointer, Scratch } from "./scratch.js";

/** Element types the kernels read directly; their numbers are the raw interface's type codes. */
export const KERNEL_DTYPES = { uint8: 0, uint16: 1, int16: 2, float32: 3, uint32: 4 } as const;
export type KernelDtype = keyof typeof KERNEL_DTYPES;

/** The grid of an object that lies in linear memory. `d` is 1 for 2-D images. */
export interface Grid {
  readonly shape: readonly number[];
  readonly geometry: Geometry;
  readonly w: number;
  readonly h: number;
  readonly d: number;
}

/** An image in linear memory: rows without gaps, C order. */
export interface ResidentImage extends Grid {
  readonly kind: "image";
  readonly at: Pointer;
  readonly dtype: Exclude<KernelDtype, "uint32">;
}

/** A mask in linear memory: bit rows `pitch` bytes apart; bits beyond the width are 0. */
export interface ResidentMask extends Grid {
  readonly kind: "mask";
  readonly at: Pointer;
  readonly pitch: number;
}

/** A label image in linear memory. */
export interface ResidentLabels extends Grid {
  readonly kind: "labels";
  readonly at: Pointer;
  readonly dtype: "uint8" | "uint16" | "uint32";
  /** The largest label. */
  readonly count: number;
}

/** Whatever a step of a chain hands to the next. */
export type Resident = ResidentImage | ResidentMask | ResidentLabels;

/** The grid of an image or mask. */
export function gridOf(image: { shape: readonly number[] } & Geometry): Grid {
  const [w, h, d = 1] = [...image.shape].reverse() as [number, number, number?];
  return { shape: image.shape, geometry: geometryOf(image), w, h, d };
}

/** The same grid without the fields that tell what lies on it. */
export function sameGrid({ shape, geometry, w, h, d }: Grid): Grid {
  return { shape, geometry, w, h, d };
}

/** Bytes of all bit rows of a grid. */
export function maskBytes(grid: Grid): number {
  return grid.h * grid.d * maskPitch(grid.w);
}

/** Code of an element type in the raw interface. */
export function dtypeCode(object: { dtype: KernelDtype }): number {
  return KERNEL_DTYPES[object.dtype];
}

/**
 * Copies an image in. int8 becomes int16; uint32 and int32 become uint16 or int16 where their values fit, otherwise
 * float32, the nearest number it has; float64 becomes float32.
 */
export function putImage(s: Scratch, who: string, image: Image): ResidentImage {
  checkImage(who, image);
  const { data, dtype } = toKernelType(image.data);
  return { kind: "image", ...gridOf(image), at: s.put(data, `${who}: its input`), dtype };
}

function toKernelType(data: TypedArray): { data: TypedArray; dtype: ResidentImage["dtype"] } {
  const dtype = dtypeOf(data);
  switch (dtype) {
    case "uint8":
    case "uint16":
    case "int16":
    case "float32":
      return { data, dtype };
    case "int8":
      return { data: Int16Array.from(data), dtype: "int16" };
    case "uint32":
    case "int32":
      return narrowed(data);
    default:
      return { data: Float32Array.from(data), dtype: "float32" };
  }
}

/** 32-bit whole numbers in 16 bits where they fit, so that they are counted one by one; otherwise as float32. */
function narrowed(data: TypedArray): { data: TypedArray; dtype: ResidentImage["dtype"] } {
  let [low, high] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low >= 0 && high <= 0xffff) return { data: Uint16Array.from(data), dtype: "uint16" };
  if (low >= -0x8000 && high <= 0x7fff) return { data: Int16Array.from(data), dtype: "int16" };
  return { data: Float32Array.from(data), dtype: "float32" };
}

/** Copies a label image in, in its own unsigned type; signed types must not hold negative values, floats are refused. */
export function putLabels(s: Scratch, who: string, image: Image): ResidentLabels {
  checkImage(who, image);
  const { data, dtype } = toLabelType(who, image.data);
  const at = s.put(data, `${who}: its labels`);
  const grid = gridOf(image);
  const count = largestLabel(s, at, KERNEL_DTYPES[dtype], voxelCount(grid.shape));
  return { kind: "labels", ...grid, at, dtype, count };
}

/** The largest of `n` labels of a type code. */
export function largestLabel(s: Scratch, at: Pointer, type: number, n: number): number {
  return s.nested(() => {
    const range = s.alloc(32);
    s.raw.minMax(range, at, type, n);
    return s.view(range, Float64Array, 2)[1] as number;
  });
}

function toLabelType(who: string, data: TypedArray): { data: TypedArray; dtype: ResidentLabels["dtype"] } {
  const dtype = dtypeOf(data);
  if (dtype === "uint8" || dtype === "uint16" || dtype === "uint32") return { data, dtype };
  if (dtype === "float32" || dtype === "float64") {
    throw new ArgumentTypeError(
      "E_DTYPE",
      `${who}: expected integer labels, got ${dtype}; round or threshold the image first`,
    );
  }
  if ((data as Int32Array).some((label) => label < 0)) {
    throw new ArgumentRangeError("E_LABEL_NEGATIVE", `${who}: expected labels >= 0, got a negative one`);
  }
  const unsigned = { int8: "uint8", int16: "uint16", int32: "uint32" } as const;
  const target = unsigned[dtype];
  return {
    data: new (arrayType(target))(data.buffer, data.byteOffset, data.length),
    dtype: target,
  };
}

/** Copies a mask in. An image counts as a mask of its non-zero values. */
export function putMask(s: Scratch, who: string, input: Mask | Image): ResidentMask {
  if (isMask(input)) {
    checkMask(who, input);
    const grid = gridOf(input);
    const at = s.put(input.bits, `${who}: its mask`);
    // A caller may have left rubbish beyond the width; every kernel relies on zeros there.
    s.raw.clearPadding(at, input.pitch, grid.w, grid.h * grid.d);
    return { kind: "mask", ...grid, at, pitch: input.pitch };
  }
  const isCount = ["uint32", "int32"].includes(dtypeOf(input.data));
  return asMask(s, who, isCount ? putBits32(s, who, input) : putImage(s, who, input));
}

function putBits32(s: Scratch, who: string, image: Image): ResidentLabels {
  checkImage(who, image);
  return { kind: "labels", ...gridOf(image), at: s.put(image.data), dtype: "uint32", count: 0 };
}

/** The non-zero voxels of a resident object as a mask. */
export function asMask(s: Scratch, who: string, object: Resident): ResidentMask {
  if (object.kind === "mask") return object;
  const grid = sameGrid(object);
  const pitch = maskPitch(grid.w);
  const at = s.alloc(maskBytes(grid), `${who}: a mask`);
  s.raw.nonZero(at, pitch, object.at, dtypeCode(object), grid.w, grid.h * grid.d);
  return { kind: "mask", ...grid, at, pitch };
}

/** Number of set voxels of a mask. */
export function countMask(s: Scratch, mask: ResidentMask): number {
  return s.raw.countSet(mask.at, maskBytes(mask)) >>> 0;
}

/** An object as labels: a mask becomes 0 and 1; an unsigned integer image is taken as it is. */
export function asLabels(s: Scratch, who: string, object: Resident): ResidentLabels {
  if (object.kind === "labels") return object;
  const grid = sameGrid(object);
  if (object.kind === "mask") {
    const at = s.alloc(voxelCount(grid.shape), `${who}: labels of a mask`);
    s.raw.unpack(at, object.at, object.pitch, grid.w, grid.h * grid.d, 1);
    return { kind: "labels", ...grid, at, dtype: "uint8", count: 1 };
  }
  if (object.dtype !== "uint8" && object.dtype !== "uint16") {
    throw new ArgumentTypeError("E_DTYPE", `${who}: expected labels, got an image of ${object.dtype}`);
  }
  const count = largestLabel(s, object.at, dtypeCode(object), voxelCount(grid.shape));
  return { kind: "labels", ...grid, at: object.at, dtype: object.dtype, count };
}

/** An object as an image of values: masks and labels count as the numbers they hold. */
export function asImage(s: Scratch, who: string, object: Resident): ResidentImage {
  if (object.kind === "image") return object;
  const { at, dtype, ...rest } = asLabels(s, who, object);
  if (dtype === "uint32")
    throw new ArgumentTypeError("E_DTYPE", `${who}: expected an image, got more than 65535 labels`);
  return { kind: "image", ...sameGrid(rest), at, dtype };
}

/** Copies a resident object out, with the geometry it came with. */
export function takeResident(s: Scratch, object: Resident): Image | Mask | Labelmap {
  const { shape, geometry } = object;
  if (object.kind === "mask") {
    return { bits: s.take(object.at, Uint8Array, maskBytes(object)), shape, pitch: object.pitch, ...geometry };
  }
  const data = s.take(object.at, arrayType(object.dtype), voxelCount(shape));
  if (object.kind === "image") return { data, shape, ...geometry };
  return { data, shape, count: object.count, ...geometry } as Labelmap;
}

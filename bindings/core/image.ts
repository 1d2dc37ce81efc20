import { ArgumentRangeError, ArgumentTypeError } from "./errors.js";

/** Arrays an image may hold. */
export type TypedArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Element types by their NumPy names. */
export type Dtype = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";

/** Where a voxel grid lies in the world. Lists follow the axis order of `shape`: (z, y, x) or (y, x). */
export interface Geometry {
  /** Distance between voxel centres along each axis, in `unit`; positive. Default: 1 on every axis. */
  spacing?: readonly number[] | undefined;
  /** Unit of `spacing` and `origin`, for example "µm" or "mm". Default: "px". */
  unit?: string | undefined;
  /** World position of the first voxel's centre, in `unit`, in the order of `shape`: (z, y, x). */
  origin?: readonly number[] | undefined;
  /** Direction cosines, row-major, one row per axis of `shape`, each row in the world's order (z, y, x). */
  direction?: readonly number[] | undefined;
  /** "LPS" where the world is a patient: x grows to the left, y to the back, z to the head. Else the world is any frame. */
  space?: "LPS" | undefined;
}

/** An image: C order, x fastest. */
export interface Image<T extends TypedArray = TypedArray> extends Geometry {
  data: T;
  /** [y, x] or [z, y, x]. */
  shape: readonly number[];
}

/** A binary image as bit rows: bit x of row (z, y) is bit `x % 8` of byte `row * pitch + (x >> 3)`. */
export interface Mask extends Geometry {
  bits: Uint8Array;
  shape: readonly number[];
  /** Bytes from one row to the next: the width in bits rounded up to a multiple of 128, divided by 8. */
  pitch: number;
}

/** A label image: 0 is background, every other value names one object or class. */
export interface Labelmap<T extends Uint8Array | Uint16Array | Uint32Array = Uint8Array | Uint16Array | Uint32Array>
  extends Image<T> {
  /** The largest label. */
  count: number;
}

/** A typed array's constructor, for lengths and for windows on a buffer. */
export interface ArrayType<T extends TypedArray> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

const DTYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The array type of an element type. */
export function arrayType(dtype: Dtype): ArrayType<TypedArray> {
  return DTYPES[dtype] as ArrayType<TypedArray>;
}

/** The element type of an array. */
export function dtypeOf(data: TypedArray): Dtype {
  for (const dtype of Object.keys(DTYPES) as Dtype[]) if (data instanceof DTYPES[dtype]) return dtype;
  throw new ArgumentTypeError("E_DTYPE", `expected a typed array of ${Object.keys(DTYPES).join(", ")}`);
}

/** Smallest and largest value of an integer element type; undefined for floats. */
export function dtypeRange(dtype: Dtype): [number, number] | undefined {
  if (dtype.startsWith("float")) return undefined;
  const bits = 8 * arrayType(dtype).BYTES_PER_ELEMENT;
  return dtype.startsWith("u") ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

/** The smallest unsigned type that holds `largest`. Throws E_LABEL_RANGE above 2³² − 1. */
export function smallestLabelDtype(largest: number): "uint8" | "uint16" | "uint32" {
  if (largest <= 0xff) return "uint8";
  if (largest <= 0xffff) return "uint16";
  if (largest <= 0xffffffff) return "uint32";
  throw new ArgumentRangeError("E_LABEL_RANGE", `expected labels up to 4294967295, got ${largest}`);
}

/** Number of voxels of a shape. */
export function voxelCount(shape: readonly number[]): number {
  return shape.reduce((n, extent) => n * extent, 1);
}

/** Bytes of one bit row of `width` voxels. */
export function maskPitch(width: number): number {
  return Math.ceil(width / 128) * 16;
}

/** The geometry fields of an image, and nothing else of it. */
export function geometryOf(image: Geometry): Geometry {
  const { spacing, unit, origin, direction, space } = image;
  return {
    ...(spacing && { spacing }),
    ...(unit !== undefined && { unit }),
    ...(origin && { origin }),
    ...(direction && { direction }),
    ...(space && { space }),
  };
}

/** Throws unless `image` is 2-D or 3-D, not empty, and its data fills its shape. `who` starts the message. */
export function checkImage(who: string, image: Image): void {
  if (image === null || typeof image !== "object" || !ArrayBuffer.isView(image.data)) {
    throw new ArgumentTypeError(
      "E_DTYPE",
      `${who}: expected an image { data: TypedArray, shape }, got ${describe(image)}`,
    );
  }
  dtypeOf(image.data);
  checkGrid(who, image);
  const voxels = voxelCount(image.shape);
  if (image.data.length !== voxels) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `${who}: expected ${voxels} values for shape ${image.shape.join("×")}, got ${image.data.length}`,
    );
  }
}

/** Throws unless `mask` has a valid shape and its bit rows fill it. */
export function checkMask(who: string, mask: Mask): void {
  checkGrid(who, mask);
  const pitch = maskPitch(mask.shape.at(-1) as number);
  const bytes = (voxelCount(mask.shape) / (mask.shape.at(-1) as number)) * pitch;
  if (!(mask.bits instanceof Uint8Array) || mask.pitch !== pitch || mask.bits.length !== bytes) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `${who}: expected ${bytes} bytes of bit rows with pitch ${pitch} for shape ${mask.shape.join("×")}`,
    );
  }
}

/** True when the object is a mask of bit rows rather than an image of values. */
export function isMask(image: Image | Mask): image is Mask {
  return "bits" in image;
}

function checkGrid(who: string, grid: { shape: readonly number[] } & Geometry): void {
  const { shape, spacing } = grid;
  if (!Array.isArray(shape) || (shape.length !== 2 && shape.length !== 3)) {
    throw new ArgumentRangeError("E_NDIM", `${who}: expected a shape [y, x] or [z, y, x], got ${describe(shape)}`);
  }
  for (const extent of shape) {
    if (!Number.isInteger(extent) || extent < 0) {
      throw new ArgumentRangeError("E_SHAPE", `${who}: expected whole extents in shape, got ${describe(shape)}`);
    }
  }
  if (voxelCount(shape) === 0) {
    throw new ArgumentRangeError("E_EMPTY", `${who}: expected at least one voxel, got shape ${shape.join("×")}`);
  }
  if (spacing === undefined) return;
  if (spacing.length !== shape.length || !spacing.every((step) => Number.isFinite(step) && step > 0)) {
    throw new ArgumentRangeError(
      "E_SPACING",
      `${who}: expected ${shape.length} positive spacings, one per axis, got ${describe(spacing)}`,
    );
  }
}

/** A value as it may stand in a message: short, and never an object dump. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(describe).join(", ")}]`;
  if (value === null) return "null";
  if (typeof value === "object") return `an object of type ${value.constructor?.name ?? "Object"}`;
  if (typeof value === "function") return "a function";
  return String(value);
}

/** Whether a voxel of a row of a mask is set. */
export function isSet({ bits, pitch }: Pick<Mask, "bits" | "pitch">, row: number, x: number): boolean {
  return (((bits[row * pitch + (x >> 3)] as number) >> (x & 7)) & 1) === 1;
}

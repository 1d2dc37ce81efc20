import { type Dtype, type TypedArray, voxelCount } from "../../core/image.js";
import type { Planes } from "../planes.js";
import { bytesOf, fromHalf, narrow, narrowType, swapBytes } from "../samples.js";
import type { Source } from "../source.js";
import { type NpyHeader, readNpyHeader } from "./header.js";

/** Checks an NPY array and describes it: two axes are y, x and three are z, y, x. */
export function readNpy(source: Source): Planes {
  const header = readNpyHeader(source);
  const stored = voxelCount(header.shape) * header.size;
  source.checkLimit("maxSide", Math.max(...header.shape), "its longest axis");
  source.checkLimit("maxBytes", stored, "its decoded size in bytes");
  source.need(header.offset, stored, "its array");
  const rest = source.size - header.offset - stored;
  if (rest > 0) source.note(`${rest} bytes after the array are left out`);
  const [d, h, w] = volume(header);
  if (d > 4 && (w === 3 || w === 4)) source.note(`its axes are taken as z, y, x although the last has ${w} values`);
  const dtype = header.dtype ?? integerType(source, header);
  return {
    format: "npy",
    order: "ZYX",
    sizes: { T: 1, C: 1, Z: d, Y: h, X: w, S: 1 },
    meaning: "grey",
    dtype,
    bitDepth: header.kind === "b" ? 1 : header.size * 8,
    readPlane: ({ z }, into) => readSlice(source, header, dtype, z, into),
  };
}

function volume({ shape }: NpyHeader): [number, number, number] {
  return (shape.length === 2 ? [1, ...shape] : shape) as [number, number, number];
}

/** 64-bit integers are common for labels; they are read where they fit into 32 bits. */
function integerType(source: Source, header: NpyHeader): Dtype {
  const words = storedValues(source, header, header.offset, voxelCount(header.shape)) as Uint32Array;
  const dtype = narrowType(words, header.kind === "i");
  if (!dtype) throw source.unsupported("it holds 64-bit integers that do not fit into 32 bits");
  return dtype;
}

function readSlice(source: Source, header: NpyHeader, dtype: Dtype, z: number, into: TypedArray): void {
  const values = header.fortran
    ? fortranSlice(source, header, z)
    : storedValues(source, header, header.offset + z * into.length * header.size, into.length);
  if (header.kind === "f" && header.size === 2) fromHalf(values as Uint16Array, into);
  else if (header.size === 8 && dtype !== "float64") narrow(source, values as Uint32Array, into);
  else bytesOf(into).set(bytesOf(values));
  if (header.kind === "b" && into.some((value) => value > 1)) throw source.corrupt("a boolean is neither 0 nor 1");
}

/** The array a stored type is kept in while it is decoded: 64-bit integers as pairs of words, 16-bit floats as bits. */
function holder(source: Source, { kind, size, dtype }: NpyHeader, count: number): TypedArray {
  if (kind === "f" && size === 2) return source.allocate("uint16", count);
  if (size === 8 && kind !== "f") return source.allocate("uint32", 2 * count);
  return source.allocate(dtype as Dtype, count);
}

/** `count` stored values from `offset` on, in the byte order of this machine. */
function storedValues(source: Source, header: NpyHeader, offset: number, count: number): TypedArray {
  const values = holder(source, header, count);
  bytesOf(values).set(source.bytes.subarray(offset, offset + count * header.size));
  if (header.bigEndian) swapBytes(values, header.size);
  return values;
}

/** A slice of an array stored with its first axis fastest, put into rows. */
function fortranSlice(source: Source, header: NpyHeader, z: number): TypedArray {
  const [depth, height, width] = volume(header);
  const values = holder(source, header, height * width);
  const bytes = bytesOf(values);
  const { size, offset } = header;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = offset + (z + depth * (y + height * x)) * size;
      for (let i = 0; i < size; i++) bytes[to++] = source.bytes[from + i] as number;
    }
  }
  if (header.bigEndian) swapBytes(values, size);
  return values;
}

import { type Dtype, type TypedArray, voxelCount } from "../../core/image.js";
import type { Planes } from "../planes.js";
import { bytesOf, fromHalf, narrow, narrowType, swapBytes } from "../samples.js";
import type { Source } from "../source.js";
import { longWords, stretchOf } from "../volume.js";
import { arrayOf, isNpz, noArrays } from "./archive.js";
import { type NpyHeader, readNpyHeader } from "./header.js";

/** Bytes that hold the name of the first file of an archive. */
const ZIP_HEAD = 66_000;

/**
 * Checks an NPY array, or one of an NPZ archive, and describes it: two axes are y, x and three are z, y, x.
 *
 * @param name which array of an archive; undefined: the first that is an image
 */
export function readNpy(file: Source, name?: string): Planes {
  const archive = isNpz(file.head(ZIP_HEAD));
  if (!archive && name !== undefined) throw noArrays(file);
  const source = archive ? arrayOf(file, name) : file;
  const header = readNpyHeader(source);
  const stored = voxelCount(header.shape) * header.size;
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
  const stored = stretchOf(source, header.offset, voxelCount(header.shape) * header.size);
  const dtype = narrowType(longWords(source, stored, header.bigEndian), header.kind === "i");
  if (!dtype) throw source.unsupported("it holds 64-bit integers that do not fit into 32 bits");
  return dtype;
}

function readSlice(source: Source, header: NpyHeader, dtype: Dtype, z: number, into: TypedArray): void {
  const { kind, size, fortran, offset, bigEndian } = header;
  const half = kind === "f" && size === 2;
  const long = size === 8 && dtype !== "float64";
  const stored = half || long ? holder(source, header, into.length) : into;
  if (fortran) gatherSlice(source, header, z, bytesOf(stored));
  else source.copy(offset + z * into.length * size, bytesOf(stored));
  if (bigEndian) swapBytes(stored, size);
  if (half) fromHalf(stored as Uint16Array, into);
  else if (long) narrow(source, stored as Uint32Array, into);
  if (kind === "b" && (into as Uint8Array).some((value) => value > 1)) {
    throw source.corrupt("a boolean is neither 0 nor 1");
  }
}

/** The array a stored type is kept in while it is decoded: 64-bit integers as pairs of words, 16-bit floats as bits. */
function holder(source: Source, { kind, size, dtype }: NpyHeader, count: number): TypedArray {
  if (kind === "f" && size === 2) return source.allocate("uint16", count);
  if (size === 8 && kind !== "f") return source.allocate("uint32", 2 * count);
  return source.allocate(dtype as Dtype, count);
}

/** The bytes of a slice of an array stored with its first axis fastest, put into rows. */
function gatherSlice(source: Source, header: NpyHeader, z: number, into: Uint8Array): void {
  const [depth, height, width] = volume(header);
  const { size, offset } = header;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = offset + (z + depth * (y + height * x)) * size;
      for (let i = 0; i < size; i++) into[to++] = source.bytes[from + i] as number;
    }
  }
}

import { arrayType, type Dtype, type TypedArray } from "../../core/image.js";
import { narrow, narrowType } from "../samples.js";
import type { Source } from "../source.js";
import { library, MissingChunk, type ZarrArray } from "./library.js";

/** The part of an image that is read. */
export interface Region {
  t: number;
  c: number;
  /** First and one past the last slice. */
  z0: number;
  z1: number;
}

/** A chunk as the library unpacks it, values in its own order of axes. */
interface Chunk {
  data: ArrayLike<unknown> & object;
  stride: readonly number[];
}

/** Copies the part of every chunk that lies in the region, one chunk after another. */
export async function readRegion(
  source: Source,
  array: ZarrArray,
  names: readonly string[],
  { t, c, z0, z1 }: Region,
  into: TypedArray,
): Promise<void> {
  const bounds = names.map((name, axis): [number, number] => {
    if (name === "t") return [t, t + 1];
    if (name === "c") return [c, c + 1];
    return name === "z" ? [z0, z1] : [0, array.shape[axis] as number];
  });
  checkCount(source, bounds, array.chunks);
  for (const coordinates of chunksWithin(bounds, array.chunks)) {
    const chunk = (await unpackedChunk(source, array, coordinates)) ?? fillChunk(source, array);
    const parts = bounds.map(([low, high], axis): [number, number] => {
      const start = (coordinates[axis] as number) * (array.chunks[axis] as number);
      return [Math.max(low, start), Math.min(high, start + (array.chunks[axis] as number))];
    });
    copyChunk(source, chunk, { names, array, bounds, parts, coordinates }, into);
  }
}

/**
 * One chunk; undefined where it is not there. One that is there must be whole: the library would fill the rest with zeros.
 */
async function unpackedChunk(source: Source, array: ZarrArray, coordinates: number[]): Promise<Chunk | undefined> {
  const chunk = await libraryChunk(source, array, coordinates);
  if (!chunk) return undefined;
  const { data, stride } = chunk;
  const expected = array.chunks.reduce((product, extent) => product * extent, 1);
  const name = coordinates.join(", ");
  if (data.length !== expected) throw source.corrupt(`its chunk ${name} has ${data.length} of ${expected} values`);
  const last = array.chunks.reduce((sum, extent, axis) => sum + (extent - 1) * (stride[axis] as number), 0);
  const numbers = ArrayBuffer.isView(data) || array.dtype === "bool";
  if (last !== expected - 1 || !stride.every((step) => step >= 1) || !numbers) {
    throw source.corrupt(`its chunk ${name} is not an array of its shape`);
  }
  return chunk;
}

async function libraryChunk(source: Source, array: ZarrArray, coordinates: number[]): Promise<Chunk | undefined> {
  try {
    return (await library(source, () => array.getChunk(coordinates))) as unknown as Chunk;
  } catch (error) {
    if (error instanceof MissingChunk) return undefined;
    throw error;
  }
}

/** A chunk that is not there: one value, whatever the place. */
function fillChunk(source: Source, { dtype, fillValue, shape }: ZarrArray): Chunk {
  const stride = shape.map(() => 0);
  const long = dtype === "int64" || dtype === "uint64";
  const value = fillValue ?? (long ? 0n : 0);
  if (typeof value === "bigint") return { data: BigInt64Array.of(value), stride };
  if (typeof value !== "number" && typeof value !== "boolean") throw source.corrupt("its fill value is not a number");
  const data = new (arrayType(dtype === "bool" ? "uint8" : (dtype as Dtype)))(1).fill(Number(value));
  const kept = Object.is(data[0], Number(value)) || data[0] === Number(value) || dtype.startsWith("float");
  if (!kept) throw source.corrupt(`its fill value ${value} is no ${dtype}`);
  return { data, stride };
}

/** Chunks that are looked for in one read, there or not. */
const MOST_CHUNKS = 2 ** 20;

function checkCount(source: Source, bounds: readonly (readonly [number, number])[], chunks: readonly number[]): void {
  const count = bounds.reduce((product, [low, high], axis) => {
    const extent = chunks[axis] as number;
    return product * (Math.ceil(high / extent) - Math.floor(low / extent));
  }, 1);
  if (count > MOST_CHUNKS) throw source.unsupported(`it is cut into ${count} chunks, more than ${MOST_CHUNKS}`);
}

/** Coordinates of all chunks that reach into the bounds, the last axis fastest. */
function* chunksWithin(bounds: readonly (readonly [number, number])[], chunks: readonly number[]): Generator<number[]> {
  const first = bounds.map(([low], axis) => Math.floor(low / (chunks[axis] as number)));
  const last = bounds.map(([, high], axis) => Math.floor((high - 1) / (chunks[axis] as number)));
  const at = [...first];
  for (;;) {
    yield [...at];
    let axis = at.length - 1;
    while (axis >= 0 && at[axis] === last[axis]) at[axis] = first[axis--] as number;
    if (axis < 0) return;
    at[axis] = (at[axis] as number) + 1;
  }
}

interface Copy {
  names: readonly string[];
  array: ZarrArray;
  bounds: readonly (readonly [number, number])[];
  /** The part of the bounds that lies in the chunk, per axis. */
  parts: readonly (readonly [number, number])[];
  coordinates: readonly number[];
}

function copyChunk(source: Source, { data, stride }: Chunk, copy: Copy, into: TypedArray): void {
  const { names, array, bounds, parts, coordinates } = copy;
  const axisOf = (name: string) => names.indexOf(name);
  const extent = (axis: number) =>
    axis < 0 ? 1 : (bounds[axis] as readonly number[])[1]! - (bounds[axis] as readonly number[])[0]!;
  const [az, ay, ax] = [axisOf("z"), axisOf("y"), axisOf("x")] as [number, number, number];
  const [h, w] = [extent(ay), extent(ax)];
  // Offset in the chunk of the first value that is wanted.
  const base = parts.reduce((sum, [low], axis) => {
    return sum + (low - (coordinates[axis] as number) * (array.chunks[axis] as number)) * (stride[axis] as number);
  }, 0);
  const [z0, z1] = az < 0 ? [0, 1] : (parts[az] as readonly [number, number]);
  const zLow = az < 0 ? 0 : (bounds[az] as readonly [number, number])[0];
  const [y0, y1] = parts[ay] as readonly [number, number];
  const [x0, x1] = parts[ax] as readonly [number, number];
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y++) {
      const from = base + (z - z0) * (az < 0 ? 0 : (stride[az] as number)) + (y - y0) * (stride[ay] as number);
      const to = ((z - zLow) * h + y) * w + x0;
      copyRow(source, data, from, stride[ax] as number, into.subarray(to, to + x1 - x0));
    }
  }
}

function copyRow(source: Source, data: Chunk["data"], from: number, step: number, into: TypedArray): void {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const row = new BigInt64Array(into.length);
    for (let i = 0; i < row.length; i++) row[i] = BigInt.asIntN(64, data[from + i * step] as bigint);
    narrow(source, new Uint32Array(row.buffer), into);
  } else if (step === 1 && ArrayBuffer.isView(data)) {
    into.set((data as unknown as Uint8Array).subarray(from, from + into.length));
  } else {
    const value = (i: number) => ("get" in data ? (data as { get(i: number): unknown }).get(i) : data[i]);
    for (let i = 0; i < into.length; i++) into[i] = Number(value(from + i * step));
  }
}

/** The 32-bit type that holds all the 64-bit integers. */
export async function longType(source: Source, array: ZarrArray): Promise<Dtype> {
  const total = array.shape.reduce((product, extent) => product * extent, 8);
  source.checkLimit("maxBytes", total, "its decoded size in bytes");
  const bounds = array.shape.map((extent): [number, number] => [0, extent]);
  checkCount(source, bounds, array.chunks);
  let signed = array.dtype === "int64";
  let unsigned = true;
  for (const coordinates of chunksWithin(bounds, array.chunks)) {
    const { data } = (await unpackedChunk(source, array, coordinates)) ?? fillChunk(source, array);
    const { buffer, byteOffset, length } = data as unknown as BigInt64Array;
    const words = new Uint32Array(buffer, byteOffset, 2 * length);
    signed &&= narrowType([words], true) === "int32";
    unsigned &&= narrowType([words], false) === "uint32";
  }
  if (!signed && !unsigned) throw source.unsupported("it holds 64-bit integers that do not fit into 32 bits");
  return signed ? "int32" : "uint32";
}

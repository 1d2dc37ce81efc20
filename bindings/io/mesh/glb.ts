import type { WorldMesh } from "./world.js";

/** Numbers of the format: what a buffer view is for, and the type of its values. */
const ARRAY = 34962;
const ELEMENTS = 34963;
const FLOAT = 5126;
const UNSIGNED = 5125;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** glTF 2.0 in one binary file: one mesh, positions in the units of the image. */
export function encodeGlb({ positions, normals, faces }: WorldMesh): Uint8Array {
  const arrays = [positions, ...(normals ? [unitVectors(normals)] : []), faces];
  const offsets = arrays.map((_, i) => arrays.slice(0, i).reduce((sum, { byteLength }) => sum + byteLength, 0));
  const length = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const last = arrays.length - 1;
  const document = {
    asset: { version: "2.0", generator: "segwasm" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, ...(normals && { NORMAL: 1 }) }, indices: last, mode: 4 }] }],
    accessors: arrays.map((array, i) => ({
      bufferView: i,
      componentType: i === last ? UNSIGNED : FLOAT,
      count: i === last ? array.length : array.length / 3,
      type: i === last ? "SCALAR" : "VEC3",
      ...(i === 0 && extremes(positions)),
    })),
    bufferViews: arrays.map(({ byteLength }, i) => ({
      buffer: 0,
      byteOffset: offsets[i],
      byteLength,
      target: i === last ? ELEMENTS : ARRAY,
    })),
    buffers: [{ byteLength: length }],
  };
  return container(new TextEncoder().encode(JSON.stringify(document)), arrays, offsets, length);
}

/** The format allows no vector of length 0: a vertex without area gets any. */
function unitVectors(normals: Float32Array): Float32Array {
  const unit = normals.slice();
  for (let i = 0; i + 2 < unit.length; i += 3) if (!(unit[i] || unit[i + 1] || unit[i + 2])) unit[i + 2] = 1;
  return unit;
}

/** Smallest and largest coordinate per axis, which the format wants for positions. */
function extremes(positions: Float32Array): { min: number[]; max: number[] } {
  const [min, max] = [Array<number>(3).fill(Number.POSITIVE_INFINITY), Array<number>(3).fill(Number.NEGATIVE_INFINITY)];
  for (const [i, value] of positions.entries()) {
    min[i % 3] = Math.min(min[i % 3] as number, value);
    max[i % 3] = Math.max(max[i % 3] as number, value);
  }
  return positions.length > 0 ? { min, max } : { min: [0, 0, 0], max: [0, 0, 0] };
}

/** Head, then a chunk of JSON filled up with blanks, and a chunk of bytes. */
function container(
  json: Uint8Array,
  arrays: readonly (Float32Array | Uint32Array)[],
  offsets: readonly number[],
  length: number,
): Uint8Array {
  const text = Math.ceil(json.length / 4) * 4;
  const file = new Uint8Array(12 + 8 + text + 8 + length);
  const view = new DataView(file.buffer);
  const words = [0x46546c67, 2, file.length, text, JSON_CHUNK];
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  file.fill(0x20, 20, 20 + text);
  file.set(json, 20);
  view.setUint32(20 + text, length, true);
  view.setUint32(24 + text, BINARY_CHUNK, true);
  for (const [i, array] of arrays.entries()) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    file.set(bytes, 28 + text + (offsets[i] as number));
  }
  return file;
}

import type { WorldMesh } from "./world.js";

/** Numbers of the format: what a buffer view is for, and the type of its values. */
const ARRAY = 34962;
const ELEMENTS = 34963;
const FLOAT = 5126;
const UNSIGNED = 5125;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** A surface of a scene; a name and a colour where it has them. */
export interface GlbPart {
  mesh: WorldMesh;
  name?: string;
  /** Red, green and blue, 0 to 1. */
  color?: readonly [red: number, green: number, blue: number];
}

/** glTF 2.0 in one binary file: a node for each surface, positions in the units of the image. */
export function encodeGlb(parts: readonly GlbPart[]): Uint8Array {
  const arrays = parts.flatMap(({ mesh: { positions, normals, faces } }) => [
    positions,
    ...(normals ? [unitVectors(normals)] : []),
    faces,
  ]);
  let length = 0;
  const offsets = arrays.map(({ byteLength }) => {
    length += byteLength;
    return length - byteLength;
  });
  const isColoured = parts.some(({ color }) => color !== undefined);
  const document = {
    asset: { version: "2.0", generator: "segwasm" },
    scene: 0,
    scenes: [{ nodes: parts.map((_, i) => i) }],
    nodes: parts.map(({ name }, mesh) => ({ mesh, ...(name !== undefined && { name }) })),
    meshes: meshesOf(parts),
    ...(isColoured && { materials: parts.map(materialOf) }),
    accessors: parts.flatMap(({ mesh }) => accessorsOf(mesh)).map((accessor, i) => ({ bufferView: i, ...accessor })),
    bufferViews: arrays.map((array, i) => ({
      buffer: 0,
      byteOffset: offsets[i],
      byteLength: array.byteLength,
      target: array instanceof Uint32Array ? ELEMENTS : ARRAY,
    })),
    buffers: [{ byteLength: length }],
  };
  return container(new TextEncoder().encode(JSON.stringify(document)), arrays, offsets, length);
}

function meshesOf(parts: readonly GlbPart[]): object[] {
  let first = 0;
  return parts.map(({ mesh: { normals }, name, color }, i) => {
    const at = first;
    first += normals ? 3 : 2;
    const attributes = { POSITION: at, ...(normals && { NORMAL: at + 1 }) };
    const primitive = { attributes, indices: first - 1, mode: 4, ...(color && { material: i }) };
    return { ...(name !== undefined && { name }), primitives: [primitive] };
  });
}

/** A matt surface, seen from both sides. Colours of files are light as it is, those of screens are not. */
function materialOf({ name, color = [1, 1, 1] }: GlbPart): object {
  const linear = color.map((part) => Math.round(part * part * 1e6) / 1e6);
  return {
    ...(name !== undefined && { name }),
    pbrMetallicRoughness: { baseColorFactor: [...linear, 1], metallicFactor: 0, roughnessFactor: 0.8 },
    doubleSided: true,
  };
}

function accessorsOf({ positions, normals, faces }: WorldMesh): object[] {
  const vectors = { componentType: FLOAT, count: positions.length / 3, type: "VEC3" };
  return [
    { ...vectors, ...extremes(positions) },
    ...(normals ? [vectors] : []),
    { componentType: UNSIGNED, count: faces.length, type: "SCALAR" },
  ];
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

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
  /** 0 to 1; below 1 the material is blended. Default: 1. */
  opacity?: number | undefined;
  /** What else is known of it, for programs that look. */
  extras?: Readonly<Record<string, unknown>> | undefined;
}

/** The world positions are given in, and their unit. */
export interface GlbWorld {
  space?: "LPS" | "RAS" | undefined;
  unit?: string | undefined;
}

/** Metres in a unit; a unit that is not known is taken for mm. */
const METRES: Readonly<Record<string, number>> = { nm: 1e-9, µm: 1e-6, μm: 1e-6, um: 1e-6, mm: 1e-3, cm: 1e-2, m: 1 };

/**
 * The matrix of the root, column by column, from the image's world to that of the format: metres, y up, z to the viewer.
 * Of a patient the head is up and the front looks at the viewer.
 */
export function rootMatrix({ space, unit = "mm" }: GlbWorld): number[] {
  const s = Object.hasOwn(METRES, unit) ? (METRES[unit] as number) : 1e-3;
  const sign = space === "RAS" ? -1 : 1;
  return [sign * s, 0, 0, 0, 0, 0, -sign * s, 0, 0, s, 0, 0, 0, 0, 0, 1].map((part) => part + 0);
}

/**
 * glTF 2.0 in one binary file: a node for each surface below a root that turns and scales them, positions in the units of the
 * image.
 */
export function encodeGlb(parts: readonly GlbPart[], world: GlbWorld = {}): Uint8Array {
  // Meshes, accessors and buffers must not be empty: a part without faces is a node alone.
  const solid = parts.filter(({ mesh }) => mesh.faces.length > 0);
  const arrays = solid.flatMap(({ mesh: { positions, normals, faces } }) => [
    positions,
    ...(normals ? [unitVectors(normals)] : []),
    faces,
  ]);
  let length = 0;
  const offsets = arrays.map(({ byteLength }) => {
    length += byteLength;
    return length - byteLength;
  });
  const isColoured = solid.some(({ color }) => color !== undefined);
  const surfaces = solid.length > 0 && {
    meshes: meshesOf(solid),
    ...(isColoured && { materials: solid.map(materialOf) }),
    accessors: solid.flatMap(({ mesh }) => accessorsOf(mesh)).map((accessor, i) => ({ bufferView: i, ...accessor })),
    bufferViews: arrays.map((array, i) => ({
      buffer: 0,
      byteOffset: offsets[i],
      byteLength: array.byteLength,
      target: array instanceof Uint32Array ? ELEMENTS : ARRAY,
    })),
    buffers: [{ byteLength: length }],
  };
  const document = {
    asset: { version: "2.0", generator: "segwasm" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [rootOf(parts, world), ...parts.map((part) => nodeOf(part, solid.indexOf(part)))],
    ...surfaces,
  };
  return container(new TextEncoder().encode(JSON.stringify(document)), arrays, offsets, length);
}

/** Says which world lies below it, so that a reader can take its turn back. */
function rootOf(parts: readonly GlbPart[], world: GlbWorld): object {
  const { space, unit } = world;
  const extras = { segwasm: { ...(space && { space }), ...(unit !== undefined && { unit }) } };
  const children = parts.map((_, i) => i + 1);
  return { name: "world", matrix: rootMatrix(world), ...(children.length > 0 && { children }), extras };
}

const nodeOf = ({ name, extras }: GlbPart, mesh: number): object => ({
  ...(mesh >= 0 && { mesh }),
  ...(name !== undefined && { name }),
  ...(extras && { extras }),
});

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
function materialOf({ name, color = [1, 1, 1], opacity = 1 }: GlbPart): object {
  const linear = color.map((part) => Math.round(part * part * 1e6) / 1e6);
  return {
    ...(name !== undefined && { name }),
    pbrMetallicRoughness: { baseColorFactor: [...linear, opacity], metallicFactor: 0, roughnessFactor: 0.8 },
    ...(opacity < 1 && { alphaMode: "BLEND" }),
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

/** The format wants vectors of length 1: a vertex without area gets any. */
function unitVectors(normals: Float32Array): Float32Array {
  const unit = normals.slice();
  for (let i = 0; i + 2 < unit.length; i += 3) {
    const length = Math.sqrt(unit[i]! ** 2 + unit[i + 1]! ** 2 + unit[i + 2]! ** 2);
    if (Math.abs(length - 1) < 1e-4) continue;
    for (let j = i; j < i + 3; j++) unit[j] = length > 0 ? unit[j]! / length : Number(j === i + 2);
  }
  return unit;
}

/** Smallest and largest coordinate per axis, which the format wants for positions. */
function extremes(positions: Float32Array): { min: number[]; max: number[] } {
  const [min, max] = [Array<number>(3).fill(Number.POSITIVE_INFINITY), Array<number>(3).fill(Number.NEGATIVE_INFINITY)];
  for (const [i, value] of positions.entries()) {
    min[i % 3] = Math.min(min[i % 3] as number, value);
    max[i % 3] = Math.max(max[i % 3] as number, value);
  }
  return { min, max };
}

/** Head, then a chunk of JSON filled up with blanks, and a chunk of bytes where there are any. */
function container(
  json: Uint8Array,
  arrays: readonly (Float32Array | Uint32Array)[],
  offsets: readonly number[],
  length: number,
): Uint8Array {
  const text = Math.ceil(json.length / 4) * 4;
  const file = new Uint8Array(12 + 8 + text + (length > 0 ? 8 + length : 0));
  const view = new DataView(file.buffer);
  const words = [0x46546c67, 2, file.length, text, JSON_CHUNK];
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  file.fill(0x20, 20, 20 + text);
  file.set(json, 20);
  if (length === 0) return file;
  view.setUint32(20 + text, length, true);
  view.setUint32(24 + text, BINARY_CHUNK, true);
  for (const [i, array] of arrays.entries()) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    file.set(bytes, 28 + text + (offsets[i] as number));
  }
  return file;
}

import type { Grid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { cubeTables } from "./cube-table.js";
import { steps } from "./features.js";
import type { Mesh } from "./mesh.js";
import { inParts, type RoughMesh, relaxNet, smoothMesh } from "./smooth-mesh.js";

/** How a surface is made, with all defaults filled in. */
export interface MeshSettings {
  readonly method: "nets" | "marching";
  readonly fullyConnected: "low" | "high";
  readonly relax: number;
  readonly smoothing: number;
  readonly normals: boolean;
}

/** What is to be meshed: bit rows, where they begin, and the values they were made from. */
export interface Solid extends Pick<Grid, "w" | "h" | "d"> {
  readonly bits: Pointer;
  readonly pitch: number;
  /** Index of the first voxel. */
  readonly first: readonly [z: number, y: number, x: number];
  readonly values?: { at: Pointer; type: number; level: number; outside: number };
}

/** Puts the tables of the ways in which a surface can pass a cube into memory. */
export function putTables(s: Scratch, who: string, { fullyConnected }: MeshSettings): Pointer {
  return s.put(cubeTables(fullyConnected === "high"), `${who}: its tables`);
}

/** A finished mesh in linear memory: f32 × 3 per vertex and normal, u32 × 3 per face. */
export interface ResidentMesh {
  readonly vertices: Pointer;
  readonly count: number;
  readonly faces: Pointer;
  readonly faceCount: number;
  readonly normals?: Pointer;
}

/** Makes the mesh of a solid; spacing along z, y, x. */
export function meshSolid(
  s: Scratch,
  who: string,
  solid: Solid,
  tables: Pointer,
  spacing: readonly number[],
  settings: MeshSettings,
): ResidentMesh {
  const rough = roughMesh(s, who, solid, tables, settings.method);
  if (rough.sides === 4) relaxNet(s, who, rough, settings.relax);
  smoothMesh(s, who, rough, settings.smoothing);
  return finishMesh(s, who, rough, steps(spacing), settings.normals);
}

/** Copies a mesh out. */
export function takeMesh(s: Scratch, { vertices, count, faces, faceCount, normals }: ResidentMesh): Mesh {
  return {
    vertices: s.take(vertices, Float32Array, 3 * count),
    faces: s.take(faces, Uint32Array, 3 * faceCount),
    ...(normals !== undefined && { normals: s.take(normals, Float32Array, 3 * count) }),
  };
}

/** Bytes of a vertex in memory, and of a face by its number of corners. */
const VERTEX = 16;
const FACE = { 3: 12, 4: 16 } as const;

function roughMesh(s: Scratch, who: string, solid: Solid, tables: Pointer, method: MeshSettings["method"]): RoughMesh {
  const { bits, pitch, w, h, d, first, values } = solid;
  const marching = method === "marching";
  const room = s.alloc(s.raw.surfaceRoom(pitch, w, h), `${who}: its planes of cubes`);
  const crossings = s.raw.countCrossings(bits, pitch, h, d, 0, room);
  // A sheet of a net has three crossings at least, and a crossing belongs to four; three triangles are the most for one.
  const vertices = s.alloc(VERTEX * (marching ? crossings : Math.ceil((4 * crossings) / 3)), `${who}: its vertices`);
  const faces = s.alloc((marching ? 3 * FACE[3] : FACE[4]) * crossings, `${who}: its faces`);
  const { at, type, level, outside } = values ?? { at: 0, type: 0, level: 0, outside: 0 };
  const made =
    s.raw.surface(
      vertices,
      faces,
      bits,
      pitch,
      w,
      h,
      d,
      ...first,
      +marching,
      at,
      type,
      level,
      outside,
      tables,
      room,
    ) >>> 0;
  return marching
    ? { vertices, count: crossings, faces, faceCount: made, sides: 3 }
    : { vertices, count: made, faces, faceCount: crossings, sides: 4 };
}

function finishMesh(
  s: Scratch,
  who: string,
  { vertices, count, faces, faceCount, sides }: RoughMesh,
  [z, y, x]: readonly [number, number, number],
  wantsNormals: boolean,
): ResidentMesh {
  const isNet = sides === 4;
  const triangleCount = isNet ? 2 * faceCount : faceCount;
  const triangles = isNet ? s.alloc(FACE[3] * triangleCount, `${who}: its triangles`) : faces;
  if (isNet) {
    s.each("cutQuads", s.ranges(faceCount, { work: 10 }), ({ from, to }) => {
      return [triangles + 2 * FACE[3] * from, faces + FACE[4] * from, to - from, vertices, z, y, x];
    });
  }
  const normals = wantsNormals ? s.alloc(VERTEX * count, `${who}: its normals`) : undefined;
  if (normals !== undefined) {
    s.view(normals, Uint8Array, VERTEX * count).fill(0);
    for (const { from, to } of inParts(triangleCount)) {
      s.raw.addAreas(normals, triangles + FACE[3] * from, to - from, vertices);
    }
    pack(s, normals, count, [1 / z, 1 / y, 1 / x], true);
  }
  pack(s, vertices, count, [z, y, x], false);
  return { vertices, count, faces: triangles, faceCount: triangleCount, ...(normals !== undefined && { normals }) };
}

/** Leaves three of four numbers per vertex, each times its factor. */
function pack(s: Scratch, at: Pointer, count: number, factors: readonly [number, number, number], unit: boolean): void {
  // In place, from the first vertex to the last: what is written lies before what is still to be read.
  for (const { from, to } of inParts(count)) {
    s.raw.packMesh(at + 12 * from, at + VERTEX * from, to - from, ...factors, unit ? 1 : 0);
  }
}

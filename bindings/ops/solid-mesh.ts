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
  readonly decimation: number;
  readonly smoothing: number;
  /** Passes of the smoothing where they do not follow from its strength. */
  readonly passes?: number;
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
  const fewer =
    settings.decimation > 0 ? decimateMesh(s, who, asTriangles(s, who, rough, spacing), settings.decimation) : rough;
  smoothMesh(s, who, fewer, settings.smoothing, settings.passes);
  return finishMesh(s, who, fewer, spacing, settings.normals);
}

/** A closed mesh of triangles with about this share less of them, the vertices moved as little as can be. */
export function decimateMesh(s: Scratch, who: string, mesh: RoughMesh, reduction: number): RoughMesh {
  const { vertices, count, faces, faceCount } = mesh;
  const target = Math.round(faceCount * (1 - reduction));
  return s.nested(() => {
    const room = s.alloc(s.raw.decimateRoom(count, faceCount), `${who}: the costs of its edges`);
    const left = s.raw.decimate(vertices, count, faces, faceCount, target, room) >>> 0;
    return { ...mesh, count: s.view(room, Uint32Array, 1)[0] as number, faceCount: left };
  });
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

/** The quads of a net as triangles; anything else as it is. */
function asTriangles(s: Scratch, who: string, mesh: RoughMesh, spacing: readonly number[]): RoughMesh {
  const { vertices, faces, faceCount, sides } = mesh;
  if (sides === 3) return mesh;
  const triangles = s.alloc(2 * FACE[3] * faceCount, `${who}: its triangles`);
  s.each("cutQuads", s.ranges(faceCount, { work: 10 }), ({ from, to }) => {
    return [triangles + 2 * FACE[3] * from, faces + FACE[4] * from, to - from, vertices, ...steps(spacing)];
  });
  return { ...mesh, faces: triangles, faceCount: 2 * faceCount, sides: 3 };
}

/** Triangles, normals, and positions in the world's units. */
export function finishMesh(
  s: Scratch,
  who: string,
  rough: RoughMesh,
  spacing: readonly number[],
  wantsNormals: boolean,
): ResidentMesh {
  const [z, y, x] = steps(spacing);
  const { vertices, count, faces: triangles, faceCount: triangleCount } = asTriangles(s, who, rough, spacing);
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

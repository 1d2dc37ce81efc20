import { ArgumentRangeError, ArgumentTypeError, UnsuitableImage } from "../core/errors.js";
import { type Geometry, geometryOf } from "../core/image.js";
import { cross, lengthOf, type Vector } from "../core/vector.js";
import { determinant, placed, placementOf } from "./world-grid.js";

/**
 * Triangles in space. Positions are (z, y, x) like every coordinate here, index × spacing in `unit`, so the centre of the
 * first voxel is at 0; `spacing`, `origin` and `direction` are those of the image, to go on from there.
 *
 * Faces turn left (counter-clockwise) seen from outside when (z, y, x) are taken as the axes of a right-handed system. Who
 * writes (x, y, z) instead swaps two corners of each face as well.
 */
export interface Mesh extends Geometry {
  /** n × 3. */
  vertices: Float32Array;
  /** m × 3 indices of vertices. */
  faces: Uint32Array;
  /** n × 3: unit vectors outwards, in the order of `vertices`; 0 where faces have no area. Missing when not asked for. */
  normals?: Float32Array;
}

/** Throws unless every three faces' corners are vertices that exist. */
export function checkFaces(who: string, { vertices, faces }: Mesh): void {
  if (!(vertices instanceof Float32Array) || !(faces instanceof Uint32Array)) {
    throw new ArgumentTypeError("E_DTYPE", `${who}: expected a mesh { vertices: Float32Array, faces: Uint32Array }`);
  }
  if (vertices.length % 3 !== 0 || faces.length % 3 !== 0) {
    const counts = `${vertices.length} numbers and ${faces.length} corners`;
    throw new ArgumentRangeError(
      "E_SHAPE",
      `${who}: expected three numbers a vertex and corners a face, got ${counts}`,
    );
  }
  const limit = vertices.length / 3;
  const wrong = faces.findIndex((vertex) => vertex >= limit);
  if (wrong < 0) return;
  const face = Math.floor(wrong / 3);
  throw new ArgumentRangeError("E_SHAPE", `${who}: face ${face} names a vertex beyond the ${limit} there are`);
}

/** Throws E_NONFINITE where a vertex is NaN or infinite. */
export function checkFinite(who: string, { vertices }: Mesh): void {
  if (vertices.every(Number.isFinite)) return;
  throw new UnsuitableImage("E_NONFINITE", `${who}: expected finite vertices, the mesh holds NaN or infinity`);
}

/** Calls `visit` with the corners of every face, as offsets into `vertices`. */
function eachFace(who: string, mesh: Mesh, visit: (a: number, b: number, c: number) => void): void {
  checkFaces(who, mesh);
  const { faces } = mesh;
  for (let i = 0; i < faces.length; i += 3) {
    visit(3 * (faces[i] as number), 3 * (faces[i + 1] as number), 3 * (faces[i + 2] as number));
  }
}

/** The cross product of two sides of a face, (z, y, x): outwards, twice as long as the face is large. */
function faceVector(v: Float32Array, a: number, b: number, c: number): [number, number, number] {
  const side = (to: number): Vector => [v[to]! - v[a]!, v[to + 1]! - v[a + 1]!, v[to + 2]! - v[a + 2]!];
  return cross(side(b), side(c));
}

/** The mesh with a normal for each vertex: the mean of its faces' by their areas, of length 1, or 0 where they have none. */
export function withNormals<T extends Mesh>(who: string, mesh: T): T & { normals: Float32Array } {
  const sums = new Float64Array(mesh.vertices.length);
  eachFace(who, mesh, (...corners) => {
    const parts = faceVector(mesh.vertices, ...corners);
    for (const corner of corners) for (let axis = 0; axis < 3; axis++) sums[corner + axis]! += parts[axis]!;
  });
  const normals = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i += 3) {
    const length = lengthOf([sums[i]!, sums[i + 1]!, sums[i + 2]!]);
    for (let j = i; j < i + 3 && length > 0; j++) normals[j] = sums[j]! / length;
  }
  return { ...mesh, normals };
}

/**
 * Area of a mesh: the sum of its triangles.
 *
 * @param mesh from `surface`, or any triangles
 * @returns in `unit`²
 * @throws ArgumentRangeError E_SHAPE when a face names a vertex that is not there
 * @example
 * const mesh = { vertices: new Float32Array([0, 0, 0, 0, 2, 0, 0, 0, 3]), faces: new Uint32Array([0, 1, 2]) };
 * meshArea(mesh); // 3
 */
export function meshArea(mesh: Mesh): number {
  let area = 0;
  eachFace("meshArea", mesh, (...corners) => {
    area += lengthOf(faceVector(mesh.vertices, ...corners)) / 2;
  });
  return area;
}

/**
 * Volume inside a closed mesh; cavities do not count. The sum of signed tetrahedra: negative for a mesh inside out. Of a mesh
 * that is not closed the sum depends on where it lies and is no volume: `openEdges` tells.
 *
 * @param mesh from `surface`, or any closed mesh
 * @returns in `unit`³
 * @throws ArgumentRangeError E_SHAPE when a face names a vertex that is not there
 * @example
 * const vertices = new Float32Array([0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]);
 * meshVolume({ vertices, faces: new Uint32Array([0, 2, 1, 0, 3, 2, 0, 1, 3, 1, 2, 3]) }); // 1
 */
export function meshVolume(mesh: Mesh): number {
  const { vertices: v } = mesh;
  const at = (i: number) => v[i] as number;
  let volume = 0;
  eachFace("meshVolume", mesh, (a, b, c) => {
    volume += at(a) * (at(b + 1) * at(c + 2) - at(b + 2) * at(c + 1));
    volume += at(a + 1) * (at(b + 2) * at(c) - at(b) * at(c + 2));
    volume += at(a + 2) * (at(b) * at(c + 1) - at(b + 1) * at(c));
  });
  return volume / 6;
}

/**
 * Several meshes as one, without their normals. Those of one frame, as of the labels of one image, keep it; others are put into
 * the world first.
 *
 * @param meshes any number; of none the result is empty
 * @example
 * writeMesh(mergedMesh(labelSurfaces(k, labels)), "stl");
 */
export function mergedMesh(meshes: readonly Mesh[]): Mesh {
  const frame = (mesh: Mesh) => JSON.stringify([mesh.origin, mesh.direction]);
  const [first] = meshes;
  if (first && meshes.some((mesh) => frame(mesh) !== frame(first))) return mergedMesh(meshes.map(inWorld));
  const count = (list: "vertices" | "faces") => meshes.reduce((sum, mesh) => sum + mesh[list].length, 0);
  const vertices = new Float32Array(count("vertices"));
  const faces = new Uint32Array(count("faces"));
  let [vertex, face] = [0, 0];
  for (const mesh of meshes) {
    vertices.set(mesh.vertices, vertex);
    for (const corner of mesh.faces) faces[face++] = corner + vertex / 3;
    vertex += mesh.vertices.length;
  }
  return { vertices, faces, ...geometryOf(meshes[0] ?? {}) };
}

/** The same surface with its vertices in the world. Mirroring axes turn faces round. */
function inWorld(mesh: Mesh): Mesh {
  const { origin: _o, direction: _d, ...geometry } = geometryOf(mesh);
  const placement = placementOf(mesh, false);
  const mirrored = determinant(placement.matrix) < 0;
  const faces = mirrored
    ? mesh.faces.map((_, i) => mesh.faces[i - (i % 3) + ((3 - (i % 3)) % 3)] as number)
    : mesh.faces;
  return { vertices: Float32Array.from(placed(placement, mesh.vertices)), faces, ...geometry };
}

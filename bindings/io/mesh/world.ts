import type { Geometry } from "../../core/image.js";

/** A surface of triangles, as `surface` makes it: positions (z, y, x), index × spacing. */
export interface Triangles extends Geometry {
  /** n × 3. */
  vertices: Float32Array;
  /** m × 3 indices of vertices. */
  faces: Uint32Array;
  /** n × 3 unit vectors. */
  normals?: Float32Array;
}

/** The same surface as mesh files want it: (x, y, z) in the world of its image, faces counter-clockwise from outside. */
export interface WorldMesh {
  positions: Float32Array;
  normals: Float32Array | undefined;
  faces: Uint32Array;
}

const STRAIGHT = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Puts a mesh where its image's origin and direction say. */
export function worldMesh({ vertices, faces, normals, origin, direction }: Triangles): WorldMesh {
  const start = origin?.length === 3 ? origin : [0, 0, 0];
  const turn = direction?.length === 9 ? direction : STRAIGHT;
  return {
    positions: turned(vertices, turn, start),
    normals: normals && turned(normals, turn, [0, 0, 0]),
    faces: determinant(turn) > 0 ? swapped(faces) : faces,
  };
}

/** From (z, y, x) along the axes of the image to (x, y, z) of the world. */
function turned(vectors: Float32Array, turn: readonly number[], start: readonly number[]): Float32Array {
  const world = new Float32Array(vectors.length);
  const part = (i: number) => turn[i] as number;
  for (let i = 0; i + 2 < vectors.length; i += 3) {
    const [z, y, x] = [vectors[i] as number, vectors[i + 1] as number, vectors[i + 2] as number];
    for (let axis = 0; axis < 3; axis++) {
      const along = z * part(axis) + y * part(3 + axis) + x * part(6 + axis);
      world[i + 2 - axis] = (start[axis] as number) + along;
    }
  }
  return world;
}

function determinant(m: readonly number[]): number {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** Reading (z, y, x) backwards mirrors space, so faces must turn the other way to look outwards again. */
function swapped(faces: Uint32Array): Uint32Array {
  const other = faces.slice();
  for (let i = 0; i + 2 < other.length; i += 3) {
    [other[i + 1], other[i + 2]] = [faces[i + 2] as number, faces[i + 1] as number];
  }
  return other;
}

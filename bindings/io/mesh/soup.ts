import { CorruptFile } from "../../core/errors.js";

/** What a mesh file holds: positions (x, y, z) in its own world, and corners of triangles. */
export interface RawMesh {
  /** n × 3. */
  positions: Float32Array;
  /** m × 3. */
  faces: Uint32Array;
  /** The world it says it lies in. */
  world?: "LPS" | "RAS" | undefined;
}

/** Throws E_CORRUPT for vertices that are no numbers, and for corners that name none. */
export function checkRaw({ positions, faces }: RawMesh): void {
  const odd = positions.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw new CorruptFile(`vertex ${Math.floor(odd / 3)} is no place: it holds NaN or infinity`);
  const count = positions.length / 3;
  const wrong = faces.findIndex((vertex) => vertex >= count);
  if (wrong < 0) return;
  throw new CorruptFile(`face ${Math.floor(wrong / 3)} names vertex ${faces[wrong]}, there are ${count}`);
}

/** Polygons of three corners and more as triangles around their first corner. */
export function fanned(polygon: readonly number[], into: number[]): void {
  for (let i = 2; i < polygon.length; i++)
    into.push(polygon[0] as number, polygon[i - 1] as number, polygon[i] as number);
}

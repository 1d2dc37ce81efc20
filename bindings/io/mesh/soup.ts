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

/** Triangles of three positions each, with one vertex for all corners at the same place. */
export function welded(corners: Float32Array): Pick<RawMesh, "positions" | "faces"> {
  const count = corners.length / 3;
  // −0 and 0 are one place.
  const places = corners.map((value) => value + 0);
  const bits = new Uint32Array(places.buffer);
  let size = 16;
  while (size < 2 * count) size *= 2;
  const table = new Uint32Array(size);
  const faces = new Uint32Array(count);
  let vertices = 0;
  for (let corner = 0; corner < count; corner++) {
    const [x, y, z] = [bits[3 * corner] as number, bits[3 * corner + 1] as number, bits[3 * corner + 2] as number];
    let slot = hashOf(x, y, z) & (size - 1);
    for (; ; slot = (slot + 1) & (size - 1)) {
      const vertex = (table[slot] as number) - 1;
      if (vertex >= 0 && (bits[3 * vertex] !== x || bits[3 * vertex + 1] !== y || bits[3 * vertex + 2] !== z)) continue;
      if (vertex >= 0) faces[corner] = vertex;
      else {
        // Vertices move to the front: what lies there has been read.
        bits.copyWithin(3 * vertices, 3 * corner, 3 * corner + 3);
        faces[corner] = vertices;
        table[slot] = ++vertices;
      }
      break;
    }
  }
  return { positions: places.slice(0, 3 * vertices), faces };
}

function hashOf(x: number, y: number, z: number): number {
  let hash = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) ^ Math.imul(y ^ (y >>> 13), 0x297a2d39);
  hash ^= Math.imul(z ^ (z >>> 16), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Polygons of three corners and more as triangles around their first corner. */
export function fanned(polygon: readonly number[], into: number[]): void {
  for (let i = 2; i < polygon.length; i++)
    into.push(polygon[0] as number, polygon[i - 1] as number, polygon[i] as number);
}

/** Places without repetition, x, y, z each, and which of them every given one is. */
export interface Welded {
  positions: Float32Array;
  /** For each given place the number of its position: of corners of triangles these are the faces. */
  faces: Uint32Array;
}

/** The different ones of many places, three numbers each, in the order of their first. */
export function welded(corners: Float32Array): Welded {
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

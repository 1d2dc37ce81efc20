import { welded } from "../core/weld.js";
import { checkFaces, type Mesh } from "./mesh.js";

/**
 * Edges of a mesh that its faces pass more often one way than the other: 0 for a closed one, whose volume means something.
 * They are at the border of an open mesh, where neighbouring faces turn differently, and where an odd number of faces meets.
 * Vertices in one place are one, as files repeat them; faces without extent do not count. A body that touches itself along an
 * edge is closed.
 *
 * @param mesh from `surface`, a file, or any triangles
 * @returns the number of edges, each counted as often as it is passed too much
 * @throws ArgumentRangeError E_SHAPE when a face names a vertex that is not there
 * @example
 * openEdges({ vertices: new Float32Array([0, 0, 0, 0, 2, 0, 0, 0, 3]), faces: new Uint32Array([0, 1, 2]) }); // 3
 */
export function openEdges(mesh: Mesh): number {
  checkFaces("openEdges", mesh);
  const { faces: places } = welded(mesh.vertices);
  const { faces } = mesh;
  const ends = (i: number) => [places[faces[i]!]!, places[faces[i % 3 === 2 ? i - 2 : i + 1]!]!] as const;
  const ways = [new Float64Array(faces.length), new Float64Array(faces.length)] as const;
  const counts = [0, 0] as [number, number];
  for (let i = 0; i < faces.length; i++) {
    const [a, b] = ends(i);
    // Of a face with two corners in one place the two other edges are one, passed there and back.
    if (a === b) continue;
    const way = a < b ? 0 : 1;
    ways[way][counts[way]++] = Math.min(a, b) * places.length + Math.max(a, b);
  }
  const [there, back] = [ways[0].subarray(0, counts[0]).sort(), ways[1].subarray(0, counts[1]).sort()];
  let [i, j, open] = [0, 0, 0];
  while (i < there.length || j < back.length) {
    const [one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY] = [there[i], back[j]];
    if (one !== other) open++;
    if (one <= other) i++;
    if (other <= one) j++;
  }
  return open;
}

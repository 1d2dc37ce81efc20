import type { Image } from "../bindings/core/image.js";
import type { Mesh } from "../bindings/ops/mesh.js";

/** The first offence against being closed: each edge in two faces, once in each direction; undefined when there is none. */
export function openEdge({ vertices, faces }: Mesh): string | undefined {
  const count = vertices.length / 3;
  const seen = new Set<number>();
  for (let i = 0; i < faces.length; i++) {
    const [a, b] = [faces[i] as number, faces[i % 3 === 2 ? i - 2 : i + 1] as number];
    if (a >= count || b >= count || a === b) return `face ${Math.floor(i / 3)} has corners ${a} and ${b} of ${count}`;
    if (seen.has(a * count + b)) return `edge ${a}-${b} is passed twice in one direction`;
    seen.add(a * count + b);
  }
  for (const key of seen) {
    const [a, b] = [Math.floor(key / count), key % count];
    if (!seen.has(b * count + a)) return `edge ${a}-${b} belongs to one face only`;
  }
  return undefined;
}

/** Vertices − edges + faces, of a closed mesh. */
export function eulerNumber({ vertices, faces }: Mesh): number {
  return vertices.length / 3 - faces.length / 6;
}

/** Vertices as text, sorted, rounded to `digits`. */
export function placesOf(vertices: ArrayLike<number>, digits = 4): string[] {
  return rowsOf(vertices)
    .map((row) => row.map((value) => (value + 0).toFixed(digits)).join(" "))
    .sort();
}

/** Groups of three. */
export function rowsOf(values: ArrayLike<number>): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / 3 }, (_, i) => list.slice(3 * i, 3 * i + 3));
}

/** A ball of whole radius with no room around it, or with `margin` voxels. */
export function ball(radius: number, margin = 0): Image<Uint8Array> {
  const n = 2 * (radius + margin) + 1;
  const square = (i: number) => (i - radius - margin) * (i - radius - margin);
  const data = Uint8Array.from({ length: n * n * n }, (_, i) => {
    const squares = square(Math.floor(i / (n * n))) + square(Math.floor(i / n) % n) + square(i % n);
    return squares <= radius * radius ? 1 : 0;
  });
  return { data, shape: [n, n, n] };
}

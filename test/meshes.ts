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

/** Groups of three, or of so many. */
export function rowsOf(values: ArrayLike<number>, size = 3): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / size }, (_, i) => list.slice(size * i, size * (i + 1)));
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

/**
 * A sphere as VTK makes it: two poles on z, `n` − 2 rings of `n` points between them; 8 by default, then with 50 points and 96
 * triangles. Centre (z, y, x).
 */
export function octagonalSphere([cz, cy, cx]: readonly [number, number, number], radius: number, n = 8): Mesh {
  const points = [
    [cz + radius, cy, cx],
    [cz - radius, cy, cx],
  ];
  for (let i = 0; i < n; i++) {
    for (let j = 1; j <= n - 2; j++) {
      const [turn, down] = [(i * 2 * Math.PI) / n, (j * Math.PI) / (n - 1)];
      const ring = radius * Math.sin(down);
      points.push([cz + radius * Math.cos(down), cy + ring * Math.sin(turn), cx + ring * Math.cos(turn)]);
    }
  }
  const at = (i: number, j: number) => 2 + (n - 2) * (i % n) + j;
  const faces: number[] = [];
  for (let i = 0; i < n; i++) {
    faces.push(0, at(i + 1, 0), at(i, 0), 1, at(i, n - 3), at(i + 1, n - 3));
    for (let j = 0; j < n - 3; j++) {
      faces.push(at(i, j), at(i + 1, j + 1), at(i, j + 1), at(i, j), at(i + 1, j), at(i + 1, j + 1));
    }
  }
  return { vertices: Float32Array.from(points.flat()), faces: Uint32Array.from(faces) };
}

/** Several meshes as one. */
export function together(...meshes: Mesh[]): Mesh {
  let shift = 0;
  const faces = meshes.flatMap(({ vertices, faces }) => {
    const moved = Array.from(faces, (vertex) => vertex + shift);
    shift += vertices.length / 3;
    return moved;
  });
  return {
    vertices: Float32Array.from(meshes.flatMap(({ vertices }) => [...vertices])),
    faces: Uint32Array.from(faces),
  };
}

/** The same faces, turned the other way. */
export function turnedOver(mesh: Mesh): Mesh {
  return {
    ...mesh,
    faces: mesh.faces.map((_, i, faces) => faces[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1] as number),
  };
}

/** The grid of the brain of Slicer's self-test of statistics. */
export const BRAIN = { shape: [112, 256, 256], spacing: [1.4, 0.9375, 0.9375], origin: [-77.7, -119.531, -119.531] };

/** The spheres of that test: radius; x, y, z in RAS; voxels. */
export const SPHERES = [
  [10, -6, 30, 28, 2948],
  [20, 0, 65, 32, 23281],
  [15, 1, -14, 30, 9807],
  [12, 0, 28, -7, 5020],
  [5, 0, 30, 64, 380],
  [12, 31, 33, 27, 5029],
  [17, -42, 30, 27, 14305],
] as const;

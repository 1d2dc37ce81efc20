import type { Mesh } from "../../bindings/ops/mesh.js";

/**
 * How many times a closed surface goes around a point, by the solid angles of its triangles (van Oosterom and Strackee): 0
 * outside, 1 or −1 inside a plain one.
 */
export function windingAt({ vertices, faces }: Mesh, [z, y, x]: readonly [number, number, number]): number {
  let sum = 0;
  for (let i = 0; i < faces.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => {
      const at = 3 * (faces[i + corner] as number);
      return [vertices[at]! - z, vertices[at + 1]! - y, vertices[at + 2]! - x];
    }) as [number[], number[], number[]];
    const dot = (p: number[], q: number[]) => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!;
    const cross = [b[1]! * c[2]! - b[2]! * c[1]!, b[2]! * c[0]! - b[0]! * c[2]!, b[0]! * c[1]! - b[1]! * c[0]!];
    const [p, q, r] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b)), Math.sqrt(dot(c, c))];
    sum += 2 * Math.atan2(dot(a, cross), p * q * r + dot(a, b) * r + dot(b, c) * p + dot(c, a) * q);
  }
  return Math.round(sum / (4 * Math.PI));
}

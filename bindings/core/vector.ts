/** A vector of the world or of voxel axes, in one order throughout. */
export type Vector = readonly [number, number, number];

/** Length of a vector, by one square root, so that engines agree. */
export function lengthOf([x, y, z]: Vector): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** The cross product, in whichever order both vectors have their parts. */
export const cross = (a: Vector, b: Vector): [number, number, number] => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

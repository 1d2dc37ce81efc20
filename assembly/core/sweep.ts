/** What the sweep of `kernels/cubes.ts` over the cubes of a volume reads, and where it writes. Lies in its room. */
@unmanaged
export class Sweep {
  bits: usize;
  pitch: usize;
  w: usize;
  h: usize;
  d: usize;
  /** Two tables of `core/cube.ts`: as faces are to be joined, and the other way. */
  tables: usize;
  other: usize;
  /** f32x4 per vertex: z, y, x, and for nets the loops of its cube. */
  vertices: usize;
  /** Vertices so far. */
  count: u32;
  /** Where the next face goes. */
  faces: usize;
  /** A number for each cube by which its vertices are found: the plane of cubes at work, and the one before. */
  plane: usize;
  before: usize;
  /** Added to the vertices. */
  z0: f32;
  y0: f32;
  x0: f32;
  /** 1 makes triangles, 0 a net. */
  march: u32;
  /** Values of the voxels and their type, or 0: crossings half way. */
  src: usize;
  type: i32;
  level: f64;
  /** The value of all voxels beyond the border. */
  outside: f64;
}

/** Bytes of a sweep with the table behind it. */
export const SWEEP: usize = 160;

/** How far it is from the number of a cube to that of the cube x | y << 1 | z << 2 before it; u32, modulo 2³². */
// @ts-ignore: decorator
@inline
export function stepsOf(sweep: Sweep): usize {
  return changetype<usize>(sweep) + SWEEP - 32;
}

/**
 * The table of what a surface does inside a cube of eight voxels, for each of the 256 ways in which these can lie inside or
 * outside. Made by `bindings/ops/cube-table.ts`; two of them follow each other, the second with faces joined the other way.
 *
 *   corner  x | y << 1 | z << 2, each 0 or 1; bit c of a code tells that corner c is inside
 *   edge    4 · axis + j, axis 0 = x; j holds the other two coordinates, the lower axis in its lower bit
 *
 * An entry of 128 bytes: u32 loops, u32 pinch, u8 number of triangles, u8 × 15 their corners, from byte 64 on four f32x4:
 * the means (z, y, x) of the loops' crossings. A corner is the axis of an edge, and from bit 2 on how many cubes before this
 * one, x | y << 1 | z << 2, lies the cube that has this edge at its corner 7.
 */

/** Bytes of a table. */
export const CUBE_TABLE: usize = 32768;

// @ts-ignore: decorator
@inline
export function cubeEntry(table: usize, code: u32): usize {
  return table + (<usize>code << 7);
}

/** Two bits per edge, the loop it belongs to; from bit 24 on the number of loops; bit 31 when there is a pinch. */
// @ts-ignore: decorator
@inline
export function loopsOf(entry: usize): u32 {
  return load<u32>(entry);
}

/** Bit 2 of nibble 2 · axis + side for a face in which one loop passes twice; 0 when there is none. No cube has two. */
// @ts-ignore: decorator
@inline
export function pinchOf(entry: usize): u32 {
  return load<u32>(entry, 4);
}

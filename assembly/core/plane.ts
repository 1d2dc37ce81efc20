/** A part of a plane: u32 a pixel, rows without gaps, in a box that may reach beyond the image. */
@unmanaged
export class Plane {
  at: usize;
  x: i32;
  y: i32;
  w: i32;
  h: i32;
}

export function setPlane(plane: Plane, at: usize, x: i32, y: i32, w: i32, h: i32): void {
  plane.at = at;
  plane.x = x;
  plane.y = y;
  plane.w = w;
  plane.h = h;
}

/** Planes of an image across one axis, and the labels that are written on them. */
@unmanaged
export class Slices {
  dst: usize;
  shift: usize;
  label: u32;
  /** Neighbours of a pixel: 4 or 8. */
  directions: i32;
  /** Voxels from one to the next along x, y of a plane, and across. */
  stepX: usize;
  stepY: usize;
  across: usize;
  /** Extents of a plane of the image. */
  w: i32;
  h: i32;
  top: usize;
}

/** Sets strides and extents of the planes across an axis. */
export function setAxis(s: Slices, axis: i32, w: usize, h: usize, d: usize): void {
  s.stepX = axis == 2 ? w : 1;
  s.stepY = axis == 0 ? w : w * h;
  s.across = axis == 0 ? w * h : axis == 1 ? w : 1;
  s.w = <i32>(axis == 2 ? h : w);
  s.h = <i32>(axis == 0 ? h : d);
}

/** Bytes of a Plane, and of Slices. */
export const PLANE: usize = 32;
export const SLICES: usize = 64;

/** What is gathered about one label: a row of the table of `kernels/stats.ts`. All zero means "not met yet". */
@unmanaged
export class Region {
  /** Voxels. */
  count: u64;
  /** Sums of the voxels' indices. */
  sumX: u64;
  sumY: u64;
  sumZ: u64;
  /** Bounding box, half open. */
  x0: u32;
  y0: u32;
  z0: u32;
  x1: u32;
  y1: u32;
  z1: u32;
  /** 1 once a value has been met. */
  valued: u32;
  /** Smallest and largest value: u32 of integer images (i16 plus 32768), bits of f32. */
  low: u32;
  high: u32;
  /** Integer images: Σ value and Σ value². */
  sum: u64;
  squares: u64;
  /** f32 images: the first value, or 0 when it is not finite; Σ (value − first) and Σ (value − first)². */
  first: f64;
  shifted: f64;
  shiftedSquares: f64;
}

/** The row of a label, counted from 1. */
// @ts-ignore: decorator
@inline
export function regionAt(table: usize, label: u32): Region {
  return changetype<Region>(table + <usize>(label - 1) * offsetof<Region>());
}

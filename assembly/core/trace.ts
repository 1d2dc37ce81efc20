/** What `kernels/contours.ts` reads and writes. Lies in its room. */
@unmanaged
export class Trace {
  src: usize;
  type: i32;
  w: usize;
  level: f64;
  /** 1 joins pixels above the level that touch at a corner, 0 parts them. */
  join: u32;
  /** The row of pixels at work. */
  row: usize;
  /** For each pixel of two rows the `ends` of a `Place`: on it, on the way to the right, on the way down. */
  ends: usize;
  /** f64x2 (y, x) per point. */
  points: usize;
  /** u32 per point: the point after it. */
  nexts: usize;
  /** Points so far. */
  count: u32;
  /** A `Contour` each, from number 1 on. */
  contours: usize;
  /** Contours so far, also those that have become part of others. */
  contourCount: u32;
}

/** A line of points that grows at both ends. */
@unmanaged
export class Contour {
  /** 0 once it has become part of another. */
  length: u32;
  first: u32;
  last: u32;
  /** Where its two ends are noted. */
  start: usize;
  end: usize;
}

/** A place where contours may pass, as far as the square at work knows it. */
@unmanaged
export class Place {
  y: f64;
  x: f64;
  /** u32 × 2: the contour that starts here, and the one that ends here. */
  ends: usize;
}

// @ts-ignore: decorator
@inline
export function contourAt(trace: Trace, number: u32): Contour {
  return changetype<Contour>(trace.contours + <usize>number * offsetof<Contour>());
}

/** What `kernels/scan.ts` fills a plane of voxels with. Lies in its room. */
@unmanaged
export class Scan {
  w: usize;
  h: usize;
  /** Samples of a voxel along each axis. */
  samples: u32;
  /** Rows of samples with an odd number of crossings, which were left empty. */
  odd: u32;
  /** f64 × 4 per piece of outline: y, x and y, x of its ends. */
  pieces: usize;
  count: usize;
  /** u32 per piece: all in the order of their first rows, and those that reach the row at work. */
  order: usize;
  active: usize;
  /** u32 × (h + 1): how many pieces begin before each row. */
  starts: usize;
  /** f64 per piece, twice: where a row is crossed. */
  xs: usize;
  /** i16 × (w + 1) × h: by how much the count of samples inside changes from one voxel to the next. */
  steps: usize;
}

/** Bytes of a piece, and of all that is kept for one. */
export const PIECE: usize = 32;
const PER_PIECE: usize = PIECE + 4 + 4 + 16;

// @ts-ignore: decorator
@inline
function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

/** Bytes of a scan for at most `n` pieces. */
export function scanBytes(n: usize, w: usize, h: usize): f64 {
  return <f64>PER_PIECE * <f64>n + 2 * <f64>(w + 1) * <f64>h + 4 * <f64>h + 192;
}

/** A scan in its room; returns it, and leaves the steps at 0. */
export function beginScan(room: usize, n: usize, w: usize, h: usize, samples: u32): Scan {
  const scan = changetype<Scan>(room);
  scan.w = w;
  scan.h = h;
  scan.samples = samples;
  scan.odd = 0;
  scan.pieces = room + aligned(offsetof<Scan>());
  scan.xs = scan.pieces + PIECE * n;
  scan.order = scan.xs + 16 * n;
  scan.active = scan.order + 4 * n;
  scan.starts = aligned(scan.active + 4 * n);
  scan.steps = aligned(scan.starts + 4 * (h + 1));
  memory.fill(scan.steps, 0, 2 * (w + 1) * h);
  return scan;
}

/** Where sample number `i` lies from the voxel's centre. */
// @ts-ignore: decorator
@inline
export function offsetOf(i: u32, samples: u32): f64 {
  return (<f64>i + 0.5) / <f64>samples - 0.5;
}

/** The first of `n` voxels that something reaches which begins at `low`; n when there is none. */
// @ts-ignore: decorator
@inline
export function firstVoxel(low: f64, n: usize): usize {
  return <usize>max(0.0, min(Math.ceil(low - 0.5), <f64>n));
}

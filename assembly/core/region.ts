import { F32, sizeOfType, U8 } from "./types";

/**
 * What is gathered about one label: a row of the table of `kernels/stats.ts`. All zero means "not met yet".
 *
 * Values are gathered in vector lanes and joined at the end; a build without vectors uses the same lanes, one at a time.
 */
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
  /** Runs of voxels along x; runs are cut at the pieces of a row. */
  runs: u32;
  /** f32 values: the first one, or 0 when it is not finite. */
  first: f32;
  /** Smallest and largest value: 16 bytes of lanes of the values' type; u16 values minus 32768. */
  low: u64;
  low2: u64;
  high: u64;
  high2: u64;
  /** Two lanes, i64 of u8, of i16, of u16 minus 32768; f64 of f32 minus `first`. */
  sum: u64;
  sum2: u64;
  /** Two lanes of the squares of the same numbers. */
  squares: u64;
  squares2: u64;
}

/** The row of a label, counted from 1. */
// @ts-ignore: decorator
@inline
export function regionAt(table: usize, label: u32): Region {
  return changetype<Region>(table + <usize>(label - 1) * offsetof<Region>());
}

/** Sets every lane of the extremes to the first value met, which leaves later extremes as they are. */
export function startLanes(region: Region, lanes: u64): void {
  region.low = lanes;
  region.low2 = lanes;
  region.high = lanes;
  region.high2 = lanes;
}

/** The smallest value of all lanes at `at`, or the largest; of i16 lanes but for u8 and f32. */
export function extreme(at: usize, type: i32, largest: bool): f64 {
  let best = laneAt(at, type);
  for (let lane: usize = sizeOfType(type); lane < 16; lane += sizeOfType(type)) {
    const value = laneAt(at + lane, type);
    best = largest ? max<f64>(best, value) : min<f64>(best, value);
  }
  return best;
}

function laneAt(at: usize, type: i32): f64 {
  if (type == F32) return <f64>load<f32>(at);
  return type == U8 ? <f64>load<u8>(at) : <f64>load<i16>(at);
}

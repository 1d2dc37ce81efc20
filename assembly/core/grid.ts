/**
 * Neighbours of a voxel by linear index, and a byte a voxel that tells which of them exist.
 *
 *   bit   0      1      2      3      4      5      6      7
 *         open   x = 0  x end  y = 0  y end  z = 0  z end  sign, for the user's own purpose
 */
export const OPEN: u32 = 1;
export const SIGN: u32 = 128;
export const FIRST_X: u32 = 2;
export const LAST_X: u32 = 4;
const FIRST_Y: u32 = 8;
const LAST_Y: u32 = 16;
const FIRST_Z: u32 = 32;
const LAST_Z: u32 = 64;

/** All bits of edges. */
export const EDGES: u32 = 126;
/** Those of y and z. */
export const BESIDE: u32 = FIRST_Y | LAST_Y | FIRST_Z | LAST_Z;

/** Bytes of one neighbour: i32 step of the index, u32 edges at which it does not exist. */
export const STEP: usize = 8;
/** Bytes of the longest list of neighbours. */
export const STEPS: usize = 26 * STEP;

/** The largest squared distance of a neighbour of a connectivity. */
export function farthestOf(connectivity: i32): i32 {
  return connectivity == 26 ? 3 : connectivity == 18 || connectivity == 8 ? 2 : 1;
}

/** True for connectivities of a plane. */
export function isPlanar(connectivity: i32): bool {
  return connectivity == 4 || connectivity == 8;
}

/**
 * Lists the neighbours of a connectivity (4, 8, 6, 18 or 26) by distance, equally far ones in raster order; returns the
 * address after the last.
 */
export function listSteps(dst: usize, w: i32, h: i32, connectivity: i32): usize {
  const planar = isPlanar(connectivity);
  for (let distance = 1; distance <= farthestOf(connectivity); ++distance) {
    for (let i = 0; i < 27; ++i) {
      const z = i / 9 - 1;
      const y = (i / 3) % 3 - 1;
      const x = i % 3 - 1;
      if (z * z + y * y + x * x != distance || (planar && z != 0)) continue;
      store<i32>(dst, (z * h + y) * w + x);
      store<u32>(dst, edge(x, FIRST_X, LAST_X) | edge(y, FIRST_Y, LAST_Y) | edge(z, FIRST_Z, LAST_Z), 4);
      dst += STEP;
    }
  }
  return dst;
}

/** A bit for each open neighbour of the voxel whose byte lies at `flag`. Reads bytes before and after those of the image. */
// @ts-ignore: decorator
@inline
export function openNeighbours(flag: usize, steps: usize, stepsEnd: usize): u32 {
  let open: u32 = 0;
  let bit: u32 = 0;
  for (let step = steps; step < stepsEnd; step += STEP) open |= (<u32>load<u8>(flag + load<i32>(step)) & OPEN) << bit++;
  return load<u8>(flag) & EDGES ? withinEdges(open, flag, steps, stepsEnd) : open;
}

/** Those of some neighbours that exist. */
function withinEdges(open: u32, flag: usize, steps: usize, stepsEnd: usize): u32 {
  const edges = <u32>load<u8>(flag);
  let bit: u32 = 0;
  for (let step = steps; step < stepsEnd; step += STEP) open &= ~(u32((load<u32>(step, 4) & edges) != 0) << bit++);
  return open;
}

function edge(step: i32, first: u32, last: u32): u32 {
  return step < 0 ? first : step > 0 ? last : 0;
}

/** Adds the bits of the image's edges to the bytes of all voxels. */
export function markEdges(flags: usize, w: usize, h: usize, d: usize): void {
  const plane = w * h;
  mark(flags, h * d, w, FIRST_X);
  mark(flags + w - 1, h * d, w, LAST_X);
  for (let z: usize = 0; z < d; ++z) {
    mark(flags + z * plane, w, 1, FIRST_Y);
    mark(flags + (z + 1) * plane - w, w, 1, LAST_Y);
  }
  mark(flags, plane, 1, FIRST_Z);
  mark(flags + (d - 1) * plane, plane, 1, LAST_Z);
}

function mark(at: usize, count: usize, step: usize, bit: u32): void {
  for (; count; --count) {
    store<u8>(at, <u8>(<u32>load<u8>(at) | bit));
    at += step;
  }
}

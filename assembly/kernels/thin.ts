/**
 * Skeleton of a 3-D mask: lines one voxel wide that hold together like the objects did.
 *
 * In     bits: bit rows of d planes of h rows
 * Out    bits, thinned
 * Room   bytes of a mask
 * Rules  six passes a round, for the directions y − 1, y + 1, x + 1, x − 1, z + 1, z − 1: set voxels are marked whose
 *        neighbour in that direction is unset, that have not exactly one neighbour among 26, whose loss leaves the Euler
 *        number as it is, and whose neighbours are one component; then each marked voxel in raster order goes unless its
 *        neighbours have become several components; until no pass of a round removes anything; a single plane has no
 *        passes along z; beyond the image nothing is set
 * Cost   O(words + border voxels) a pass
 * After  Lee, Kashyap and Chu 1994; scikit-image `skeletonize`, equal voxels
 */
import { fromLeft, fromRight, threeBits } from "../rows/neighbours";

/** Neighbourhoods are 27 bits, x fastest; the voxel itself is the middle one. */
const CENTRE: u32 = 1 << 13;
const ALL: u32 = 0x7ff_ffff;
/** Columns x − 1 and x + 1, rows y − 1 and y + 1 of a neighbourhood. */
const LEFT: u32 = 0x124_9249;
const RIGHT: u32 = LEFT << 2;
const UPPER: u32 = 0x1c0_e07;
const LOWER: u32 = UPPER << 6;

/** The neighbours across the faces of the middle cube. */
const FACES: u32 = 0x41_5410;
/** The first of the eight cubes around each corner, and of the four around each edge along an axis. */
const CORNERS: u32 = 0x361b;
const EDGES_Z: u32 = 0x1b << 9;
const EDGES_Y: u32 = 0x603 << 3;
const EDGES_X: u32 = 0x1209 << 1;

export function thin(bits: usize, pitch: usize, w: usize, h: usize, d: usize, room: usize): void {
  const directions = d == 1 ? 4 : 6;
  let removed = true;
  while (removed) {
    removed = false;
    for (let direction = 0; direction < directions; ++direction) {
      if (!markAll(room, bits, pitch, w, h, d, direction)) continue;
      if (removeMarked(bits, room, pitch, w, h, d)) removed = true;
    }
  }
}

/** Marks what may go in one direction; returns whether there is anything. */
function markAll(marks: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize, direction: i32): bool {
  let any: u64 = 0;
  for (let row: usize = 0; row < h * d; ++row) {
    for (let k: usize = 0; k < pitch; k += 8) {
      const at = bits + row * pitch;
      let left = load<u64>(at + k);
      if (left) left &= ~facing(at, pitch, k, row % h, h, row / h, d, direction);
      let marked: u64 = 0;
      for (; left; left &= left - 1) {
        const around = neighbourhood(bits, pitch, w, h, d, (k << 3) + <usize>ctz(left), row);
        if (mayGo(around)) marked |= left & (0 - left);
      }
      store<u64>(marks + row * pitch + k, marked);
      any |= marked;
    }
  }
  return any != 0;
}

/** The neighbours of 64 voxels of a row in a face direction. */
function facing(at: usize, pitch: usize, k: usize, y: usize, h: usize, z: usize, d: usize, direction: i32): u64 {
  if (direction == 2) return fromRight(at, k, pitch);
  if (direction == 3) return fromLeft(at, k);
  const place = direction < 2 ? y : z;
  const step: usize = direction == 0 || direction == 5 ? ~(<usize>0) : 1;
  if (place + step >= (direction < 2 ? h : d)) return 0;
  return load<u64>(at + step * (direction < 2 ? pitch : h * pitch) + k);
}

/** Removes marked voxels one after the other; returns whether any went. */
function removeMarked(bits: usize, marks: usize, pitch: usize, w: usize, h: usize, d: usize): bool {
  let any = false;
  for (let row: usize = 0; row < h * d; ++row) {
    for (let k: usize = 0; k < pitch; k += 8) {
      const at = row * pitch + k;
      for (let left = load<u64>(marks + at); left; left &= left - 1) {
        const around = neighbourhood(bits, pitch, w, h, d, (k << 3) + <usize>ctz(left), row);
        if (!isConnected(around & ~CENTRE)) continue;
        store<u64>(bits + at, load<u64>(bits + at) & ~(left & (0 - left)));
        any = true;
      }
    }
  }
  return any;
}

/** The 27 bits around a voxel. */
function neighbourhood(bits: usize, pitch: usize, w: usize, h: usize, d: usize, x: usize, row: usize): u32 {
  const y = row % h;
  const z = row / h;
  let around: u32 = 0;
  for (let dz: usize = 0; dz < 3; ++dz) {
    if (z + dz - 1 >= d) continue;
    for (let dy: usize = 0; dy < 3; ++dy) {
      if (y + dy - 1 >= h) continue;
      const at = bits + (row + (dz - 1) * h + dy - 1) * pitch;
      around |= threeBits(at, x, w) << <u32>(dz * 9 + dy * 3);
    }
  }
  return around;
}

function mayGo(around: u32): bool {
  const others = around & ~CENTRE;
  return popcnt(others) != 1 && keepsEuler(others) && isConnected(others);
}

/**
 * True when the Euler number stays without the middle cube: of its 8 corners, 12 edges and 6 faces those that no other
 * cube has go with it.
 */
function keepsEuler(others: u32): bool {
  // Bit i tells whether one of the voxels i and i + 1 along x (and y, and z) is set.
  const x = others | (others >> 1);
  const y = others | (others >> 3);
  const xy = x | (x >> 3);
  const xz = x | (x >> 9);
  const yz = y | (y >> 9);
  const corners = popcnt((xy | (xy >> 9)) & CORNERS);
  const edges = popcnt(xy & EDGES_Z) + popcnt(xz & EDGES_Y) + popcnt(yz & EDGES_X);
  return corners + popcnt(others & FACES) == edges + 1;
}

/** True when the voxels form one component, all neighbours connecting, or there is none. */
function isConnected(others: u32): bool {
  let reached = others & (0 - others);
  while (true) {
    let wide = reached | ((reached & ~RIGHT) << 1) | ((reached & ~LEFT) >> 1);
    wide |= ((wide & ~LOWER) << 3) | ((wide & ~UPPER) >> 3);
    wide |= (wide << 9) | (wide >> 9);
    wide &= others;
    if (wide == reached) return reached == others;
    reached = wide;
  }
}

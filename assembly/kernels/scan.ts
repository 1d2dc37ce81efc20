/**
 * How many samples of each voxel lie inside a closed surface, or inside outlines of a plane: even–odd, plane by plane.
 *
 * In     points: f64 × 3 (z, y, x), in voxels of the grid, finite; faces: `n` u32 × 3; order: as `orderFaces` leaves it, `n`
 *        as it returns; pieces: `n` × f64 × 4: y, x, y, x, the straight pieces of closed outlines, in voxels
 *        samples: 1 to 6 per axis of a voxel (of y and x for outlines); low: added to every count
 * Out    dst: a byte a voxel: low + 0 … samples³; scanMesh: the planes [from, to). Both return the number of rows of samples
 *        that crossed an odd number of pieces
 *        orderFaces: order: u32 × n, the faces that reach the grid by their first plane; returns how many
 * Room   scanRoom bytes, on 16; orderFaces: 4 · (d + 1)
 * Rules  samples lie at (i + ½) / samples − ½ voxel from the centre, so a single one in it
 *        a surface is cut by the plane of a row of samples; vertices on the plane are above it, so that each edge is cut once,
 *        at the same place for both of its faces
 *        a row is looked at 2⁻¹⁷ voxel above and below and joined; samples that near to a crossing are inside
 *        turn and nesting of faces do not matter; rows with an odd number of crossings stay empty: the surface is open there
 * Cost   O(faces · planes they cross + pieces · rows they cross + voxels)
 * After  vtkPolyDataToImageStencil, voxel by voxel
 */
import { beginScan, firstVoxel, offsetOf, PIECE, Scan, scanBytes } from "../core/scan";
import { fillPlane, writeCounts } from "../rows/scan";

/** Bytes of scratch for `n` faces or pieces. */
export function scanRoom(n: usize, w: usize, h: usize): f64 {
  return scanBytes(n, w, h) + 4 * <f64>n + 16;
}

// @ts-ignore: decorator
@inline
function corner(points: usize, faces: usize, face: usize, i: usize): usize {
  return points + <usize>load<u32>(faces + (face * 3 + i << 2)) * 24;
}

function lowest(points: usize, faces: usize, face: usize): f64 {
  const a = load<f64>(corner(points, faces, face, 0)), b = load<f64>(corner(points, faces, face, 1));
  return min(a, min(b, load<f64>(corner(points, faces, face, 2))));
}

function highest(points: usize, faces: usize, face: usize): f64 {
  const a = load<f64>(corner(points, faces, face, 0)), b = load<f64>(corner(points, faces, face, 1));
  return max(a, max(b, load<f64>(corner(points, faces, face, 2))));
}

export function orderFaces(order: usize, points: usize, faces: usize, n: usize, d: usize, room: usize): u32 {
  memory.fill(room, 0, (d + 1) << 2);
  for (let face: usize = 0; face < n; ++face) {
    const at = room + (firstVoxel(lowest(points, faces, face), d) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let sum: u32 = 0;
  for (let k: usize = 0; k <= d; ++k) {
    const at = room + (k << 2);
    const here = load<u32>(at);
    store<u32>(at, sum);
    if (k < d) sum += here;
  }
  for (let face: usize = 0; face < n; ++face) {
    const at = room + (firstVoxel(lowest(points, faces, face), d) << 2);
    const place = load<u32>(at);
    if (at == room + (d << 2)) continue;
    store<u32>(at, place + 1);
    store<u32>(order + (<usize>place << 2), <u32>face);
  }
  return sum;
}

export function scanMesh(
  dst: usize, points: usize, faces: usize, order: usize, n: usize, w: usize, h: usize, from: usize, to: usize,
  samples: u32, low: i32, room: usize,
): u32 {
  const active = room;
  const scan = beginScan((room + (n << 2) + 15) & ~15, n, w, h, samples);
  let next: usize = 0, count: usize = 0;
  for (let k = from; k < to; ++k) {
    for (; next < n; ++next) {
      const face = load<u32>(order + (next << 2));
      if (firstVoxel(lowest(points, faces, face), to) > k) break;
      store<u32>(active + (count++ << 2), face);
    }
    let kept: usize = 0;
    for (let i: usize = 0; i < count; ++i) {
      const face = load<u32>(active + (i << 2));
      if (highest(points, faces, face) >= <f64>k - 0.5) store<u32>(active + (kept++ << 2), face);
    }
    count = kept;
    for (let b: u32 = 0; b < samples; ++b) {
      cutFaces(scan, points, faces, active, count, <f64>k + offsetOf(b, samples));
      if (scan.count) fillPlane(scan);
    }
    writeCounts(dst, scan, low);
    dst += w * h;
  }
  return scan.odd;
}

/** Lists the pieces that the plane at z cuts out of the active faces. */
function cutFaces(scan: Scan, points: usize, faces: usize, active: usize, count: usize, z: f64): void {
  let to = scan.pieces;
  for (let i: usize = 0; i < count; ++i) {
    const face = <usize>load<u32>(active + (i << 2));
    const a = corner(points, faces, face, 0), b = corner(points, faces, face, 1), c = corner(points, faces, face, 2);
    const up = load<f64>(a) >= z, upB = load<f64>(b) >= z, upC = load<f64>(c) >= z;
    if (up == upB && up == upC) continue;
    // The corner that is alone on its side, and both edges that leave it.
    const alone = upB == upC ? a : up == upC ? b : c;
    const first = alone == a ? b : a, second = alone == c ? b : c;
    cutEdge(to, alone, first, z);
    cutEdge(to + 16, alone, second, z);
    to += PIECE;
  }
  scan.count = (to - scan.pieces) / PIECE;
}

/** Where an edge passes z, reckoned from the vertex of the lower number. */
function cutEdge(dst: usize, a: usize, b: usize, z: f64): void {
  const p = min(a, b), q = max(a, b);
  const part = (z - load<f64>(p)) / (load<f64>(q) - load<f64>(p));
  store<f64>(dst, load<f64>(p, 8) + part * (load<f64>(q, 8) - load<f64>(p, 8)));
  store<f64>(dst, load<f64>(p, 16) + part * (load<f64>(q, 16) - load<f64>(p, 16)), 8);
}

export function scanOutlines(
  dst: usize, pieces: usize, n: usize, w: usize, h: usize, samples: u32, low: i32, room: usize,
): u32 {
  const scan = beginScan(room, n, w, h, samples);
  scan.pieces = pieces;
  scan.count = n;
  fillPlane(scan);
  writeCounts(dst, scan, low);
  return scan.odd;
}

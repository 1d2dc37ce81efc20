/**
 * Exact Euclidean distance of every voxel to the nearest background voxel, for equal spacing on all axes.
 *
 * Three drivers, called in turn: `squares`, then `distance` or `distanceGreater`. Each takes a range of its work.
 *
 * In     bits: bit rows of a mask, `pitch` bytes apart; spacing: distance between neighbours, > 0; radius: >= 0
 *        far: above every square of interest, 0xffff for distances, `squareWithin(radius)` + 1 for distanceGreater
 *        squares: the rows from … to − 1 of every plane; the others: from … to − 1 of d · `blocksOf(w)` pieces
 * Out    squares: dst of `squareBytes(w, h, d)`, on 16: the passes along x and z
 *        distance: f32, rows without gaps; distanceGreater: bit rows of "distance > radius", in units of voxels
 * Room   squares: `squareTile(w, d)` bytes, on 16; the others: 576
 * Rules  background voxels have distance 0; outside the image there is nothing, the border is not background
 *        the square of the distance is exact in u16; √ is rounded once (spacing 1) or √ · spacing once from f64
 *        distance returns 0, with rubbish in dst, when a distance is 256 or more or there is no background at all;
 *        `squareWithin` gives 0xffff for a radius from 255.99 on: `nearestSites` then has the answer, for any distance
 *        distanceGreater keeps a mask without background as it is
 *        compared is √(d²) > radius in f64, not d² > radius²: a radius given as √3 keeps what lies √3 away
 *        bits beyond the width are 0
 * Cost   O(n · depth) / 16 in the vector build, with a small constant; one row of candidates a step, until k² is larger
 *        than every distance left in the 16 lanes
 * After  scipy.ndimage.distance_transform_edt, exactly
 *
 * Three passes: along x from the bits, along z, along y. The z pass goes through a tile that holds the rows of one y for
 * all z, filled by the x pass; the y pass goes through blocks of columns. Both keep the rows they search within reach of
 * the first cache. z comes before y because it is usually the shortest axis: what it finds ends the search along y.
 */
import { greaterRow } from "../rows/compare";
import { minPlusRow, rootRow, scaledRootRow, squaredRow } from "../rows/squares";

/** Bytes of a block of columns: 256 voxels, a whole number of vectors of bits. */
const BLOCK: usize = 512;
const FAR: u16 = 0xffff;

/** Bytes between rows of squares. Rows a multiple of 2048 apart would all compete for the same cache lines. */
function rowPitch(w: usize): usize {
  const pitch = ((w << 1) + 63) & ~63;
  return (pitch & 2047) == 0 ? pitch + 64 : pitch;
}

/** Bytes between planes of squares. */
function planePitch(w: usize, h: usize): usize {
  const pitch = rowPitch(w) * h;
  return (pitch & 2047) == 0 ? pitch + 64 : pitch;
}

/** Bytes of the squares, as f64 because they may not fit into memory. */
export function squareBytes(w: usize, h: usize, d: usize): f64 {
  return <f64>planePitch(w, h) * <f64>d + 64;
}

/** Scratch bytes of `squares`. */
export function squareTile(w: usize, d: usize): f64 {
  return <f64>rowPitch(w) * <f64>d + 64;
}

/** Pieces that a plane is cut into for the pass along y. */
export function blocksOf(w: usize): usize {
  return ((w << 1) + BLOCK - 1) / BLOCK;
}

export function distance(
  dst: usize, squares: usize, w: usize, h: usize, d: usize, spacing: f64, from: usize, to: usize, room: usize,
): i32 {
  const blocks = blocksOf(w);
  for (let i = from; i < to; ++i) {
    const z = i / blocks;
    const o = (i - z * blocks) * BLOCK;
    const plane = squares + z * planePitch(w, h) + o;
    const n = min<usize>(BLOCK >> 1, w - (o >> 1));
    for (let y: usize = 0; y < h; ++y) {
      minPlusRow(room, plane + y * rowPitch(w), rowPitch(w), y, h - 1 - y, n << 1);
      const at = dst + (((z * h + y) * w) << 2) + (o << 1);
      if (!(spacing == 1 ? rootRow(at, room, n) : scaledRootRow(at, room, n, spacing))) return 0;
    }
  }
  return 1;
}

export function distanceGreater(
  dst: usize, pitch: usize, squares: usize, w: usize, h: usize, d: usize, level: u32, from: usize, to: usize,
  room: usize,
): void {
  const blocks = blocksOf(w);
  for (let i = from; i < to; ++i) {
    const z = i / blocks;
    const o = (i - z * blocks) * BLOCK;
    const plane = squares + z * planePitch(w, h) + o;
    const n = min<usize>(BLOCK >> 1, w - (o >> 1));
    const part = n < BLOCK >> 1 ? pitch - (o >> 4) : BLOCK >> 4;
    for (let y: usize = 0; y < h; ++y) {
      minPlusRow(room, plane + y * rowPitch(w), rowPitch(w), y, h - 1 - y, n << 1);
      greaterRow<u16>(dst + (z * h + y) * pitch + (o >> 4), part, room, n, <u16>level);
    }
  }
}

/** The largest whole d² with √(d²) <= radius, at most 0xffff. */
export function squareWithin(radius: f64): u32 {
  if (!(radius < 256)) return FAR;
  let square = <u32>(radius * radius);
  while (Math.sqrt(<f64>square) > radius) --square;
  while (Math.sqrt(<f64>(square + 1)) <= radius) ++square;
  return square;
}

/** The passes along x and z: squares to the nearest background voxel of the same y. */
export function squares(
  dst: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize, far: u32, from: usize, to: usize, room: usize,
): void {
  const step = rowPitch(w);
  const plane = planePitch(w, h);
  for (let y = from; y < to; ++y) {
    const row = dst + y * step;
    if (d == 1) {
      squaredRow(row, step, bits + y * pitch, w, <u16>far);
      continue;
    }
    for (let z: usize = 0; z < d; ++z) squaredRow(room + z * step, step, bits + (z * h + y) * pitch, w, <u16>far);
    for (let o: usize = 0; o < w << 1; o += BLOCK) {
      const n = min<usize>(BLOCK, (w << 1) - o);
      for (let z: usize = 0; z < d; ++z) minPlusRow(row + z * plane + o, room + z * step + o, step, z, d - 1 - z, n);
    }
  }
}

/**
 * Exact Euclidean distance of every voxel to the nearest background voxel, for equal spacing on all axes.
 *
 * In     bits: bit rows of a mask, `pitch` bytes apart; spacing: distance between neighbours, > 0; radius: >= 0
 * Out    distance: f32, rows without gaps; distanceGreater: bit rows of "distance > radius", in units of voxels
 * Room   distanceRoom(w, h, d) bytes, on 16
 * Rules  background voxels have distance 0; outside the image there is nothing, the border is not background
 *        the square of the distance is exact in u16; √ is rounded once (spacing 1) or √ · spacing once from f64
 *        returns 0, with rubbish in dst, when a distance is 256 or more or there is no background at all:
 *        `nearestSites` then gives the answer, for any distance
 *        distanceGreater keeps a mask without background as it is, and returns 0 only when radius >= 255.99
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

/** Bytes of scratch for the functions below, as f64 because it may not fit into memory. */
export function distanceRoom(w: usize, h: usize, d: usize): f64 {
  const tile: f64 = d > 1 ? <f64>rowPitch(w) * <f64>d : 0;
  return <f64>planePitch(w, h) * <f64>d + tile + <f64>BLOCK + 64;
}

export function distance(
  dst: usize,
  bits: usize,
  pitch: usize,
  w: usize,
  h: usize,
  d: usize,
  spacing: f64,
  room: usize,
): i32 {
  squares(room, bits, pitch, w, h, d, FAR);
  const buffer = bufferOf(room, w, h, d);
  for (let z: usize = 0; z < d; ++z) {
    const plane = room + z * planePitch(w, h);
    for (let o: usize = 0; o < w << 1; o += BLOCK) {
      const n = min<usize>(BLOCK >> 1, w - (o >> 1));
      for (let y: usize = 0; y < h; ++y) {
        minPlusRow(buffer, plane + y * rowPitch(w) + o, rowPitch(w), y, h - 1 - y, n << 1);
        const to = dst + (((z * h + y) * w) << 2) + (o << 1);
        if (!(spacing == 1 ? rootRow(to, buffer, n) : scaledRootRow(to, buffer, n, spacing))) return 0;
      }
    }
  }
  return 1;
}

export function distanceGreater(
  dst: usize,
  bits: usize,
  pitch: usize,
  w: usize,
  h: usize,
  d: usize,
  radius: f64,
  room: usize,
): i32 {
  const level = squareWithin(radius);
  if (level >= FAR) return 0;
  squares(room, bits, pitch, w, h, d, <u16>(level + 1));
  const buffer = bufferOf(room, w, h, d);
  for (let z: usize = 0; z < d; ++z) {
    const plane = room + z * planePitch(w, h);
    for (let o: usize = 0; o < w << 1; o += BLOCK) {
      const n = min<usize>(BLOCK >> 1, w - (o >> 1));
      const part = n < BLOCK >> 1 ? pitch - (o >> 4) : BLOCK >> 4;
      for (let y: usize = 0; y < h; ++y) {
        minPlusRow(buffer, plane + y * rowPitch(w) + o, rowPitch(w), y, h - 1 - y, n << 1);
        greaterRow<u16>(dst + (z * h + y) * pitch + (o >> 4), part, buffer, n, <u16>level);
      }
    }
  }
  return 1;
}

/** The largest whole d² with √(d²) <= radius, at most 65535. */
function squareWithin(radius: f64): u32 {
  if (!(radius < 256)) return FAR;
  let square = <u32>(radius * radius);
  while (Math.sqrt(<f64>square) > radius) --square;
  while (Math.sqrt(<f64>(square + 1)) <= radius) ++square;
  return square;
}

/** Where one block of a row of squares is finished. */
function bufferOf(room: usize, w: usize, h: usize, d: usize): usize {
  return room + planePitch(w, h) * d + (d > 1 ? rowPitch(w) * d : 0);
}

/** The passes along x and z: squares to the nearest background voxel of the same y. */
function squares(room: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize, far: u16): void {
  const step = rowPitch(w);
  if (d == 1) {
    for (let y: usize = 0; y < h; ++y) squaredRow(room + y * step, step, bits + y * pitch, w, far);
    return;
  }
  const plane = planePitch(w, h);
  const tile = room + plane * d;
  for (let y: usize = 0; y < h; ++y) {
    for (let z: usize = 0; z < d; ++z) squaredRow(tile + z * step, step, bits + (z * h + y) * pitch, w, far);
    for (let o: usize = 0; o < w << 1; o += BLOCK) {
      const n = min<usize>(BLOCK, (w << 1) - o);
      for (let z: usize = 0; z < d; ++z) {
        minPlusRow(room + z * plane + y * step + o, tile + z * step + o, step, z, d - 1 - z, n);
      }
    }
  }
}

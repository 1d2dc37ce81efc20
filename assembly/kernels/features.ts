/**
 * For every voxel the nearest set voxel: its index, or only how far away it is. Any spacing, any distance.
 *
 * In     bits: bit rows of the sites, `pitch` bytes apart; stepZ, stepY, stepX: spacing, > 0; radius: >= 0
 * Out    dst: one u32 or f32 a voxel, rows without gaps
 *          nearestSites  linear index of the nearest site; 0xffffffff when there is no site
 *          siteDistance  distance to it, f32; +Infinity when there is no site
 *        siteGreater: bit rows of "distance > radius" in `out`; dst is then scratch of one u32 a voxel
 * Room   sitesRoom(w, h, d) bytes, on 16
 * Rules  d² = Σ((i − j) · step)² in the order z, y, x, in f64; then √ in f64, then rounding to f32
 *        of several nearest sites the one with the smallest x, then the smallest y, then the smallest z;
 *        distances count as equal when their f64 values are
 *        without any site everything is farther away than any radius
 * Cost   O(n), independent of the distances
 * After  Maurer, Qi, Raghavan 2003 (IEEE PAMI 25: 265): one lower envelope per line and axis;
 *        scipy.ndimage.distance_transform_edt(return_indices=True), exactly
 *
 * Between the passes dst holds (z, y) of the nearest site packed into one u32. A 2-D image is taken as planes of one
 * line: its first axis is then swept like the z axis of a volume, which needs no envelope.
 */
import { clearPadding } from "./threshold";
import { nearestOnLine, SITE } from "../rows/envelope";
import {
  distanceRow, fartherRow, gatherColumns, heightsRow, indexRow, mergeRow, scatterColumns, sweepRow,
} from "../rows/sites";

/** Columns of one block of the y pass: one cache line of u32. */
const COLUMNS: usize = 16;

/** Sizes and scratch of one transform; lies at the start of the room. */
@unmanaged
class Lattice {
  w: usize;
  h: usize;
  d: usize;
  /** Bits of y in a packed site. */
  shift: u32;
  stepY: f64;
  stepX: f64;
  /** (k · step)² by k, f64. */
  squaresZ: usize;
  squaresY: usize;
  squaresX: usize;
  /** One line: f64 heights, the stack of the envelope. */
  heights: usize;
  stack: usize;
  /** COLUMNS lines each of u32: packed sites, nearest positions. */
  lines: usize;
  nearest: usize;
  /** One plane of u32: packed sites behind the plane at hand. */
  behind: usize;
}

/** Bytes of scratch, as f64 because it may not fit into memory. */
export function sitesRoom(w: usize, h: usize, d: usize): f64 {
  const longest = <f64>max<usize>(w, max<usize>(h, d));
  const squares = (<f64>w + <f64>h + <f64>d) * 8;
  const plane = <f64>w * <f64>(d == 1 ? 1 : h) * 4;
  return <f64>offsetof<Lattice>() + squares + longest * (8 + <f64>SITE + <f64>COLUMNS * 8) + plane + 128;
}

/** Index of the nearest site. */
export function nearestSites(
  dst: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize,
  stepZ: f64, stepY: f64, stepX: f64, room: usize,
): void {
  const grid = layOut(room, w, h, d, stepZ, stepY, stepX);
  findSites(grid, dst, bits, pitch);
  for (let row: usize = 0; row < h * d; ++row) {
    const at = dst + ((row * w) << 2);
    if (searchRow(grid, at, row)) indexRow(at, grid.lines, grid.nearest, w, grid.h, grid.shift);
  }
}

/** Distance to the nearest site. */
export function siteDistance(
  dst: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize,
  stepZ: f64, stepY: f64, stepX: f64, room: usize,
): void {
  const grid = layOut(room, w, h, d, stepZ, stepY, stepX);
  findSites(grid, dst, bits, pitch);
  for (let row: usize = 0; row < h * d; ++row) {
    const at = dst + ((row * w) << 2);
    if (searchRow(grid, at, row)) distanceRow(at, grid.heights, grid.nearest, w, grid.squaresX);
    else for (let x: usize = 0; x < w; ++x) store<f32>(at + (x << 2), Infinity);
  }
}

/** Mask of the voxels farther than `radius` from every site. */
export function siteGreater(
  out: usize, dst: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize,
  stepZ: f64, stepY: f64, stepX: f64, radius: f64, room: usize,
): void {
  const grid = layOut(room, w, h, d, stepZ, stepY, stepX);
  findSites(grid, dst, bits, pitch);
  for (let row: usize = 0; row < h * d; ++row) {
    const found = searchRow(grid, dst + ((row * w) << 2), row);
    const to = out + row * pitch;
    if (found) fartherRow(to, pitch, grid.heights, grid.nearest, w, grid.squaresX, radius);
    else memory.fill(to, 0xff, pitch);
  }
  clearPadding(out, pitch, w, h * d);
}

function layOut(room: usize, w: usize, h: usize, d: usize, stepZ: f64, stepY: f64, stepX: f64): Lattice {
  const grid = changetype<Lattice>(room);
  const flat = d == 1;
  grid.w = w;
  grid.h = flat ? 1 : h;
  grid.d = flat ? h : d;
  grid.shift = 32 - <u32>clz<u32>(<u32>(grid.h - 1));
  grid.stepY = stepY;
  grid.stepX = stepX;
  const longest = max<usize>(w, max<usize>(h, d));
  grid.squaresZ = room + offsetof<Lattice>();
  grid.squaresY = grid.squaresZ + (grid.d << 3);
  grid.squaresX = grid.squaresY + (grid.h << 3);
  grid.heights = grid.squaresX + (w << 3);
  grid.stack = grid.heights + (longest << 3);
  grid.lines = grid.stack + longest * SITE;
  grid.nearest = grid.lines + ((longest * COLUMNS) << 2);
  grid.behind = grid.nearest + ((longest * COLUMNS) << 2);
  fillSquares(grid.squaresZ, grid.d, flat ? stepY : stepZ);
  fillSquares(grid.squaresY, grid.h, stepY);
  fillSquares(grid.squaresX, w, stepX);
  return grid;
}

function fillSquares(squares: usize, n: usize, step: f64): void {
  for (let k: usize = 0; k < n; ++k) {
    const distance = <f64>k * step;
    store<f64>(squares + (k << 3), distance * distance);
  }
}

/** Passes along z and y: dst = packed nearest site of the same x. */
function findSites(grid: Lattice, dst: usize, bits: usize, pitch: usize): void {
  const d = grid.d;
  const h = grid.h;
  const row = grid.w << 2;
  // Plane by plane: rows of one y are a power of two apart only too often.
  memory.fill(grid.behind, 0xff, h * row);
  for (let z: usize = 0; z < d; ++z) {
    const before = z == 0 ? grid.behind : dst + (z - 1) * h * row;
    for (let y: usize = 0; y < h; ++y) {
      const at = z * h + y;
      sweepRow(dst + at * row, before + y * row, bits + at * pitch, grid.w, (<u32>z << grid.shift) | <u32>y);
    }
  }
  for (let z = d; z-- > 0; ) {
    for (let y: usize = 0; y < h; ++y) {
      mergeRow(dst + (z * h + y) * row, grid.behind + y * row, grid.w, <u32>z, grid.shift);
    }
  }
  if (h == 1) return;
  for (let z: usize = 0; z < d; ++z) {
    for (let x: usize = 0; x < grid.w; x += COLUMNS) searchColumns(grid, dst + ((z * h * grid.w + x) << 2), z, x);
  }
}

/** Along y, for one block of columns: copied out, searched line by line, copied back. */
function searchColumns(grid: Lattice, at: usize, z: usize, x: usize): void {
  const h = grid.h;
  const columns = min<usize>(COLUMNS, grid.w - x);
  gatherColumns(grid.lines, h, at, grid.w, columns);
  for (let c: usize = 0; c < columns; ++c) {
    const line = grid.lines + ((c * h) << 2);
    const nearest = grid.nearest + ((c * h) << 2);
    heightsRow(grid.heights, line, h, <u32>z, 0, grid.shift, grid.squaresZ, 0);
    const found = nearestOnLine(nearest, grid.heights, <u32>h, grid.stepY, grid.stack);
    // A column without sites points at itself, where there is none.
    if (!found) memory.fill(nearest, 0, h << 2);
  }
  scatterColumns(at, grid.w, grid.lines, grid.nearest, h, columns);
}

/** Along x, for one row: leaves its sites in `lines`, the positions of the nearest in `nearest`. */
function searchRow(grid: Lattice, at: usize, row: usize): bool {
  const w = grid.w;
  const z = row / grid.h;
  memory.copy(grid.lines, at, w << 2);
  const y = <u32>(row - z * grid.h);
  heightsRow(grid.heights, grid.lines, w, <u32>z, y, grid.shift, grid.squaresZ, grid.squaresY);
  return nearestOnLine(grid.nearest, grid.heights, <u32>w, grid.stepX, grid.stack);
}

/**
 * An image on another grid over the same extent: nearest voxel, or weighted means of neighbours.
 *
 * In     src: any of the element types; d planes of h rows of w values without gaps
 *        an axis is a table of `count` taps for each of its n outputs: a row of u32, the first voxel; count rows of f32
 *        weights, 0 where there are fewer; a row of f32, the weights' sums. Rows have n values and zeros up to a whole
 *        group of four, sums of 1 there. `resampleNearest` reads the first row alone
 * Out    dst: the rows [from, to) of the new grid, without gaps: f32, or the source's own type for nearest
 * Room   `resampleRoom` bytes
 * Rules  sums in f32, over planes, then rows, then columns, each divided by the sum of its weights: a constant of 1 stays
 *        exactly 1; NaN spreads to every output that has a tap on it
 * Cost   each output row reads the rows under its taps, then taps along x
 * After  SciPy `zoom(order=0 or 1, grid_mode=True, mode="nearest")`, scikit-image `downscale_local_mean`
 */
import { sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { addRow, divideRow, gatherRow, gatherSums } from "../rows/resample";

/** Bytes from one row of a table of taps to the next: whole groups of four. */
// @ts-ignore: decorator
@inline
export function tapPitch(n: usize): usize {
  return n + 3 << 2 & ~15;
}

// @ts-ignore: decorator
@inline
function linePitch(n: usize): usize {
  return (n << 2) + 127 & ~63;
}

/** Scratch bytes for source rows of `w` values and target rows of `n`. */
export function resampleRoom(w: usize, n: usize): usize {
  return linePitch(w) * 2 + linePitch(n);
}

/** Rows of the nearest voxels. */
export function resampleNearest(
  dst: usize, src: usize, type: i32, w: usize, h: usize, nx: usize, ny: usize, from: usize, to: usize,
  z: usize, y: usize, x: usize,
): void {
  const size = sizeOfType(type);
  let last: usize = -1;
  for (let row = from; row < to; ++row) {
    const plane = row / ny;
    const place = <usize>load<u32>(z + (plane << 2)) * h + <usize>load<u32>(y + ((row - plane * ny) << 2));
    // Rows that repeat are copied, which is several times faster.
    if (place == last) memory.copy(dst, dst - nx * size, nx * size);
    else gatherRow(dst, src + place * w * size, size, nx, x);
    last = place;
    dst += nx * size;
  }
}

/** Rows of weighted means. */
export function resampleMeans(
  dst: usize, src: usize, type: i32, w: usize, h: usize, nx: usize, ny: usize, nz: usize, from: usize, to: usize,
  z: usize, countZ: usize, y: usize, countY: usize, x: usize, countX: usize, room: usize,
): void {
  const sum = room;
  const line = sum + linePitch(w);
  const spare = line + linePitch(w);
  const pitchZ = tapPitch(nz);
  const pitchY = tapPitch(ny);
  const pitchX = tapPitch(nx);
  for (let row = from; row < to; ++row) {
    const plane = row / ny;
    const tapZ = z + (plane << 2);
    const tapY = y + ((row - plane * ny) << 2);
    let total: f32 = 0;
    for (let k: usize = 0; k < countZ * countY; ++k) {
      const slice = k / countY;
      const rank = k - slice * countY;
      const weight = load<f32>(tapZ + pitchZ * (slice + 1)) * load<f32>(tapY + pitchY * (rank + 1));
      if (weight == 0) continue;
      const at = (<usize>load<u32>(tapZ) + slice) * h + <usize>load<u32>(tapY) + rank;
      convertRow(line, src + at * w * sizeOfType(type), type, w);
      addRow(sum, line, w, weight, total == 0);
      total += weight;
    }
    if (total != 1) divideRow(sum, w, total);
    const out = nx & 3 ? spare : dst;
    gatherSums(out, sum, nx, x, x + pitchX, pitchX, countX);
    if (nx & 3) memory.copy(dst, out, nx << 2);
    dst += nx << 2;
  }
}

/**
 * Where labels meet.
 *
 * In     src: d planes of h rows of w labels without gaps (u8, u16, u32); connectivity: 4 or 8 (d = 1), 6, 18 or 26;
 *        mode: 0 thick, 1 inner, 2 outer
 * Out    boundaries: dst, bit rows [from, to)
 *        boundariesBetween: dst, bit rows of 2 · w − 1 columns, 2 · h − 1 rows and 2 · d − 1 planes
 * Room   boundaries: 64 + 2 · pitch bytes
 * Rules  thick: a voxel with a neighbour of another value, background or label; nothing lies beyond the image
 *        inner: those of them that have a label
 *        outer: those of them that are background, or touch another label by a face, edge or corner
 *        boundariesBetween: between the voxels, where the two, four or eight voxels around a place differ
 * Cost   O(n · neighbours)
 * After  scikit-image `find_boundaries`
 */
import { sizeOfType } from "../core/types";
import { differRow, labelAt } from "../rows/differ";
import { setBits } from "../rows/fill";
import { nonZero } from "./threshold";

const INNER: i32 = 1;
const OUTER: i32 = 2;

export function boundaries(
  dst: usize, src: usize, type: i32, pitch: usize, w: usize, h: usize, d: usize, connectivity: i32, mode: i32,
  from: usize, to: usize, room: usize,
): void {
  memory.fill(room, 0, 64);
  const labelled = room + 64;
  const touching = labelled + pitch;
  const steps = connectivity == 18 || connectivity == 8 ? 2 : connectivity == 26 ? 3 : 1;
  for (let row = from; row < to; ++row) {
    const bits = dst + row * pitch;
    differNeighbours(bits, src, type, pitch, w, h, d, row, steps, 0);
    if (mode == 0) continue;
    nonZero(labelled, pitch, src + row * w * sizeOfType(type), type, w, 1);
    if (mode == OUTER) differNeighbours(touching, src, type, pitch, w, h, d, row, 3, room);
    for (let at: usize = 0; at < pitch; at += 8) {
      const set = load<u64>(labelled + at);
      const keep = mode == INNER ? set : ~set | load<u64>(touching + at);
      store<u64>(bits + at, load<u64>(bits + at) & keep);
    }
  }
}

/** Marks the voxels of a row that have another neighbour at most `steps` axes away; with `zeros`, another label. */
function differNeighbours(
  bits: usize, src: usize, type: i32, pitch: usize, w: usize, h: usize, d: usize, row: usize, steps: i32, zeros: usize,
): void {
  memory.fill(bits, 0, pitch);
  const size = sizeOfType(type);
  const z = <i32>(row / h);
  const y = <i32>(row % h);
  const at = src + row * w * size;
  for (let dz = -1; dz <= 1; ++dz) {
    if (<u32>(z + dz) >= <u32>d) continue;
    for (let dy = -1; dy <= 1; ++dy) {
      if (<u32>(y + dy) >= <u32>h) continue;
      const other = at + (dz * <i32>h + dy) * <i32>w * <i32>size;
      const left = steps - abs(dz) - abs(dy);
      if (left >= 0) differRow(bits, at, other, zeros, type, 0, w);
      if (left < 1) continue;
      differRow(bits, at, other - size, zeros, type, 1, w);
      differRow(bits, at, other + size, zeros, type, 0, w - 1);
    }
  }
}

export function boundariesBetween(
  dst: usize, src: usize, type: i32, pitch: usize, w: usize, h: usize, d: usize,
): void {
  const size = sizeOfType(type);
  memory.fill(dst, 0, pitch * (h * 2 - 1) * (d * 2 - 1));
  for (let z: usize = 0; z < d * 2 - 1; ++z) {
    for (let y: usize = 0; y < h * 2 - 1; ++y) {
      // Where a coordinate is odd, the place lies between two rows or planes.
      const row = src + ((z >> 1) * h + (y >> 1)) * w * size;
      const down = (y & 1) * w * size;
      betweenRow(dst, row, row + down, row + (z & 1) * h * w * size, down, type, w);
      dst += pitch;
    }
  }
}

/** Places between the voxels of up to four rows: a, b, c, and c moved by `down`. */
function betweenRow(dst: usize, a: usize, b: usize, c: usize, down: usize, type: i32, w: usize): void {
  let before = false;
  for (let x: usize = 0; x < w; ++x) {
    const label = labelAt(a, type, x);
    const mixed =
      label != labelAt(b, type, x) || label != labelAt(c, type, x) || label != labelAt(c + down, type, x);
    const at = x << 1;
    if (mixed) setBits(dst, at, at + 1);
    if (x > 0 && (mixed || before || label != labelAt(a, type, x - 1))) setBits(dst, at - 1, at);
    before = mixed;
  }
}

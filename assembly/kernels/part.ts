/**
 * Gaps between the objects of a label picture.
 *
 * In     src: h rows of w labels without gaps (u8, u16, u32), one plane
 * Out    dst: bit rows [from, to): the voxels that keep their label
 * Rules  a voxel keeps its label when none of its eight neighbours has a smaller one, background aside
 *
 *            a b c
 *            d * e          * goes when one of a … h is in 1 … label − 1
 *            f g h
 *
 *        so that voxels of two labels never touch, not even by a corner
 *        beyond the picture lies nothing; bits beyond the width are 0
 * Cost   O(n), one pass
 */
import { U16, U8 } from "../core/types";
import { keepRow } from "../rows/part";

export function part(
  dst: usize, pitch: usize, src: usize, type: i32, w: usize, h: usize, from: usize, to: usize,
): void {
  if (type == U8) partRows<u8>(dst, pitch, src, w, h, from, to);
  else if (type == U16) partRows<u16>(dst, pitch, src, w, h, from, to);
  else partRows<u32>(dst, pitch, src, w, h, from, to);
}

function partRows<T>(dst: usize, pitch: usize, src: usize, w: usize, h: usize, from: usize, to: usize): void {
  const size = w * sizeof<T>();
  for (let y = from; y < to; ++y) {
    const row = src + y * size;
    // Beyond the first and the last row: the row itself, which decides nothing new.
    const above = y > 0 ? row - size : row;
    const below = y + 1 < h ? row + size : row;
    keepRow<T>(dst + y * pitch, pitch, above, row, below, w);
  }
}

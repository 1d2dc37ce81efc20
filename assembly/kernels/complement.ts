/**
 * Whole masks at once: the complement, and a margin set to 0.
 *
 * In     src, bits: bit rows, `pitch` bytes apart; margin: voxels
 * Out    complement: dst, bit rows, may be src; clearMargin: changes bits
 * Rules  clearMargin clears what lies less than `margin` voxels from an end of an axis; z does not count when d = 1
 *        bits beyond the width are 0
 * Cost   O(words)
 */
import { clearPadding } from "./threshold";

/** Mask of the voxels that are not set. */
export function complement(dst: usize, src: usize, pitch: usize, w: usize, rows: usize): void {
  const end = src + pitch * rows;
  for (; src < end; src += 8, dst += 8) store<u64>(dst, ~load<u64>(src));
  clearPadding(dst - pitch * rows, pitch, w, rows);
}

/** Clears the margin of a mask. */
export function clearMargin(bits: usize, pitch: usize, w: usize, h: usize, d: usize, margin: usize): void {
  if (margin == 0) return;
  for (let row: usize = 0; row < h * d; ++row) {
    const y = row % h;
    const z = row / h;
    const at = bits + row * pitch;
    const inY = y >= margin && y + margin < h;
    const inZ = d == 1 || (z >= margin && z + margin < d);
    if (inY && inZ && margin << 1 < w) clearEnds(at, w, margin);
    else memory.fill(at, 0, pitch);
  }
}

/** Clears the first and the last `n` bits of a row of w. */
function clearEnds(row: usize, w: usize, n: usize): void {
  const last = w - n;
  memory.fill(row, 0, n >> 3);
  store<u8>(row + (n >> 3), load<u8>(row + (n >> 3)) & <u8>((<u32>0xff) << <u32>(n & 7)));
  store<u8>(row + (last >> 3), load<u8>(row + (last >> 3)) & <u8>((<u32>1 << <u32>(last & 7)) - 1));
  memory.fill(row + (last >> 3) + 1, 0, ((w + 7) >> 3) - (last >> 3) - 1);
}

/**
 * Mask of the voxels of one label within a box.
 *
 * In     src: labels (u8, u16, u32), planes of h rows of w; z, y, x: the box's first voxel; bd, bh, bw: its extents
 * Out    dst: bit rows of the box, `pitch` bytes apart
 * Rules  bits beyond the width are 0
 * Cost   O(voxels of the box)
 */
import { sizeOfType, valueAt } from "../core/types";

export function labelBits(
  dst: usize, pitch: usize, src: usize, type: i32, w: usize, h: usize, z: usize, y: usize, x: usize, bd: usize, bh: usize,
  bw: usize, label: f64,
): void {
  memory.fill(dst, 0, pitch * bh * bd);
  const size = sizeOfType(type);
  for (let row: usize = 0; row < bh * bd; ++row, dst += pitch) {
    const from = src + (((z + row / bh) * h + y + row % bh) * w + x) * size;
    for (let i: usize = 0; i < bw; ++i) {
      const bit = u32(valueAt(from + i * size, type) == label) << <u32>(i & 7);
      store<u8>(dst + (i >> 3), load<u8>(dst + (i >> 3)) | <u8>bit);
    }
  }
}

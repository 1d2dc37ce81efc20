/**
 * Unites labels that touch across a seam between two planes.
 *
 * In     a, b: planes on both sides, h rows of w u32, 0 is background, other numbers name sets; connectivity: 6, 18 or 26
 *        in the volume, 4 or 8 of rows and columns (h = 1) of a picture
 * Out    parents: u32 for each number, the forest of `core/union.ts`
 * Rules  a voxel meets the one across and, by connectivity, those beside and at the corners of that
 * Cost   O(w · h · neighbours)
 */
import { join } from "../rows/link";

export function linkSeam(parents: usize, a: usize, b: usize, w: usize, h: usize, connectivity: i32): void {
  const steps = connectivity == 26 ? 2 : connectivity == 18 || connectivity == 8 ? 1 : 0;
  for (let y: usize = 0; y < h; ++y) {
    for (let dy = -1; dy <= 1; ++dy) {
      const left = steps - abs(dy);
      if (left < 0 || <u32>(<i32>y + dy) >= <u32>h) continue;
      const other = b + ((<i32>y + dy) * <i32>w << 2);
      linkShifted(parents, a + (y * w << 2), other, w, left > 0 ? 1 : 0);
    }
  }
}

/** Unites the labels of two rows that stand above each other, or up to `reach` columns apart. */
function linkShifted(parents: usize, a: usize, b: usize, w: usize, reach: i32): void {
  let lastA: u32 = 0;
  let lastB: u32 = 0;
  for (let x: i32 = 0; x < <i32>w; ++x) {
    const label = load<u32>(a + (<usize>x << 2));
    if (label == 0) continue;
    for (let dx = max(0, x - reach); dx <= min(<i32>w - 1, x + reach); ++dx) {
      const other = load<u32>(b + (<usize>dx << 2));
      if (other == 0 || (label == lastA && other == lastB)) continue;
      join(parents, label, other);
      lastA = label;
      lastB = other;
    }
  }
}

/** Pixels at the border of their label, and how they touch each other. Rows of u32 with a 0 before and after them. */

/** Copies the pixels of a row that have a neighbour of another label above, below, left or right; the others become 0. */
export function keepBorder(dst: usize, above: usize, row: usize, below: usize, w: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < w << 2; x += 16) {
      const label = v128.load(row + x);
      const upright = v128.and(i32x4.eq(v128.load(above + x), label), i32x4.eq(v128.load(below + x), label));
      const level = v128.and(i32x4.eq(v128.load(row + x - 4), label), i32x4.eq(v128.load(row + x + 4), label));
      v128.store(dst + x, v128.andnot(label, v128.and(upright, level)));
    }
    return;
  }
  for (let x: usize = 0; x < w << 2; x += 4) {
    const label = load<u32>(row + x);
    const upright = load<u32>(above + x) == label && load<u32>(below + x) == label;
    const level = load<u32>(row + x - 4) == label && load<u32>(row + x + 4) == label;
    store<u32>(dst + x, upright && level ? 0 : label);
  }
}

/**
 * Counts the border pixels of a row by their neighbours of the same label among border pixels: their code is 1, 2 more
 * for each neighbour beside, 10 more for each at a corner. Each label has three u32 counters, of those that count for 1,
 * for √2 and for (1 + √2) / 2.
 */
export function countBorder(counts: usize, above: usize, row: usize, below: usize, w: usize): void {
  for (let x: usize = 0; x < w << 2; x += 4) {
    const label = load<u32>(row + x);
    if (!label) continue;
    const beside = same(above + x, label) + same(below + x, label) + same(row + x - 4, label) + same(row + x + 4, label);
    const upper = same(above + x - 4, label) + same(above + x + 4, label);
    const code = 1 + 2 * beside + 10 * (upper + same(below + x - 4, label) + same(below + x + 4, label));
    const weight = weightOf(<u64>1 << <u64>code);
    if (weight < 0) continue;
    const counter = counts + <usize>(label - 1) * 12 + (<usize>weight << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
}

// @ts-ignore: decorator
@inline
function same(at: usize, label: u32): u32 {
  return <u32>(load<u32>(at) == label);
}

// @ts-ignore: decorator
@inline
function weightOf(code: u64): i32 {
  // 5, 7, 15, 17, 25, 27; 21, 33; 13, 23.
  if (code & 0x0a02_80a0) return 0;
  if (code & 0x2_0020_0000) return 1;
  return code & 0x0080_2000 ? 2 : -1;
}

/**
 * Two label images in one: a label for each pair that occurs.
 *
 * In     a, b: n labels each (u8, u16, u32); factor: above the largest label of b
 * Out    dst: n labels, u32: that of a times factor plus that of b
 * Rules  no product may reach 2³²
 * Cost   O(n)
 */
import { loadLabel } from "../rows/differ";

export function joinKeys(dst: usize, a: usize, aType: i32, b: usize, bType: i32, n: usize, factor: u32): void {
  for (let i: usize = 0; i < n; ++i) {
    store<u32>(dst + (i << 2), loadLabel(a, aType, i) * factor + loadLabel(b, bType, i));
  }
}

import { Sweep } from "../core/sweep";
import { marchCube } from "./march";
import { netCube } from "./net";

/**
 * Visits the cubes of one row that the surface passes; A to D are the bit rows at (y−1, z−1), (y, z−1), (y−1, z), (y, z).
 * Cube x lies between voxels x−1 and x, and those at the ends beyond the border.
 */
export function cubesRow(
  sweep: Sweep, rowA: usize, rowB: usize, rowC: usize, rowD: usize, y: usize, z: usize,
): void {
  const w = sweep.w;
  const row = y * (w + 1);
  let a: u64 = 0, b: u64 = 0, c: u64 = 0, d: u64 = 0;
  for (let at: usize = 0; at << 3 <= w; at += 4) {
    // 33 voxels of each row, the last one of before first: cube t lies between voxels t and t + 1 of these.
    a >>= 32;
    b >>= 32;
    c >>= 32;
    d >>= 32;
    if (at < sweep.pitch) {
      a |= <u64>load<u32>(rowA + at) << 1;
      b |= <u64>load<u32>(rowB + at) << 1;
      c |= <u64>load<u32>(rowC + at) << 1;
      d |= <u64>load<u32>(rowD + at) << 1;
    }
    const some = a | b | c | d, every = a & b & c & d;
    let active = <u32>((some | (some >> 1)) & ~(every & (every >> 1)));
    while (active) {
      const t = <u64>ctz(active);
      active &= active - 1;
      const code = <u32>(((a >> t) & 3) | (((b >> t) & 3) << 2) | (((c >> t) & 3) << 4) | (((d >> t) & 3) << 6));
      const x = (at << 3) + <usize>t;
      if (sweep.march) marchCube(sweep, code, x, y, z, (row + x) << 2);
      else netCube(sweep, code, x, y, z, (row + x) << 2);
    }
  }
}

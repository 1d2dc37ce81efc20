/**
 * Moments of every label up to the third order, plain or weighted by the values of an image.
 *
 * In     table: as `measure` filled it; runs, starts: as `groupRuns` leaves them; values: u8, u16, i16 or f32, or type −1
 *        deep: 1 for volumes, 0 for pictures, which have no powers of z
 *        [from, to): places of labels, 0-based
 * Out    dst: f64, for each place of the whole table 20 (deep) or 10: Σ zⁱ yʲ xᵏ for i + j + k ≤ 3, k fastest, then j, then i,
 *        in voxels from the label's origin
 * Room   32 bytes
 * Rules  the origin is the centroid rounded to whole voxels (halves up): sums stay small, and about the centroid itself
 *        next to nothing cancels. Sums are f64 in raster order; plain ones are exact below 2⁵³
 *        labels that do not occur have moments 0
 * Cost   O(1) per run plain, O(1) per voxel weighted
 */
import { Region, regionAt } from "../core/region";
import { sizeOfType } from "../core/types";
import { RUN } from "../rows/labelled";
import { addPowers, addRow, addWeighted } from "../rows/powers";

export function moments(
  dst: usize, table: usize, runs: usize, starts: usize, from: u32, to: u32,
  values: usize, type: i32, w: usize, h: u32, deep: i32, room: usize,
): void {
  const size: usize = deep ? 160 : 80;
  memory.fill(dst + <usize>from * size, 0, <usize>(to - from) * size);
  memory.fill(room, 0, 32);
  for (let i = from; i < to; ++i) {
    const start = starts + (<usize>i << 2);
    const region = regionAt(table, i + 1);
    if (region.count == 0) continue;
    const end = runs + <usize>load<u32>(start, 4) * RUN;
    addLabel(dst + <usize>i * size, runs + <usize>load<u32>(start) * RUN, end, region, values, type, w, h, deep, room);
  }
}

function addLabel(
  dst: usize, run: usize, end: usize, region: Region,
  values: usize, type: i32, w: usize, h: u32, deep: i32, room: usize,
): void {
  const x = originOf(region.sumX, region.count);
  const y = originOf(region.sumY, region.count);
  const z = originOf(region.sumZ, region.count);
  while (run < end) {
    const row = load<u32>(run);
    do {
      const first = load<u32>(run, 4);
      const stop = load<u32>(run, 8);
      const src = values + (<usize>row * w + first) * sizeOfType(type);
      if (type < 0) addPowers(room, <f64>first - x, <f64>stop - x);
      else addWeighted(room, src, type, <f64>first - x, stop - first);
      run += RUN;
    } while (run < end && load<u32>(run) == row);
    const plane = row / h;
    addRow(dst, room, <f64>(row - plane * h) - y, <f64>plane - z, deep);
  }
}

/** A centroid rounded to whole voxels, halves up. */
function originOf(sum: u64, n: u64): f64 {
  const rounded: u64 = (2 * sum + n) / (2 * n);
  return <f64>rounded;
}

/**
 * The voxels of every label when its holes are filled: background, whatever other labels lie there, that has no way out.
 *
 * In     table: as `measure` filled it; runs, starts: as `groupRuns` leaves them; h: rows of a plane; deep: 1 for volumes
 *        of several planes; [from, to): places
 * Out    dst: f64 for each place of the whole table
 * Room   `filledRoom` of the most rows of a label's box, margin included, and of the most runs of a label
 * Rules  background connects through all neighbours, corners included (8, or 26 when deep)
 *        the box of a label has a margin of one voxel on all sides; a picture has none in z
 *        labels that do not occur have 0
 * Cost   O(runs + rows of the boxes)
 * After  scikit-image `area_filled`
 */
import { Region, regionAt } from "../core/region";
import { RUN } from "../rows/labelled";
import { labelRuns } from "./label";

export function filledRoom(rows: usize, length: usize): usize {
  return ((rows + 1) << 2) + 12 * (rows + length);
}

export function filledVoxels(
  dst: usize, table: usize, runs: usize, starts: usize, from: u32, to: u32, h: u32, deep: i32, room: usize,
): void {
  for (let i = from; i < to; ++i) {
    const region = regionAt(table, i + 1);
    const start = starts + (<usize>i << 2);
    const first = runs + <usize>load<u32>(start) * RUN;
    const filled = isBox(region) ? 0 : holes(region, first, runs + <usize>load<u32>(start, 4) * RUN, h, deep, room);
    store<f64>(dst + (<usize>i << 3), <f64>(region.count + filled));
  }
}

/** True when every voxel of its box belongs to the label; also for a label that does not occur. */
function isBox(region: Region): bool {
  const area = <u64>(region.x1 - region.x0) * <u64>(region.y1 - region.y0);
  return area * <u64>(region.z1 - region.z0) == region.count;
}

/** Voxels of the box's background that do not connect to its first voxel, which lies in the margin. */
function holes(region: Region, run: usize, end: usize, h: u32, deep: i32, room: usize): u64 {
  const high = <usize>(region.y1 - region.y0) + 2;
  const planes = <usize>(region.z1 - region.z0) + (deep ? 2 : 0);
  const rowTable = room;
  const gaps = rowTable + ((high * planes + 1) << 2);
  let out = gaps;
  for (let z: usize = 0; z < planes; ++z) {
    for (let y: usize = 0; y < high; ++y) {
      store<u32>(rowTable + ((z * high + y) << 2), <u32>((out - gaps) >> 3));
      // The row in the image; margins have rows that no run has, or those of other planes.
      const inside = y > 0 && y < high - 1 && (!deep || (z > 0 && z < planes - 1));
      const row = (region.z0 + <u32>z - <u32>deep) * h + region.y0 + <u32>y - 1;
      let x: u32 = 0;
      while (inside && run < end && load<u32>(run) == row) {
        const start = load<u32>(run, 4) - region.x0 + 1;
        if (start > x) out = writeGap(out, x, start);
        x = load<u32>(run, 8) - region.x0 + 1;
        run += RUN;
      }
      out = writeGap(out, x, region.x1 - region.x0 + 2);
    }
  }
  const length = <u32>((out - gaps) >> 3);
  store<u32>(rowTable + ((high * planes) << 2), length);
  labelRuns(out, rowTable, gaps, 0, 0, high, planes, deep ? 26 : 8);
  return sumHoles(out, gaps, length);
}

// @ts-ignore: decorator
@inline
function writeGap(out: usize, start: u32, stop: u32): usize {
  store<u32>(out, start);
  store<u32>(out, stop, 4);
  return out + 8;
}

function sumHoles(labels: usize, gaps: usize, length: u32): u64 {
  let sum: u64 = 0;
  for (let i: usize = 0; i < length; ++i) {
    const gap = gaps + (i << 3);
    if (load<u32>(labels + (i << 2)) != 1) sum += <u64>(load<u32>(gap, 4) - load<u32>(gap));
  }
  return sum;
}

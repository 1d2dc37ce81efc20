/**
 * The convex image of every label of a picture: its number of pixels, and how far its borders lie apart at most.
 *
 * In     table: as `measure` filled it; runs, starts: as `groupRuns` leaves them; stepY, stepX: spacing; [from, to): places
 * Out    dst: two f64 for each place of the whole table: pixels of the convex image, largest Feret diameter
 * Room   `convexRoom(rows)` bytes, `rows` being the most rows that one label spans
 * Rules  the hull is that of the midpoints of all pixels' edges, exact in whole numbers; a pixel belongs to the convex
 *        image when its centre lies inside or on the hull; the Feret diameter is the largest distance between midpoints
 *        of edges of the convex image; a pixel has convex area 1 and diameter 1
 *        labels that do not occur have 0 and 0
 * Cost   O(runs + rows + corners²)
 * After  scikit-image `area_convex` and `feret_diameter_max`
 */
import { regionAt } from "../core/region";
import { CORNER, countBetween, farthest, moveToHull, NONE, sideCorners } from "../rows/hull";
import { RUN } from "../rows/labelled";

export function convexRoom(rows: usize): usize {
  return (rows << 4) + (4 * rows + 4) * CORNER;
}

export function convexPixels(
  dst: usize, table: usize, runs: usize, starts: usize, from: u32, to: u32, stepY: f64, stepX: f64, room: usize,
): void {
  for (let i = from; i < to; ++i) {
    const region = regionAt(table, i + 1);
    const at = dst + (<usize>i << 4);
    const start = starts + (<usize>i << 2);
    store<f64>(at, 0);
    store<f64>(at, 0, 8);
    if (region.count == 0) continue;
    const h = <usize>(region.y1 - region.y0);
    const left = room;
    const right = left + (h << 3);
    const corners = right + (h << 3);
    readSides(left, right, h, runs + <usize>load<u32>(start) * RUN, runs + <usize>load<u32>(start, 4) * RUN, region.y0);
    sideCorners(corners, left, h);
    moveToHull(left, corners, h);
    sideCorners(corners, right, h);
    moveToHull(right, corners, h);
    store<f64>(at, <f64>countBetween(left, right, h));
    const turned = sideCorners(corners, left, h);
    store<f64>(at, Math.sqrt(farthest(corners, turned, sideCorners(turned, right, h), stepY / 2, stepX / 2)), 8);
  }
}

/** The first and the last pixel of every row. */
function readSides(left: usize, right: usize, h: usize, run: usize, end: usize, y0: u32): void {
  for (let y: usize = 0; y < h << 4; y += 8) store<i64>(left + y, NONE);
  for (; run < end; run += RUN) {
    const y = <usize>(load<u32>(run) - y0) << 3;
    store<i64>(left + y, min<i64>(load<i64>(left + y), <i64>load<u32>(run, 4) << 1));
    store<i64>(right + y, min<i64>(load<i64>(right + y), -((<i64>load<u32>(run, 8) - 1) << 1)));
  }
}

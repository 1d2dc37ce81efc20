/**
 * What the outline of every label is made of: counts of the shapes that windows of 2×2 or 2×2×2 voxels take, and of
 * border pixels by how they go on. Euler numbers, perimeters and surfaces are sums of these counts.
 *
 * In     labels, type, w, h, d, sorted, count: as for `measure`
 *        classes: u8[256], the counter of each code (`rows/windows.ts` draws the codes), each below `kinds`
 *        deep: 1 for 2×2×2 windows, 0 for 2×2 ones (then d = 1 and codes stay below 16)
 * Out    countOutline: u32[count · kinds] counts of windows; countPerimeter: u32[count · 3], see `countBorder`; d = 1
 * Room   `outlineRoom(w)` bytes
 * Rules  beyond the image is background; windows that hold one label alone are not counted
 *        a border pixel has a neighbour of another label beside it
 * Cost   O(n) reading, O(1) per window with a border
 * After  scikit-image `euler_number`, `perimeter`, `perimeter_crofton`: equal counts
 */
import { sizeOfType } from "../core/types";
import { countBorder, keepBorder } from "../rows/border-pixels";
import { rankRuns, RUN } from "../rows/labelled";
import { countWindows } from "../rows/windows";
import { findRunsOf, PIECE, statsRoom } from "./stats";

/** Bytes of a row of u32 with a 0 before and after it, and 64 more, because the next row starts there. */
// @ts-ignore: decorator
@inline
function lineBytes(w: usize): usize {
  return ((w + 2 + 31) & ~(<usize>15)) << 2;
}

/** Bytes of scratch of both functions. */
export function outlineRoom(w: usize): usize {
  return statsRoom() + lineBytes(w) * 6 + 16;
}

export function countOutline(
  counts: usize, kinds: usize, classes: usize, deep: i32, labels: usize, type: i32, w: usize, h: usize, d: usize,
  sorted: usize, count: u32, room: usize,
): void {
  const line = lineBytes(w);
  const stride = kinds << 2;
  const pitch = w * sizeOfType(type);
  memory.fill(counts, 0, stride * count);
  let a = room + statsRoom() + 4;
  let b = a + line;
  let c = b + line;
  let e = c + line;
  for (let z: usize = 0; z < d + <usize>deep; ++z) {
    memory.fill(room + statsRoom(), 0, line << 2);
    for (let y: usize = 0; y <= h; ++y) {
      const row = labels + (z * h + y) * pitch;
      stageRow(b, y < h && z < d ? row : 0, type, w, sorted, count, room);
      if (deep) stageRow(e, y < h && z > 0 ? row - h * pitch : 0, type, w, sorted, count, room);
      countWindows(counts, stride, classes, a, b, deep ? c : a, deep ? e : b, w, deep ? 255 : 15);
      let other = a;
      a = b;
      b = other;
      other = c;
      c = e;
      e = other;
    }
  }
}

export function countPerimeter(
  counts: usize, labels: usize, type: i32, w: usize, h: usize, sorted: usize, count: u32, room: usize,
): void {
  const line = lineBytes(w);
  const pitch = w * sizeOfType(type);
  const lines = room + statsRoom() + 4;
  memory.fill(counts, 0, <usize>count * 12);
  memory.fill(lines - 4, 0, line * 6);
  let above = lines;
  let row = above + line;
  let below = row + line;
  let bordersAbove = below + line;
  let borders = bordersAbove + line;
  let bordersBelow = borders + line;
  for (let y: usize = 0; y < h + 2; ++y) {
    stageRow(below, y < h ? labels + y * pitch : 0, type, w, sorted, count, room);
    keepBorder(bordersBelow, above, row, below, w);
    // Before the third turn these are rows of zeros.
    countBorder(counts, bordersAbove, borders, bordersBelow, w);
    let spare = above;
    above = row;
    row = below;
    below = spare;
    spare = bordersAbove;
    bordersAbove = borders;
    borders = bordersBelow;
    bordersBelow = spare;
  }
}

/** Writes a row of labels, or of their places among the sorted ones, as u32; a row at 0 is background. */
function stageRow(dst: usize, row: usize, type: i32, w: usize, sorted: usize, count: u32, room: usize): void {
  memory.fill(dst, 0, w << 2);
  if (!row) return;
  for (let x: usize = 0; x < w; x += PIECE) {
    const end = findRunsOf(type, room, row, x, min<usize>(x + PIECE, w));
    if (sorted) rankRuns(room, end, sorted, count);
    drawRuns(dst, room, end);
  }
}

function drawRuns(dst: usize, run: usize, end: usize): void {
  for (; run < end; run += RUN) {
    const label = load<u32>(run, 8);
    const stop = dst + (<usize>load<u32>(run, 4) << 2);
    for (let at = dst + (<usize>load<u32>(run) << 2); at < stop; at += 4) store<u32>(at, label);
  }
}

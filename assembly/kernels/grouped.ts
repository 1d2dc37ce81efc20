/**
 * The runs of a label image sorted by label, so that one label after the other can be measured.
 *
 * In     table: as `measure` filled it, which counts the runs of every label; labels, sorted, count: as there
 * Out    starts: u32[count + 1], the index of each label's first run, and the number of runs at the end
 *        runs: u32 triples (row, first column, column after the last); those of one label stand together, in raster order
 * Room   runs: 12 bytes for each; room: `statsRoom()` bytes
 * Rules  runs end with their row and after 8192 voxels; row = z · h + y
 * Cost   O(n) reading, O(1) per run
 */
import { regionAt } from "../core/region";
import { sizeOfType } from "../core/types";
import { rankRuns } from "../rows/labelled";
import { scatterRuns } from "../rows/grouped";
import { findRunsOf, PIECE } from "./stats";

/** Fills `starts`; returns the number of runs. */
export function startGroups(starts: usize, table: usize, count: u32): u32 {
  let next: u32 = 0;
  store<u32>(starts, 0);
  // One place late: `groupRuns` moves each start on to the label's end, which is the next label's start.
  for (let label: u32 = 1; label <= count; ++label) {
    store<u32>(starts + (<usize>label << 2), next);
    next += regionAt(table, label).runs;
  }
  return next;
}

/** Writes the runs, and leaves `starts` as described. */
export function groupRuns(
  runs: usize, starts: usize, sorted: usize, count: u32, labels: usize, type: i32, w: usize, rows: usize, room: usize,
): void {
  const pitch = w * sizeOfType(type);
  for (let row: usize = 0; row < rows; ++row) {
    for (let x: usize = 0; x < w; x += PIECE) {
      const end = findRunsOf(type, room, labels + row * pitch, x, min<usize>(x + PIECE, w));
      if (sorted) rankRuns(room, end, sorted, count);
      scatterRuns(runs, starts, room, end, <u32>row);
    }
  }
}

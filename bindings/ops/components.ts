import { arrayType, smallestLabelDtype, voxelCount } from "../core/image.js";
import { dtypeCode, type Grid, type ResidentLabels, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { labelList } from "./label-list.js";
import { type LabelledRuns, runColumns } from "./runs.js";

/** Drops the components with fewer than `minSize` voxels and renumbers the others in their order; changes `labels`. */
export function keepAtLeast(
  s: Scratch,
  who: string,
  { h, d }: Grid,
  runs: LabelledRuns,
  minSize: number,
): LabelledRuns {
  const { rowTable, labels, count } = runs;
  return s.nested(() => {
    const columns = runColumns(s, who, runs);
    const room = s.alloc((count + 1) * 8, `${who}: the sizes of its components`);
    const kept = s.raw.keepLarge(labels, rowTable, columns, h * d, count, minSize, room) >>> 0;
    return { ...runs, count: kept };
  });
}

/** Drops the components that touch the edge of the image and renumbers the others; changes `labels`. */
export function keepInner(s: Scratch, who: string, { w, h, d }: ResidentMask, runs: LabelledRuns): LabelledRuns {
  const { rowTable, labels, count } = runs;
  return s.nested(() => {
    const columns = runColumns(s, who, runs);
    const room = s.alloc((count + 1) * 8, `${who}: the marks of its components`);
    const kept = s.raw.keepInner(labels, rowTable, columns, w, h, d, count, room) >>> 0;
    return { ...runs, count: kept };
  });
}

/** Sets the voxels of the runs that have a label in the bit rows at `dst`. */
export function fillRuns(s: Scratch, who: string, dst: Pointer, runs: LabelledRuns): void {
  const { mask, rowTable, labels } = runs;
  s.nested(() => {
    const columns = runColumns(s, who, runs);
    s.raw.fillRuns(dst, mask.pitch, rowTable, columns, labels, mask.h * mask.d);
  });
}

/**
 * Drops the labels with fewer than `minSize` voxels from a painted label image and renumbers the others in ascending
 * order, in the smallest type that holds them. The input stays as it is.
 */
export function keepLargeLabels(s: Scratch, who: string, labels: ResidentLabels, minSize: number): ResidentLabels {
  const n = voxelCount(labels.shape);
  const type = dtypeCode(labels);
  // Room for the widest result, so that it can come before what is freed.
  const at = s.alloc(n * arrayType(labels.dtype).BYTES_PER_ELEMENT, `${who}: its labels`);
  return s.nested(() => {
    const room = s.alloc(s.raw.statsRoom() >>> 0, `${who}: its runs`);
    const list = labelList(s, who, labels, 8, room);
    const sizes = s.alloc((list.count + 1) * 8, `${who}: the sizes of its labels`);
    s.raw.sizeLabels(sizes, list.at, list.count, labels.at, type, n, room);
    const count = s.raw.numberLarge(sizes, list.count, minSize) >>> 0;
    const kept: ResidentLabels = { kind: "labels", ...sameGrid(labels), at, dtype: smallestLabelDtype(count), count };
    s.raw.repaint(at, dtypeCode(kept), labels.at, type, n, sizes, list.at, list.count, room);
    return kept;
  });
}

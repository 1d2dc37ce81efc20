import { arrayType, smallestLabelDtype, voxelCount } from "../core/image.js";
import { dtypeCode, type ResidentLabels, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { type LabelList, labelList } from "./label-list.js";
import { type LabelledRuns, runColumns } from "./runs.js";

/** Which components or labels stay, by size: those of at least so many voxels, or so many of the largest. */
export type Sift = { readonly atLeast: number } | { readonly largest: number };

/** Drops the components that a sift does not keep and renumbers the others in their order; changes `labels`. */
export function siftRuns(s: Scratch, who: string, runs: LabelledRuns, sift: Sift): LabelledRuns {
  const { mask, rowTable, labels, length, count } = runs;
  return s.nested(() => {
    const columns = runColumns(s, who, runs);
    const sizes = s.alloc((count + 1) * 8, `${who}: the sizes of its components`);
    s.raw.sizeRuns(sizes, labels, rowTable, columns, mask.h * mask.d, count);
    const kept = numberSizes(s, sizes, count, sift);
    s.raw.renumberRuns(labels, length, sizes);
    return { ...runs, count: kept };
  });
}

/** Replaces sizes by new labels; returns the number of those that stay. */
function numberSizes(s: Scratch, sizes: Pointer, count: number, sift: Sift): number {
  if ("atLeast" in sift) return s.raw.numberLarge(sizes, count, sift.atLeast, 1) >>> 0;
  return s.raw.numberLargest(sizes, count, Math.min(sift.largest, count)) >>> 0;
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

/** Drops the components without a voxel in the bit rows at `bits` and renumbers the others; changes `labels`. */
export function keepTouching(s: Scratch, who: string, runs: LabelledRuns, bits: Pointer): LabelledRuns {
  const { mask, rowTable, labels, count } = runs;
  return s.nested(() => {
    const columns = runColumns(s, who, runs);
    const room = s.alloc((count + 1) * 8, `${who}: the marks of its components`);
    const rows = mask.h * mask.d;
    const kept = s.raw.keepTouching(labels, rowTable, columns, bits, mask.pitch, rows, count, room) >>> 0;
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
 * Drops the labels that a sift does not keep from a painted label image and renumbers the others in ascending order, in
 * the smallest type that holds them. The input stays as it is.
 */
export function siftLabels(s: Scratch, who: string, labels: ResidentLabels, sift: Sift): ResidentLabels {
  return repaintLabels(s, who, labels, labels.count, (sizes, count) => numberSizes(s, sizes, count, sift));
}

/**
 * Paints a label image anew. `renumber` gets the address of the sizes of all labels, u64 after one for the background,
 * and their number, replaces them by new labels, and returns the largest of those, `most` at most.
 */
export function repaintLabels(
  s: Scratch,
  who: string,
  labels: ResidentLabels,
  most: number,
  renumber: (sizes: Pointer, count: number, list: LabelList) => number,
): ResidentLabels {
  const n = voxelCount(labels.shape);
  const type = dtypeCode(labels);
  // Room for the widest result, so that it can come before what is freed.
  const at = s.alloc(n * arrayType(smallestLabelDtype(most)).BYTES_PER_ELEMENT, `${who}: its labels`);
  return s.nested(() => {
    const room = s.alloc(s.raw.statsRoom() >>> 0, `${who}: its runs`);
    const list = labelList(s, who, labels, 8, room);
    const sizes = s.alloc((list.count + 1) * 8, `${who}: the sizes of its labels`);
    s.raw.sizeLabels(sizes, list.at, list.count, labels.at, type, n, room);
    const count = renumber(sizes, list.count, list);
    const result: ResidentLabels = { kind: "labels", ...sameGrid(labels), at, dtype: smallestLabelDtype(count), count };
    s.raw.repaint(at, dtypeCode(result), labels.at, type, n, sizes, list.at, list.count, 0, room);
    return result;
  });
}

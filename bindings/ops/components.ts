import type { Grid, ResidentMask } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import type { LabelledRuns } from "./runs.js";

/** Drops the components with fewer than `minSize` voxels and renumbers the others in their order; changes `labels`. */
export function keepAtLeast(
  s: Scratch,
  who: string,
  { h, d }: Grid,
  { rowTable, runs, length, labels, count }: LabelledRuns,
  minSize: number,
): LabelledRuns {
  return s.nested(() => {
    const room = s.alloc((count + 1) * 8, `${who}: the sizes of its components`);
    const kept = s.raw.keepLarge(labels, rowTable, runs, h * d, count, minSize, room) >>> 0;
    return { rowTable, runs, length, labels, count: kept };
  });
}

/** Drops the components that touch the edge of the image and renumbers the others; changes `labels`. */
export function keepInner(
  s: Scratch,
  who: string,
  { w, h, d }: ResidentMask,
  { rowTable, runs, length, labels, count }: LabelledRuns,
): LabelledRuns {
  return s.nested(() => {
    const room = s.alloc((count + 1) * 8, `${who}: the marks of its components`);
    const kept = s.raw.keepInner(labels, rowTable, runs, w, h, d, count, room) >>> 0;
    return { rowTable, runs, length, labels, count: kept };
  });
}

/** Sets the voxels of the runs that have a label in the bit rows at `dst`. */
export function fillRuns(
  s: Scratch,
  dst: Pointer,
  { pitch, h, d }: ResidentMask,
  { rowTable, runs, labels }: LabelledRuns,
): void {
  s.raw.fillRuns(dst, pitch, rowTable, runs, labels, h * d);
}

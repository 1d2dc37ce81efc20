import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { putLabels } from "../core/resident.js";
import { scratch } from "../core/scratch.js";
import { Gathered } from "./measures/gather.js";

/** How many voxels of one label lie in every slice across each axis. */
export interface SliceCounts {
  label: number;
  /** One list for each axis of the shape, one number a slice. */
  counts: readonly Float64Array[];
}

/**
 * Counts the voxels of every label in every slice across every axis, in one pass over the runs of the labels.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers, 0 is background; 2-D or 3-D
 * @returns an entry for each label that occurs, ascending
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE; OutOfMemory
 * @example
 * const [one] = sliceCounts(k, { data: new Uint8Array([1, 1, 0, 1]), shape: [2, 2] });
 * one.counts.map((list) => [...list]); // [[2, 1], [1, 2]]: rows, columns
 */
export function sliceCounts(k: Kernels, labels: Image): SliceCounts[] {
  return scratch(k, (s) => {
    const resident = putLabels(s, "sliceCounts", labels);
    const { w, h, d } = resident;
    const gathered = new Gathered(s, "sliceCounts", resident, []);
    const result: SliceCounts[] = [];
    gathered.eachRuns((row, runs) => {
      const [planes, rows, changes] = [new Float64Array(d), new Float64Array(h), new Float64Array(w + 1)];
      for (let i = 0; i < runs.length; i += 3) {
        const [line, from, to] = [runs[i]!, runs[i + 1]!, runs[i + 2]!];
        const z = Math.floor(line / h);
        planes[z]! += to - from;
        rows[line - z * h]! += to - from;
        changes[from]!++;
        changes[to]!--;
      }
      // A run adds one to every column from its first to its last.
      for (let x = 1; x < w; x++) changes[x]! += changes[x - 1]!;
      const counts = [planes, rows, changes.slice(0, w)];
      result.push({ label: gathered.column(0)[row] as number, counts: counts.slice(3 - labels.shape.length) });
    });
    return result;
  });
}

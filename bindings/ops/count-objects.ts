import { MismatchedShape } from "../core/errors.js";
import type { Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { countMask, putMask } from "../core/resident.js";
import { scratch } from "../core/scratch.js";
import { connectivityIn, labelledRuns, runColumns } from "./runs.js";

/** Options of `countObjects`. */
export interface CountObjectsOptions {
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
  /** Only objects with a voxel in this mask count. */
  touching?: Mask | undefined;
}

/** What there is in a mask. */
export interface ObjectCounts {
  /** Connected components. */
  objects: number;
  /** Voxels of all of them. */
  voxels: number;
  /** Voxels of the largest. */
  largest: number;
  /** Components of one or two voxels. */
  tiny: number;
}

const WHO = "countObjects";

/**
 * Counts the connected components of a mask without painting them: for pictures of any size, in the room of their runs.
 *
 * @param k kernels from `loadKernels`
 * @param mask 2-D or 3-D
 * @param options `connectivity`, default all neighbours; `touching`, a mask of which an object must have a voxel
 * @returns the number of objects, their voxels, the largest, and how many have one or two voxels
 * @throws ArgumentRangeError E_CONNECTIVITY; MismatchedShape; OutOfMemory
 * @example
 * const mask = threshold(k, { data: new Uint8Array([1, 0, 0, 1]), shape: [2, 2] }, { level: 0 });
 * countObjects(k, mask).objects; // 1: by the corner
 * countObjects(k, mask, { connectivity: 4 }).objects; // 2
 */
export function countObjects(
  k: Kernels,
  mask: Mask,
  { connectivity, touching }: CountObjectsOptions = {},
): ObjectCounts {
  return scratch(k, (s) => {
    const resident = putMask(s, WHO, mask);
    const { shape } = resident;
    const runs = labelledRuns(s, WHO, resident, connectivityIn(WHO, shape.length, connectivity, "all"));
    const rows = resident.h * resident.d;
    let { count } = runs;
    if (count === 0) return { objects: 0, voxels: 0, largest: 0, tiny: 0 };
    const voxels = touching ? undefined : countMask(s, resident);
    const columns = runColumns(s, WHO, runs);
    const sizes = s.alloc((count + 1) * 8, `${WHO}: the sizes of its components`);
    if (touching) {
      const other = putMask(s, WHO, touching);
      if (other.shape.join() !== shape.join()) throw new MismatchedShape(WHO, shape, other.shape);
      count = s.raw.keepTouching(runs.labels, runs.rowTable, columns, other.at, other.pitch, rows, count, sizes) >>> 0;
    }
    s.raw.sizeRuns(sizes, runs.labels, runs.rowTable, columns, rows, count);
    const found = summary(s.view(sizes, Uint32Array, 2 * (count + 1)), count);
    return { ...found, voxels: voxels ?? found.voxels };
  });
}

/** From pairs of 32-bit words, low one first. */
function summary(words: Uint32Array, count: number): ObjectCounts {
  let [voxels, largest, tiny] = [0, 0, 0];
  for (let label = 1; label <= count; label++) {
    const size = (words[2 * label] as number) + 2 ** 32 * (words[2 * label + 1] as number);
    voxels += size;
    if (size > largest) largest = size;
    if (size <= 2) tiny++;
  }
  return { objects: count, voxels, largest, tiny };
}

import { ArgumentRangeError } from "../core/errors.js";
import type { Image, Labelmap, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { putMask, takeResident } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { connectivityIn, type LabelledRuns, labelledRuns, paintLabels, runColumns } from "./runs.js";

/** A block of a picture or volume that does not fit into memory as a whole. */
export interface Chunk {
  /** Its voxels. */
  mask: Mask | Image;
  /** Where its first voxel lies in the whole, in the axis order of the shape. */
  origin: readonly number[];
}

/** One end of a block where another block follows. */
export interface ChunkFace {
  /** Axis of the shape that the face stands on. */
  axis: number;
  /** Its index along that axis, in the whole. */
  at: number;
  /** Labels of the face in C order of the other axes. */
  labels: Uint32Array;
}

/** What `mergeSeams` has to know of a block; the block's labels themselves may be put away. */
export interface ChunkSeam {
  origin: readonly number[];
  shape: readonly number[];
  /** The largest label of the block. */
  count: number;
  /** For labels 1.. the place of their first voxel in the whole, counted in raster order. */
  firsts: Float64Array;
  faces: readonly ChunkFace[];
}

/** A block with labels of its own, 1.. in raster order. */
export interface LabelledChunk {
  labels: Labelmap;
  seam: ChunkSeam;
}

/** Options of `labelChunks` and `mergeSeams`. */
export interface LabelChunksOptions {
  /** Neighbours that connect: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: all, 8 or 26. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const WHO = "labelChunks";

/**
 * Labels a picture or volume block by block; `mergeSeams` then finds which labels belong together, and `applyRemap` gives
 * each block its final labels: the bytes that `label` would give for the whole. Blocks may be slabs, columns or bricks of
 * any sizes, in any order, as long as each voxel lies in one of them.
 *
 * @param k kernels from `loadKernels`
 * @param whole shape of the whole, [y, x] or [z, y, x]
 * @param chunks blocks with their origins; each is asked for when the one before has been used
 * @param options `connectivity`, default all neighbours
 * @returns for each block its labels, and the seam to keep for `mergeSeams`
 * @throws ArgumentRangeError E_SHAPE for a block that does not lie in the whole, E_CONNECTIVITY; OutOfMemory
 * @example
 * const slab = (...data: number[]) => ({ data: Uint8Array.from(data), shape: [1, 1, 3] });
 * const chunks = [0, 1].map((z) => ({ mask: z ? slab(1, 1, 0) : slab(1, 0, 1), origin: [z, 0, 0] }));
 * const labelled = [...labelChunks(k, [2, 1, 3], chunks)];
 * const { count, tables } = mergeSeams(k, [2, 1, 3], labelled.map(({ seam }) => seam));
 * applyRemap(k, labelled[1].labels, tables[1]).data; // 1, 1, 0: one object, as the slabs touch
 * count; // 1
 */
export function* labelChunks(
  k: Kernels,
  whole: readonly number[],
  chunks: Iterable<Chunk>,
  options: LabelChunksOptions = {},
): Generator<LabelledChunk> {
  for (const chunk of chunks) yield labelChunk(k, whole, chunk, options);
}

/** One block of `labelChunks`. */
export function labelChunk(
  k: Kernels,
  whole: readonly number[],
  { mask, origin }: Chunk,
  { connectivity }: LabelChunksOptions = {},
): LabelledChunk {
  return scratch(k, (s) => {
    const resident = putMask(s, WHO, mask);
    const { shape } = resident;
    checkInside(whole, shape, origin);
    const neighbours = connectivityIn(WHO, shape.length, connectivity, "all");
    const runs = labelledRuns(s, WHO, resident, neighbours);
    const firsts = firstPlaces(s, runs, whole, origin);
    const labels = takeResident(s, paintLabels(s, WHO, resident, runs)) as Labelmap;
    const faces = facesOf(whole, labels, origin);
    return { labels, seam: { origin: [...origin], shape: [...shape], count: runs.count, firsts, faces } };
  });
}

function checkInside(whole: readonly number[], shape: readonly number[], origin: readonly number[]): void {
  const inside = shape.every((extent, axis) => {
    const [start, most] = [origin[axis] as number, whole[axis] as number];
    return Number.isInteger(start) && start >= 0 && start + extent <= most;
  });
  if (inside && origin.length === whole.length && shape.length === whole.length) return;
  throw new ArgumentRangeError(
    "E_SHAPE",
    `${WHO}: expected blocks inside of ${whole.join("×")}, got ${shape.join("×")} at ${origin.join(", ")}`,
  );
}

/** Where the first run of each label starts: labels ascend in the raster order of their first voxels. */
function firstPlaces(s: Scratch, runs: LabelledRuns, whole: readonly number[], origin: readonly number[]) {
  const { mask, rowTable, labels, count } = runs;
  const { h, d, w } = mask;
  const [left, top, front = 0] = [...origin].reverse() as [number, number, number?];
  const [width, height] = [...whole].reverse() as [number, number];
  const firsts = new Float64Array(count);
  return s.nested(() => {
    const at = runColumns(s, WHO, runs);
    const columns = s.view(at, Uint32Array, 2 * runs.length);
    const labelOf = s.view(labels, Uint32Array, runs.length);
    const table = s.view(rowTable, Uint32Array, h * d + 1);
    let next = 0;
    for (let row = 0; row < h * d && w > 0; row++) {
      const place = ((front + Math.floor(row / h)) * height + top + (row % h)) * width + left;
      const end = table[row + 1] as number;
      for (let run = table[row] as number; run < end; run++) {
        if ((labelOf[run] as number) <= next) continue;
        firsts[next++] = place + (columns[2 * run] as number);
      }
    }
    return firsts;
  });
}

/** The ends of a block beyond which the whole goes on. */
function facesOf(whole: readonly number[], { data, shape }: Labelmap, origin: readonly number[]): ChunkFace[] {
  const faces: ChunkFace[] = [];
  for (const [axis, extent] of shape.entries()) {
    const start = origin[axis] as number;
    if (start > 0) faces.push({ axis, at: start, labels: planeOf(data, shape, axis, 0) });
    if (start + extent === whole[axis]) continue;
    faces.push({ axis, at: start + extent - 1, labels: planeOf(data, shape, axis, extent - 1) });
  }
  return faces;
}

function planeOf(data: Labelmap["data"], shape: readonly number[], axis: number, index: number): Uint32Array {
  const inner = shape.slice(axis + 1).reduce((n, extent) => n * extent, 1);
  const outer = shape.slice(0, axis).reduce((n, extent) => n * extent, 1);
  const plane = new Uint32Array(inner * outer);
  for (let i = 0; i < outer; i++) {
    const from = (i * (shape[axis] as number) + index) * inner;
    plane.set(data.subarray(from, from + inner), i * inner);
  }
  return plane;
}

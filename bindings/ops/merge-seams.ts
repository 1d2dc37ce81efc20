import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, type Image, type Labelmap, smallestLabelDtype, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { dtypeCode, putLabels, sameGrid, takeResident } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import type { ChunkFace, ChunkSeam, LabelChunksOptions } from "./label-chunks.js";
import { connectivityIn } from "./runs.js";

/** The final labels of every block. */
export type RemapTable = Uint8Array | Uint16Array | Uint32Array;

/** What `mergeSeams` has found. */
export interface MergedSeams {
  /** Objects in the whole. */
  count: number;
  /** For each block, in the order of the seams, the final label of each of its labels; 0 for 0. */
  tables: RemapTable[];
}

/** One side of a seam: the faces of several blocks in one plane. */
interface Side {
  face: ChunkFace;
  seam: ChunkSeam;
  /** What the labels of its block are moved by, so that no two blocks share one. */
  offset: number;
}

const WHO = "mergeSeams";
/** Voxels of a plane that are in memory at once. */
const BAND = 2 ** 22;

/**
 * Finds which labels of neighbouring blocks belong together, over faces, edges and corners, and numbers all objects in the
 * raster order of their first voxels.
 *
 * @param k kernels from `loadKernels`
 * @param whole shape of the whole, [y, x] or [z, y, x]
 * @param seams what `labelChunks` gave for each block; together they must cover the whole
 * @param options the `connectivity` the blocks were labelled with
 * @returns the number of objects, and for each block a table for `applyRemap`, in the smallest type for all labels
 * @throws ArgumentRangeError E_SHAPE when blocks do not cover the whole, E_CONNECTIVITY, E_LABEL_RANGE; OutOfMemory
 */
export function mergeSeams(
  k: Kernels,
  whole: readonly number[],
  seams: readonly ChunkSeam[],
  { connectivity }: LabelChunksOptions = {},
): MergedSeams {
  const neighbours = connectivityIn(WHO, whole.length, connectivity, "all");
  checkCover(whole, seams);
  const offsets = [0];
  for (const { count } of seams) offsets.push((offsets.at(-1) as number) + count);
  const total = offsets.at(-1) as number;
  // Each label takes a number of 32 bits, and 0 one more.
  smallestLabelDtype(total);
  return scratch(k, (s) => {
    const parents = s.alloc(4 * (total + 1), `${WHO}: a set for each label`);
    const forest = s.view(parents, Uint32Array, total + 1);
    for (let i = 0; i <= total; i++) forest[i] = i;
    for (const [axis] of whole.entries()) linkAxis(s, parents, whole, axis, sidesOf(seams, offsets, axis), neighbours);
    return numberSets(s.view(parents, Uint32Array, total + 1), seams, offsets);
  });
}

/** Blocks may not overlap either, but that takes more than counting to see. */
function checkCover(whole: readonly number[], seams: readonly ChunkSeam[]): void {
  const covered = seams.reduce((n, { shape }) => n + voxelCount(shape), 0);
  if (covered === voxelCount(whole)) return;
  throw new ArgumentRangeError(
    "E_SHAPE",
    `${WHO}: expected blocks that cover ${whole.join("×")}, got ${covered} of ${voxelCount(whole)} voxels`,
  );
}

/** The faces on one axis by their index along it. */
function sidesOf(seams: readonly ChunkSeam[], offsets: readonly number[], axis: number): Map<number, Side[]> {
  const sides = new Map<number, Side[]>();
  for (const [i, seam] of seams.entries()) {
    for (const face of seam.faces) {
      if (face.axis !== axis) continue;
      sides.set(face.at, [...(sides.get(face.at) ?? []), { face, seam, offset: offsets[i] as number }]);
    }
  }
  return sides;
}

/** Unites what touches across the seams on one axis. Where a plane has faces on one side only, the other is empty. */
function linkAxis(
  s: Scratch,
  parents: Pointer,
  whole: readonly number[],
  axis: number,
  sides: ReadonlyMap<number, readonly Side[]>,
  connectivity: number,
): void {
  const [w = 1, h = 1] = whole.filter((_, other) => other !== axis).reverse();
  const rows = Math.max(1, Math.min(h, Math.floor(BAND / w)));
  for (const [at, before] of sides) {
    const after = sides.get(at + 1);
    if (!after) continue;
    // Bands share a row with the next, so that corners are seen there, too.
    for (let from = 0; from < h; from += rows) {
      const to = Math.min(h, from + rows + 1);
      s.nested(() => {
        const [a, b] = [before, after].map((side) => assemble(s, side, axis, w, from, to)) as [Pointer, Pointer];
        s.raw.linkSeam(parents, a, b, w, to - from, connectivity);
      });
    }
  }
}

/** Rows [from, to) of a plane of labels, put together from faces; 0 where there is none. */
function assemble(s: Scratch, sides: readonly Side[], axis: number, w: number, from: number, to: number): Pointer {
  const at = s.alloc(4 * w * (to - from), `${WHO}: a band of a seam`);
  const band = s.view(at, Uint32Array, w * (to - from)).fill(0);
  for (const { face, seam, offset } of sides) {
    const others = [...seam.shape.keys()].filter((other) => other !== axis).reverse();
    const [width, height] = [0, 1].map((i) => seam.shape[others[i] ?? -1] ?? 1) as [number, number];
    const [left, top] = [0, 1].map((i) => seam.origin[others[i] ?? -1] ?? 0) as [number, number];
    for (let y = Math.max(from, top); y < Math.min(to, top + height); y++) {
      const row = face.labels.subarray((y - top) * width, (y - top + 1) * width);
      const start = (y - from) * w + left;
      for (let x = 0; x < width; x++) band[start + x] = row[x] ? (row[x] as number) + offset : 0;
    }
  }
  return at;
}

/** Numbers the sets by their first voxels. */
function numberSets(parents: Uint32Array, seams: readonly ChunkSeam[], offsets: readonly number[]): MergedSeams {
  const firsts = new Float64Array(parents.length);
  for (const [i, seam] of seams.entries()) firsts.set(seam.firsts, (offsets[i] as number) + 1);
  // A parent is smaller than its child, so that one sweep finds all roots.
  for (let i = 1; i < parents.length; i++) {
    const root = parents[parents[i] as number] as number;
    parents[i] = root;
    if ((firsts[i] as number) < (firsts[root] as number)) firsts[root] = firsts[i] as number;
  }
  const roots = Uint32Array.from(parents.keys()).filter((i) => i > 0 && parents[i] === i);
  roots.sort((a, b) => (firsts[a] as number) - (firsts[b] as number));
  const type = arrayType(smallestLabelDtype(roots.length));
  const numbers = new Uint32Array(parents.length);
  for (let i = 0; i < roots.length; i++) numbers[roots[i] as number] = i + 1;
  const tables = seams.map(({ count }, i) => {
    const table = new type(count + 1) as RemapTable;
    const offset = offsets[i] as number;
    for (let label = 1; label <= count; label++) table[label] = numbers[parents[offset + label] as number] as number;
    return table;
  });
  return { count: roots.length, tables };
}

/**
 * Replaces each label by its entry in a table.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image with labels up to the table's length
 * @param table a number for each label; the entry of 0 must be 0
 * @returns labels of the table's type, with the geometry they came with
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_LABEL_RANGE for labels beyond
 *   the table; OutOfMemory
 * @example
 * applyRemap(k, { data: new Uint8Array([0, 1, 2, 1]), shape: [1, 4] }, Uint8Array.of(0, 7, 3)).data; // 0, 7, 3, 7
 */
export function applyRemap(k: Kernels, labels: Image, table: RemapTable): Labelmap {
  return scratch(k, (s) => {
    const resident = putLabels(s, "applyRemap", labels);
    const { at, count, shape } = resident;
    if (count >= table.length || table[0] !== 0) {
      throw new ArgumentRangeError(
        "E_LABEL_RANGE",
        `applyRemap: expected a table from 0, for 0, up to the largest label, ${count}, got ${table.length} entries`,
      );
    }
    const n = voxelCount(shape);
    const dtype = `uint${8 * table.BYTES_PER_ELEMENT}` as "uint8" | "uint16" | "uint32";
    const dst = s.alloc(n * table.BYTES_PER_ELEMENT, "applyRemap: its labels");
    const entries = new Uint32Array(2 * (count + 1));
    for (let label = 0; label <= count; label++) entries[2 * label] = table[label] as number;
    const room = s.alloc(s.raw.statsRoom() >>> 0, "applyRemap: its runs");
    const at64 = s.put(entries, "applyRemap: its table");
    s.raw.repaint(dst, dtypeCode({ dtype }), at, dtypeCode(resident), n, at64, 0, count, 0, room);
    const most = entries.reduce((a, b) => Math.max(a, b), 0);
    return takeResident(s, { kind: "labels", ...sameGrid(resident), at: dst, dtype, count: most }) as Labelmap;
  });
}

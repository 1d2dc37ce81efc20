import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { geometryOf, type Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { dtypeCode, putImage, putLabels } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { steps } from "./features.js";
import { type RegionTable, regionStats } from "./region-stats.js";
import { type SlabOptions, type SlabSource, slabsOf } from "./slab-source.js";

const WHO = "regionStatsInSlabs";
const NO_VALUES = -1;
/** Largest table of sums: it has a row for each label up to the largest. */
const MOST_BYTES = 2 ** 31;

/** Sums of all labels after some slabs; a row for each label from 1 on. */
interface Sums {
  table: Uint8Array;
  labels: number;
  type: number;
}

/**
 * Statistics of the labels of a volume that does not fit into memory: the default columns of `regionStats`, the same to the
 * byte as for the whole.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers, 0 is background; up to about 14 million, so number sparse labels anew first
 * @param image values of the same shape, or nothing
 * @param options `planes` of a slab
 * @returns a row for every label that occurs, ascending
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_LABEL_RANGE; MismatchedShape;
 *   OutOfMemory
 * @example
 * const labels = slabSource({ data: Uint8Array.of(1, 0, 2, 2), shape: [4, 1, 1] });
 * const { columns } = await regionStatsInSlabs(k, labels, undefined, { planes: 1 });
 * columns.find(({ name }) => name === "count")?.values; // Float64Array [1, 2]
 */
export async function regionStatsInSlabs(
  k: Kernels,
  labels: SlabSource<Image>,
  image?: SlabSource<Image>,
  options: SlabOptions = {},
): Promise<RegionTable> {
  const slabs = slabsOf(WHO, labels, options);
  if (image && image.shape.join() !== labels.shape.join()) throw new MismatchedShape(WHO, labels.shape, image.shape);
  let sums: Sums = { table: new Uint8Array(), labels: 0, type: NO_VALUES };
  for (const { from, to } of slabs) {
    const [slab, values] = [await labels.read(from, to), await image?.read(from, to)];
    sums = scratch(k, (s) => addSlab(s, sums, slab, values, from));
  }
  return columnsOf(k, labels, sums, image !== undefined);
}

function addSlab(s: Scratch, { table, labels }: Sums, slab: Image, image: Image | undefined, plane: number): Sums {
  const resident = putLabels(s, WHO, slab);
  const values = image && putImage(s, WHO, image);
  const count = Math.max(labels, resident.count);
  const at = putTable(s, table, count);
  const { w, h, d } = resident;
  const type = values ? dtypeCode(values) : NO_VALUES;
  const room = s.alloc(s.raw.statsRoom() >>> 0, `${WHO}: its runs`);
  const code = dtypeCode(resident);
  s.raw.measureMore(at, 0, count, resident.at, code, values?.at ?? 0, type, w, h, h * d, plane, room);
  return { table: s.take(at, Uint8Array, count * s.raw.regionBytes()), labels: count, type };
}

/** Copies a table in, with empty rows for new labels. */
function putTable(s: Scratch, table: Uint8Array, count: number): Pointer {
  const bytes = count * s.raw.regionBytes();
  if (bytes > MOST_BYTES) {
    throw new ArgumentRangeError(
      "E_LABEL_RANGE",
      `${WHO}: the largest label, ${count}, is too large; use relabel first`,
    );
  }
  const at = s.alloc(bytes, `${WHO}: its table`);
  const view = s.view(at, Uint8Array, bytes);
  view.set(table);
  view.fill(0, table.length);
  return at;
}

/** Names, units and order of the columns are those of `regionStats`, taken from a table of one voxel. */
function columnsOf(k: Kernels, source: SlabSource, { table, labels, type }: Sums, valued: boolean): RegionTable {
  const voxel: Image = { ...geometryOf(source), data: Uint8Array.of(1), shape: [1, 1, 1] };
  const template = regionStats(k, voxel, valued ? voxel : undefined);
  return scratch(k, (s) => {
    const at = putTable(s, table, labels);
    const rows = s.raw.countRegions(at, labels) >>> 0;
    const columns = s.alloc(8 * rows * template.columns.length, `${WHO}: its columns`);
    s.raw.regionColumns(columns, at, 0, labels, type, ...steps(source.spacing ?? [1, 1, 1]));
    const valuesOf = (i: number) => s.take(columns + 8 * rows * i, Float64Array, rows);
    return { rows, columns: template.columns.map(({ name, unit }, i) => ({ name, unit, values: valuesOf(i) })) };
  });
}

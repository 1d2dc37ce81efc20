import { MismatchedShape } from "../core/errors.js";
import type { Geometry, Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { putKind } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, putImage, type ResidentImage, type ResidentLabels } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { steps } from "./features.js";
import { type LabelList, labelList } from "./label-list.js";

/** One column of a table: a number for every region. */
export interface RegionColumn {
  name: string;
  /** "" where the number has no unit. Powers are written as digits: "µm3". */
  unit: string;
  values: Float64Array;
}

/** A table with a row for every label that occurs, ascending by label. */
export interface RegionTable {
  rows: number;
  columns: RegionColumn[];
}

/** `regionStats` has no options yet. */
export type RegionStatsOptions = Record<string, never>;

/** The kernel's columns in its order; `power` of the unit of length, undefined for numbers without one. */
const COLUMNS: readonly { name: string; power?: 1 | 2 | 3 }[] = [
  { name: "label" },
  { name: "count" },
  { name: "volume", power: 3 },
  { name: "bbox_z0" },
  { name: "bbox_y0" },
  { name: "bbox_x0" },
  { name: "bbox_z1" },
  { name: "bbox_y1" },
  { name: "bbox_x1" },
  { name: "centroid_z", power: 1 },
  { name: "centroid_y", power: 1 },
  { name: "centroid_x", power: 1 },
  { name: "intensity_sum" },
  { name: "intensity_mean" },
  { name: "intensity_std" },
  { name: "intensity_min" },
  { name: "intensity_max" },
];
const SHAPE_COLUMNS = 12;
const NO_VALUES = -1;

/**
 * Measures resident labels, and the image below them if there is one; the table is outside of linear memory.
 * Throws E_SHAPE_MISMATCH when the two differ in shape.
 */
export function statsStep(s: Scratch, labels: ResidentLabels, image?: ResidentImage): RegionTable {
  const { w, h, d } = labels;
  if (image && image.shape.join() !== labels.shape.join()) {
    throw new MismatchedShape("regionStats", labels.shape, image.shape);
  }
  return s.nested(() => {
    const room = s.alloc(s.raw.statsRoom() >>> 0, "regionStats: its runs");
    const list = labelList(s, "regionStats", labels, s.raw.regionBytes(), room);
    const table = s.alloc(list.count * s.raw.regionBytes(), "regionStats: its table");
    const valueType = image ? dtypeCode(image) : NO_VALUES;
    const rows = h * d;
    const type = dtypeCode(labels);
    s.raw.measure(table, list.at, list.count, labels.at, type, image?.at ?? 0, valueType, w, h, rows, room);
    return takeTable(s, table, list, labels, valueType);
  });
}

function takeTable(s: Scratch, table: Pointer, list: LabelList, labels: ResidentLabels, valueType: number) {
  const rows = s.raw.countRegions(table, list.count) >>> 0;
  const known = valueType === NO_VALUES ? COLUMNS.slice(0, SHAPE_COLUMNS) : COLUMNS;
  const at = s.alloc(known.length * rows * 8, "regionStats: its columns");
  const flat = labels.shape.length === 2;
  const { spacing = labels.shape.map(() => 1), unit = "px" } = labels.geometry;
  s.raw.regionColumns(at, table, list.at, list.count, valueType, ...steps(spacing));
  const columns = known.map(({ name, power }, i) => ({
    name: flat && name === "volume" ? "area" : name,
    unit: unitOf(unit, flat && power === 3 ? 2 : power),
    values: s.take(at + i * rows * 8, Float64Array, rows),
  }));
  const isOfZ = ({ name }: RegionColumn) => name.startsWith("bbox_z") || name === "centroid_z";
  return { rows, columns: flat ? columns.filter((column) => !isOfZ(column)) : columns };
}

function unitOf(unit: NonNullable<Geometry["unit"]>, power: number | undefined): string {
  if (power === undefined) return "";
  return power === 1 ? unit : `${unit}${power}`;
}

/**
 * Measures every label of a label image, and the values of an image below it.
 *
 * Columns: `label`, `count` (voxels), `area` (2-D) or `volume` (3-D) in `unit`² or `unit`³, `bbox_z0 … bbox_x1` (indices,
 * half open), `centroid_z … centroid_x` (index × spacing, in `unit`), and with an image `intensity_sum`,
 * `intensity_mean`, `intensity_std` (of the population), `intensity_min`, `intensity_max`. A 2-D table has no z.
 * Spacing and unit are those of the labels: 1 and "px" where they have none.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers, 0 is background; a mask counts as the one label 1
 * @param image values of the same shape, or nothing; 32-bit integers and float64 are rounded to float32
 * @returns a row for every label that occurs, ascending; no rows when there is none. NaN in an image makes the
 *   intensities of its label NaN
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE; MismatchedShape; OutOfMemory
 * @example
 * const labels = { data: new Uint8Array([0, 1, 1, 2]), shape: [2, 2] };
 * const { columns } = regionStats(k, labels, { data: new Uint8Array([9, 4, 6, 7]), shape: [2, 2] });
 * columns.find(({ name }) => name === "intensity_mean")?.values; // Float64Array [5, 7]
 * @see scikit-image `regionprops_table`
 */
export function regionStats(
  k: Kernels,
  labels: Image | Mask,
  image?: Image,
  options: RegionStatsOptions = {},
): RegionTable {
  return scratch(k, (s) => {
    resolveOptions("regionStats", {}, options, labels.shape.length);
    const resident = putKind(s, "regionStats", "labels", labels) as ResidentLabels;
    return statsStep(s, resident, image && putImage(s, "regionStats", image));
  });
}

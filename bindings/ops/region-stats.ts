import { ArgumentRangeError } from "../core/errors.js";
import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { putKind } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { putImage, type ResidentImage, type ResidentLabels } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { Gathered } from "./measures/gather.js";
import type { MeasuredColumn } from "./measures/measure.js";
import { type Chosen, chooseMeasures, unknownMeasure } from "./measures/select.js";

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

/** Options of `regionStats`. */
export interface RegionStatsOptions {
  /**
   * What to measure: names (`MEASURE_NAMES`), beginnings of names, columns, or groups (`MEASURE_GROUPS`), as a list or
   * joined by commas. Default: count, area, bbox, centroid and, with an image, sum, mean, std, min and max.
   */
  measures?: readonly string[] | string | undefined;
  /** Endings of the columns of each image; default: none for one image, "_0", "_1" … for several. */
  endings?: readonly string[] | undefined;
}

/**
 * Measures resident labels, and the images below them; the table is outside of linear memory.
 * Throws E_SHAPE_MISMATCH when shapes differ.
 */
export function statsStep(
  s: Scratch,
  labels: ResidentLabels,
  images: readonly ResidentImage[] = [],
  { measures, endings }: RegionStatsOptions = {},
): RegionTable {
  const { spacing = labels.shape.map(() => 1), unit = "px" } = labels.geometry;
  const chosen = chooseMeasures(measures, { ndim: labels.shape.length, spacing, images: images.length });
  const ends = checkEndings(endings, images.length);
  return s.nested(() => {
    const g = new Gathered(s, "regionStats", labels, images);
    const shapes = chosen.filter(({ measure }) => !measure.image).flatMap((one) => columnsOf(g, one, 0, ""));
    const values = ends.flatMap((ending, image) =>
      chosen.filter(({ measure }) => measure.image).flatMap((one) => columnsOf(g, one, image, ending)),
    );
    const columns = [{ name: "label", power: 0, values: g.column(0) }, ...shapes, ...values];
    checkColumns(chosen, columns);
    return { rows: g.rows, columns: columns.map((column) => finished(column, unit, g.ndim)) };
  });
}

function checkEndings(endings: readonly string[] | undefined, images: number): readonly string[] {
  if (endings === undefined) return images === 1 ? [""] : Array.from({ length: images }, (_, at) => `_${at}`);
  if (Array.isArray(endings) && endings.length === images) return endings;
  throw new ArgumentRangeError("E_OPTION", `regionStats: expected ${images} endings, one for each image`);
}

function columnsOf(g: Gathered, { measure, only }: Chosen, image: number, ending: string): MeasuredColumn[] {
  const columns = measure.columns(g, image).map((column) => ({ ...column, name: `${column.name}${ending}` }));
  return only ? columns.filter(({ name }) => only.has(name)) : columns;
}

/** Columns that were asked for by name must have come out. */
function checkColumns(chosen: readonly Chosen[], columns: readonly MeasuredColumn[]): void {
  const names = columns.map(({ name }) => name);
  for (const { only = [], measure } of chosen) {
    for (const name of only) if (!names.includes(name)) throw unknownMeasure(name, [measure.name, ...names]);
  }
}

/** A column with its unit and numbers of its own: every NaN has the same bits, and the kernel's columns are let go. */
function finished({ name, power, unit: own, values }: MeasuredColumn, unit: string, ndim: number): RegionColumn {
  const digit = power === -1 ? ndim : power;
  const text = digit === 0 ? "" : digit === 1 ? unit : `${unit}${digit}`;
  return { name, unit: own ?? text, values: values.map((value) => (Number.isNaN(value) ? Number.NaN : value)) };
}

/**
 * Measures every label of a label image, and the values of images below it.
 *
 * Columns by default: `label`, `count` (voxels), `area` (2-D) or `volume` (3-D) in `unit`² or `unit`³, `bbox_z0 … bbox_x1`
 * (indices, half open), `centroid_z … centroid_x` (index × spacing, in `unit`), and with an image `intensity_sum`,
 * `intensity_mean`, `intensity_std` (of the population), `intensity_min`, `intensity_max`. A 2-D table has no z.
 * With `measures` everything that `MEASURE_NAMES` lists, under scikit-image's names. What a group names but cannot be
 * taken (perimeters in 3-D, `perimeter` also with unequal spacing, intensities without an image) is left out; named alone it is an error.
 * Spacing and unit are those of the labels: 1 and "px" where they have none.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers, 0 is background; a mask counts as the one label 1
 * @param image values of the same shape, several such images (channels), or nothing; 32-bit integers and float64 are
 *   rounded to float32
 * @param options `measures`; `endings` of the columns of several images
 * @returns a row for every label that occurs, ascending; no rows when there is none. NaN in an image makes the
 *   intensities of its label NaN, as does any measure that is not defined for a label
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_OPTION for an unknown measure,
 *   E_SPACING for `perimeter` with unequal spacing; MismatchedShape; OutOfMemory
 * @example
 * const labels = { data: new Uint8Array([0, 1, 1, 2]), shape: [2, 2] };
 * const { columns } = regionStats(k, labels, { data: new Uint8Array([9, 4, 6, 7]), shape: [2, 2] });
 * columns.find(({ name }) => name === "intensity_mean")?.values; // Float64Array [5, 7]
 * regionStats(k, labels, undefined, { measures: ["solidity"] }).columns[1].values; // Float64Array [1, 1]
 * @see scikit-image `regionprops_table`
 */
export function regionStats(
  k: Kernels,
  labels: Image | Mask,
  image?: Image | readonly Image[],
  options: RegionStatsOptions = {},
): RegionTable {
  return scratch(k, (s) => {
    const { measures, endings, ...unknown } = options ?? {};
    resolveOptions("regionStats", {}, unknown, labels.shape.length);
    const resident = putKind(s, "regionStats", "labels", labels) as ResidentLabels;
    const images = image === undefined ? [] : Array.isArray(image) ? image : [image as Image];
    return statsStep(
      s,
      resident,
      images.map((one) => putImage(s, "regionStats", one)),
      { measures, endings },
    );
  });
}

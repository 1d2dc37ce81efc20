import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Layer, Segmentation } from "../core/segmentation.js";
import { type RegionStatsOptions, type RegionTable, regionStats } from "../ops/region-stats.js";
import { checkLabels } from "./count.js";

/** A table with a row for each segment; the first column holds their names. */
export interface SegmentTable {
  rows: number;
  columns: { name: string; unit: string; values: Float64Array | string[] }[];
}

/** Columns that are 0, not unknown, where a segment has no voxels. */
const SIZES = /^(count|area|volume)$/;

/**
 * Measures every segment as `regionStats` measures labels, those that overlap each with all its voxels.
 *
 * @param k kernels from `loadKernels`
 * @param segmentation label maps
 * @param images values on the grid of the segmentation
 * @param options `measures` and `endings` of `regionStats`
 * @returns a row for each segment, in their order: `segment`, its name, then the columns of `regionStats`; a segment without
 *   voxels has sizes 0, all else NaN
 * @throws as `regionStats`; ArgumentTypeError E_DTYPE for fractions; ArgumentRangeError E_SEGMENT
 * @example
 * segmentRegions(k, segmentation, [ct]).columns.map(({ name }) => name).slice(0, 3); // ["segment", "label", "count"]
 */
export function segmentRegions(
  k: Kernels,
  segmentation: Segmentation,
  images: readonly Image[] = [],
  options: RegionStatsOptions = {},
): SegmentTable {
  checkLabels("segmentRegions", segmentation);
  const { segments, layers, shape } = segmentation;
  const measured = (data: Layer) => regionStats(k, { ...segmentation, data, shape }, images, options);
  const used = new Set(segments.map(({ layer }) => layer));
  const tables = layers.map((data, at) => (used.has(at) ? measured(data) : undefined));
  const [first] = tables.filter((table) => table !== undefined);
  const rowsOf = tables.map((table) => new Map(labelsOf(table).map((label, row) => [label, row])));
  const columns = (first?.columns ?? []).map(({ name, unit }, column) => {
    const values = segments.map(({ layer, labelValue }) => {
      const row = rowsOf[layer]?.get(labelValue);
      if (row !== undefined) return tables[layer]?.columns[column]?.values[row] as number;
      return name === "label" ? labelValue : SIZES.test(name) ? 0 : Number.NaN;
    });
    return { name, unit, values: Float64Array.from(values) };
  });
  const names = { name: "segment", unit: "", values: segments.map(({ name }) => name) };
  return { rows: segments.length, columns: [names, ...columns] };
}

function labelsOf(table: RegionTable | undefined): number[] {
  return Array.from(table?.columns.find(({ name }) => name === "label")?.values ?? []);
}

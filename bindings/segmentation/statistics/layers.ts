import type { Image } from "../../core/image.js";
import { geometryOf } from "../../core/image.js";
import type { Segmentation } from "../../core/segmentation.js";
import type { RegionTable } from "../../ops/region-stats.js";
import type { Measured, MeasuredSegments, StatisticsContext } from "./plugin.js";

/** One layer as a label image. */
export function layerImage(segmentation: Segmentation, layer: number): Image {
  return { data: segmentation.layers[layer]!, shape: segmentation.shape, ...geometryOf(segmentation) };
}

/** The number in a column; NaN where the row has no such column. */
export const cell = (row: ReadonlyMap<string, number>, column: string): number => row.get(column) ?? Number.NaN;

/**
 * Measures each layer once with `measure` and makes every segment's values of its row with `make`, which gets undefined for
 * a segment without voxels.
 */
export function byLayer(
  { segmentation }: StatisticsContext,
  measure: (labels: Image) => RegionTable,
  make: (row: ReadonlyMap<string, number> | undefined) => Record<string, Measured> | undefined,
): MeasuredSegments {
  const result = new Map<string, Record<string, Measured>>();
  segmentation.layers.forEach((_, layer) => {
    const own = segmentation.segments.filter((segment) => segment.layer === layer);
    if (own.length === 0) return;
    const table = measure(layerImage(segmentation, layer));
    const rows = rowsByLabel(table);
    for (const { id, labelValue } of own) {
      const row = rows.get(labelValue);
      const values = make(row === undefined ? undefined : cells(table, row));
      if (values) result.set(id, values);
    }
  });
  return result;
}

function rowsByLabel({ columns, rows }: RegionTable): Map<number, number> {
  const labels = columns.find(({ name }) => name === "label")?.values as Float64Array;
  return new Map(Array.from({ length: rows }, (_, row) => [labels[row] as number, row]));
}

function cells({ columns }: RegionTable, row: number): ReadonlyMap<string, number> {
  return new Map(columns.map(({ name, values }) => [name, values[row] as number]));
}

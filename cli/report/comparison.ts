import type { Table } from "../../bindings/io/index.js";
import type { Comparison, ObjectComparison } from "../../bindings/ops/compare.js";
import type { Host } from "../host.js";
import { plural, printable, shortNumber } from "../printable.js";

/** Rows of labels that a terminal shows. */
const MOST_ROWS = 40;

/** A row per label, with units in the names; numbers without meaning are empty. */
export function comparisonTable({ labels, unit }: Comparison, ndim: number): Table {
  const size = ndim === 2 ? "area" : "volume";
  const column = (name: string, unitOf: string, of: (row: Comparison["labels"][number]) => number | undefined) => ({
    name,
    unit: unitOf,
    values: labels.map((row) => finite(of(row))),
  });
  const columns = [
    column("label", "", ({ label }) => label),
    column("voxels_a", "", ({ voxelsA }) => voxelsA),
    column("voxels_b", "", ({ voxelsB }) => voxelsB),
    column("voxels_common", "", ({ common }) => common),
    column(`${size}_a`, `${unit}${ndim}`, ({ volumeA }) => volumeA),
    column(`${size}_b`, `${unit}${ndim}`, ({ volumeB }) => volumeB),
    column(`${size}_difference`, `${unit}${ndim}`, ({ volumeDifference }) => volumeDifference),
    column("dice", "", ({ dice }) => dice),
    column("jaccard", "", ({ jaccard }) => jaccard),
    column("hausdorff", unit, ({ hausdorff }) => hausdorff),
    column("hausdorff95", unit, ({ hausdorff95 }) => hausdorff95),
    column("mean_distance", unit, ({ meanDistance }) => meanDistance),
    column("average_distance", unit, ({ averageDistance }) => averageDistance),
    column("average_hausdorff95", unit, ({ averageHausdorff95 }) => averageHausdorff95),
  ];
  const measured = labels.some(({ hausdorff }) => hausdorff !== undefined);
  return { rows: labels.length, columns: measured ? columns : columns.slice(0, 9) };
}

/** A number, or NaN for none and for infinity. */
export const finite = (value: number | undefined): number =>
  value === undefined || !Number.isFinite(value) ? Number.NaN : value;

/** The comparison for people: the whole first, then the scores of the partition, then labels. */
export function comparisonText(host: Host, [a, b]: readonly [string, string], c: Comparison, ndim: number): string {
  const { rand, variation, panoptic } = c;
  const [low, middle, high] = [0, 5, 9].map((i) => c.precisions[i]?.precision ?? Number.NaN);
  const bold = (text: string) => (host.colour ? `\x1b[1m${text}\x1b[22m` : text);
  const [head, ...rows] = comparisonLines([
    ["label", HEADS(printable(c.unit), ndim)],
    ["all", c.foreground],
    ...c.labels.slice(0, MOST_ROWS).map((row) => [String(row.label), row] as const),
  ]) as [string, ...string[]];
  const lines = [
    `A ${printable(a)}`,
    `B ${printable(b)}`,
    "",
    `  adapted Rand error        ${said(rand.error)}  (precision ${said(rand.precision)}, recall ${said(rand.recall)})`,
    `  variation of information  ${said(variation.split)} bits split, ${said(variation.merge)} bits merged`,
    `  average precision         ${said(c.averagePrecision)}  (${said(low)} at 0.5, ${said(middle)} at 0.75, ${said(high)} at 0.95)`,
    `  panoptic quality          ${said(panoptic.quality)}  (segmentation ${said(panoptic.segmentation)}, recognition ${said(panoptic.recognition)})`,
    "",
    bold(head),
    ...rows,
    ...(c.labels.length > MOST_ROWS
      ? [`  and ${plural(c.labels.length - MOST_ROWS, "more label")}: see --json or -o`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Headings of the numbers of `comparisonLines`. */
export const HEADS = (unit: string, ndim: number): readonly string[] => [
  ...["Dice", "Jaccard", `A ${unit}${ndim}`, `B ${unit}${ndim}`, `max ${unit}`, "95 %", "mean"],
];

/** The lines of a table: in each a name in `width` columns, and the numbers of a comparison or their headings. */
export function comparisonLines(
  rows: readonly (readonly [name: string, row: ObjectComparison | readonly string[]])[],
  width = 8,
): string[] {
  const lines = rows.map(([, row]) => ("dice" in row ? cellsOf(row) : row));
  const widths = lines[0]?.map((_, at) => Math.max(8, ...lines.map((cells) => cells[at]?.length ?? 0)));
  return lines.map((cells, i) => {
    const numbers = cells.map((text, at) => `  ${text.padStart(widths?.[at] ?? 0)}`);
    return `  ${rows[i]?.[0].padEnd(width)}${numbers.join("")}`.trimEnd();
  });
}

const cellsOf = (row: ObjectComparison): string[] =>
  [row.dice, row.jaccard, row.volumeA, row.volumeB, row.hausdorff, row.hausdorff95, row.meanDistance].map(cell);

const cell = (value: number | undefined): string => (value === undefined ? "" : said(value));

/** A number, or what stands for one. */
function said(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "undefined";
  return Number.isFinite(value) ? shortNumber(value, 4) : "infinite";
}

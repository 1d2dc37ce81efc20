import type { Table } from "../../bindings/io/index.js";
import type { SegmentComparison } from "../../bindings/segmentation/compare.js";
import type { Host } from "../host.js";
import { printable } from "../printable.js";
import { comparisonLines, finite, HEADS } from "./comparison.js";

const nameOf = ({ a, b }: SegmentComparison): string => (a ?? b)?.name ?? "";

/** A row per pair of segments, with units in the names; numbers without meaning are empty. */
export function segmentComparisonTable(rows: readonly SegmentComparison[], unit: string, ndim: number): Table {
  const size = ndim === 2 ? "area" : "volume";
  const numbers = (name: string, unitOf: string, of: (row: SegmentComparison) => number | undefined) => ({
    name,
    unit: unitOf,
    values: rows.map((row) => finite(of(row))),
  });
  const words = (name: string, of: (row: SegmentComparison) => string) => ({ name, unit: "", values: rows.map(of) });
  const measured = rows.some(({ hausdorff }) => hausdorff !== undefined);
  const columns = [
    words("segment_a", ({ a }) => a?.name ?? ""),
    words("segment_b", ({ b }) => b?.name ?? ""),
    numbers("voxels_a", "", ({ voxelsA }) => voxelsA),
    numbers("voxels_b", "", ({ voxelsB }) => voxelsB),
    numbers("voxels_common", "", ({ common }) => common),
    numbers(`${size}_a`, `${unit}${ndim}`, ({ volumeA }) => volumeA),
    numbers(`${size}_b`, `${unit}${ndim}`, ({ volumeB }) => volumeB),
    numbers(`${size}_difference`, `${unit}${ndim}`, ({ volumeDifference }) => volumeDifference),
    numbers("dice", "", ({ dice }) => dice),
    numbers("jaccard", "", ({ jaccard }) => jaccard),
    numbers("true_positive", "%", ({ truePositive }) => truePositive),
    numbers("true_negative", "%", ({ trueNegative }) => trueNegative),
    numbers("false_positive", "%", ({ falsePositive }) => falsePositive),
    numbers("false_negative", "%", ({ falseNegative }) => falseNegative),
    ...(measured
      ? [
          numbers("hausdorff", unit, ({ hausdorff }) => hausdorff),
          numbers("hausdorff95", unit, ({ hausdorff95 }) => hausdorff95),
          numbers("mean_distance", unit, ({ meanDistance }) => meanDistance),
          numbers("average_distance", unit, ({ averageDistance }) => averageDistance),
          numbers("average_hausdorff95", unit, ({ averageHausdorff95 }) => averageHausdorff95),
        ]
      : []),
  ];
  return { rows: rows.length, columns };
}

/** The comparison of segments for people. */
export function segmentComparisonText(
  host: Host,
  [a, b]: readonly [string, string],
  rows: readonly SegmentComparison[],
  unit: string,
  ndim: number,
): string {
  const width = Math.min(40, Math.max(8, ...rows.map((row) => printable(nameOf(row)).length))) + 2;
  const bold = (text: string) => (host.colour ? `\x1b[1m${text}\x1b[22m` : text);
  const alone = rows.filter((row) => !row.a || !row.b);
  const [head, ...measured] = comparisonLines(
    [
      ["segment", HEADS(printable(unit), ndim)],
      ...rows.map((row) => [printable(nameOf(row)).slice(0, width - 2), row] as const),
    ],
    width,
  ) as [string, ...string[]];
  const lines = [
    `A ${printable(a)}`,
    `B ${printable(b)}`,
    "",
    bold(head),
    ...measured,
    ...alone.map((row) => `  ${printable(nameOf(row))} is only in ${row.a ? "A" : "B"}`),
  ];
  return `${lines.join("\n")}\n`;
}

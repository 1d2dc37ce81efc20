import { ArgumentRangeError } from "../../bindings/core/errors.js";
import type { Segment } from "../../bindings/core/segmentation.js";
import { type Comparison, compareLabels } from "../../bindings/ops/compare.js";
import { compareSegments } from "../../bindings/segmentation/compare.js";
import { sharesGrid } from "../../bindings/segmentation/on-grid.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { encodeTable } from "../encode.js";
import { SCHEMA } from "../failure.js";
import { pathFlag, readNumber, switchFlag, textFlag, usageError } from "../flags.js";
import { TABLE_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";
import { plural, printableJson } from "../printable.js";
import { comparisonTable, comparisonText } from "../report/comparison.js";
import { segmentComparisonTable, segmentComparisonText } from "../report/segment-comparison.js";

export const compareCommand: Command = {
  name: "compare",
  summary: "Compare two label images or masks: Dice, Jaccard, distances, Rand, information, average precision.",
  group: "Look and measure",
  operands: [
    { name: "A", summary: "the reference: labels, a mask, or named segments" },
    { name: "B", summary: "what is compared with it" },
  ],
  flags: readingFlags([
    pathFlag("output", `write the labels' rows (.csv, .parquet) or everything (.json) to this file`, {
      alias: "o",
    }),
    textFlag("ignore", "LIST", "labels of A whose voxels count for nothing, joined by commas"),
    switchFlag("overlap-only", "measure no distances between surfaces, which take most of the time"),
  ]),
  examples: [
    ["segwasm compare truth.tif result.tif", "a table to read"],
    ["segwasm compare truth.tif result.tif --json | jq .averagePrecision", "one number for a script"],
    ["segwasm compare truth.tif result.tif --ignore 255 -o labels.csv", "a row per label, 255 being unknown"],
    ["segwasm compare truth.seg.nrrd result.seg.nrrd", "a row per segment, by name, also where they overlap"],
  ],
  notes: [
    "Rows compare equal labels; average precision and panoptic quality match objects by their overlap. Distances run " +
      "between the centres of surface voxels, in the unit of A: the largest, the one that 95 % do not exceed in the " +
      "worse direction, and the mean. Numbers that are not defined are null in JSON and empty in CSV.",
    "Where a file names its segments (.seg.nrrd, DICOM SEG), segments of one name are compared, overlapping or not, and B is " +
      "brought onto the grid of A. Label images must have one shape. average_distance and average_hausdorff95 are SlicerRT's.",
    "Rand scores leave out the background of A unless --ignore is given; then they and the variation of information " +
      "leave out exactly what it lists, 0 among it or not.",
  ],
  run: runCompare,
};

async function runCompare({ args, host, reader, kernels }: Call): Promise<Outcome> {
  const [a, b] = args.operands as [string, string];
  const output = args.text("output");
  const targets = output === undefined ? [] : [{ flag: "--output", path: output, extensions: TABLE_ENDINGS }];
  const outputs = Outputs.plan(host, args.who, targets, [a, b], args.has("force"));
  const ignore = readLabels(args.who, args.text("ignore"));
  const named = async (path: string) => reader.with(path, async (file) => file.segments !== undefined);
  if ((await named(a)) || (await named(b))) return compareNamed({ args, host, reader, kernels } as Call, outputs);
  const [first, second] = [await reader.read(a, args.selection()), await reader.read(b, args.selection())];
  host.progress("comparing");
  const distances = !args.has("overlap-only");
  const comparison = compareLabels(await kernels(), first, second, { distances, ...(ignore && { ignore }) });
  const document = { a, b, shape: first.shape, ignore: ignore ?? null, ...documentOf(comparison) };
  if (output !== undefined) outputs.write([[output, await fileOf(output, comparison, document, first.shape.length)]]);
  return {
    document,
    data: comparisonText(host, [a, b], comparison, first.shape.length),
    messages: output === undefined ? [] : [`${plural(comparison.labels.length, "label")}, written to ${output}`],
  };
}

/** Files with named segments, which may overlap: a row for each pair. */
async function compareNamed({ args, host, reader, kernels }: Call, outputs: Outputs): Promise<Outcome> {
  const [a, b] = args.operands as [string, string];
  if (args.text("ignore") !== undefined) throw usageError(args.who, "expected no --ignore where files name segments");
  const read = (path: string) => reader.with(path, (file) => file.readSegmentation());
  const [first, second] = [await read(a), await read(b)];
  host.progress("comparing");
  const rows = compareSegments(await kernels(), first, second, { distances: !args.has("overlap-only") });
  const { unit = second.unit ?? "px", shape } = first;
  const segments = rows.map(({ a: one, b: other, ...scores }) => ({ a: whoIs(one), b: whoIs(other), ...scores }));
  const resampled = !sharesGrid(second, first);
  const document = { a, b, shape, unit, resampled, segments };
  const output = args.text("output");
  if (output !== undefined) {
    const isJson = output.toLowerCase().endsWith(".json");
    const table = segmentComparisonTable(rows, unit, shape.length);
    outputs.write([
      [output, isJson ? `${printableJson({ schema: SCHEMA, ...document })}\n` : await encodeTable(output, table)],
    ]);
  }
  return {
    document,
    data: segmentComparisonText(host, [a, b], rows, unit, shape.length),
    messages: [
      ...(resampled ? [`note: ${b} lies on another grid and was brought onto that of ${a}`] : []),
      ...(output === undefined ? [] : [`${plural(rows.length, "segment")}, written to ${output}`]),
    ],
  };
}

const whoIs = (segment: Segment | undefined) => (segment ? { id: segment.id, name: segment.name } : null);

function readLabels(who: string, text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  return text.split(",").map((word) => {
    const label = readNumber(word);
    if (label !== undefined && Number.isInteger(label) && label >= 0) return label;
    throw new ArgumentRangeError(
      "E_OPTION",
      `${who}: expected --ignore to be labels joined by commas, got ${JSON.stringify(text)}`,
    );
  });
}

/** Everything but the arrays of the contingency table, which becomes a list. Numbers without meaning become null. */
function documentOf({ pairs, ...scores }: Comparison): object {
  const { a, b, voxels } = pairs;
  return { ...scores, pairs: Array.from(a, (label, i) => ({ a: label, b: b[i], voxels: voxels[i] })) };
}

async function fileOf(
  path: string,
  comparison: Comparison,
  document: object,
  ndim: number,
): Promise<string | Uint8Array> {
  if (path.toLowerCase().endsWith(".json")) return `${printableJson({ schema: SCHEMA, ...document })}\n`;
  return encodeTable(path, comparisonTable(comparison, ndim));
}

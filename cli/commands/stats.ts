import { basename } from "node:path";
import { isSegmentError } from "../../bindings/core/errors.js";
import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import {
  columnHeader,
  meshFormatOfName,
  stackTables,
  type Table,
  tableRecords,
  writeCsv,
} from "../../bindings/io/index.js";
import { MEASURE_GROUPS, MEASURE_NAMES, MEASURE_SUMMARIES } from "../../bindings/ops/measures/select.js";
import { regionStats } from "../../bindings/ops/region-stats.js";
import type { PlacedGrid } from "../../bindings/ops/world-grid.js";
import { sharesGrid } from "../../bindings/segmentation/on-grid.js";
import { segmentRegions } from "../../bindings/segmentation/table.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { encodeTable } from "../encode.js";
import { EXIT, exitCodeOf, recognise } from "../exit.js";
import { errorDocument } from "../failure.js";
import { pathFlag, textFlag } from "../flags.js";
import { TABLE_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";
import { plural } from "../printable.js";
import { type MeasuredFile, SEGMENT_FLAGS, segmentTable, wantsSegments } from "../segment-table.js";
import { surfaceTable } from "../surface-table.js";

export const statsCommand: Command = {
  name: "stats",
  summary: "Measure every label: voxels, volume, box, centroid, and the intensities of images below it.",
  group: "Look and measure",
  operands: [
    { name: "LABELS", summary: "label images, named segments or surfaces; all of them go into one table", many: true },
  ],
  flags: readingFlags([
    pathFlag("output", `the table to write (${TABLE_ENDINGS.join(", ")}); without it the CSV goes to standard output`, {
      alias: "o",
    }),
    pathFlag("image", "an image of the same shape to measure under the labels", { many: true, placeholder: "IMG" }),
    textFlag("measures", "LIST", `what to measure: names or ${MEASURE_GROUPS.join(", ")}, joined by commas`, {
      shown: "basic with sum, mean, std, min and max",
    }),
    ...SEGMENT_FLAGS,
  ]),
  examples: [
    ["segwasm stats labels.tif --image nuclei.tif -o table.csv", "one row per label"],
    ["segwasm stats labels.tif --image dapi.tif --image gfp.tif -o table.csv", "columns for two images"],
    ["segwasm stats day1.tif day2.tif --measures count,centroid -o both.csv", "many label images, one table"],
    ["segwasm stats labels.tif --image nuclei.tif --measures all -o table.csv", "everything that can be measured"],
    ["segwasm stats liver.seg.nrrd --image ct.nrrd --slicer -o table.csv", "segments by name, as 3D Slicer has them"],
    ["segwasm stats liver.seg.nrrd --slices K -o areas.csv", "the area of each segment in each slice"],
    ["segwasm stats liver.stl", "area, volume and open edges of a surface (STL, OBJ, PLY, GLB)"],
  ],
  notes: [
    "Lengths, areas and volumes are in the unit of the label image, and the unit stands in the name of the column. " +
      "Voxel indices count from 0, and a box ends before its last index. --channel and --time choose from the images " +
      "given with --image.",
    `Measures: ${MEASURE_NAMES.map((name, at) => `${name} (${MEASURE_SUMMARIES[at]})`).join(", ")}.`,
    "A name takes its columns, the beginning of names all of them, and a column's name that column. In 3-D areas are " +
      "volumes. What a group names but cannot be taken is left out: perimeters of volumes, perimeter with unequal spacing, " +
      "intensities without an image.",
  ],
  run: runStats,
};

interface Failure {
  path: string;
  error: unknown;
}

async function runStats(call: Call): Promise<Outcome> {
  const { args, host } = call;
  const output = args.text("output");
  const inputs = [...args.operands, ...args.list("image")];
  const targets = output === undefined ? [] : [{ flag: "--output", path: output, extensions: TABLE_ENDINGS }];
  const outputs = Outputs.plan(host, args.who, targets, inputs, args.has("force"));
  const k = await call.kernels();
  const images = await readImages(call);
  const parts: ({ source: string } & MeasuredFile)[] = [];
  const failures: Failure[] = [];
  for (const [at, path] of args.operands.entries()) {
    host.progress(`measuring ${basename(path)}`, at / args.operands.length);
    try {
      parts.push({ source: path, ...(await measureFile(call, k, path, images)) });
    } catch (error) {
      if (args.operands.length === 1 || !isInputTrouble(error)) throw error;
      failures.push({ path, error: recognise(error) });
    }
  }
  const table = args.operands.length === 1 ? (parts[0]?.table as Table) : stackTables("file", parts);
  const written = output !== undefined && parts.length > 0 ? output : undefined;
  if (written !== undefined) outputs.write([[written, await encodeTable(written, table)]]);
  return outcomeOf(call, { table, parts, written, failures });
}

/** True when other inputs may still be done. */
function isInputTrouble(error: unknown): boolean {
  const code = exitCodeOf(recognise(error));
  return code === EXIT.input || code === EXIT.limit;
}

/** The images to measure under every label image, each with the ending of its columns. */
async function readImages({ args, reader }: Call): Promise<{ ending: string; image: Image }[]> {
  const paths = args.list("image");
  const endings = columnEndings(paths);
  const images: { ending: string; image: Image }[] = [];
  for (const [at, path] of paths.entries()) {
    images.push({ ending: endings[at] as string, image: await reader.read(path, args.selection()) });
  }
  return images;
}

/** Nothing for one image; the plain letters of the file names for several, numbered where they are the same. */
export function columnEndings(paths: readonly string[]): string[] {
  if (paths.length < 2) return paths.map(() => "");
  const stems = paths.map((path) =>
    basename(path)
      .replace(/\.[^.]*$/, "")
      .replace(/[^A-Za-z0-9]+/g, "_"),
  );
  return stems.map((stem, at) => {
    const earlier = stems.slice(0, at).filter((other) => other === stem).length;
    return earlier === 0 ? `_${stem}` : `_${stem}_${earlier + 1}`;
  });
}

async function measureFile(
  call: Call,
  k: Kernels,
  path: string,
  images: readonly { ending: string; image: Image }[],
): Promise<MeasuredFile> {
  const { args, reader } = call;
  if (meshFormatOfName(path)) return surfaceTable(call, path);
  const under = images.map(({ image }) => image);
  if (wantsSegments(call)) return segmentTable(call, k, path, under);
  const options = { endings: images.map(({ ending }) => ending), measures: args.text("measures") };
  const { slab } = args.selection();
  return reader.with(path, async (file) => {
    const part = slab ? { slab } : {};
    if (file.segments) {
      const segmentation = await file.readSegmentation(part);
      return {
        table: segmentRegions(k, segmentation, under, options),
        notes: elsewhere(call, path, segmentation, under),
      };
    }
    const labels = await file.read(part);
    return { table: regionStats(k, labels, under, options), notes: elsewhere(call, path, labels, under) };
  });
}

/** Images are measured voxel by voxel: says of which the files tell that their voxels lie elsewhere. */
function elsewhere({ args }: Call, path: string, grid: PlacedGrid, images: readonly Image[]): string[] {
  const apart = args.list("image").filter((_, at) => !sharesGrid(grid, images[at] as Image));
  return apart.map(
    (image) =>
      `warning: ${image} has the shape of ${path} but lies elsewhere; its values were taken voxel by voxel ` +
      "(--slicer measures where both are)",
  );
}

/** What was measured of all inputs. */
interface Measured {
  table: Table;
  parts: readonly ({ source: string } & MeasuredFile)[];
  /** The output file; undefined where none was asked for or nothing could be measured. */
  written: string | undefined;
  failures: readonly Failure[];
}

function outcomeOf({ args }: Call, { table, parts, written, failures }: Measured): Outcome {
  const columns = table.columns.map(columnHeader);
  const failed = failures.map(({ path, error }) => ({ path, error: errorDocument(error) }));
  const printed = args.text("output") === undefined;
  const shown = printed ? { table: tableRecords(table) } : { output: written ?? null };
  const measurements = table.columns.flatMap((one) => (one.measured ? [{ column: one.name, ...one.measured }] : []));
  const facts = parts.flatMap(({ source, facts: own }) => (own ? [{ path: source, ...own }] : []));
  return {
    document: {
      inputs: args.operands,
      ...shown,
      rows: table.rows,
      columns,
      ...(measurements.length > 0 && { measurements }),
      ...(facts.length > 0 && { measured: facts }),
      failed,
    },
    ...(printed && { data: writeCsv(table) }),
    messages: [
      ...parts.flatMap(({ notes }) => notes),
      ...(written === undefined
        ? []
        : [`${plural(table.rows, "row")}, ${plural(columns.length, "column")}, written to ${written}`]),
      ...failures.map(
        ({ path, error }) => `segwasm: ${path}: ${isSegmentError(error) ? error.message : String(error)}`,
      ),
    ],
    code: failures.length > 0 ? EXIT.someFailed : EXIT.done,
  };
}

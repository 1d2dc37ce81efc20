import type { Image } from "../bindings/core/image.js";
import type { Kernels } from "../bindings/core/kernels.js";
import { nearestName } from "../bindings/core/options.js";
import type { Table } from "../bindings/io/index.js";
import { readDisplay, visibleSegments } from "../bindings/segmentation/display.js";
import { sliceAreas } from "../bindings/segmentation/statistics/slice-areas.js";
import { STATISTICS_PLUGINS, segmentStatistics } from "../bindings/segmentation/statistics/statistics.js";
import type { Call } from "./command.js";
import { choiceFlag, parameterFlag, pathFlag, switchFlag, usageError } from "./flags.js";
import { readText } from "./regular-file.js";

/** The table of one file, with what a report says beside it. */
export interface MeasuredFile {
  table: Table;
  /** Lines for people. */
  notes: readonly string[];
  /** For JSON, beside the path. */
  facts?: object;
}

/** Options of `stats` for 3D Slicer's table. */
export const SEGMENT_FLAGS = [
  switchFlag("slicer", "3D Slicer's table: a row for each segment, its names and definitions, lengths in mm"),
  choiceFlag("quantiles", ["linear", "slicer"], "with --slicer: median and percentiles exact, or Slicer's bins", {
    shown: "linear",
  }),
  parameterFlag("surface", {
    type: "number",
    min: 0,
    max: 1,
    summary: "with --slicer: also measure the closed surface, smoothed by this factor",
  }),
  pathFlag("display", "with --slicer: leave out the segments that this file of display properties (.json) hides"),
  choiceFlag("slices", ["I", "J", "K"], "areas of every segment in every slice across this axis instead (x, y, z)"),
];

/** What `--measures` may name with `--slicer`. */
const KEYS = [...new Set(STATISTICS_PLUGINS.flatMap(({ measurements }) => measurements.map(({ key }) => key)))];

/** The switches that `--measures` stands for. */
function switches(who: string, words: string | undefined): Record<string, boolean> {
  if (words === undefined) return {};
  const wanted = words.split(",");
  for (const word of wanted) {
    if (word === "all" || KEYS.includes(word)) continue;
    const nearest = nearestName(word, KEYS);
    throw usageError(
      who,
      `unknown measurement ${JSON.stringify(word)}, ${nearest ? `did you mean ${nearest}?` : `known: ${KEYS.join(", ")}`}`,
    );
  }
  return Object.fromEntries(
    STATISTICS_PLUGINS.flatMap(({ name, measurements }) =>
      measurements.map(({ key }) => [`${name}.${key}.enabled`, wanted.includes("all") || wanted.includes(key)]),
    ),
  );
}

/** True when the call asks for a table of segments rather than of labels. Throws for options that then mean nothing. */
export function wantsSegments({ args }: Call): boolean {
  const slices = args.text("slices") !== undefined;
  for (const name of ["quantiles", "surface", "display"] as const) {
    const given = args.text(name) !== undefined;
    if (given && !args.has("slicer")) throw usageError(args.who, `expected --slicer with --${name}`);
  }
  if (slices && args.has("slicer")) throw usageError(args.who, "expected either --slicer or --slices");
  return slices || args.has("slicer");
}

/** The table of the segments of one file; a label image has one for each value. */
export async function segmentTable(
  { args, reader }: Call,
  k: Kernels,
  path: string,
  images: readonly Image[],
): Promise<MeasuredFile> {
  if (images.length > 1) throw usageError(args.who, "expected one --image with --slicer");
  const segmentation = await reader.with(path, (file) => file.readSegmentation());
  const axis = args.text("slices");
  if (axis !== undefined) return { table: sliceAreas(k, segmentation, axis as "I" | "J" | "K"), notes: [] };
  const shown = args.text("display");
  const display = shown === undefined ? undefined : readDisplay(readText(shown));
  const { rows, columns, resampled, values } = segmentStatistics(k, segmentation, {
    image: images[0],
    segments: display ? visibleSegments(segmentation, display) : undefined,
    enabled: switches(args.who, args.text("measures")),
    quantiles: args.text("quantiles") as "linear" | "slicer" | undefined,
    surfaceSmoothing: args.number("surface"),
  });
  const [image] = args.list("image");
  const where = `note: ${path} lies on another grid than ${image} and was brought onto that grid to measure its values`;
  const [labelmap, scalar] = STATISTICS_PLUGINS.map(({ name }) => `${name}.voxel_count`) as [string, string];
  const outside = segmentation.segments.filter(({ id }) => {
    const own = values.get(id);
    return own?.get(scalar) === 0 && own.get(labelmap) !== 0;
  });
  const missed = outside.map(({ name }) => JSON.stringify(name)).join(", ");
  const empty = `warning: no voxel of ${image} lies in ${missed}, so there are no values to measure`;
  return {
    table: { rows, columns },
    ...(image && { facts: { resampled } }),
    notes: [...(resampled ? [where] : []), ...(outside.length > 0 ? [empty] : [])],
  };
}

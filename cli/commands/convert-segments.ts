import { SegmentError } from "../../bindings/core/errors.js";
import { geometryOf, type Labelmap } from "../../bindings/core/image.js";
import type { Color, Segmentation } from "../../bindings/core/segmentation.js";
import {
  FORMAT_NAMES,
  type Format,
  formatOfName,
  isSegmentationName,
  lostParts,
  readColorTable,
  withReference,
  writeColorTable,
  writeColourPng,
  writeSegmentation,
} from "../../bindings/io/index.js";
import {
  applyColorTable,
  colorTableOf,
  relabelSegments,
  tableLabels,
} from "../../bindings/segmentation/color-table.js";
import { collapseLayers, mergedLabels } from "../../bindings/segmentation/layers.js";
import { readTerminologyList, withTerms } from "../../bindings/segmentation/terminology-list.js";
import type { Arguments } from "../arguments.js";
import type { Call, Outcome } from "../command.js";
import type { Content } from "../durable.js";
import { encodeImage, shapeText } from "../encode.js";
import { choiceFlag, pathFlag, switchFlag, usageError } from "../flags.js";
import type { Outputs } from "../output.js";
import { plural } from "../printable.js";
import { readText } from "../regular-file.js";

export const SEGMENT_FLAGS = [
  switchFlag("flatten", "where segments overlap and the format holds one label image: later ones cover earlier ones"),
  pathFlag("names", "take names, colours and codes of labels from this table (.csv, .ctbl, ITK-SNAP, .json of names)"),
  pathFlag("terms", "give segments the codes that this terminology list (.json of dcmqi) has for their names"),
  switchFlag("colors", "write a .png picture in the colours of the segments instead of their labels"),
  pathFlag("values", "give labels by this colour table: by the codes of segments, then by their names"),
  pathFlag("table", "also write the names, colours and codes of labels as a colour table (.csv, .ctbl)"),
  choiceFlag("dicom", ["binary", "fractional", "labelmap"], "kind of DICOM segmentation", { shown: "binary" }),
];
export const COLOR_TABLE_ENDINGS = [".csv", ".ctbl", ".txt"];

/** Formats of segments that are no images. */
export const HELD_NAMES = {
  vtm: "VTK surfaces",
  osirix: "OsiriX regions",
  sliceomatic: "SliceOmatic tags",
  mesh: "surfaces",
};
export type HeldFormat = keyof typeof HELD_NAMES;

/** Writes a file's segments: whole where the format knows segments, otherwise as one label image. */
export async function convertSegments(
  call: Call,
  given: Segmentation,
  from: Format | HeldFormat,
  outputs: Outputs,
): Promise<Outcome> {
  const { args } = call;
  const [input, output] = args.operands as [string, string];
  const names = args.text("names");
  const titled = names === undefined ? given : applyColorTable(given, readColorTable(readText(names), names));
  const { segmentation: coded, unknown } = withCodes(args, titled);
  const called = await relabelled(call, coded);
  const to = formatOfName(output) as Format;
  const segmentation = await referring(call, called, from, to);
  const whole = isSegmentationName(output);
  const { content, labels, lost, layers, geometry } = whole
    ? { ...(await wholeFile(call, segmentation, to)), geometry: [] }
    : await labelFile(call, segmentation, output, to);
  const table = args.text("table");
  const format = table?.toLowerCase().endsWith(".csv") ? "csv" : "ctbl";
  const entries =
    table === undefined ? [] : [[table, writeColorTable(colorTableOf(segmentation, labels), format)] as const];
  outputs.write([[output, content], ...entries]);
  const voxels = lost.reduce((sum, { voxels }) => sum + voxels, 0);
  const { shape, segments } = segmentation;
  return {
    document: {
      path: input,
      from,
      output,
      to,
      shape,
      segments: segments.length,
      layers,
      lost: geometry,
      flattened: lost,
    },
    messages: [
      ...(unknown.length > 0
        ? [`note: the list has no term for ${plural(unknown.length, "name")}: ${some(unknown)}`]
        : []),
      ...(voxels > 0 ? [`note: ${plural(voxels, "voxel")} of overlapping segments went: ${listed(lost)}`] : []),
      ...(geometry.length > 0 ? [`note: ${FORMAT_NAMES[to]} does not keep ${geometry.join(", ")}`] : []),
      ...(whole || table !== undefined
        ? []
        : [`note: ${FORMAT_NAMES[to]} keeps no names and colours; --table FILE writes them`]),
      `${shapeText(shape)}, ${plural(segments.length, "segment")} in ${plural(layers, "layer")}, ${FORMAT_NAMES[from as Format] ?? HELD_NAMES[from as HeldFormat]} to ${FORMAT_NAMES[to]}, written to ${output}`,
    ],
  };
}

/** With the DICOM images of --reference as those it was made from. */
async function referring(
  { args, reader }: Call,
  segmentation: Segmentation,
  from: Format | HeldFormat,
  to: Format,
): Promise<Segmentation> {
  const path = args.text("reference");
  if (path === undefined) return segmentation;
  // Surfaces and contours have been made on its grid.
  if (to !== "dicom" && from in HELD_NAMES && from !== "sliceomatic") return segmentation;
  if (to !== "dicom")
    throw usageError(args.who, `--reference is for DICOM and for surfaces, not for ${FORMAT_NAMES[to]}`);
  return reader.with(path, async (file) => withReference(segmentation, file));
}

/** With the codes of the list that was given. */
function withCodes(args: Arguments, segmentation: Segmentation) {
  const path = args.text("terms");
  return path === undefined
    ? { segmentation, unknown: [] }
    : withTerms(segmentation, readTerminologyList(readText(path)));
}

const some = (names: readonly string[]) => [...names.slice(0, 8), ...(names.length > 8 ? ["…"] : [])].join(", ");

/** With the labels of the table that was given. */
async function relabelled({ args, kernels }: Call, segmentation: Segmentation): Promise<Segmentation> {
  const path = args.text("values");
  if (path === undefined) return segmentation;
  const entries = readColorTable(readText(path), path);
  return relabelSegments(await kernels(), segmentation, tableLabels(segmentation, entries));
}

interface Lost {
  id: string;
  name: string;
  voxels: number;
}

interface Written {
  content: Content;
  /** The label of each segment in the file. */
  labels: readonly number[];
  lost: Lost[];
  layers: number;
}

async function wholeFile({ args, kernels }: Call, segmentation: Segmentation, to: Format): Promise<Written> {
  const kind = args.text("dicom")?.toUpperCase() as "BINARY" | "FRACTIONAL" | "LABELMAP" | undefined;
  const several = segmentation.layers.length > 1 && !segmentation.fractions;
  const packed = several ? collapseLayers(await kernels(), segmentation) : segmentation;
  const content = await writeSegmentation(packed, to, to === "dicom" && kind ? { kind } : {});
  return {
    content,
    labels: packed.segments.map(({ labelValue }) => labelValue),
    lost: [],
    layers: packed.layers.length,
  };
}

async function labelFile({ args, kernels }: Call, segmentation: Segmentation, output: string, to: Format) {
  const { segments, shape } = segmentation;
  const { data, labels, lost: counts } = mergedLabels(await kernels(), segmentation);
  const lost = segments.flatMap(({ id, name }, at) => {
    const voxels = counts[at] as number;
    return voxels > 0 ? [{ id, name, voxels }] : [];
  });
  if (lost.length > 0 && !args.has("flatten")) {
    throw new SegmentError(
      "E_OVERLAP",
      `${FORMAT_NAMES[to]} holds one label image, but segments overlap: ${listed(lost)} would be covered by later ones`,
      { path: output, advice: "write .seg.nrrd or .dcm, or lose these voxels with --flatten" },
    );
  }
  const image: Labelmap = { data, shape, ...geometryOf(segmentation), count: Math.max(0, ...labels) };
  const colors = new Map(segments.map(({ color }, at) => [labels[at] as number, color]));
  const content = args.has("colors") ? colourPicture(args.who, image, to, colors) : await encodeImage(output, image);
  return { content, labels, lost, layers: 1, geometry: lostParts(image, to) };
}

function colourPicture(who: string, image: Labelmap, to: Format, colors: ReadonlyMap<number, Color>): Uint8Array {
  if (to !== "png") throw usageError(who, `expected --colors with a .png file, not with ${FORMAT_NAMES[to]}`);
  return writeColourPng(image, colors);
}

/** "4713 voxels of liver, 12 voxels of spleen". */
function listed(lost: readonly Lost[]): string {
  const some = lost.slice(0, 8).map(({ id, name, voxels }) => `${plural(voxels, "voxel")} of ${name || id}`);
  return [...some, ...(lost.length > 8 ? [`${lost.length - 8} more`] : [])].join(", ");
}

import { readFileSync } from "node:fs";
import { SegmentError } from "../../bindings/core/errors.js";
import { geometryOf, type Labelmap } from "../../bindings/core/image.js";
import type { Segmentation } from "../../bindings/core/segmentation.js";
import {
  encodePng,
  FORMAT_NAMES,
  type Format,
  formatOfName,
  isSegmentationName,
  lostParts,
  readColorTable,
  withReference,
  writeColorTable,
  writeSegmentation,
} from "../../bindings/io/index.js";
import { applyColorTable, colorTableOf } from "../../bindings/segmentation/color-table.js";
import { colourPicture } from "../../bindings/segmentation/colour-picture.js";
import { collapseLayers, mergedLabels } from "../../bindings/segmentation/layers.js";
import type { Call, Outcome } from "../command.js";
import type { Content } from "../durable.js";
import { encodeImage, shapeText } from "../encode.js";
import { choiceFlag, pathFlag, switchFlag, usageError } from "../flags.js";
import type { Outputs } from "../output.js";
import { plural } from "../printable.js";

export const SEGMENT_FLAGS = [
  switchFlag("flatten", "where segments overlap and the format holds one label image: later ones cover earlier ones"),
  pathFlag("names", "take names, colours and codes of labels from this colour table (.csv, .ctbl, ITK-SNAP)"),
  pathFlag("table", "also write the names, colours and codes of labels as a colour table (.csv, .ctbl)"),
  switchFlag("colours", "write segments as a picture in their colours instead of their labels (.png)"),
  choiceFlag("dicom", ["binary", "fractional", "labelmap"], "kind of DICOM segmentation", { shown: "binary" }),
];
export const COLOR_TABLE_ENDINGS = [".csv", ".ctbl", ".txt"];

/** Writes a file's segments: whole where the format knows segments, otherwise as one label image. */
export async function convertSegments(
  call: Call,
  given: Segmentation,
  from: Format,
  outputs: Outputs,
): Promise<Outcome> {
  const { args } = call;
  const [input, output] = args.operands as [string, string];
  const names = args.text("names");
  const called =
    names === undefined ? given : applyColorTable(given, readColorTable(readFileSync(names, "utf8"), names));
  const to = formatOfName(output) as Format;
  const segmentation = await referring(call, called, to);
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
      ...(voxels > 0 ? [`note: ${plural(voxels, "voxel")} of overlapping segments went: ${listed(lost)}`] : []),
      ...(geometry.length > 0 ? [`note: ${FORMAT_NAMES[to]} does not keep ${geometry.join(", ")}`] : []),
      ...(whole || table !== undefined || args.has("colours")
        ? []
        : [`note: ${FORMAT_NAMES[to]} keeps no names and colours; --table FILE writes them`]),
      `${shapeText(shape)}, ${plural(segments.length, "segment")} in ${plural(layers, "layer")}, ${FORMAT_NAMES[from]} to ${FORMAT_NAMES[to]}, written to ${output}`,
    ],
  };
}

/** With the DICOM images of --reference as those it was made from. */
async function referring({ args, reader }: Call, segmentation: Segmentation, to: Format): Promise<Segmentation> {
  const path = args.text("reference");
  if (path === undefined) return segmentation;
  if (to !== "dicom")
    throw usageError(args.who, `--reference is for DICOM and for surfaces, not for ${FORMAT_NAMES[to]}`);
  return reader.with(path, async (file) => withReference(segmentation, file));
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
  if (args.has("colours")) {
    if (to !== "png") throw usageError(args.who, `--colours is for PNG, not for ${FORMAT_NAMES[to]}`);
    const content = encodePng(colourPicture(segmentation, data, labels));
    return { content, labels, lost, layers: 1, geometry: [] };
  }
  const image: Labelmap = { data, shape, ...geometryOf(segmentation), count: Math.max(0, ...labels) };
  return { content: await encodeImage(output, image), labels, lost, layers: 1, geometry: lostParts(image, to) };
}

/** "4713 voxels of liver, 12 voxels of spleen". */
function listed(lost: readonly Lost[]): string {
  const some = lost.slice(0, 8).map(({ id, name, voxels }) => `${plural(voxels, "voxel")} of ${name || id}`);
  return [...some, ...(lost.length > 8 ? [`${lost.length - 8} more`] : [])].join(", ");
}

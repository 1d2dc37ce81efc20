import { SegmentError } from "../../bindings/core/errors.js";
import { dtypeOf, type Image, type Labelmap } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { Color } from "../../bindings/core/segmentation.js";
import { type Format, labelmapOf } from "../../bindings/io/index.js";
import type { Rgb } from "../../bindings/quint/colour.js";
import { several } from "../../bindings/quint/finding.js";
import { GEOJSON_OBJECTS, type GeoJsonClass, type GeoJsonObject, writeGeoJson } from "../../bindings/quint/geojson.js";
import { geoJsonToLabels, roisToLabels } from "../../bindings/quint/outline-labels.js";
import { writeRois } from "../../bindings/quint/rois.js";
import { traceLabels } from "../../bindings/quint/trace.js";
import { segmentColor } from "../../bindings/segmentation/colors.js";
import { SEGMENTATION_DISPLAY } from "../../bindings/segmentation/display.js";
import type { Arguments } from "../arguments.js";
import type { Call, Outcome } from "../command.js";
import { encodeImage, shapeText } from "../encode.js";
import { choiceFlag, textFlag, usageError } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { Outputs } from "../output.js";
import { readRegularFile } from "../regular-file.js";
import { limitOf } from "../size-limit.js";
import { namedSegments } from "./named-segments.js";
import { pixelSize } from "./quint-export-options.js";

/** What only outlines need. */
export const OUTLINE_FLAGS = [
  choiceFlag("object-type", GEOJSON_OBJECTS, "what QuPath makes of outlines", { shown: "detection" }),
  textFlag(
    "class",
    "NAME",
    "of .geojson: take objects of this class only; to .geojson: the class that all objects get",
  ),
  textFlag("image-size", "WxH", "size of the image that outlines lie on, where labels have another one", {
    shown: "that of the labels",
  }),
];

type OutlineFormat = "geojson" | "rois";

/** The kind of outlines that a file holds by its name; undefined for others. */
export const outlineFormat = (path: string): OutlineFormat | undefined =>
  /\.geojson$/i.test(path) ? "geojson" : /\.(zip|roi)$/i.test(path) ? "rois" : undefined;

/** Labels as outlines of QuPath or ImageJ, or such outlines as labels. */
export async function convertOutlines(call: Call): Promise<Outcome> {
  const { args, host } = call;
  const [input, output] = args.operands as [string, string];
  const [from, to] = [outlineFormat(input), outlineFormat(output)];
  if (from && to) throw usageError(args.who, "expected IN or OUT to be outlines (.geojson, .zip, .roi), got both");
  if (from === "rois" || to === "rois") {
    const odd = (["class", "object-type"] as const).find((name) => args.text(name) !== undefined);
    if (odd) throw usageError(args.who, `expected no --${odd} for selections of ImageJ, which have neither`);
  }
  const endings = to === "rois" ? [".zip"] : to === "geojson" ? [".geojson"] : IMAGE_ENDINGS;
  const target = { flag: "OUT", path: output, extensions: endings };
  const inputs = [input, ...(args.text("reference") ? [args.text("reference") as string] : [])];
  const outputs = Outputs.plan(host, args.who, [target], inputs, args.has("force"));
  return from ? toLabels(call, outputs, from) : toOutlines(call, outputs, to as OutlineFormat);
}

async function toOutlines(call: Call, outputs: Outputs, to: OutlineFormat): Promise<Outcome> {
  const { args, reader } = call;
  const [input, output] = args.operands as [string, string];
  const k = await call.kernels();
  const { from, layers, classes } = await readLayers(call, k, input);
  const start = performance.now();
  const objects = layers.flatMap((labels) => traceLabels(k, labels)).sort((a, b) => a.label - b.label);
  const [height, width] = (layers[0]?.shape ?? [1, 1]).slice(-2) as [number, number];
  const imageSize = pixelSize(args, "image-size") ?? { width, height };
  const objectType = (args.text("object-type") ?? "detection") as GeoJsonObject;
  const given = args.text("class");
  const all = given && new Map(objects.map(({ label }) => [label, { name: given, colour: rgbOf(segmentColor(0)) }]));
  const bytes =
    to === "rois"
      ? writeRois(objects, { width, height }, { imageSize })
      : writeGeoJson(objects, { width, height }, { objectType, imageSize, classes: all || classes });
  outputs.write([[output, bytes]]);
  const parts = objects.flatMap((object) => object.parts);
  const holes = parts.reduce((sum, rings) => sum + rings.length - 1, 0);
  const single = objects.length === 1 && parts.length > 1;
  return {
    document: {
      path: input,
      from,
      output,
      to,
      ...(to === "geojson" && { objectType }),
      objects: objects.length,
      parts: parts.length,
      holes,
      imageSize,
      ms: { read: reader.milliseconds, write: performance.now() - start },
    },
    messages: [
      ...(single
        ? [`note: one label is one object; segwasm label gives each of its ${parts.length} parts its own`]
        : []),
      `${several(objects.length, to === "rois" ? "selection" : objectType)} of ${several(parts.length, "part")} with ${several(holes, "hole")}, written to ${output}`,
    ],
  };
}

interface Layers {
  from: Format;
  /** Label images with labels that are different also where they overlap. */
  layers: Labelmap[];
  classes: ReadonlyMap<number, GeoJsonClass> | undefined;
}

/** Labels as they are, or segments with their names as classes. */
async function readLayers({ args, reader }: Call, k: Kernels, input: string): Promise<Layers> {
  const slice = args.number("slice");
  const label = args.number("label");
  const selection = { ...args.selection(), ...(slice !== undefined && { slice }) };
  const opened = await reader.with(input, async (file) => {
    const whole = file.segments !== undefined && Object.keys(selection).length === 0;
    const segmentation = whole ? await file.readSegmentation() : undefined;
    return { from: file.format, segmentation, image: segmentation ? undefined : await file.read(selection) };
  });
  const { from, segmentation } = opened;
  if (segmentation) {
    const { layers, names } = namedSegments(k, segmentation, label, SEGMENTATION_DISPLAY);
    for (const labels of layers) checkPlane(args, labels);
    const classes = new Map([...names].map(([at, { name, color }]) => [at, { name, colour: rgbOf(color) }]));
    return { from, layers, classes };
  }
  const labels = labelmapOf(opened.image as Image);
  checkPlane(args, labels);
  if (label === undefined) return { from, layers: [labels], classes: undefined };
  const data = labels.data.map((value) => (value === label ? label : 0));
  return { from, layers: [{ ...labels, data, count: label }], classes: undefined };
}

function checkPlane({ who, operands }: Arguments, { shape }: Image): void {
  if (shape.length === 2 || shape[0] === 1) return;
  throw new SegmentError("E_NDIM", `${who}: ${operands[0]} has ${shape[0]} slices, and outlines lie on one`, {
    path: operands[0] as string,
    advice: "choose one with --slice",
  });
}

const rgbOf = (color: Color): Rgb => color.map((part) => Math.round(255 * part)) as unknown as Rgb;

async function toLabels({ args, reader }: Call, outputs: Outputs, from: OutlineFormat): Promise<Outcome> {
  const [input, output] = args.operands as [string, string];
  const reference = args.text("reference");
  const grid = reference === undefined ? undefined : await reader.read(reference, args.selection());
  const [height, width] = (grid?.shape.slice(-2) ?? []) as [number?, number?];
  const size = width && height ? { width, height } : undefined;
  const bytes = readRegularFile(input, limitOf(args));
  const start = performance.now();
  const given = args.text("class");
  const imageSize = pixelSize(args, "image-size") ?? size;
  const options = { name: input, imageSize, size, limits: args.limits() };
  const { mapping, covered, ...labels } =
    from === "rois"
      ? roisToLabels(bytes, options)
      : geoJsonToLabels(bytes, { ...options, ...(given !== undefined && { classes: [given] }) });
  if (covered > 0 && !args.has("flatten")) {
    throw new SegmentError("E_OVERLAP", `convert: ${covered} pixels lie in several objects of ${input}`, {
      path: input,
      advice: "give each such pixel to the later object with --flatten",
    });
  }
  outputs.write([[output, await encodeImage(output, labels)]]);
  const { shape, count } = labels;
  const dtype = dtypeOf(labels.data);
  const ms = { read: reader.milliseconds, write: performance.now() - start };
  return {
    document: { path: input, from, output, to: "binary", shape, dtype, largest: count, covered, ms },
    messages: [
      ...(covered > 0 ? [`warning: ${covered} pixels lie in several objects; they belong to the later one`] : []),
      `${mapping}: ${shapeText(shape)} ${dtype}, written to ${output}`,
    ],
  };
}

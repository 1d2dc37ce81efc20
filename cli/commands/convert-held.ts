import { existsSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Segmentation } from "../../bindings/core/segmentation.js";
import {
  isOsirix,
  isSegmentationName,
  meshFormatOfName,
  readMesh,
  readOsirix,
  readSegVtm,
  readSliceOmatic,
  SEGMENTATION_ENDINGS,
  type SegmentParts,
} from "../../bindings/io/index.js";
import { segmentColor } from "../../bindings/segmentation/colors.js";
import { convertRepresentation } from "../../bindings/segmentation/convert.js";
import { type HeldSegment, segmentationOf } from "../../bindings/segmentation/held.js";
import type { Representation } from "../../bindings/segmentation/representation.js";
import type { Arguments } from "../arguments.js";
import type { Call, Outcome } from "../command.js";
import { encodeRepresentation } from "../encode-representation.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { fileBelow } from "../input.js";
import { Outputs } from "../output.js";
import { readHead, readRegularFile, readText } from "../regular-file.js";
import { limitOf } from "../size-limit.js";
import { referenceOf } from "./convert-representation.js";
import { COLOR_TABLE_ENDINGS, convertSegments, HELD_NAMES, type HeldFormat } from "./convert-segments.js";
import { parametersOf } from "./representation-flags.js";

/** The kind of file that holds segments otherwise than as voxels with names; undefined for all others. */
export function heldFormat(args: Arguments): HeldFormat | undefined {
  const [input, output] = args.operands as [string, string];
  if (/\.vtm$/i.test(input)) return "vtm";
  if (/\.tag$/i.test(input)) return "sliceomatic";
  if (/\.(json|xml|plist)$/i.test(input) && existsSync(input)) {
    return isOsirix(new TextDecoder().decode(readHead(input, 100_000).bytes)) ? "osirix" : undefined;
  }
  return meshFormatOfName(input) && isSegmentationName(output) && args.text("to") === undefined ? "mesh" : undefined;
}

/** Converts such a file: to label maps, and to surfaces or outlines where the ending of OUT asks for these. */
export async function convertHeld(call: Call, format: HeldFormat): Promise<Outcome> {
  const { args, host } = call;
  const [input, output] = args.operands as [string, string];
  const table = args.text("table");
  const isMesh = meshFormatOfName(output) !== undefined;
  const isOutline = output.toLowerCase().endsWith(".json");
  const endings =
    isMesh || isOutline ? [output.slice(output.lastIndexOf("."))] : [...IMAGE_ENDINGS, ...SEGMENTATION_ENDINGS];
  const targets = [
    { flag: "OUT", path: output, extensions: endings },
    ...(table === undefined ? [] : [{ flag: "--table", path: table, extensions: COLOR_TABLE_ENDINGS }]),
  ];
  const inputs = [input, ...(args.text("reference") ? [args.text("reference") as string] : [])];
  const outputs = Outputs.plan(host, args.who, targets, inputs, args.has("force"));
  const k = await call.kernels();
  if (format === "sliceomatic") {
    const bytes = readRegularFile(input, limitOf(args));
    return convertSegments(call, readSliceOmatic(bytes, { name: input, limits: args.limits() }), format, outputs);
  }
  const parts = await readParts(args, format, input);
  const held = heldOf(parts).map(({ info, data }) => ({
    info,
    data:
      parts.meshes.length > 0 || isMesh
        ? convertRepresentation(k, data, "surface", { parameters: parametersOf(args, false) })
        : data,
  }));
  const reference = isMesh || isOutline ? undefined : await referenceOf(call, merged(held));
  if (!isMesh && !isOutline) {
    const parameters = parametersOf(args, reference !== undefined);
    const options = { parameters, ...(reference && { reference }) };
    const segmentation: Segmentation = segmentationOf(k, held, options);
    return convertSegments(call, segmentation, format, outputs);
  }
  const all = merged(held);
  const names = new Map(held.map(({ info: { labelValue, name, color } }) => [labelValue, { name, color }]));
  const files = await encodeRepresentation(all, output, args, names);
  const paths = files.map(([path]) => path);
  const planned = paths.map((path) => ({ flag: "OUT", path, extensions: [...endings, ".mtl"] }));
  Outputs.plan(host, args.who, planned, inputs, args.has("force")).write(files);
  return {
    document: { path: input, from: format, output, to: all.kind, files: paths, segments: held.length },
    messages: [`${held.length} segments, ${HELD_NAMES[format]} to ${all.kind}, written to ${paths.join(", ")}`],
  };
}

async function readParts(args: Arguments, format: HeldFormat, path: string): Promise<SegmentParts> {
  const most = limitOf(args);
  if (format === "osirix") return coloured(readOsirix(readText(path)));
  const bytes = readRegularFile(path, most);
  if (format === "vtm") {
    const folder = realpathSync(dirname(path));
    const read = async (name: string) => {
      const file = fileBelow(folder, name);
      return file === undefined ? undefined : readRegularFile(file, most);
    };
    return readSegVtm(bytes, { name: path, limits: args.limits(), read });
  }
  const world = args.text("space")?.toUpperCase() as "LPS" | "RAS" | undefined;
  const mesh = readMesh(bytes, { name: path, ...(world && { world }), maxBytes: most });
  const name = basename(path).replace(/\.[^.]*$/, "");
  const info = {
    id: "Segment_1",
    name,
    color: segmentColor(0),
    labelValue: 1,
    tags: {},
    nameAutoGenerated: false,
    colorAutoGenerated: true,
  };
  return { segments: [info], meshes: [{ ...mesh, unit: mesh.unit ?? "mm", label: 1 }] };
}

/** Files without colours get those of new segments. */
const coloured = (parts: SegmentParts): SegmentParts => ({
  ...parts,
  segments: parts.segments.map((info, at) => ({ ...info, color: segmentColor(at) })),
});

function heldOf({ segments, meshes, contours }: SegmentParts): HeldSegment[] {
  return segments.map((info): HeldSegment => {
    const own = contours?.contours.filter(({ label }) => label === info.labelValue) ?? [];
    const data: Representation =
      contours && own.length > 0
        ? { kind: "contours", contours: own, grid: contours.grid }
        : { kind: "surface", meshes: meshes.filter(({ label }) => label === info.labelValue) };
    return { info, data };
  });
}

/** All segments in one representation. */
function merged(held: readonly HeldSegment[]): Representation {
  const meshes = held.flatMap(({ data }) => (data.kind === "surface" ? data.meshes : []));
  const [first] = held.flatMap(({ data }) => (data.kind === "contours" ? [data] : []));
  if (!first || meshes.length > 0) return { kind: "surface", meshes };
  return { ...first, contours: held.flatMap(({ data }) => (data.kind === "contours" ? data.contours : [])) };
}

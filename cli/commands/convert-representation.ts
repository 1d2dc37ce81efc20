import { SegmentError } from "../../bindings/core/errors.js";
import { type Dtype, dtypeOf, geometryOf, type Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { labelmapOf, meshFormatOfName, readContours, readMesh } from "../../bindings/io/index.js";
import { readPlaced } from "../../bindings/io/placed.js";
import { defaultGrid } from "../../bindings/ops/default-grid.js";
import { SIGNED_FRACTIONS } from "../../bindings/ops/fractional.js";
import { mergedMesh } from "../../bindings/ops/mesh.js";
import { openEdges } from "../../bindings/ops/mesh-edges.js";
import type { PlacedGrid } from "../../bindings/ops/world-grid.js";
import { type ConvertOptions, convertRepresentation } from "../../bindings/segmentation/convert.js";
import { readDisplay, SEGMENTATION_DISPLAY } from "../../bindings/segmentation/display.js";
import type { RepresentationKey } from "../../bindings/segmentation/graph.js";
import type { Representation } from "../../bindings/segmentation/representation.js";
import type { Arguments } from "../arguments.js";
import type { Call, Outcome } from "../command.js";
import { shapeText } from "../encode.js";
import { encodeRepresentation } from "../encode-representation.js";
import { usageError } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { Outputs, type Target } from "../output.js";
import { readRegularFile, readText } from "../regular-file.js";
import { limitOf } from "../size-limit.js";
import { openWarning } from "../surface-table.js";
import { convertLayers, type NamedSegments, namedSegments, takesLayers } from "./named-segments.js";
import { parametersOf } from "./representation-flags.js";

const MESH_ENDINGS = [".stl", ".obj", ".ply", ".glb"];
const CONTOUR_ENDINGS = [".json"];

/** What a run of `convert` is to make; undefined where it is only about formats. */
export function wantedKind(args: Arguments): RepresentationKey | undefined {
  const [input, output] = args.operands as [string, string];
  const given = args.text("to") as RepresentationKey | undefined;
  if (given) return given;
  if (meshFormatOfName(output)) return "surface";
  if (isContours(output)) return "contours";
  return meshFormatOfName(input) || isContours(input) ? "binary" : undefined;
}

const isContours = (path: string) => path.toLowerCase().endsWith(".json");

export async function convertKind(call: Call, to: RepresentationKey): Promise<Outcome> {
  const { args, host, reader } = call;
  const [input, output] = args.operands as [string, string];
  const endings =
    to === "surface" || to === "ribbon" ? MESH_ENDINGS : to === "contours" ? CONTOUR_ENDINGS : IMAGE_ENDINGS;
  const target: Target = { flag: "OUT", path: output, extensions: endings };
  const inputs = [input, ...(args.text("reference") ? [args.text("reference") as string] : [])];
  // Checked before the work; the files of --per-label, whose names hang on it, again after.
  Outputs.plan(host, args.who, [target], inputs, args.has("force"));
  const k = await call.kernels();
  const named = takesLayers(to) ? await readNamed(call, k, input) : undefined;
  const source: Representation = named ? { kind: "surface", meshes: [] } : await readSource(call, input);
  const reference = named ? undefined : await referenceOf(call, source);
  const start = performance.now();
  const via = args.text("via")?.split(",") as ConvertOptions["via"];
  const parameters = parametersOf(args, reference !== undefined);
  const options = { parameters, ...(reference && { reference }), ...(via && { via }) };
  const made =
    named && takesLayers(to) ? convertLayers(k, named, to, options) : convertRepresentation(k, source, to, options);
  const from = named ? "binary" : source.kind;
  if (made.kind === "binary" && (made.overlap ?? 0) > 0 && !args.has("flatten")) {
    throw new SegmentError("E_OVERLAP", `convert: ${made.overlap} voxels lie in several parts of ${input}`, {
      path: input,
      advice: "give each such voxel to the part with the largest label with --flatten",
    });
  }
  const files = await encodeRepresentation(made, output, args, named?.names ?? new Map());
  const targets = files.map(([path]) => ({ ...target, path, extensions: [...endings, ".mtl"] }));
  Outputs.plan(host, args.who, targets, inputs, args.has("force")).write(files);
  const facts = factsOf(made);
  const openEdgesOfSource = source.kind === "surface" && !named ? openEdges(mergedMesh(source.meshes)) : 0;
  const isClosed = source.kind === "surface" && !named ? { closed: openEdgesOfSource === 0 } : {};
  return {
    document: {
      path: input,
      from,
      output,
      to,
      files: files.map(([path]) => path),
      ...isClosed,
      ...facts,
      ms: { read: reader.milliseconds, write: performance.now() - start },
    },
    messages: [
      ...(openEdgesOfSource > 0 ? [openWarning(input, openEdgesOfSource)] : []),
      ...warningsOf(made),
      `${from} to ${to}: ${summaryOf(made)}, written to ${files.map(([path]) => path).join(", ")}`,
    ],
  };
}

/** The segments of a file that names them, for what holds each by its name; undefined for other files. */
async function readNamed({ args, reader }: Call, k: Kernels, path: string): Promise<NamedSegments | undefined> {
  if (meshFormatOfName(path) || isContours(path) || Object.keys(args.selection()).length > 0) return undefined;
  const segmentation = await reader.with(path, async (file) =>
    file.segments === undefined ? undefined : file.readSegmentation(),
  );
  if (segmentation === undefined || segmentation.fractions) return undefined;
  const label = args.number("label");
  if (label !== undefined && label > segmentation.segments.length) {
    const count = segmentation.segments.length;
    throw usageError(args.who, `expected --label 1 to ${count}, the number of a segment of ${path}, got ${label}`);
  }
  const display = args.text("display");
  const shown = display === undefined ? SEGMENTATION_DISPLAY : readDisplay(readText(display));
  return namedSegments(k, segmentation, label, shown);
}

async function readSource({ args, reader }: Call, path: string): Promise<Representation> {
  const label = args.number("label");
  const maxBytes = limitOf(args);
  if (meshFormatOfName(path)) {
    const world = args.text("space")?.toUpperCase() as "LPS" | "RAS" | undefined;
    const mesh = readMesh(readRegularFile(path, maxBytes), { name: path, ...(world && { world }), maxBytes });
    return { kind: "surface", meshes: [{ ...mesh, label: label ?? 1 }] };
  }
  if (isContours(path))
    return { kind: "contours", ...readContours(new TextDecoder().decode(readRegularFile(path, maxBytes))) };
  const image = await reader.read(path, args.selection());
  const dtype: Dtype = dtypeOf(image.data);
  const isFractional =
    (args.text("from") ?? (dtype === "int8" || dtype.startsWith("float") ? "fractional" : "binary")) === "fractional";
  if (isFractional) return { kind: "fractional", label: label ?? 1, image: fractionsOf(args.who, image, dtype) };
  const labels = labelmapOf(image);
  if (label === undefined) return { kind: "binary", labels };
  const data = labels.data.map((value) => (value === label ? label : 0));
  return { kind: "binary", labels: { ...labels, data, count: label } };
}

/** Values as shares: int8 from −108 to 108, floats from 0 to 1, uint8 from 0 to 216. */
function fractionsOf(
  who: string,
  image: Image,
  dtype: Dtype,
): Extract<Representation, { kind: "fractional" }>["image"] {
  if (dtype === "int8") return { ...image, data: image.data as Int8Array, fractions: SIGNED_FRACTIONS };
  if (dtype === "uint8")
    return {
      ...image,
      data: image.data as Uint8Array,
      fractions: { range: [0, 216], threshold: 108, kind: "OCCUPANCY" },
    };
  if (dtype.startsWith("float")) {
    return {
      ...image,
      data: Float32Array.from(image.data),
      fractions: { range: [0, 1], threshold: 0.5, kind: "OCCUPANCY" },
    };
  }
  throw usageError(who, `expected fractions as int8 (−108 to 108), uint8 (0 to 216) or floats (0 to 1), got ${dtype}`);
}

/** The grid that was asked for: of an image, or of a spacing around the surface. */
export async function referenceOf({ args, reader }: Call, source: Representation): Promise<PlacedGrid | undefined> {
  const [path, spacing] = [args.text("reference"), args.text("spacing")];
  if (path && spacing) throw usageError(args.who, "expected --reference or --spacing, got both");
  if (path) {
    const selection = args.selection();
    // Of named segments, which may lie in several layers, the grid alone is wanted.
    return reader.with(path, async (file) => {
      const whole = file.segments !== undefined && Object.keys(selection).length === 0;
      const given = whole ? await file.readSegmentation() : await readPlaced(file, selection);
      return { shape: given.shape, ...geometryOf(given) };
    });
  }
  if (!spacing) return undefined;
  const numbers = spacing.split(",").map(Number);
  if (![1, 3].includes(numbers.length) || !numbers.every((step) => step > 0 && Number.isFinite(step))) {
    throw usageError(args.who, `expected --spacing to be one number above 0 or three, got ${JSON.stringify(spacing)}`);
  }
  const steps = numbers.length === 3 ? numbers : [numbers[0], numbers[0], numbers[0]].map(Number);
  if (source.kind !== "surface") throw usageError(args.who, "expected --spacing only where IN is a surface");
  const { shape, spacing: even = [1, 1, 1], ...rest } = defaultGrid(mergedMesh(source.meshes));
  const size = shape.map((extent, axis) => (extent - 1) * (even[axis] as number));
  return {
    ...rest,
    spacing: steps,
    shape: size.map((length, axis) => Math.ceil(length / (steps[axis] as number)) + 1),
  };
}

function factsOf(made: Representation): object {
  switch (made.kind) {
    case "binary":
      return {
        shape: made.labels.shape,
        dtype: dtypeOf(made.labels.data),
        overlap: made.overlap ?? 0,
        openRows: made.openRows ?? 0,
      };
    case "fractional":
      return {
        shape: made.image.shape,
        dtype: dtypeOf(made.image.data),
        range: made.image.fractions.range,
        openRows: made.openRows ?? 0,
      };
    case "surface":
    case "ribbon": {
      const list = made.meshes.map(({ label, vertices, faces }) => ({
        label,
        vertices: vertices.length / 3,
        triangles: faces.length / 3,
      }));
      return { meshes: list };
    }
    default:
      return { contours: made.contours.length };
  }
}

function summaryOf(made: Representation): string {
  if (made.kind === "binary") return shapeText(made.labels.shape);
  if (made.kind === "fractional") return shapeText(made.image.shape);
  if (made.kind === "contours") return `${made.contours.length} contours`;
  const triangles = made.meshes.reduce((sum, { faces }) => sum + faces.length / 3, 0);
  return `${made.meshes.length} ${made.kind}${made.meshes.length === 1 ? "" : "s"}, ${triangles} triangles`;
}

function warningsOf(made: Representation): string[] {
  if (made.kind !== "binary" && made.kind !== "fractional") return [];
  const { openRows = 0 } = made;
  const overlap = made.kind === "binary" ? (made.overlap ?? 0) : 0;
  return [
    ...(openRows > 0
      ? [`warning: ${openRows} rows that cross the surface an odd number of times were left empty`]
      : []),
    ...(overlap > 0 ? [`warning: ${overlap} voxels lie in several surfaces; they got the largest label`] : []),
  ];
}

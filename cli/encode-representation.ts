import { basename } from "node:path";
import type { Color } from "../bindings/core/segmentation.js";
import {
  meshFormatOfName,
  safeNames,
  writeContours,
  writeGlbParts,
  writeMesh,
  writeObjParts,
} from "../bindings/io/index.js";
import { mergedMesh } from "../bindings/ops/mesh.js";
import type { LabelMesh } from "../bindings/ops/surface.js";
import { segmentColor } from "../bindings/segmentation/colors.js";
import type { Representation } from "../bindings/segmentation/representation.js";
import type { Arguments } from "./arguments.js";
import { encodeImage } from "./encode.js";

/** Files for a representation, by the ending of the first one: with its path and what it holds. */
export async function encodeRepresentation(
  made: Representation,
  output: string,
  args: Arguments,
  names: PartNames,
): Promise<[string, Awaited<ReturnType<typeof encodeImage>>][]> {
  if (made.kind === "binary") return [[output, await encodeImage(output, made.labels)]];
  if (made.kind === "fractional") return [[output, await encodeImage(output, made.image)]];
  if (made.kind === "contours") return [[output, writeContours(made)]];
  const world = (args.text("space") ?? "lps").toUpperCase() as "LPS" | "RAS";
  return encodeMeshes(made.meshes, output, world, args.has("per-label"), names);
}

/** Names and colours of labels that stand for named segments. */
export type PartNames = ReadonlyMap<
  number,
  { name: string; color: Color; opacity?: number; extras?: Readonly<Record<string, unknown>> }
>;

function encodeMeshes(
  meshes: readonly LabelMesh[],
  output: string,
  world: "LPS" | "RAS",
  apart: boolean,
  names: PartNames,
): [string, Uint8Array | string][] {
  const format = meshFormatOfName(output) ?? "stl";
  const ending = output.slice(output.lastIndexOf("."));
  const stem = output.slice(0, -ending.length);
  const parts = meshes.map((mesh) => {
    const { label } = mesh;
    return { mesh, ...(names.get(label) ?? { name: `label_${label}`, color: segmentColor(label) }) };
  });
  if (apart) {
    const safe = safeNames(parts.map(({ name }) => name));
    return parts.map(({ mesh }, at) => [`${stem}_${safe[at]}${ending}`, writeMesh(mesh, format, { world })]);
  }
  if (format === "glb") return [[output, writeGlbParts(parts, { world })]];
  const [only] = meshes;
  if (format !== "obj") {
    return [[output, writeMesh(meshes.length === 1 && only ? only : mergedMesh(meshes), format, { world })]];
  }
  const { obj, mtl } = writeObjParts(parts, `${basename(stem)}.mtl`, { world });
  return [
    [output, obj],
    [`${stem}.mtl`, mtl],
  ];
}

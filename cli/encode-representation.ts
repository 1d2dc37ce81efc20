import { basename } from "node:path";
import { meshFormatOfName, writeContours, writeMesh, writeObjParts } from "../bindings/io/index.js";
import { mergedMesh } from "../bindings/ops/mesh.js";
import type { LabelMesh } from "../bindings/ops/surface.js";
import { segmentColor } from "../bindings/segmentation/colors.js";
import type { Representation } from "../bindings/segmentation/convert.js";
import type { Arguments } from "./arguments.js";
import { encodeImage } from "./encode.js";

/** Files for a representation, by the ending of the first one: with its path and what it holds. */
export async function encodeRepresentation(
  made: Representation,
  output: string,
  args: Arguments,
): Promise<[string, Awaited<ReturnType<typeof encodeImage>>][]> {
  if (made.kind === "binary") return [[output, await encodeImage(output, made.labels)]];
  if (made.kind === "fractional") return [[output, await encodeImage(output, made.image)]];
  if (made.kind === "contours") return [[output, writeContours(made)]];
  const world = (args.text("space") ?? "lps").toUpperCase() as "LPS" | "RAS";
  return encodeMeshes(made.meshes, output, world, args.has("per-label"));
}

function encodeMeshes(
  meshes: readonly LabelMesh[],
  output: string,
  world: "LPS" | "RAS",
  apart: boolean,
): [string, Uint8Array | string][] {
  const format = meshFormatOfName(output) ?? "stl";
  const ending = output.slice(output.lastIndexOf("."));
  const stem = output.slice(0, -ending.length);
  if (apart) {
    return meshes.map((mesh) => [`${stem}_label_${mesh.label}${ending}`, writeMesh(mesh, format, { world })]);
  }
  const [only] = meshes;
  if (format !== "obj")
    return [[output, writeMesh(meshes.length === 1 && only ? only : mergedMesh(meshes), format, { world })]];
  const parts = meshes.map((mesh) => ({ name: `label_${mesh.label}`, color: segmentColor(mesh.label), mesh }));
  const { obj, mtl } = writeObjParts(parts, `${basename(stem)}.mtl`, { world });
  return [
    [output, obj],
    [`${stem}.mtl`, mtl],
  ];
}

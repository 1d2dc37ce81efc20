import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, geometryOf, type Labelmap, type Mask, smallestLabelDtype, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { valuesOf } from "../io/labels.js";
import { contoursToMask, maskToContours } from "../ops/contour-masks.js";
import { contoursToRibbon, contoursToSurface } from "../ops/contour-surface.js";
import { defaultGrid, gridAround, oversampledGrid, paddedGrid } from "../ops/default-grid.js";
import { fractionalToMask, maskToFractional } from "../ops/fractional.js";
import { fractionalToSurface } from "../ops/fractional-surface.js";
import { jointSurfaces } from "../ops/joint-surfaces.js";
import { maskOfLabel } from "../ops/layers.js";
import { type Mesh, mergedMesh } from "../ops/mesh.js";
import { automaticOversampling } from "../ops/oversampling.js";
import { surfaceToFractional, surfaceToMask } from "../ops/scan-mesh.js";
import { type LabelMesh, labelSurfaces } from "../ops/surface.js";
import { checkVolume, type PlacedGrid } from "../ops/world-grid.js";
import type { LabelContour, Representation } from "./representation.js";

/** Representations of one kind. */
export type Of<K extends Representation["kind"]> = Extract<Representation, { kind: K }>;

/** What a rule works with. */
export interface Work {
  k: Kernels;
  number(name: string): number;
  text(name: string): string;
  reference: PlacedGrid | undefined;
}

/** Every rule of the graph, by its ends. */
export const CONVERTERS: Readonly<Record<string, (work: Work, from: never) => Representation>> = {
  "binary surface": binaryToSurface,
  "surface binary": surfaceToBinary,
  "surface fractional": surfaceToFractions,
  "fractional surface": fractionsToSurface,
  "binary fractional": binaryToFractions,
  "fractional binary": fractionsToBinary,
  "contours binary": contoursToBinary,
  "contours surface": contoursToSurfaces,
  "contours ribbon": contoursToRibbons,
  "ribbon binary": surfaceToBinary,
  "binary contours": binaryToContours,
};

function binaryToSurface({ k, number }: Work, { labels }: Of<"binary">): Of<"surface"> {
  const smoothing = Math.max(0, number("Smoothing factor"));
  const normals = number("Compute surface normals") !== 0;
  if (number("Joint smoothing") !== 0)
    return { kind: "surface", meshes: jointSurfaces(k, labels, { smoothing, normals }) };
  const nets = number("Conversion method") === 1;
  const own = nets && number("SurfaceNets smoothing") !== 0;
  const options = {
    method: nets ? "nets" : "marching",
    // Of nets their own smoothing: the passes that Slicer takes.
    relax: own ? Math.floor(15 * smoothing * smoothing + 9 * smoothing) : 0,
    smoothing: own ? 0 : smoothing,
    decimation: number("Decimation factor"),
    normals,
  } as const;
  return { kind: "surface", meshes: labelSurfaces(k, labels, options) };
}

/** The grid for a labelmap of surfaces, and whether it is to be cut off where the reference ends. */
export function gridFor(
  { number, text, reference }: Work,
  meshes: readonly LabelMesh[],
): { grid: PlacedGrid; crop: boolean } {
  const whole = mergedMesh(meshes);
  const base = reference ?? defaultGrid(whole);
  checkVolume("convertRepresentation", base);
  const wanted = text("Oversampling factor").trim();
  const factors =
    wanted === "A" ? meshes.map((mesh) => automaticOversampling(mesh, base)) : [number("Oversampling factor")];
  const factor = factors.length > 0 ? Math.max(...factors) : 1;
  const crop = number("Crop to reference image geometry") !== 0;
  const finer = factor === 1 ? base : oversampledGrid(base, factor);
  return { grid: crop || whole.vertices.length === 0 ? finer : gridAround(whole, finer), crop };
}

/** Also of ribbons: a plane across them meets closed outlines. */
function surfaceToBinary(work: Work, { meshes }: Of<"surface"> | Of<"ribbon">): Of<"binary"> {
  const { grid } = gridFor(work, meshes);
  const masks = meshes.map((mesh) => surfaceToMask(work.k, mesh, grid));
  const openRows = masks.reduce((sum, mask) => sum + mask.openRows, 0);
  return {
    ...layered(
      masks,
      meshes.map(({ label }) => label),
      grid,
    ),
    openRows,
  };
}

/** Masks as one label image: where several have a voxel, the last one keeps it. */
export function layered(masks: readonly Mask[], labels: readonly number[], grid: PlacedGrid): Of<"binary"> {
  const count = Math.max(0, ...labels);
  const data = new (arrayType(smallestLabelDtype(count)))(voxelCount(grid.shape)) as Labelmap["data"];
  const width = grid.shape.at(-1) as number;
  let overlap = 0;
  for (const [i, { bits, pitch }] of masks.entries()) {
    for (let at = 0; at < bits.length; at++) {
      for (let byte = bits[at] as number, x = 8 * (at % pitch); byte > 0; byte >>= 1, x++) {
        if ((byte & 1) === 0) continue;
        const voxel = Math.floor(at / pitch) * width + x;
        if (data[voxel] !== 0) overlap++;
        data[voxel] = labels[i] as number;
      }
    }
  }
  return { kind: "binary", labels: { data, shape: grid.shape, count, ...geometryOf(grid) }, overlap };
}

/** The one label of a layer. Throws E_OPTION where there are several. */
function onlyLabel(labels: readonly number[]): number {
  if (labels.length < 2) return labels[0] ?? 1;
  const list = labels.slice(0, 5).join(", ");
  throw new ArgumentRangeError(
    "E_OPTION",
    `convertRepresentation: a fractional image holds one label, got ${list}; choose one`,
  );
}

function surfaceToFractions(work: Work, { meshes }: Of<"surface">): Of<"fractional"> {
  const label = onlyLabel(meshes.map((mesh) => mesh.label));
  const { grid, crop } = gridFor(work, meshes);
  const { openRows, ...image } = surfaceToFractional(work.k, mergedMesh(meshes), crop ? grid : paddedGrid(grid, 1));
  return { kind: "fractional", image, label, openRows };
}

function fractionsToSurface({ k, number }: Work, { image, label }: Of<"fractional">): Of<"surface"> {
  const mesh = fractionalToSurface(k, image, {
    threshold: number("Threshold fraction"),
    oversampling: number("Fractional labelmap oversampling factor"),
    decimation: number("Decimation factor"),
    smoothing: Math.max(0, number("Smoothing factor")),
    normals: number("Compute surface normals") !== 0,
  });
  return { kind: "surface", meshes: mesh.faces.length > 0 ? [{ label, ...mesh }] : [] };
}

function binaryToFractions({ k }: Work, { labels }: Of<"binary">): Of<"fractional"> {
  return { kind: "fractional", image: maskToFractional(k, labels), label: onlyLabel(valuesOf(labels.data)) };
}

function fractionsToBinary({ k, number }: Work, { image, label }: Of<"fractional">): Of<"binary"> {
  const mask = fractionalToMask(k, image, number("Threshold fraction"));
  return layered([mask], [label], image);
}

function binaryToContours({ k }: Work, { labels }: Of<"binary">): Of<"contours"> {
  const contours = valuesOf(labels.data).flatMap((label) => {
    const own = maskOfLabel(k, "convertRepresentation", labels, label);
    return maskToContours(k, { ...own, ...geometryOf(labels) }).map((contour) => ({ label, ...contour }));
  });
  return { kind: "contours", contours, grid: { ...geometryOf(labels), shape: labels.shape } };
}

/** Contours on the grid they were drawn on; on another one by their surface. */
function contoursToBinary(work: Work, given: Of<"contours">): Of<"binary"> {
  if (work.reference) return surfaceToBinary(work, contoursToSurfaces(work, given));
  const { contours, grid } = given;
  const [labels, own] = byLabel(contours);
  const masks = own.map((list) => contoursToMask(work.k, list, grid));
  return layered(masks, labels, grid);
}

/** Contours of each label, with the labels, ascending. */
function byLabel(contours: readonly LabelContour[]): [number[], LabelContour[][]] {
  const labels = [...new Set(contours.map(({ label }) => label))].sort((a, b) => a - b);
  return [labels, labels.map((label) => contours.filter((one) => one.label === label))];
}

const CAPS = ["none", "smooth", "straight"] as const;

/** How thick slices are and how surfaces end, by Slicer's parameters. */
function solidOptions({ number }: Work) {
  const thickness = number("Default slice thickness");
  const caps = CAPS[number("End capping")];
  if (caps === undefined) {
    const message = `convertRepresentation: expected End capping 0, 1 or 2, got ${number("End capping")}`;
    throw new ArgumentRangeError("E_OPTION", message);
  }
  return { caps, normals: number("Compute surface normals") !== 0, ...(thickness > 0 && { thickness }) };
}

function contoursToSurfaces(work: Work, { contours, grid }: Of<"contours">): Of<"surface"> {
  const [labels, own] = byLabel(contours);
  const options = solidOptions(work);
  const meshes = own.map((list) => contoursToSurface(work.k, list, grid, options));
  return { kind: "surface", meshes: withLabels(meshes, labels) };
}

function contoursToRibbons(work: Work, { contours, grid }: Of<"contours">): Of<"ribbon"> {
  const [labels, own] = byLabel(contours);
  const { caps: _, ...options } = solidOptions(work);
  return {
    kind: "ribbon",
    meshes: withLabels(
      own.map((list) => contoursToRibbon(list, grid, options)),
      labels,
    ),
  };
}

/** Meshes that have faces, with their labels. */
function withLabels(meshes: readonly Mesh[], labels: readonly number[]): LabelMesh[] {
  return meshes.flatMap((mesh, at) => (mesh.faces.length > 0 ? [{ label: labels[at] as number, ...mesh }] : []));
}

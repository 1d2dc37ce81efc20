import { ArgumentRangeError } from "../core/errors.js";
import {
  arrayType,
  geometryOf,
  type Image,
  type Labelmap,
  type Mask,
  smallestLabelDtype,
  voxelCount,
} from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { ConversionParameter } from "../core/segmentation.js";
import { contoursToMask, maskToContours } from "../ops/contour-masks.js";
import type { Contour } from "../ops/contours.js";
import { defaultGrid, gridAround, oversampledGrid, paddedGrid } from "../ops/default-grid.js";
import { type FractionalImage, fractionalToMask, maskToFractional } from "../ops/fractional.js";
import { fractionalToSurface } from "../ops/fractional-surface.js";
import { jointSurfaces } from "../ops/joint-surfaces.js";
import { mergedMesh } from "../ops/mesh.js";
import { automaticOversampling } from "../ops/oversampling.js";
import { surfaceToFractional, surfaceToMask } from "../ops/scan-mesh.js";
import { type LabelMesh, labelSurfaces } from "../ops/surface.js";
import { checkVolume, type PlacedGrid } from "../ops/world-grid.js";
import { CONVERSION_RULES, cheapestPath, REPRESENTATIONS, type RepresentationKey } from "./graph.js";
import { parameterNumber, parameterValue, parseGeometry } from "./parameters.js";

/** A contour of a label. */
export interface LabelContour extends Contour {
  label: number;
}

/** The segments of one layer in one of the ways to hold them. */
export type Representation =
  | {
      readonly kind: "binary";
      readonly labels: Labelmap;
      /** Voxels in several surfaces; the last label has them. */
      readonly overlap?: number;
      readonly openRows?: number;
    }
  | { readonly kind: "fractional"; readonly image: FractionalImage; readonly label: number; readonly openRows?: number }
  | { readonly kind: "surface"; readonly meshes: readonly LabelMesh[] }
  | { readonly kind: "contours"; readonly contours: readonly LabelContour[]; readonly grid: PlacedGrid };

/** Options of `convertRepresentation`. */
export interface ConvertOptions {
  /** Parameters by Slicer's names; those that are missing have its defaults. */
  parameters?: readonly ConversionParameter[];
  /** The grid of labelmaps that are made from surfaces, instead of `Reference image geometry`. */
  reference?: PlacedGrid;
}

type Of<K extends RepresentationKey> = Extract<Representation, { kind: K }>;

/** What a rule works with. */
interface Work {
  k: Kernels;
  number(name: string): number;
  text(name: string): string;
  reference: PlacedGrid | undefined;
}

/** Every rule of the graph, by its ends. */
const CONVERTERS: Readonly<Record<string, (work: Work, from: never) => Representation>> = {
  "binary surface": binaryToSurface,
  "surface binary": surfaceToBinary,
  "surface fractional": surfaceToFractions,
  "fractional surface": fractionsToSurface,
  "binary fractional": binaryToFractions,
  "fractional binary": fractionsToBinary,
  "contours binary": contoursToBinary,
  "binary contours": binaryToContours,
};

/**
 * Segments held in one way as the same segments held in another, over the cheapest path of the graph.
 *
 * @param k kernels from `loadKernels`
 * @param source what there is; not changed
 * @param to "binary", "fractional", "surface" or "contours"
 * @param options parameters by Slicer's names, and a grid for labelmaps made from surfaces
 * @returns the other representation; the source itself where it is of that kind already
 * @throws ArgumentRangeError E_OPTION for an unknown kind, a bad parameter, or several labels where a fractional image holds
 *   one; what the conversions throw
 * @example
 * const labels = label(k, mask);
 * convertRepresentation(k, { kind: "binary", labels }, "surface").meshes[0].faces;
 */
export function convertRepresentation<K extends RepresentationKey>(
  k: Kernels,
  source: Representation,
  to: K,
  { parameters = [], reference }: ConvertOptions = {},
): Of<K> {
  if (!Object.hasOwn(REPRESENTATIONS, to)) {
    const kinds = Object.keys(REPRESENTATIONS).join(", ");
    throw new ArgumentRangeError("E_OPTION", `convertRepresentation: expected one of ${kinds}, got ${String(to)}`);
  }
  const keyOf = (name: string) => Object.entries(REPRESENTATIONS).find(([, long]) => long === name)?.[0] as string;
  const work: Work = {
    k,
    number: (name) => parameterNumber(parameters, name),
    text: (name) => parameterValue(parameters, name),
    reference: reference ?? parseGeometry(parameterValue(parameters, "Reference image geometry"))?.grid,
  };
  const path = cheapestPath(CONVERSION_RULES, [REPRESENTATIONS[source.kind]], REPRESENTATIONS[to]) ?? [];
  let made: Representation = source;
  for (const rule of path) {
    const convert = CONVERTERS[`${keyOf(rule.from)} ${keyOf(rule.to)}`] as (
      work: Work,
      from: Representation,
    ) => Representation;
    made = convert(work, made);
  }
  return made as unknown as Of<K>;
}

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
function gridFor({ number, text, reference }: Work, meshes: readonly LabelMesh[]): { grid: PlacedGrid; crop: boolean } {
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

function surfaceToBinary(work: Work, { meshes }: Of<"surface">): Of<"binary"> {
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
function layered(masks: readonly Mask[], labels: readonly number[], grid: PlacedGrid): Of<"binary"> {
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
  return { kind: "fractional", image: maskToFractional(k, labels), label: onlyLabel(labelsOf(labels)) };
}

function fractionsToBinary({ k, number }: Work, { image, label }: Of<"fractional">): Of<"binary"> {
  const mask = fractionalToMask(k, image, number("Threshold fraction"));
  return layered([mask], [label], image);
}

/** The labels of an image, ascending. */
function labelsOf({ data }: Image): number[] {
  return [...new Set(data)].filter((value) => value > 0).sort((a, b) => a - b);
}

function binaryToContours({ k }: Work, { labels }: Of<"binary">): Of<"contours"> {
  const contours = labelsOf(labels).flatMap((label) => {
    const own = { ...labels, data: Uint8Array.from(labels.data, (value) => (value === label ? 1 : 0)) };
    return maskToContours(k, own).map((contour) => ({ label, ...contour }));
  });
  return { kind: "contours", contours, grid: { ...geometryOf(labels), shape: labels.shape } };
}

function contoursToBinary({ k }: Work, { contours, grid }: Of<"contours">): Of<"binary"> {
  const labels = [...new Set(contours.map(({ label }) => label))].sort((a, b) => a - b);
  const masks = labels.map((label) =>
    contoursToMask(
      k,
      contours.filter((one) => one.label === label),
      grid,
    ),
  );
  return layered(masks, labels, grid);
}

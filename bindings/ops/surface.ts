import { ArgumentRangeError } from "../core/errors.js";
import { describe, geometryOf, type Image, isMask, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, type Grid, putImage, putLabels, putMask, type ResidentLabels } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { extentOf } from "./extent.js";
import type { Mesh } from "./mesh.js";
import { statsStep } from "./region-stats.js";
import { type MeshSettings, meshSolid, putTables, type Solid, takeMesh } from "./solid-mesh.js";
import { writeAbove } from "./threshold.js";

/** Options of `surface` for any input, and of `labelSurfaces`. */
export interface MeshOptions {
  /**
   * "nets": a vertex in each cube of eight voxels that the surface passes, even triangles. "marching": a vertex between each
   * two neighbours of which one is inside, exactly where values that change evenly reach the level. Default: "marching" for
   * the values of an image, "nets" for a mask or a label.
   */
  method?: "nets" | "marching";
  /** "low": voxels inside that touch along an edge only are parted; "high": they are joined. Default: "low". */
  fullyConnected?: "low" | "high";
  /** Nets: how often each vertex moves to the mean of its neighbours, within its cube; 0 to 1000. Default: 0. */
  relax?: number;
  /** Share of the triangles to do without, 0 to less than 1; they go before the surface is smoothed. Default: 0. */
  decimation?: number;
  /** Strength of the low-pass filter for the finished surface, 0 to 1. Default: 0. */
  smoothing?: number;
  /** Whether to compute normals. Default: true. */
  normals?: boolean;
}

/** Options of `surface`. */
export interface SurfaceOptions extends MeshOptions {
  /** Values above it are inside, in the image's own units. Default: half way between the smallest and the largest value. */
  level?: number;
  /** The voxels of this label are inside; the image holds labels then. */
  label?: number;
  /** The value beyond the border of an image, at most `level`. Default: the smallest value of the image. */
  outside?: number;
}

/** The surface of one label. */
export interface LabelMesh extends Mesh {
  label: number;
}

const meshParameters = {
  method: { type: "choice", choices: ["nets", "marching"], summary: "how the surface is made" },
  fullyConnected: {
    type: "choice",
    choices: ["low", "high"],
    default: "low",
    summary: "what is joined where two voxels inside touch along an edge",
  },
  relax: { type: "integer", default: 0, min: 0, max: 1000, summary: "times each vertex of a net moves" },
  decimation: { type: "number", default: 0, min: 0, max: 0.999, summary: "share of the triangles to do without" },
  smoothing: { type: "number", default: 0, min: 0, max: 1, summary: "strength of the low-pass filter" },
  normals: { type: "boolean", default: true, summary: "compute normals" },
} as const;

const parameters = {
  ...meshParameters,
  level: { type: "number", unit: "image units", summary: "values above it are inside" },
  label: { type: "integer", min: 1, max: 0xffffffff, summary: "the voxels of this label are inside" },
  outside: { type: "number", unit: "image units", summary: "the value beyond the border" },
} as const;

/** Defaults of `surface`. */
export const SURFACE_DEFAULTS = opDefaults<SurfaceOptions>(parameters);

/** Options as `resolveOptions` gives them. */
type Given = Omit<MeshSettings, "method" | "passes"> & Pick<SurfaceOptions, "method" | "level" | "label" | "outside">;

/** A box of voxels, half open. */
interface Box {
  readonly from: readonly [z: number, y: number, x: number];
  readonly to: readonly [z: number, y: number, x: number];
}

function wholeOf({ w, h, d }: Grid): Box {
  return { from: [0, 0, 0], to: [d, h, w] };
}

/** The voxels of one label within a box. */
function solidOfLabel(s: Scratch, who: string, labels: ResidentLabels, label: number, { from, to }: Box): Solid {
  const [d, h, w] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const pitch = maskPitch(w);
  const bits = s.alloc(pitch * h * d, `${who}: the mask of a label`);
  s.raw.labelBits(bits, pitch, labels.at, dtypeCode(labels), labels.w, labels.h, ...from, d, h, w, label);
  return { bits, pitch, w, h, d, first: from };
}

/** The voxels above a level, with the values that tell where between them it is reached. */
function solidOfImage(s: Scratch, who: string, input: Image, given: Given): Solid {
  const image = putImage(s, who, input);
  const { min, max } = extentOf(s, who, image);
  const { level = (min + max) / 2, outside = min } = given;
  if (outside > level) {
    const what = given.outside === undefined ? "the smallest value, which is taken to be outside" : "outside";
    throw new ArgumentRangeError("E_OPTION", `${who}: expected level >= ${outside}, ${what}, got ${level}`);
  }
  const { w, h, d, at } = image;
  const [pitch, type] = [maskPitch(w), dtypeCode(image)];
  const bits = s.alloc(pitch * h * d, `${who}: its mask`);
  writeAbove(s, bits, image, level);
  return { bits, pitch, w, h, d, first: [0, 0, 0], values: { at, type, level, outside } };
}

function solidOf(s: Scratch, who: string, input: Mask | Image, given: Given): Solid {
  const { label, level, outside } = given;
  if (!isMask(input) && label === undefined) return solidOfImage(s, who, input, given);
  if (level !== undefined || outside !== undefined) {
    throw new ArgumentRangeError("E_OPTION", `${who}: expected level and outside only for the values of an image`);
  }
  if (!isMask(input)) {
    const labels = putLabels(s, who, input);
    return solidOfLabel(s, who, labels, label as number, wholeOf(labels));
  }
  if (label !== undefined)
    throw new ArgumentRangeError("E_OPTION", `${who}: expected no label for a mask, got ${label}`);
  const { at: bits, pitch, w, h, d } = putMask(s, who, input);
  return { bits, pitch, w, h, d, first: [0, 0, 0] };
}

/** Throws unless the grid has three axes; returns the spacing along each. */
export function spacingOf(who: string, { shape, spacing = [1, 1, 1] }: Mask | Image): readonly number[] {
  if (Array.isArray(shape) && shape.length === 3) return spacing;
  throw new ArgumentRangeError(
    "E_NDIM",
    `${who}: expected a volume [z, y, x], got ${describe(shape)}; contours are for 2-D images`,
  );
}

/**
 * Closed surface of a mask, of a label, or of the values of an image above a level.
 *
 * The mesh is watertight: every edge belongs to two faces, which pass it in opposite directions. It is closed also where
 * what it surrounds touches the border of the volume; beyond the border lies the value `outside`, or background.
 *
 * @param k kernels from `loadKernels`
 * @param input a 3-D mask; an image, of which `level` tells what is inside; or labels, of which `label` names one
 * @param options see `SurfaceOptions`; `relax` matters only for nets
 * @returns vertices, faces and normals; positions are index × spacing, (z, y, x), in the unit of the spacing; no faces when
 *   nothing is inside
 * @throws ArgumentRangeError E_NDIM in 2-D, E_OPTION for a level below `outside`; UnsuitableImage E_NONFINITE for NaN or
 *   infinity; what a bad image or option throws; OutOfMemory
 * @example
 * const data = new Uint8Array(27);
 * data[13] = 1;
 * const { vertices, faces } = surface(k, { data, shape: [3, 3, 3] }, { level: 0.5 });
 * [vertices.length / 3, faces.length / 3]; // [6, 8]: an octahedron around the voxel
 * @see scikit-image `marching_cubes`: the same vertices where only one surface fits the values
 */
export function surface(k: Kernels, input: Mask | Image, options: SurfaceOptions = {}): Mesh {
  return surfaceInPasses(k, "surface", input, options);
}

/** The same, with a number of passes for the smoothing. */
export function surfaceInPasses(
  k: Kernels,
  who: string,
  input: Mask | Image,
  options: SurfaceOptions,
  passes?: number,
): Mesh {
  return scratch(k, (s) => {
    const spacing = spacingOf(who, input);
    const given = resolveOptions(who, parameters, options, 3) as unknown as Given;
    const solid = solidOf(s, who, input, given);
    const method = given.method ?? (solid.values ? "marching" : "nets");
    const settings = { ...given, method, ...(passes !== undefined && { passes }) };
    const mesh = meshSolid(s, who, solid, putTables(s, who, settings), spacing, settings);
    return { ...takeMesh(s, mesh), ...geometryOf(input) };
  });
}

/**
 * Closed surfaces of all labels of a label image, each for itself.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers, 0 is background; 3-D
 * @param options see `MeshOptions`
 * @returns a mesh for every label that occurs, ascending by label; the same as `surface` gives for that label
 * @throws as `surface`, and ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE
 * @example
 * const two = { data: new Uint8Array([1, 0, 7]), shape: [1, 1, 3] };
 * labelSurfaces(k, two).map(({ label, faces }) => [label, faces.length / 3]); // [[1, 12], [7, 12]]
 */
export function labelSurfaces(k: Kernels, labels: Image, options: MeshOptions = {}): LabelMesh[] {
  return scratch(k, (s) => {
    const spacing = spacingOf("labelSurfaces", labels);
    const given = resolveOptions("labelSurfaces", meshParameters, options, 3) as unknown as Given;
    const settings = { ...given, method: given.method ?? "nets" };
    const resident = putLabels(s, "labelSurfaces", labels);
    const tables = putTables(s, "labelSurfaces", settings);
    return boxesOf(s, resident).map(({ label, ...box }) =>
      s.nested(() => {
        const solid = solidOfLabel(s, "labelSurfaces", resident, label, box);
        const mesh = meshSolid(s, "labelSurfaces", solid, tables, spacing, settings);
        return { label, ...takeMesh(s, mesh), ...geometryOf(labels) };
      }),
    );
  });
}

/** The labels that occur, each with the box it lies in. */
function boxesOf(s: Scratch, labels: ResidentLabels): (Box & { label: number })[] {
  const { rows, columns } = statsStep(s, labels);
  const column = (name: string) => columns.find((one) => one.name === name)?.values as Float64Array;
  const corner = (end: 0 | 1) => ["z", "y", "x"].map((axis) => column(`bbox_${axis}${end}`));
  const [label, from, to] = [column("label"), corner(0), corner(1)];
  const at = (corners: Float64Array[], row: number) =>
    corners.map((values) => values[row] as number) as unknown as Box["from"];
  return Array.from({ length: rows }, (_, row) => ({
    label: label[row] as number,
    from: at(from, row),
    to: at(to, row),
  }));
}

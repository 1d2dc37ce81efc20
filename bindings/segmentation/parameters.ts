import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { nearestName } from "../core/options.js";
import type { ConversionParameter } from "../core/segmentation.js";
import { type PlacedGrid, type Placement, placementOf, spacingOfMatrix } from "../ops/world-grid.js";

/** Parameters of conversions by Slicer's names, with Slicer's defaults, and what they mean. */
export const CONVERSION_PARAMETERS: readonly ConversionParameter[] = [
  parameter("Decimation factor", "0.0", "Share of the triangles to do without, 0 to 1; 0 keeps all."),
  parameter("Smoothing factor", "0.5", "Strength of the low-pass filter of surfaces, 0 to 1; 0 or less is off."),
  parameter("Compute surface normals", "1", "1: surfaces get normals."),
  parameter("Conversion method", "0", "0: marching cubes between voxels; 1: surface nets."),
  parameter("SurfaceNets smoothing", "0", "1: surface nets relax their own vertices instead of the filter."),
  parameter("Joint smoothing", "0", "1: surfaces of a layer are smoothed together and keep fitting."),
  parameter("Reference image geometry", "", "The grid of labelmaps: sixteen numbers of a matrix and six of an extent."),
  parameter(
    "Oversampling factor",
    "1",
    "Voxels per voxel of the grid along each axis, or A for what suits the surface.",
  ),
  parameter("Crop to reference image geometry", "0", "1: labelmaps end where the reference does."),
  parameter("Collapse labelmaps", "1", "1: as few layers as possible."),
  parameter("Fractional labelmap oversampling factor", "1", "Voxels per voxel before a surface is made."),
  parameter("Threshold fraction", "0.5", "The share at which a surface lies, 0 to 1."),
  parameter("Default slice thickness", "0.0", "Distance of contour planes where it cannot be told."),
  parameter("End capping", "1", "How the ends of contours are closed: 0 not, 1 smoothly, 2 straight."),
];

function parameter(name: string, value: string, description: string): ConversionParameter {
  return { name, value, description };
}

/**
 * Parameters as one text: name|value|description& each.
 *
 * @throws ArgumentRangeError E_OPTION for | or & inside, which nothing could tell apart
 * @example
 * serializeParameters([{ name: "Smoothing factor", value: "0.5", description: "" }]); // "Smoothing factor|0.5|&"
 */
export function serializeParameters(parameters: readonly ConversionParameter[]): string {
  return parameters
    .map(({ name, value, description }) => {
      for (const part of [name, value, description]) {
        if (!/[|&]/.test(part)) continue;
        throw new ArgumentRangeError(
          "E_OPTION",
          `conversion parameters: expected no | or & inside, got ${describe(part)}`,
        );
      }
      return `${name}|${value}|${description}&`;
    })
    .join("");
}

/**
 * The parameters of such a text, unknown ones too. Parts that are missing are empty.
 *
 * @example
 * parseParameters("Smoothing factor|0.5|&Mine|7|&").map(({ value }) => value); // ["0.5", "7"]
 */
export function parseParameters(text: string): ConversionParameter[] {
  return text
    .split("&")
    .filter((entry) => entry.trim() !== "")
    .map((entry) => {
      const [name = "", value = "", description = ""] = entry.split("|");
      return { name, value, description };
    });
}

/**
 * The value of a parameter: of the list, or Slicer's default.
 *
 * @throws ArgumentRangeError E_OPTION for a name that is in neither
 */
export function parameterValue(parameters: readonly ConversionParameter[], name: string): string {
  const known = parameters.find((one) => one.name === name) ?? CONVERSION_PARAMETERS.find((one) => one.name === name);
  if (known) return known.value;
  const near = nearestName(
    name,
    CONVERSION_PARAMETERS.map((one) => one.name),
  );
  const hint = near ? `, did you mean ${describe(near)}?` : "";
  throw new ArgumentRangeError("E_OPTION", `conversion parameters: unknown name ${describe(name)}${hint}`);
}

/** The value of a parameter as a number. Throws E_OPTION where it is none. */
export function parameterNumber(parameters: readonly ConversionParameter[], name: string): number {
  const value = parameterValue(parameters, name);
  const number = Number(value);
  if (value.trim() !== "" && Number.isFinite(number)) return number;
  throw new ArgumentRangeError(
    "E_OPTION",
    `conversion parameters: expected ${name} to be a number, got ${describe(value)}`,
  );
}

/** Turns both axes of a placement round, (z, y, x) and (x, y, z), and changes the sign of the given rows of it. */
function swapped({ matrix, origin }: Placement, flipped: readonly number[]): Placement {
  const sign = (row: number) => (flipped.includes(row) ? -1 : 1);
  const rows = [2, 1, 0].flatMap((row) =>
    [2, 1, 0].map((column) => (matrix[3 * row + column] as number) * sign(row) || 0),
  );
  return { matrix: rows, origin: [2, 1, 0].map((row) => (origin[row] as number) * sign(row) || 0) };
}

/**
 * A grid as the text of `Reference image geometry`: the matrix from voxel indices (i, j, k) to the world, which is RAS for
 * images of patients, row by row, then the first and last index along i, j and k. Each number ends with a semicolon.
 *
 * @param grid a volume
 * @param first index of the grid's first voxel, (z, y, x). Default: 0
 * @example
 * serializeGeometry({ shape: [1, 100, 100], spacing: [2, 2, 2] }); // "2;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;99;0;99;0;0;"
 */
export function serializeGeometry(grid: PlacedGrid, first: readonly number[] = [0, 0, 0]): string {
  const placement = placementOf(grid);
  // Where voxel 0, 0, 0 would lie.
  const origin = placement.origin.map((at, row) =>
    first.reduce((sum, index, column) => sum - index * (placement.matrix[3 * row + column] as number), at),
  );
  const { matrix, origin: start } = swapped({ matrix: placement.matrix, origin }, grid.space === "LPS" ? [1, 2] : []);
  const rows = [0, 1, 2].flatMap((row) => [...matrix.slice(3 * row, 3 * row + 3), start[row] as number]);
  const extent = [2, 1, 0].flatMap((axis) => {
    const from = first[axis] as number;
    return [from, from + (grid.shape[axis] as number) - 1];
  });
  return [...rows, 0, 0, 0, 1, ...extent].map((value) => `${value};`).join("");
}

/**
 * The grid of such a text, in patient space (LPS).
 *
 * @returns the grid, and the index (z, y, x) of its first voxel; undefined for an empty text or an empty extent
 * @throws ArgumentRangeError E_OPTION for anything but 22 numbers that make a grid
 * @example
 * parseGeometry("2;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;99;0;99;0;99;")?.grid.shape; // [100, 100, 100]
 */
export function parseGeometry(text: string): { grid: PlacedGrid; first: readonly number[] } | undefined {
  if (text.trim() === "") return undefined;
  const numbers = text.replace(/;\s*$/, "").split(";").map(Number);
  const extent = numbers.slice(16);
  if (numbers.length !== 22 || !numbers.every(Number.isFinite) || !extent.every(Number.isInteger)) {
    throw new ArgumentRangeError("E_OPTION", `Reference image geometry: expected 22 numbers, got ${describe(text)}`);
  }
  const first = [extent[4], extent[2], extent[0]] as number[];
  const shape = [extent[5], extent[3], extent[1]].map((last, axis) => (last as number) - (first[axis] as number) + 1);
  if (!shape.every((size) => size > 0)) return undefined;
  const matrix = [0, 1, 2].flatMap((row) => numbers.slice(4 * row, 4 * row + 3));
  const placement = swapped({ matrix, origin: [3, 7, 11].map((at) => numbers[at] as number) }, [0, 1]);
  const { spacing, direction } = spacingOfMatrix("Reference image geometry", placement.matrix);
  const origin = placement.origin.map((at, row) =>
    first.reduce((sum, index, column) => sum + index * (placement.matrix[3 * row + column] as number), at),
  );
  return { grid: { shape, spacing, origin, direction, space: "LPS" }, first };
}

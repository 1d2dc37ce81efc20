import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { nearestName } from "../core/options.js";
import type { ConversionParameter } from "../core/segmentation.js";

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

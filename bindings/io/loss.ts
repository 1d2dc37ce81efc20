import type { Geometry } from "../core/image.js";
import type { Format } from "./file.js";
import type { Legend } from "./legend.js";
import { nameOfTimeUnit, secondsOf } from "./time-units.js";
import { nameOfUnit } from "./zarr/units.js";

/** Parts of a geometry and a legend each written format keeps. */
const KEPT: Readonly<Partial<Record<Format, readonly string[]>>> = {
  tiff: ["spacing", "unit", "channelNames", "channelColors", "timeStep", "timeUnit"],
  png: [],
  npy: [],
  nifti: ["spacing", "unit", "origin", "direction", "space", "timeStep"],
  nrrd: ["spacing", "unit", "origin", "direction", "space", "timeStep", "timeUnit"],
  metaimage: ["spacing", "origin", "direction", "timeStep"],
  zarr: ["spacing", "origin", "channelNames", "channelColors", "timeStep"],
};

/**
 * What a file of this format will not say of an image, each part by its field's name. Values and shape are always kept,
 * or the writer refuses.
 *
 * @example
 * lostParts({ data: new Uint8Array(4), shape: [2, 2], spacing: [0.5, 0.5] }, "png"); // ["spacing"]
 */
export function lostParts(image: Geometry & Legend, format: Format): string[] {
  const kept = KEPT[format] ?? [];
  return PARTS.filter((part) => image[part] !== undefined && !kept.includes(part) && !isDefault(image, part, format));
}

/** Whether a format says where a volume lies in space. */
export function keepsPlace(format: Format): boolean {
  return KEPT[format]?.includes("direction") ?? false;
}

/** How wide a range is shown is no part of an image. */
const PARTS = [
  ...(["spacing", "unit", "origin", "direction", "space"] as const),
  ...(["channelNames", "channelColors", "timeStep", "timeUnit"] as const),
];

/** Parts that readers assume anyway, or that are said in other words. */
function isDefault(image: Geometry & Legend, part: string, format: Format): boolean {
  if (part === "spacing") return (image.spacing ?? []).every((step) => step === 1) && image.unit === undefined;
  if (part === "origin") return (image.origin ?? []).every((place) => place === 0);
  if (part === "timeUnit") {
    const unit = image.timeUnit ?? "";
    return (
      (format === "nifti" && secondsOf(unit) !== undefined) || (format === "zarr" && Boolean(nameOfTimeUnit(unit)))
    );
  }
  if (format === "zarr" && part === "unit" && nameOfUnit(image.unit) !== undefined) return true;
  // Coordinates of a MetaImage are millimetres in LPS.
  if (format === "metaimage") return part === "space" || (part === "unit" && ["mm", "px"].includes(image.unit ?? ""));
  return part === "unit" && image.unit === "px";
}

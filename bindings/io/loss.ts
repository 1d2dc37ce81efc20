import type { Geometry } from "../core/image.js";
import type { Format } from "./file.js";
import { nameOfUnit } from "./zarr/units.js";

/** Parts of a geometry each written format keeps. */
const KEPT: Readonly<Partial<Record<Format, readonly string[]>>> = {
  tiff: ["spacing", "unit"],
  png: [],
  npy: [],
  nifti: ["spacing", "unit", "origin", "direction", "space"],
  nrrd: ["spacing", "unit", "origin", "direction", "space"],
  metaimage: ["spacing", "origin", "direction"],
  zarr: ["spacing", "origin"],
};

/**
 * What a file of this format will not say of an image, each part by its field's name. Values and shape are always kept,
 * or the writer refuses.
 *
 * @example
 * lostParts({ data: new Uint8Array(4), shape: [2, 2], spacing: [0.5, 0.5] }, "png"); // ["spacing"]
 */
export function lostParts(image: Geometry, format: Format): string[] {
  const kept = KEPT[format] ?? [];
  const parts = ["spacing", "unit", "origin", "direction", "space"] as const;
  return parts.filter((part) => image[part] !== undefined && !kept.includes(part) && !isDefault(image, part, format));
}

/** Parts that readers assume anyway. */
function isDefault(image: Geometry, part: string, format: Format): boolean {
  if (part === "spacing") return (image.spacing ?? []).every((step) => step === 1) && image.unit === undefined;
  if (part === "origin") return (image.origin ?? []).every((place) => place === 0);
  if (format === "zarr" && part === "unit" && nameOfUnit(image.unit) !== undefined) return true;
  // Coordinates of a MetaImage are millimetres in LPS.
  if (format === "metaimage") return part === "space" || (part === "unit" && ["mm", "px"].includes(image.unit ?? ""));
  return part === "unit" && image.unit === "px";
}

import { ArgumentRangeError } from "../core/errors.js";
import { describe, type Image } from "../core/image.js";
import { nearestName } from "../core/options.js";
import { acceptanceSample } from "./acceptance.js";
import { cellsSample } from "./cells.js";
import { nucleiSample } from "./nuclei.js";

/** Names of the generated example images, each with what it shows. */
export const SAMPLES = {
  nuclei: "60×256×256 u16: thirty noisy nuclei, many touching",
  cells: "512×512 u16: sixty noisy cells, some touching",
  acceptance: "24×64×64 u16: seven spheres, the volume that published figures are tied to",
} as const;
export type SampleName = keyof typeof SAMPLES;

/**
 * A generated example image. No file, no network, and the same voxels in every engine.
 *
 * @param name "nuclei", "cells" or "acceptance"
 * @returns u16 image; nuclei and cells carry a spacing in µm
 * @throws ArgumentRangeError E_OPTION for another name
 * @example
 * sample("nuclei").shape; // [60, 256, 256]
 */
export function sample(name: SampleName): Image<Uint16Array> {
  if (name === "nuclei") return nucleiSample();
  if (name === "cells") return cellsSample();
  if (name === "acceptance") return acceptanceSample();
  const nearest = nearestName(String(name), Object.keys(SAMPLES));
  const hint = nearest ? `, did you mean ${nearest}?` : "";
  throw new ArgumentRangeError(
    "E_OPTION",
    `sample: expected one of ${Object.keys(SAMPLES).join(", ")}, got ${describe(name)}${hint}`,
  );
}

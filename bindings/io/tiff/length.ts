import { entryOf } from "../tables.js";

/** Units of length in micrometres, by the spellings that occur in files. */
const MICROMETRES: Readonly<Record<string, number>> = {
  pm: 1e-6,
  Å: 1e-4,
  nm: 1e-3,
  µm: 1,
  mm: 1e3,
  cm: 1e4,
  inch: 25_400,
  m: 1e6,
};

const SPELLINGS: Readonly<Record<string, string>> = {
  um: "µm",
  micron: "µm",
  microns: "µm",
  micrometer: "µm",
  micrometre: "µm",
  nanometer: "nm",
  millimeter: "mm",
  in: "inch",
  pixel: "px",
  pixels: "px",
  "": "px",
};

/** One spelling per unit: "µm" with the micro sign for all its variants, "px" for pixels. */
export function normalUnit(unit: string): string {
  const trimmed = unit.trim().replaceAll("\u03bc", "\u00b5");
  return entryOf(SPELLINGS, trimmed.toLowerCase()) ?? trimmed;
}

/** Factor from one unit of length to another; undefined when one of them is not known. */
export function lengthFactor(from: string, to: string): number | undefined {
  if (from === to) return 1;
  const [a, b] = [entryOf(MICROMETRES, from), entryOf(MICROMETRES, to)];
  return a === undefined || b === undefined ? undefined : a / b;
}

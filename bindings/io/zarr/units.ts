import { entryOf } from "../tables.js";

/** Units by the names OME-Zarr has for them. */
const UNITS: Readonly<Record<string, string>> = {
  angstrom: "Å",
  nanometer: "nm",
  micrometer: "µm",
  millimeter: "mm",
  centimeter: "cm",
  meter: "m",
  kilometer: "km",
  inch: "inch",
  foot: "ft",
};

/** The usual sign of a unit; names without one are kept. */
export function unitOfName(name: string | undefined): string | undefined {
  return name === undefined ? undefined : (entryOf(UNITS, name) ?? name);
}

/** OME-Zarr's name of a unit; undefined where it has none. */
export function nameOfUnit(unit: string | undefined): string | undefined {
  if (unit === undefined) return undefined;
  if (Object.hasOwn(UNITS, unit)) return unit;
  return Object.keys(UNITS).find((name) => UNITS[name] === unit);
}

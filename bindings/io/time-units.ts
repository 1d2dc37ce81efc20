import { entryOf } from "./tables.js";

/** Units of time in seconds, by their usual signs. */
const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** The names that OME-Zarr and others have for them. */
const NAMES: Readonly<Record<string, string>> = {
  nanosecond: "ns",
  microsecond: "µs",
  millisecond: "ms",
  second: "s",
  minute: "min",
  hour: "h",
  day: "d",
};

const SPELLINGS: Readonly<Record<string, string>> = {
  ...NAMES,
  sec: "s",
  msec: "ms",
  usec: "µs",
  us: "µs",
  nsec: "ns",
  hr: "h",
};

/** One sign per unit of time, "µs" with the micro sign for all its spellings; others are kept as they are. */
export function timeUnit(name: string): string {
  const trimmed = name.trim().replaceAll("\u03bc", "\u00b5");
  const singular = trimmed.toLowerCase().replace(/(?<=..)s$/, "");
  if (Object.hasOwn(SECONDS, trimmed)) return trimmed;
  return entryOf(SPELLINGS, trimmed.toLowerCase()) ?? entryOf(SPELLINGS, singular) ?? trimmed;
}

/** The name in full; undefined for other units. */
export function nameOfTimeUnit(unit: string): string | undefined {
  return Object.keys(NAMES).find((name) => NAMES[name] === unit);
}

/** How many seconds a unit of time has; undefined for other units. */
export function secondsOf(unit: string): number | undefined {
  return entryOf(SECONDS, unit);
}

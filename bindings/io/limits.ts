import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { DEFAULT_LIMITS, type Limits } from "./file.js";

/** The defaults with the given limits on top, each a whole number from 1. */
export function checkedLimits(given: Partial<Limits>): Limits {
  const limits: Limits = { ...DEFAULT_LIMITS };
  for (const [key, value] of Object.entries(given) as [keyof Limits, number | undefined][]) {
    if (!Object.hasOwn(DEFAULT_LIMITS, key)) {
      throw new ArgumentRangeError("E_OPTION", `openImage: unknown limit ${describe(key)}`);
    }
    if (value === undefined) continue;
    if (!(value >= 1))
      throw new ArgumentRangeError("E_OPTION", `openImage: expected ${key} >= 1, got ${describe(value)}`);
    limits[key] = value;
  }
  return limits;
}

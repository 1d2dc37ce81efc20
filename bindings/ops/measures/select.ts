import { ArgumentRangeError, ArgumentTypeError, type ErrorCode } from "../../core/errors.js";
import { describe } from "../../core/image.js";
import { nearestName } from "../../core/options.js";
import { isEven } from "../features.js";
import { MEASURES } from "./catalogue.js";
import type { Measure } from "./measure.js";

/** Words that stand for several measures: those of them that exist for the image at hand. */
export const MEASURE_GROUPS = ["basic", "shape", "intensity", "all"] as const;

/** Names of all measures, in the order of their columns. */
export const MEASURE_NAMES: readonly string[] = MEASURES.map(({ name }) => name);

/** What each measure is, in one phrase, in the same order. */
export const MEASURE_SUMMARIES: readonly string[] = MEASURES.map(({ summary }) => summary);

/** What is measured when nothing is said. */
const DEFAULTS = ["basic", ...["sum", "mean", "std", "min", "max"].map((name) => `intensity_${name}`)];

/** The grid that measures are taken on. */
export interface Ground {
  ndim: number;
  spacing: readonly number[];
  images: number;
}

/** A measure to take, and the columns of it to keep where not all are. */
export interface Chosen {
  measure: Measure;
  only?: ReadonlySet<string>;
}

/** The measures that words select, in the order of their columns. Throws E_OPTION or E_SPACING. */
export function chooseMeasures(words: unknown, ground: Ground): Chosen[] {
  const chosen = new Map<Measure, Set<string> | undefined>();
  const list = words === undefined ? DEFAULTS : checkWords(words);
  for (const word of list) {
    const found = measuresOf(word, ground, words === undefined);
    for (const measure of found) {
      const column = isColumn(word, measure) ? word : undefined;
      const before = chosen.get(measure);
      if (column === undefined || (chosen.has(measure) && !before)) chosen.set(measure, undefined);
      else chosen.set(measure, new Set([...(before ?? []), column]));
    }
  }
  return MEASURES.filter((measure) => chosen.has(measure)).map((measure) => {
    const only = chosen.get(measure);
    return only ? { measure, only } : { measure };
  });
}

function checkWords(words: unknown): readonly string[] {
  const list = typeof words === "string" ? words.split(",") : words;
  if (Array.isArray(list) && list.every((word) => typeof word === "string")) return list;
  throw new ArgumentTypeError(
    "E_OPTION",
    `regionStats: expected measures to be a list of names, got ${describe(words)}`,
  );
}

/** The error for a word that names nothing. */
export function unknownMeasure(word: string, known: readonly string[]): ArgumentRangeError {
  const nearest = nearestName(word, known);
  const hint = nearest ? `did you mean ${nearest}?` : `known measures: ${known.join(", ")}`;
  return new ArgumentRangeError("E_OPTION", `regionStats: unknown measure ${describe(word)}, ${hint}`);
}

/** True when the word names one column of the measure, as centroid_x does. */
function isColumn(word: string, { name }: Measure): boolean {
  return areaName(word).startsWith(`${name}_`);
}

/** Areas are called volumes in 3-D; both words are understood. */
const areaName = (word: string): string => word.replace(/^volume/, "area");

/** A group or the beginning of names selects what exists; a name must exist here. */
function measuresOf(word: string, ground: Ground, lenient: boolean): readonly Measure[] {
  const exists = (measure: Measure) => obstacle(measure, ground) === undefined;
  if (word === "all") return MEASURES.filter(exists);
  if ((MEASURE_GROUPS as readonly string[]).includes(word)) {
    return MEASURES.filter((measure) => measure.group === word && exists(measure));
  }
  const name = areaName(word);
  const begun = MEASURES.filter((measure) => measure.name.startsWith(`${name}_`) && exists(measure));
  // The longest name: moments_central_2_0 is a column of moments_central, not of moments.
  const [named] = MEASURES.filter((measure) => name === measure.name || isColumn(word, measure)).sort(
    (a, b) => b.name.length - a.name.length,
  );
  if (named === undefined && begun.length > 0) return begun;
  if (named === undefined) throw unknownMeasure(word, [...MEASURE_NAMES, ...MEASURE_GROUPS]);
  const trouble = obstacle(named, ground);
  if (trouble === undefined) return [named];
  if (lenient) return [];
  throw new ArgumentRangeError(trouble.code, `regionStats: ${named.name} ${trouble.reason}`);
}

/** Why a measure cannot be taken here. */
function obstacle({ ndim, even, image }: Measure, ground: Ground): { code: ErrorCode; reason: string } | undefined {
  if (ndim !== undefined && ndim !== ground.ndim) {
    return { code: "E_OPTION", reason: `exists in ${ndim}-D only, and the labels are ${ground.ndim}-D` };
  }
  if (image && ground.images === 0) return { code: "E_OPTION", reason: "needs an image" };
  if (even && !isEven(ground.spacing)) {
    return { code: "E_SPACING", reason: `needs the same spacing on every axis, got ${describe([...ground.spacing])}` };
  }
  return undefined;
}

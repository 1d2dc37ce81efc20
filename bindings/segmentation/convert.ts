import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { ConversionParameter } from "../core/segmentation.js";
import type { PlacedGrid } from "../ops/world-grid.js";
import { CONVERTERS, type Of, type Work } from "./converters.js";
import {
  CONVERSION_RULES,
  cheapestPath,
  type Path,
  REPRESENTATIONS,
  type RepresentationKey,
  type Rule,
} from "./graph.js";
import { parseGeometry } from "./grid.js";
import { parameterNumber, parameterValue } from "./parameters.js";
import type { Representation } from "./representation.js";

/** Options of `convertRepresentation`. */
export interface ConvertOptions {
  /** Parameters by Slicer's names; those that are missing have its defaults. */
  parameters?: readonly ConversionParameter[];
  /** The grid of labelmaps that are made from surfaces, instead of `Reference image geometry`. */
  reference?: PlacedGrid;
  /** What to go over, instead of the cheapest way: ["surface"] from contours to voxels, for planes between the drawn ones. */
  via?: readonly RepresentationKey[];
}

const WHO = "convertRepresentation";

/**
 * Segments held in one way as the same segments held in another, over the cheapest path of the graph or the one that is given.
 *
 * @param k kernels from `loadKernels`
 * @param source what there is; not changed
 * @param to "binary", "fractional", "surface", "contours" or "ribbon"
 * @param options parameters by Slicer's names, a grid for labelmaps made from surfaces, and a path
 * @returns the other representation; the source itself where it is of that kind already
 * @throws ArgumentRangeError E_OPTION for an unknown kind, a path that does not exist, a bad parameter, or several labels where a fractional image holds
 *   one; what the conversions throw
 * @example
 * const labels = label(k, mask);
 * convertRepresentation(k, { kind: "binary", labels }, "surface").meshes[0].faces;
 */
export function convertRepresentation<K extends RepresentationKey>(
  k: Kernels,
  source: Representation,
  to: K,
  { parameters = [], reference, via }: ConvertOptions = {},
): Of<K> {
  for (const kind of [source?.kind, to, ...(via ?? [])]) {
    if (Object.hasOwn(REPRESENTATIONS, kind)) continue;
    const kinds = Object.keys(REPRESENTATIONS).join(", ");
    throw new ArgumentRangeError("E_OPTION", `${WHO}: expected one of ${kinds}, got ${describe(kind)}`);
  }
  const work = workOf(k, parameters, reference);
  const keyOf = (name: string) => Object.entries(REPRESENTATIONS).find(([, long]) => long === name)?.[0] as string;
  const path = via ? pathOver([source.kind, ...via, to]) : pathFrom(source.kind, to);
  let made: Representation = source;
  for (const rule of path) {
    const convert = CONVERTERS[`${keyOf(rule.from)} ${keyOf(rule.to)}`] as (
      work: Work,
      from: Representation,
    ) => Representation;
    made = convert(work, made);
  }
  return made as unknown as Of<K>;
}

/** What rules work with. */
export function workOf(k: Kernels, parameters: readonly ConversionParameter[], reference?: PlacedGrid): Work {
  const place = parameterValue(parameters, "Reference image geometry");
  return {
    k,
    number: (name) => parameterNumber(parameters, name),
    text: (name) => parameterValue(parameters, name),
    reference: reference ?? (place === "" ? undefined : parseGeometry(place)),
  };
}

/** Above the cost of every path: what a rule costs that is taken only where nothing else leads there. */
const DEAR = 10_000_000;

/** The cheapest way; over rules of infinite cost only where no other leads there, as then it is what was asked for. */
function pathFrom(from: RepresentationKey, to: RepresentationKey): Path {
  const path = cheapestPath(CONVERSION_RULES, [REPRESENTATIONS[from]], REPRESENTATIONS[to]);
  if (path) return path;
  const finite = CONVERSION_RULES.map((rule) => ({ ...rule, cost: Math.min(rule.cost, DEAR) }));
  return cheapestPath(finite, [REPRESENTATIONS[from]], REPRESENTATIONS[to]) as Path;
}

/** Rules from each kind to the next. Throws E_OPTION where there is none. */
function pathOver(kinds: readonly RepresentationKey[]): Path {
  return kinds.slice(1).map((to, at): Rule => {
    const [from, target] = [REPRESENTATIONS[kinds[at] as RepresentationKey], REPRESENTATIONS[to]];
    const rule = CONVERSION_RULES.find((one) => one.from === from && one.to === target);
    if (rule) return rule;
    const known = CONVERSION_RULES.filter((one) => one.from === from).map((one) => one.to);
    const message = `${WHO}: no rule makes ${target} of ${from} at once; it becomes ${known.join(", ")}`;
    throw new ArgumentRangeError("E_OPTION", message);
  });
}

/**
 * From which representation of a segment which others can be made, and what that costs: paths through a graph of rules.
 */

/** A way to make one representation from another. */
export interface Rule {
  readonly from: string;
  readonly to: string;
  /** Above 0; compared with others only. Infinity: never taken unless it is named in a path of the caller's. */
  readonly cost: number;
}

/** Rules one after the other, each from what the one before made. */
export type Path = readonly Rule[];

/** Names of the representations, as Slicer writes them. */
export const REPRESENTATIONS = {
  binary: "Binary labelmap",
  fractional: "Fractional labelmap",
  surface: "Closed surface",
  contours: "Planar contour",
  ribbon: "Ribbon model",
} as const;

/** Short name of a representation: what the command line takes. */
export type RepresentationKey = keyof typeof REPRESENTATIONS;

/**
 * Every rule that segwasm has. Binary and fractional labelmaps turn into each other directly, without a smoothed surface; it
 * costs more to make fractions of whole voxels than of a surface, so that a surface never goes over voxels.
 */
export const CONVERSION_RULES: readonly Rule[] = [
  { from: REPRESENTATIONS.binary, to: REPRESENTATIONS.surface, cost: 500 },
  { from: REPRESENTATIONS.surface, to: REPRESENTATIONS.binary, cost: 500 },
  { from: REPRESENTATIONS.surface, to: REPRESENTATIONS.fractional, cost: 7000 },
  { from: REPRESENTATIONS.fractional, to: REPRESENTATIONS.surface, cost: 600 },
  { from: REPRESENTATIONS.binary, to: REPRESENTATIONS.fractional, cost: 7000 },
  { from: REPRESENTATIONS.fractional, to: REPRESENTATIONS.binary, cost: 500 },
  { from: REPRESENTATIONS.contours, to: REPRESENTATIONS.binary, cost: 400 },
  { from: REPRESENTATIONS.binary, to: REPRESENTATIONS.contours, cost: 400 },
  { from: REPRESENTATIONS.contours, to: REPRESENTATIONS.surface, cost: 700 },
  { from: REPRESENTATIONS.contours, to: REPRESENTATIONS.ribbon, cost: Number.POSITIVE_INFINITY },
  { from: REPRESENTATIONS.ribbon, to: REPRESENTATIONS.binary, cost: 500 },
];

/**
 * All ways from one representation to another that pass none twice, in the order of the rules.
 *
 * @param rules the graph
 * @returns none from a name to itself
 * @example
 * conversionPaths(CONVERSION_RULES, "Planar contour", "Closed surface").length; // 5: at once, by voxels, by their fractions, or by ribbons
 */
export function conversionPaths(rules: readonly Rule[], from: string, to: string): Path[] {
  const found: Path[] = [];
  const follow = (at: string, path: Path): void => {
    if (at === to && path.length > 0) {
      found.push(path);
      return;
    }
    for (const rule of rules) {
      const passed = rule.to === from || path.some((before) => before.to === rule.to);
      if (rule.from === at && !passed) follow(rule.to, [...path, rule]);
    }
  };
  if (from !== to) follow(from, []);
  return found;
}

/** What all rules of a path cost together. */
export function pathCost(path: Path): number {
  return path.reduce((sum, { cost }) => sum + cost, 0);
}

/**
 * The cheapest of all ways from any representation that is there; of equally cheap ones the shortest, then the last.
 *
 * @param available names of the representations that are there
 * @returns undefined where no way leads to `to`, or none but for an infinite cost; an empty path where it is there already
 * @example
 * cheapestPath(CONVERSION_RULES, ["Closed surface"], "Planar contour")?.map(({ to }) => to); // ["Binary labelmap", "Planar contour"]
 */
export function cheapestPath(rules: readonly Rule[], available: readonly string[], to: string): Path | undefined {
  if (available.includes(to)) return [];
  let best: Path | undefined;
  for (const path of available.flatMap((from) => conversionPaths(rules, from, to))) {
    const cost = pathCost(path);
    if (cost === Number.POSITIVE_INFINITY) continue;
    const least = best ? pathCost(best) : Number.POSITIVE_INFINITY;
    if (cost < least || (cost === least && path.length <= (best as Path).length)) best = path;
  }
  return best;
}

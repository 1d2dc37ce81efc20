/** A triangle of a hull: corners counter-clockwise as seen from outside, and the plane n · p = d through them. */
export interface Facet {
  corners: [number, number, number];
  n: [number, number, number];
  d: number;
}

interface Working extends Facet {
  /** Across the edges corner 0 to 1, 1 to 2, 2 to 0. */
  neighbours: [Working, Working, Working];
  /** Points that this facet is the one to see, the farthest of them first. */
  outside: number[];
  gone: boolean;
}

/** Points in whole numbers, three each: (x, y, z). Products of their extents must stay below 2⁴⁷, then all is exact. */
export type Points = Float64Array;

/**
 * Convex hull of points that do not all lie in one plane, exact: quickhull, with points on a plane counted as inside of it.
 * Every point is on the inner side of every facet or on its plane, and neighbours may lie in one plane.
 */
export function convexHull(points: Points): Facet[] {
  const facets = firstFacets(points);
  const open = facets.filter((facet) => facet.outside.length > 0);
  const all: Working[] = [...facets];
  for (let facet = open.pop(); facet; facet = open.pop()) {
    if (facet.gone || facet.outside.length === 0) continue;
    const fresh = addPoint(points, facet, facet.outside[0] as number);
    all.push(...fresh);
    open.push(...fresh.filter((one) => one.outside.length > 0));
  }
  return all.filter(({ gone }) => !gone);
}

/** How far a point is above a facet's plane, times a factor that belongs to the facet; exact. */
function height({ n, d }: Facet, points: Points, i: number): number {
  return n[0] * points[3 * i]! + n[1] * points[3 * i + 1]! + n[2] * points[3 * i + 2]! - d;
}

function facetOf(points: Points, a: number, b: number, c: number): Working {
  const [ax, ay, az] = [points[3 * a]!, points[3 * a + 1]!, points[3 * a + 2]!];
  const [ux, uy, uz] = [points[3 * b]! - ax, points[3 * b + 1]! - ay, points[3 * b + 2]! - az];
  const [vx, vy, vz] = [points[3 * c]! - ax, points[3 * c + 1]! - ay, points[3 * c + 2]! - az];
  const n: Facet["n"] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const d = n[0] * ax + n[1] * ay + n[2] * az;
  const none = [] as unknown as Working["neighbours"];
  return { corners: [a, b, c], n, d, neighbours: none, outside: [], gone: false };
}

/** Four facets about points far apart, each with its points outside. */
function firstFacets(points: Points): Working[] {
  const count = points.length / 3;
  const farthest = (measure: (i: number) => number) => {
    let [best, largest] = [0, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < count; i++) if (measure(i) > largest) [best, largest] = [i, measure(i)];
    return best;
  };
  const a = farthest((i) => points[3 * i]!);
  const b = farthest((i) => -points[3 * i]!);
  const c = farthest((i) => {
    const { n } = facetOf(points, a, b, i);
    return n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
  });
  const base = facetOf(points, a, b, c);
  const top = farthest((i) => Math.abs(height(base, points, i)));
  const [p, q] = height(base, points, top) > 0 ? [c, b] : [b, c];
  const facets = [
    facetOf(points, a, p, q),
    facetOf(points, a, top, p),
    facetOf(points, p, top, q),
    facetOf(points, q, top, a),
  ];
  for (const facet of facets) {
    facet.neighbours = [0, 1, 2].map((edge) => {
      const [from, to] = [facet.corners[edge]!, facet.corners[(edge + 1) % 3]!];
      return facets.find((other) => other !== facet && other.corners.includes(from) && other.corners.includes(to));
    }) as Working["neighbours"];
  }
  assign(points, facets, count);
  return facets;
}

function assign(points: Points, facets: readonly Working[], count: number): void {
  for (let i = 0; i < count; i++) giveTo(points, facets, i);
}

/** Hands a point to the first facet that sees it, if one does; the farthest point of a facet comes first. */
function giveTo(points: Points, facets: readonly Working[], i: number): void {
  for (const facet of facets) {
    const above = height(facet, points, i);
    if (above <= 0) continue;
    facet.outside.push(i);
    const first = facet.outside[0] as number;
    if (above > height(facet, points, first)) [facet.outside[0], facet.outside[facet.outside.length - 1]] = [i, first];
    return;
  }
}

/** An edge between a facet that a point sees and one that it does not: corners as the seen facet has them. */
interface Edge {
  from: number;
  to: number;
  beyond: Working;
}

/** Replaces all facets that see a point by a cone from it to the horizon; returns the cone. */
function addPoint(points: Points, start: Working, point: number): Working[] {
  const seen: Working[] = [start];
  const horizon: Edge[] = [];
  start.gone = true;
  for (let i = 0; i < seen.length; i++) {
    const facet = seen[i] as Working;
    for (let edge = 0; edge < 3; edge++) {
      const beyond = facet.neighbours[edge] as Working;
      if (beyond.gone) continue;
      if (height(beyond, points, point) > 0) {
        beyond.gone = true;
        seen.push(beyond);
      } else horizon.push({ from: facet.corners[edge]!, to: facet.corners[(edge + 1) % 3]!, beyond });
    }
  }
  const cone = coneOf(points, horizon, point);
  for (const { outside } of seen) for (const i of outside) if (i !== point) giveTo(points, cone, i);
  return cone;
}

function coneOf(points: Points, horizon: readonly Edge[], point: number): Working[] {
  const starting = new Map<number, Working>();
  const cone = horizon.map(({ from, to, beyond }) => {
    const facet = facetOf(points, from, to, point);
    facet.neighbours[0] = beyond;
    // The edge back from beyond, which has the corners the other way round.
    beyond.neighbours[beyond.corners.indexOf(to)] = facet;
    starting.set(from, facet);
    return facet;
  });
  for (const facet of cone) {
    const next = starting.get(facet.corners[1]) as Working;
    facet.neighbours[1] = next;
    next.neighbours[2] = facet;
  }
  return cone;
}

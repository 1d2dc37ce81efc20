import type { Gathered } from "./gather.js";
import { convexHull, type Facet, type Points } from "./hull.js";

/** Convex images: their voxels, and the largest distance between two faces of their surface. */
export interface Convex {
  count: Float64Array;
  feret: Float64Array;
}

/**
 * First and last voxel of every row of a box, in doubled columns from the box's first voxel; `EMPTY` in rows without any.
 * The centre of voxel (z, y, x) is at (2z, 2y, 2x), those of its faces one further along one axis.
 */
export interface Sides {
  depth: number;
  height: number;
  first: Float64Array;
  last: Float64Array;
}

/** A row without voxels begins here. */
export const EMPTY = Number.POSITIVE_INFINITY;

/** Convex images of every row: 2-D in the kernels, 3-D here; exact in whole numbers both. */
export function convex(g: Gathered): Convex {
  return g.once("convex images", () => {
    const result = { count: new Float64Array(g.rows), feret: new Float64Array(g.rows) };
    if (g.ndim === 2) {
      const pairs = g.convexPixels();
      for (let row = 0; row < g.rows; row++) {
        result.count[row] = pairs[2 * g.place(row)] as number;
        result.feret[row] = pairs[2 * g.place(row) + 1] as number;
      }
      return result;
    }
    g.eachRuns((row, runs) => {
      const sides = sidesOf(g, row, runs);
      fillHull(sides, facesOf(sides));
      result.count[row] = countVoxels(sides);
      result.feret[row] = diameter(facesOf(sides), g.spacing);
    });
    return result;
  });
}

/** The sides of a label's own voxels. */
export function sidesOf(g: Gathered, row: number, runs: Uint32Array): Sides {
  const [depth, height] = [g.extent(row, 0), g.extent(row, 1)];
  const [z0, y0, x0] = [3, 4, 5].map((column) => g.column(column)[row] as number) as [number, number, number];
  const [first, last] = [new Float64Array(depth * height).fill(EMPTY), new Float64Array(depth * height).fill(-EMPTY)];
  const h = g.labels.h;
  for (let i = 0; i < runs.length; i += 3) {
    const line = runs[i] as number;
    const z = Math.floor(line / h);
    const at = (z - z0) * height + (line - z * h) - y0;
    first[at] = Math.min(first[at]!, 2 * (runs[i + 1]! - x0));
    last[at] = Math.max(last[at]!, 2 * (runs[i + 2]! - 1 - x0));
  }
  return { depth, height, first, last };
}

/** Centres of the faces of all voxels, those that cannot be corners of the hull left out. */
function facesOf({ depth, height, first, last }: Sides): Points {
  const lines = 2 * height + 1;
  const low = new Float64Array((2 * depth + 1) * lines).fill(EMPTY);
  const high = new Float64Array(low.length).fill(-EMPTY);
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const [a, b] = [first[z * height + y]!, last[z * height + y]!];
      if (a > b) continue;
      const centre = (2 * z + 1) * lines + 2 * y + 1;
      low[centre] = a - 1;
      high[centre] = b + 1;
      for (const at of [centre - 1, centre + 1, centre - lines, centre + lines]) {
        low[at] = Math.min(low[at]!, a);
        high[at] = Math.max(high[at]!, b);
      }
    }
  }
  const points: number[] = [];
  for (let z = 0; z <= 2 * depth; z++) {
    addCorners(points, low.subarray(z * lines, (z + 1) * lines), 1, z - 1);
    addCorners(points, high.subarray(z * lines, (z + 1) * lines), -1, z - 1);
  }
  return Float64Array.from(points);
}

/** Adds the corners of one side of the hull of a plane: the smallest columns, or the largest where `sign` is −1. */
export function addCorners(points: number[], side: Float64Array, sign: number, z: number): void {
  const [ys, xs]: [number[], number[]] = [[], []];
  for (let line = 0; line < side.length; line++) {
    const x = sign * side[line]!;
    if (x === EMPTY) continue;
    while (ys.length > 1) {
      const [beforeX, beforeY] = [xs[xs.length - 2]!, ys[ys.length - 2]!];
      if ((xs.at(-1)! - beforeX) * (line - beforeY) < (x - beforeX) * (ys.at(-1)! - beforeY)) break;
      ys.pop();
      xs.pop();
    }
    ys.push(line);
    xs.push(x);
  }
  ys.forEach((line, i) => {
    points.push(sign * xs[i]!, line - 1, z);
  });
}

/** Widens the sides to the voxels whose centres lie inside or on the hull of the points. */
function fillHull(sides: Sides, points: Points): void {
  sides.first.fill(EMPTY);
  sides.last.fill(-EMPTY);
  for (const facet of convexHull(points)) if (facet.n[0] !== 0) projectFacet(sides, points, facet);
}

/** Bounds the rows whose centres lie below a facet, seen along x. */
function projectFacet(sides: Sides, points: Points, { corners, n, d }: Facet): void {
  const zs = corners.map((i) => points[3 * i + 2]!);
  const ys = corners.map((i) => points[3 * i + 1]!);
  for (let z = evenFrom(Math.min(...zs)); z <= Math.max(...zs); z += 2) {
    const [from, to] = crossing(ys, zs, z);
    for (let y = 2 * Math.ceil(from / 2); y <= to; y += 2) {
      const x = (d - n[1] * y - n[2] * z) / n[0];
      const at = (z / 2) * sides.height + y / 2;
      if (n[0] < 0) sides.first[at] = 2 * Math.ceil(x / 2);
      else sides.last[at] = 2 * Math.floor(x / 2);
    }
  }
}

const evenFrom = (value: number): number => 2 * Math.ceil(value / 2);

/** The first and the last y of a triangle at one z. */
function crossing(ys: readonly number[], zs: readonly number[], z: number): [number, number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let a = 0; a < 3; a++) {
    const b = (a + 1) % 3;
    const [z0, z1, y0, y1] = [zs[a]!, zs[b]!, ys[a]!, ys[b]!];
    if (Math.min(z0, z1) > z || Math.max(z0, z1) < z) continue;
    // A level edge ends where other edges begin.
    const y = z0 === z1 ? y0 : y0 + ((y1 - y0) * (z - z0)) / (z1 - z0);
    from = Math.min(from, y);
    to = Math.max(to, y);
  }
  return [from, to];
}

/** Counts the voxels between the sides, and empties rows that hold none. */
function countVoxels({ first, last }: Sides): number {
  let count = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i]! <= last[i]!) {
      count += (last[i]! - first[i]!) / 2 + 1;
    } else {
      first[i] = EMPTY;
      last[i] = -EMPTY;
    }
  }
  return count;
}

/** The largest distance between two corners of the hull of points in doubled coordinates. */
function diameter(points: Points, [stepZ, stepY, stepX]: readonly number[]): number {
  const corners = [...new Set(convexHull(points).flatMap((facet) => facet.corners))];
  const middle = [0, 1, 2].map((axis) => corners.reduce((sum, i) => sum + points[3 * i + axis]!, 0) / corners.length);
  const scaled = corners.map((i): Corner => {
    const [x, y, z] = [0, 1, 2].map((axis) => points[3 * i + axis]! - middle[axis]!) as [number, number, number];
    const place = [x * stepX!, y * stepY!, z * stepZ!] as const;
    return {
      place: [points[3 * i]! * stepX!, points[3 * i + 1]! * stepY!, points[3 * i + 2]! * stepZ!],
      radius: norm(place),
    };
  });
  return farthestApart(scaled) / 2;
}

/** A corner and how far it is from the middle of all. */
export interface Corner {
  place: readonly [number, number, number];
  radius: number;
}

const norm = ([x, y, z]: readonly [number, number, number]): number => Math.sqrt(x * x + y * y + z * z);

/** The largest distance between two corners; sorts them. */
export function farthestApart(corners: Corner[]): number {
  corners.sort((a, b) => b.radius - a.radius);
  let largest = 0;
  let bound = 0;
  for (let a = 0; a < corners.length; a++) {
    const { place, radius } = corners[a] as Corner;
    // Two corners are no farther apart than their distances to the middle together; a little more for rounding.
    for (let b = 0; b < a && corners[b]!.radius + radius >= bound; b++) {
      const other = (corners[b] as Corner).place;
      const distance = norm([place[0] - other[0], place[1] - other[1], place[2] - other[2]]);
      if (distance <= largest) continue;
      largest = distance;
      bound = distance * (1 - 1e-12);
    }
  }
  return largest;
}

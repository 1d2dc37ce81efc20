import { ArgumentRangeError } from "../core/errors.js";
import { describe, geometryOf } from "../core/image.js";
import { oversampledGrid } from "../ops/default-grid.js";
import { applied, composed, inverseOf, type PlacedGrid, placementOf, type Triple } from "../ops/world-grid.js";

/** A box of voxels: first and last index but one along (z, y, x), half open. */
export type IndexBox = readonly [from: Triple, to: Triple];

/** Corners are rounded to this part of a voxel, so that noise of the last bits adds no voxels. */
const ROUND = 1e6;

/**
 * The box on another grid that holds a box of voxels with their whole extent: the corners of its outer voxels, half a voxel
 * beyond their centres, brought there, and every voxel they reach into.
 *
 * @param box indices on `from`
 * @returns indices on `to`, which may lie outside of it
 * @throws ArgumentRangeError E_OPTION where the axes of `to` lie in one plane
 * @example
 * const fine = { shape: [8, 8, 8], spacing: [0.5, 0.5, 0.5] };
 * transformedBox([[0, 0, 0], [2, 2, 2]], { shape: [2, 2, 2] }, fine); // [[-1, -1, -1], [4, 4, 4]]
 */
export function transformedBox(box: IndexBox, from: PlacedGrid, to: PlacedGrid): IndexBox {
  const way = composed(inverseOf("transformedBox", placementOf(to)), placementOf(from));
  const corners = Array.from({ length: 8 }, (_, corner) => {
    const at = box[0].map((low, axis) => ((corner >> axis) & 1 ? (box[1][axis] as number) - 0.5 : low - 0.5));
    return applied(way, at as unknown as Triple).map((part) => Math.round(part * ROUND) / ROUND);
  });
  const along = (axis: number) => corners.map((corner) => corner[axis] as number);
  const low = [0, 1, 2].map((axis) => Math.floor(Math.min(...along(axis)) + 0.5) || 0);
  const high = [0, 1, 2].map((axis) => Math.ceil(Math.max(...along(axis)) - 0.5) + 1 || 0);
  return [low as unknown as Triple, high as unknown as Triple];
}

/** A grid that takes part in a common one, and where on it something is. */
export interface GridMember {
  readonly grid: PlacedGrid;
  /** Where its segments have voxels; undefined where they have none. */
  readonly effective?: IndexBox | undefined;
}

/** Which voxels a common grid has. */
export const COMMON_EXTENTS = [
  "reference",
  "union",
  "union-padded",
  "effective",
  "effective-padded",
  "effective-and-reference",
] as const;
export type CommonExtent = (typeof COMMON_EXTENTS)[number];

/**
 * One grid for segments on several: in line with the reference, or else with the grid of the smallest voxels.
 *
 * @param members grids, with the boxes of what they hold
 * @param extent "reference"; the "union" of the whole grids, or of the "effective" boxes, "-padded" by a voxel on every side;
 *   or "effective-and-reference" together. Without a reference these take the grid of the smallest voxels for it
 * @param reference the grid to be in line with
 * @param oversampling voxels per voxel along each axis
 * @returns a grid; `shape` has a 0 where nothing is to be held
 * @throws ArgumentRangeError E_OPTION for an unknown extent, E_EMPTY without grids
 * @example
 * commonGrid([{ grid }, { grid: image }], "union").shape.join() === grid.shape.join(); // true
 */
export function commonGrid(
  members: readonly GridMember[],
  extent: CommonExtent = "union",
  reference?: PlacedGrid,
  oversampling = 1,
): PlacedGrid {
  if (!COMMON_EXTENTS.includes(extent)) {
    const known = COMMON_EXTENTS.join(", ");
    throw new ArgumentRangeError("E_OPTION", `commonGrid: expected one of ${known}, got ${describe(extent)}`);
  }
  const lattice = reference ?? finest(members);
  const own = wholeOf(lattice);
  const boxes = members.flatMap(({ grid, effective }) => {
    const box = extent.startsWith("union") ? wholeOf(grid) : effective;
    return box && extent !== "reference" ? [transformedBox(box, grid, lattice)] : [];
  });
  if (extent.endsWith("reference")) boxes.push(own);
  const [low, high] = unionOf(boxes, extent.endsWith("padded") ? 1 : 0);
  const shape = high.map((to, axis) => to - (low[axis] as number));
  const grid = { ...geometryOf(lattice), shape, origin: applied(placementOf(lattice), low) };
  return oversampling === 1 || shape.includes(0) ? grid : oversampledGrid(grid, oversampling);
}

function finest(members: readonly GridMember[]): PlacedGrid {
  const volume = ({ grid }: GridMember) => (grid.spacing ?? []).reduce((product, step) => product * step, 1);
  const [first, ...rest] = members;
  if (!first) throw new ArgumentRangeError("E_EMPTY", "commonGrid: expected one grid at least");
  return rest.reduce((best, one) => (volume(one) < volume(best) ? one : best), first).grid;
}

function wholeOf({ shape }: PlacedGrid): IndexBox {
  const deep = [...Array<number>(3 - shape.length).fill(1), ...shape];
  return [[0, 0, 0], deep as unknown as Triple];
}

function unionOf(boxes: readonly IndexBox[], pad: number): IndexBox {
  if (boxes.length === 0)
    return [
      [0, 0, 0],
      [0, 0, 0],
    ];
  const side = (end: 0 | 1, of: (...values: number[]) => number, by: number) =>
    [0, 1, 2].map((axis) => of(...boxes.map((box) => box[end][axis] as number)) + by) as unknown as Triple;
  return [side(0, Math.min, -pad), side(1, Math.max, pad)];
}

import type { Geometry } from "../../core/image.js";
import type { Vector } from "../../core/vector.js";
import type { Source } from "../source.js";
import { depthOf, normalOf, type SlicePlace, stackGeometry } from "./geometry.js";

/** Two slices nearer than this part of their distance lie in one place. */
const SAME = 0.01;
/** Slices may be off the even grid by this part of their distance. */
const UNEVEN = 0.02;

/** Slices in the order of space, on an even grid. */
export interface Stack {
  /** For each slice of the volume, which entry of the input lies there; -1 where none does. */
  order: number[];
  geometry: Geometry;
}

/**
 * Sorts slices along their normal. Missing ones are noted; slices that are turned against each other are refused.
 *
 * @param places where each slice lies
 * @param stated the distance the files state, for a single slice
 * @param several true where several entries may lie in one place (segments): the first of them is listed
 * @param grid the distance of all slices, where the file states it: those that show nothing may be missing
 */
export function sortSlices(
  source: Source,
  places: readonly SlicePlace[],
  stated = 1,
  several = false,
  grid?: number,
): Stack {
  const first = places[0] as SlicePlace;
  const normal = normalOf(first);
  const turned = places.some(({ row, column }) => {
    return [...row, ...column].some(
      (part, i) => Math.abs(part - ([...first.row, ...first.column][i] as number)) > 1e-3,
    );
  });
  if (turned) throw source.unsupported("its slices are turned against each other");
  const sorted = places.map((place, i) => ({ i, depth: depthOf(place, normal) })).sort((a, b) => a.depth - b.depth);
  const distinct = sorted.filter(
    ({ depth }, i) => i === 0 || depth - (sorted[i - 1]?.depth ?? 0) > samePlace(grid, 1e-4),
  );
  if (!several && distinct.length < sorted.length) throw source.unsupported("several of its slices lie in one place");
  const start = distinct[0] as { i: number; depth: number };
  if (distinct.length === 1) return { order: [start.i], geometry: stackGeometry(first, scaled(normal, stated)) };
  const { distance, even } = evenDistance(
    source,
    distinct.map(({ depth }) => depth),
    grid,
  );
  const last = distinct.at(-1) as { depth: number };
  const count = even ? Math.round((last.depth - start.depth) / distance) + 1 : distinct.length;
  source.checkLimit("maxPages", count, "its number of slices");
  const order = Array<number>(count).fill(-1);
  for (const [n, { i, depth }] of distinct.entries()) {
    order[even ? Math.round((depth - start.depth) / distance) : n] = i;
  }
  const missing = order.flatMap((entry, z) => (entry < 0 ? [z] : []));
  if (missing.length > 0 && !several) {
    source.note(
      `${missing.length} of its ${order.length} slices are missing and are 0: ${missing.slice(0, 10).join(", ")}`,
    );
  }
  const lowest = places[start.i] as SlicePlace;
  return { order, geometry: stackGeometry(lowest, scaled(normal, distance)) };
}

/** How far apart two places may be and still be one: little, and less than slices of cells are. */
export function samePlace(grid: number | undefined, most: number): number {
  return Math.min(most, (grid ?? 1) / 4);
}

function scaled(vector: Vector, by: number): Vector {
  return vector.map((part) => part * by) as unknown as Vector;
}

/** The distance most neighbours have; uneven slices that no missing ones explain are noted. */
function evenDistance(source: Source, depths: readonly number[], grid?: number): { distance: number; even: boolean } {
  const steps = depths.slice(1).map((depth, i) => depth - (depths[i] as number));
  const off = (step: number, distance: number) => Math.abs(step / distance - Math.round(step / distance));
  const onGrid = (step: number) => step > 0.5 * (grid ?? 0) && off(step, grid ?? 1) <= UNEVEN;
  if (grid !== undefined && steps.every(onGrid)) return { distance: grid, even: true };
  const least = steps.reduce((low, step) => Math.min(low, step), Number.POSITIVE_INFINITY);
  const small = steps.filter((step) => step < least * (1 + 2 * SAME + UNEVEN));
  const distance = small.reduce((sum, step) => sum + step, 0) / small.length;
  const uneven = steps.find((step) => off(step, distance) > UNEVEN);
  if (uneven !== undefined) {
    const most = steps.reduce((high, step) => Math.max(high, step), 0);
    const [low, high] = [least, most].map((step) => Number(step.toPrecision(6)));
    source.note(`its slices are unevenly spaced, ${low} to ${high} mm apart; they are taken as even`);
    return { distance: steps.reduce((sum, step) => sum + step, 0) / steps.length, even: false };
  }
  return { distance, even: true };
}

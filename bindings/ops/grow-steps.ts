import type { ResidentImage } from "../core/resident.js";
import { steps as axisSteps } from "./features.js";

/** The way of seeds, which came from nowhere. */
const SEED = 13;

/** One of the ways to a neighbour, by its place in a block of 27. */
interface Way {
  way: number;
  /** Voxels from one to the other: (z, y, x). */
  offset: readonly [number, number, number];
  step: number;
  length: number;
}

/** The neighbours of a voxel: 8 in a plane, 26 in a volume. */
export function waysOf({ shape, w, h }: Pick<ResidentImage, "shape" | "w" | "h">, spacing: readonly number[]): Way[] {
  const [sz, sy, sx] = axisSteps(spacing);
  const ways: Way[] = [];
  for (let way = 0; way < 27; way++) {
    const [z, y, x] = [Math.floor(way / 9) - 1, (Math.floor(way / 3) % 3) - 1, (way % 3) - 1];
    if (way === SEED || (shape.length === 2 && z !== 0)) continue;
    const length = Math.sqrt(z * z * sz * sz + y * y * sy * sy + x * x * sx * sx);
    ways.push({ way, offset: [z, y, x], step: (z * h + y) * w + x, length });
  }
  return ways;
}

/**
 * The steps on from a voxel by the way it was reached. Where the voxel before reaches a neighbour by itself at no more cost,
 * and so in fewer steps, nothing needs to be offered: differences of values never get less by a detour.
 */
export function stepTable(ways: readonly (Way & { cost: number })[]): Int32Array {
  const costs = new Map(ways.map(({ offset, cost }) => [offset.join(), cost]));
  const table: number[] = Array(28).fill(0);
  for (let last = 0; last < 27; last++) {
    table[last] = 4 * table.length;
    const before = ways.find(({ way }) => way === last);
    if (!before && last !== SEED) continue;
    for (const { way, offset, step, cost } of ways) {
      const direct = before && costs.get(offset.map((part, axis) => part + (before.offset[axis] as number)).join());
      const back = before && offset.every((part, axis) => part + (before.offset[axis] as number) === 0);
      if (back || (direct !== undefined && before && direct <= before.cost + cost)) continue;
      table.push(step, cost, way);
    }
  }
  table[27] = 4 * table.length;
  return Int32Array.from(table);
}

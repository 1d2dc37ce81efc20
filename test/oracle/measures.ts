/**
 * Measures of one label the obvious way: from the list of its voxels, with sets of places and nothing clever.
 * A place is (z, y, x); pictures have z = 0.
 */
export type Place = readonly [z: number, y: number, x: number];

const key = ([z, y, x]: Place): string => `${z},${y},${x}`;

/** An object as its voxels. */
export class Voxels {
  readonly has: (place: Place) => boolean;
  readonly ndim: number;

  constructor(
    readonly list: readonly Place[],
    shape: readonly number[],
  ) {
    const places = new Set(list.map(key));
    this.has = (place) => places.has(key(place));
    this.ndim = shape.length;
  }

  /** The voxels of a label. */
  static of(labels: ArrayLike<number>, shape: readonly number[], label: number): Voxels {
    const [w = 1, h = 1] = [...shape].reverse();
    const list = Array.from(labels).flatMap((value, i): Place[] =>
      value === label ? [[Math.floor(i / (w * h)), Math.floor(i / w) % h, i % w]] : [],
    );
    return new Voxels(list, shape);
  }

  /** All offsets of a block of extents 1 + k. */
  blocks(k: Place): Place[] {
    const range = (n: number) => [...Array(n + 1).keys()];
    return range(k[0]).flatMap((z) => range(k[1]).flatMap((y) => range(k[2]).map((x): Place => [z, y, x])));
  }
}

const shifted = (a: Place, b: Place, sign = 1): Place => [a[0] + sign * b[0], a[1] + sign * b[1], a[2] + sign * b[2]];

/** Euler number by counting blocks of extents 1 and 2: those that are full, or those that hold any voxel. */
export function eulerOracle(voxels: Voxels, all: boolean): number {
  const flat = voxels.ndim === 2;
  return voxels.blocks([flat ? 0 : 1, 1, 1]).reduce((sum, k) => {
    const offsets = voxels.blocks(k);
    const corners = new Map(
      voxels.list.flatMap((place) => offsets.map((offset) => shifted(place, offset, -1))).map((p) => [key(p), p]),
    );
    const inside = (corner: Place) => offsets.filter((offset) => voxels.has(shifted(corner, offset))).length;
    const counted = [...corners.values()].filter((corner) => all || inside(corner) === offsets.length).length;
    const order = k[0] + k[1] + k[2];
    return sum + ((all ? voxels.ndim - order : order) % 2 ? -counted : counted);
  }, 0);
}

/** Voxels and the background that cannot be left by steps to any neighbour within the box and a margin. */
export function filledOracle(voxels: Voxels, flat: boolean): number {
  const axes = [0, 1, 2] as const;
  const low = axes.map((axis) => Math.min(...voxels.list.map((p) => p[axis])) - (flat && axis === 0 ? 0 : 1));
  const high = axes.map((axis) => Math.max(...voxels.list.map((p) => p[axis])) + (flat && axis === 0 ? 0 : 1));
  const start = low as unknown as Place;
  const reached = new Set([key(start)]);
  const open: Place[] = [start];
  for (let place = open.pop(); place; place = open.pop()) {
    for (const offset of voxels.blocks([2, 2, 2])) {
      const next = shifted(place, [offset[0] - 1, offset[1] - 1, offset[2] - 1]);
      if (axes.some((axis) => next[axis] < low[axis]! || next[axis] > high[axis]!)) continue;
      if (voxels.has(next) || reached.has(key(next))) continue;
      reached.add(key(next));
      open.push(next);
    }
  }
  return axes.reduce<number>((n, axis) => n * (high[axis]! - low[axis]! + 1), 1) - reached.size;
}

/** Perimeter by border pixels, each weighted by how its neighbours on the border lie. */
export function perimeterOracle(voxels: Voxels): number {
  const beside: Place[] = [
    [0, -1, 0],
    [0, 1, 0],
    [0, 0, -1],
    [0, 0, 1],
  ];
  const corners: Place[] = [
    [0, -1, -1],
    [0, -1, 1],
    [0, 1, -1],
    [0, 1, 1],
  ];
  const border = new Set(
    voxels.list.filter((place) => beside.some((step) => !voxels.has(shifted(place, step)))).map(key),
  );
  const touching = (place: Place, steps: Place[]) =>
    steps.filter((step) => border.has(key(shifted(place, step)))).length;
  return voxels.list
    .filter((place) => border.has(key(place)))
    .reduce((sum, place) => {
      const code = 1 + 2 * touching(place, beside) + 10 * touching(place, corners);
      if ([5, 7, 15, 17, 25, 27].includes(code)) return sum + 1;
      if ([21, 33].includes(code)) return sum + Math.SQRT2;
      return [13, 23].includes(code) ? sum + (1 + Math.SQRT2) / 2 : sum;
    }, 0);
}

/** Half planes through pairs of edge midpoints, in doubled coordinates, that hold all of them: what the hull is. */
function hullSides(points: readonly (readonly [number, number])[]) {
  const cross = ([ay, ax]: readonly number[], [by, bx]: readonly number[], [cy, cx]: readonly number[]) =>
    (bx! - ax!) * (cy! - ay!) - (by! - ay!) * (cx! - ax!);
  const pairs = points.flatMap((a) => points.map((b) => [a, b] as const)).filter(([a, b]) => a !== b);
  const sides = pairs.filter(([a, b]) => points.every((c) => cross(a, b, c) >= 0));
  return (place: readonly number[]) => sides.every(([a, b]) => cross(a, b, place) >= 0);
}

const midpoints = (voxels: readonly Place[]): [number, number][] =>
  voxels.flatMap(([, y, x]): [number, number][] => [
    [2 * y - 1, 2 * x],
    [2 * y + 1, 2 * x],
    [2 * y, 2 * x - 1],
    [2 * y, 2 * x + 1],
  ]);

/** Pixels of the convex image, and the largest distance between midpoints of its edges. */
export function convexOracle(voxels: Voxels, [stepY, stepX]: readonly number[]): { count: number; feret: number } {
  const distinct = [...new Map(midpoints(voxels.list).map((p) => [p.join(), p])).values()];
  const inside = hullSides(distinct);
  const [ys, xs] = [voxels.list.map((p) => p[1]), voxels.list.map((p) => p[2])];
  const box = voxels.blocks([0, Math.max(...ys) - Math.min(...ys), Math.max(...xs) - Math.min(...xs)]);
  const hull = box
    .map((offset) => shifted(offset, [0, Math.min(...ys), Math.min(...xs)]))
    .filter(([, y, x]) => inside([2 * y, 2 * x]));
  const points = midpoints(hull);
  const largest = points.reduce((best, [ay, ax]) => {
    const squares = points.map(([by, bx]) => ((ay - by) * stepY!) ** 2 + ((ax - bx) * stepX!) ** 2);
    return Math.max(best, ...squares);
  }, 0);
  return { count: hull.length, feret: Math.sqrt(largest) / 2 };
}

import type { Pointer, Scratch } from "../../core/scratch.js";

/** A box of pixels within a plane, u32 each in linear memory. */
export interface Plane {
  readonly at: Pointer;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type Shift = readonly [dx: number, dy: number];

/** Shifts that are tried whatever they bring, and at most while they bring nearly the best. */
const LEAST_TRIES = 8;
const MOST_TRIES = 216;
/** A shift this near to the best is worth looking around. */
const NEARLY = 0.9;

/** The mean place of the pixels that have a value other than 0, rounded down. */
export function centroidOf(s: Scratch, plane: Plane): [x: number, y: number] {
  const { at, x, y, w, h } = plane;
  const pixels = s.view(at, Uint32Array, w * h);
  let [sumX, sumY, n] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (!pixels[i]) continue;
    sumX += x + (i % w);
    sumY += y + Math.floor(i / w);
    n++;
  }
  return [Math.floor(sumX / n), Math.floor(sumY / n)];
}

/**
 * The shift with which a mask covers most pixels of the parts 1 … count of another plane, all of them touched: a search
 * that spreads from no shift and from that between the centroids, as long as it finds much.
 */
export function align(s: Scratch, mask: Plane, parts: Plane, count: number): Shift {
  return s.nested(() => {
    const counts = s.alloc(4 * (count + 1));
    const [from, to] = [centroidOf(s, mask), centroidOf(s, parts)];
    const tries: [number, number][] = [
      [0, 0],
      [to[0] - from[0], to[1] - from[1]],
    ];
    const field = fieldOf(mask, parts);
    for (const [dx, dy] of tries) field.enter(dx, dy);
    let [best, found, entered]: [number, Shift, number] = [0, [0, 0], 0];
    const least = Math.min(LEAST_TRIES, field.size);
    const most = Math.max(MOST_TRIES, Math.floor(Math.sqrt(field.size)));
    for (let at = 0; at < tries.length; at++) {
      const [dx, dy] = tries[at] as [number, number];
      const a = [mask.at, mask.x, mask.y, mask.w, mask.h] as const;
      const b = [parts.at, parts.x, parts.y, parts.w, parts.h] as const;
      const score = s.raw.overlap(...a, ...b, dx, dy, counts, count) >>> 0;
      if (score > best) [best, found] = [score, [dx, dy]];
      if (best > 0 && entered > least && !(score > best * NEARLY && entered <= most)) continue;
      for (const [x, y] of [
        [dx - 1, dy],
        [dx + 1, dy],
        [dx, dy - 1],
        [dx, dy + 1],
      ] as const) {
        if (!field.enter(x, y)) continue;
        tries.push([x, y]);
        entered++;
      }
    }
    return found;
  });
}

/** All shifts with which two boxes meet; each can be entered once. */
function fieldOf(a: Plane, b: Plane) {
  const [x0, y0] = [b.x - a.x - a.w + 1, b.y - a.y - a.h + 1];
  const [w, h] = [a.w + b.w - 1, a.h + b.h - 1];
  const entered = new Uint8Array(w * h);
  return {
    size: w * h,
    enter(dx: number, dy: number): boolean {
      const [x, y] = [dx - x0, dy - y0];
      if (x < 0 || y < 0 || x >= w || y >= h || entered[y * w + x]) return false;
      entered[y * w + x] = 1;
      return true;
    },
  };
}

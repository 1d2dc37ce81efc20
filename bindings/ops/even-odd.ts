import { LimitExceeded } from "../core/errors.js";

/** Corners x, y, x, y, … of a closed line. */
export type Corners = ArrayLike<number>;

/** Rows crossed by the lines of one object, so that hostile files end. */
const MOST_CROSSINGS = 50_000_000;

/**
 * Where closed lines cross rows, by row, each ascending: inside is between the first and second crossing, the third and fourth,
 * and so on (even–odd). Row r lies at y = r + `offset`. Of a piece of a line the upper end counts and the lower one, with the
 * larger y, does not: so each corner is crossed once, and a level piece never.
 *
 * @throws LimitExceeded beyond 50 million crossings
 */
export function crossings(rings: readonly Corners[], rows: number, offset: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  let total = 0;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const [x0, y0] = [ring[i] as number, ring[i + 1] as number];
      const [x1, y1] = [ring[(i + 2) % ring.length] as number, ring[(i + 3) % ring.length] as number];
      const [from, to] = [rowFrom(y0 - offset, rows), rowFrom(y1 - offset, rows)];
      total += Math.abs(to - from);
      if (total > MOST_CROSSINGS) {
        const detail = { needed: total, allowed: MOST_CROSSINGS };
        throw new LimitExceeded(`an outline crosses more than ${MOST_CROSSINGS} rows`, detail);
      }
      for (let row = Math.min(from, to); row < Math.max(from, to); row++) {
        const x = x0 + ((row + offset - y0) * (x1 - x0)) / (y1 - y0);
        const own = found.get(row);
        if (own) own.push(x);
        else found.set(row, [x]);
      }
    }
  }
  for (const own of found.values()) own.sort((a, b) => a - b);
  return found;
}

/** The first row at or below a place. */
const rowFrom = (y: number, rows: number): number => Math.min(rows, Math.max(0, Math.ceil(y)));

/** Whether a place lies inside closed lines by the same rule; left of a crossing is outside of it. */
export function isInside(rings: readonly Corners[], x: number, y: number): boolean {
  const row = crossings(rings, 1, y).get(0) ?? [];
  return row.filter((crossing) => crossing > x).length % 2 === 1;
}

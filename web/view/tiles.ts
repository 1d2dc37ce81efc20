/** A rectangle of a plane, in image pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Part of a plane that fits a texture: what it draws, and what it holds so that neighbours are known at its rim. */
export interface Tile {
  draws: Rectangle;
  holds: Rectangle;
}

/** Pixels that a tile holds beyond what it draws: at least the thickest outline and the widest mean. */
export const RIM = 16;

/** Cuts a plane into tiles no larger than `largest` pixels along an axis. */
export function tilesOf(width: number, height: number, largest: number): Tile[] {
  const columns = cuts(width, largest);
  const rows = cuts(height, largest);
  return rows.flatMap(([y, tall]) =>
    columns.map(([x, wide]) => {
      const draws = { x, y, width: wide, height: tall };
      return { draws, holds: widened(draws, width, height) };
    }),
  );
}

/** Start and length of the pieces of one axis. */
function cuts(extent: number, largest: number): [start: number, length: number][] {
  if (extent <= largest) return [[0, extent]];
  const step = largest - 2 * RIM;
  return Array.from({ length: Math.ceil(extent / step) }, (_, i) => [i * step, Math.min(step, extent - i * step)]);
}

function widened(draws: Rectangle, width: number, height: number): Rectangle {
  const x = Math.max(0, draws.x - RIM);
  const y = Math.max(0, draws.y - RIM);
  const right = Math.min(width, draws.x + draws.width + RIM);
  const bottom = Math.min(height, draws.y + draws.height + RIM);
  return { x, y, width: right - x, height: bottom - y };
}

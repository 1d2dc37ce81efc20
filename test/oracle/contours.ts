import type { Image } from "../../bindings/core/image.js";

type Point = readonly [y: number, x: number];

/** Pieces of line through a square of pixels, with what is above the level on their right. */
type Piece = readonly [from: Point, to: Point];

interface Rules {
  level: number;
  /** Joins pixels above the level that touch at a corner. */
  high: boolean;
}

/**
 * Contours the obvious way: every piece on its own, around the corners of its square, then a list of lines that is searched
 * for the latest one that ends where a piece begins, or begins where it ends.
 */
export function contoursOracle(image: Image, { level, high }: Rules): number[][] {
  const [h, w] = image.shape as [number, number];
  let lines: Point[][] = [];
  // The order in which ends were last changed decides which of several lines at one point goes on.
  const [starts, ends] = [new Map<string, Point[]>(), new Map<string, Point[]>()];
  for (let y = 0; y + 1 < h; y++) {
    for (let x = 0; x + 1 < w; x++) {
      for (const [from, to] of piecesOf(image, w, y, x, level, high)) {
        if (String(from) === String(to)) continue;
        const [after, before] = [starts.get(String(to)), ends.get(String(from))];
        starts.delete(String(to));
        ends.delete(String(from));
        if (before && before === after) {
          before.push(to);
          continue;
        }
        const whole = [...(before ?? [from]), ...(after ?? [to])];
        // The older line's place in the list is kept.
        const places = [before, after].flatMap((line) => (line ? [lines.indexOf(line)] : []));
        if (places.length === 0) lines.push(whole);
        else lines[Math.min(...places)] = whole;
        lines = lines.filter((line) => line !== before && line !== after);
        starts.set(String(whole[0]), whole);
        ends.set(String(whole.at(-1)), whole);
        forget(starts, whole, [before, after]);
        forget(ends, whole, [before, after]);
      }
    }
  }
  return lines.map((line) => line.flat());
}

/** Whoever still points to a line that has grown points to what it has become. */
function forget(map: Map<string, Point[]>, whole: Point[], old: readonly (Point[] | undefined)[]): void {
  for (const [key, line] of map) if (old.includes(line)) map.set(key, whole);
}

function piecesOf(image: Image, w: number, y: number, x: number, level: number, high: boolean): Piece[] {
  const at = (dy: number, dx: number) => image.data[(y + dy) * w + x + dx] as number;
  // Corners and the sides behind them, clockwise from the upper left corner.
  const corners = [at(0, 0), at(0, 1), at(1, 1), at(1, 0)] as const;
  if (corners.some(Number.isNaN)) return [];
  const share = (a: number, b: number) => (level - a) / (b - a);
  const sides = (): Point[] => [
    [y, x + share(corners[0], corners[1])],
    [y + share(corners[1], corners[2]), x + 1],
    [y + 1, x + share(corners[3], corners[2])],
    [y + share(corners[0], corners[3]), x],
  ];
  const above = corners.map((value) => value > level);
  const pieces: Piece[] = [];
  // Corners that a line goes round: a run of such as lie on the same side, clockwise.
  const saddle = above[0] === above[2] && above[1] === above[3] && above[0] !== above[1];
  const around = saddle ? !high : true;
  for (let start = 0; start < 4; start++) {
    if (above[start] !== around || above[(start + 3) % 4] === around) continue;
    let end = start;
    while (above[(end + 1) % 4] === around) end++;
    const [entry, exit] = [sides()[(start + 3) % 4]!, sides()[end % 4]!];
    // Round what is above the level the line runs from the side behind the run to the one before it.
    pieces.push(around ? [exit, entry] : [entry, exit]);
  }
  return saddle ? upperFirst(pieces, y) : pieces;
}

/** Of the two pieces of a saddle the one that touches the upper side comes first. */
function upperFirst(pieces: Piece[], y: number): Piece[] {
  const upper = ([from, to]: Piece) => from[0] === y || to[0] === y;
  return [...pieces].sort((a, b) => Number(upper(b)) - Number(upper(a)));
}

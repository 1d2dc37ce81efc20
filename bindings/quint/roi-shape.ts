import type { Source } from "../io/source.js";
import type { Ring } from "./outlines.js";

/** Kinds of pieces of a path, and how many coordinates each has. */
const MOVE = 0;
const LINE = 1;
const CLOSE = 4;
const COORDINATES = [2, 2, 4, 6, 0] as const;

/** Straight pieces a curve is cut into: below a tenth of a pixel for curves as large as a cell. */
const PIECES = 16;

/**
 * The lines of a selection of several parts ("composite"): numbers of 32 bits that say how a path goes on, each followed by its
 * points in pixels of the image. What lies inside an odd number of lines is selected, so that holes are lines too.
 *
 * @param from where the numbers begin
 * @param count how many there are
 */
export function shapeRings(source: Source, from: number, count: number): Ring[] {
  source.need(from, 4 * count, "its path");
  const at = (index: number) => source.view.getFloat32(from + 4 * index);
  const rings: number[][] = [];
  let ring: number[] = [];
  const begin = (points: number[]) => {
    // Two points enclose nothing.
    if (ring.length >= 6) rings.push(ring);
    ring = points;
  };
  for (let i = 0; i < count; ) {
    const kind = at(i++);
    const wanted = COORDINATES[kind];
    if (wanted === undefined) throw source.corrupt(`its path has a piece of kind ${kind}, which there is not`);
    if (i + wanted > count) throw source.corrupt("its path ends within a piece");
    const points = Array.from({ length: wanted }, (_, n) => at(i + n));
    i += wanted;
    if (!points.every(Number.isFinite)) throw source.corrupt("its path has a point that is no pair of numbers");
    if (kind !== MOVE && ring.length === 0) throw source.corrupt("its path does not say where it begins");
    if (kind === MOVE) begin(points);
    else if (kind === LINE) ring.push(...points);
    // What follows without a new beginning goes on from where the line began.
    else if (kind === CLOSE) begin(ring.slice(0, 2));
    else ring.push(...curve([...ring.slice(-2), ...points]));
  }
  begin([]);
  return rings;
}

/** Points along a Bézier curve behind its first one, by de Casteljau's halving of the way between controls. */
function curve(controls: readonly number[]): number[] {
  return Array.from({ length: PIECES }, (_, piece) => {
    const t = (piece + 1) / PIECES;
    let points = controls;
    while (points.length > 2) {
      const outer = points;
      points = outer.slice(2).map((value, n) => (outer[n] as number) * (1 - t) + value * t);
    }
    return points as [number, number];
  }).flat();
}

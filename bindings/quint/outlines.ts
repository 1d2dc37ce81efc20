import type { Image } from "../core/image.js";
import { crossings } from "../ops/even-odd.js";
import type { Size } from "./sizes.js";

/** Corners x, y, x, y, … of a closed line, in pixels of the image it was drawn on; 0, 0 is the corner of the first pixel. */
export type Ring = readonly number[];

/** Objects as lines around them. */
export interface Outlines extends Size {
  /** Rings of each object; a ring inside of another one is a hole. */
  objects: readonly (readonly Ring[])[];
  /** What each is painted with, a whole number from 1. Default: 1, 2, … */
  labels?: readonly number[] | undefined;
}

/** What became of outlines. */
export interface Painted extends Image<Uint16Array | Uint32Array> {
  /** How often a pixel of one object was covered by another. */
  covered: number;
}

/**
 * Paints objects as labels: the pixels whose centres lie inside. Where objects overlap the later one is on top.
 *
 * @param size of the label image; the outlines are scaled to it, so that large images need never be painted
 */
export function paintOutlines({ width, height, objects, labels }: Outlines, size: Size): Painted {
  const most = labels ? labels.reduce((a, b) => Math.max(a, b), 0) : objects.length;
  const Type = most < 65_536 ? Uint16Array : Uint32Array;
  const data = new Type(size.width * size.height);
  const [sx, sy] = [size.width / width, size.height / height];
  let covered = 0;
  for (const [i, rings] of objects.entries()) {
    const scaled = rings.map((ring) => ring.map((value, at) => value * (at % 2 === 0 ? sx : sy)));
    covered += paint(data, size, scaled, labels?.[i] ?? i + 1);
  }
  return { data, shape: [size.height, size.width], covered };
}

/** Returns how many pixels of other objects it covers. */
function paint(data: Uint16Array | Uint32Array, size: Size, rings: readonly Ring[], label: number): number {
  let covered = 0;
  for (const [y, row] of crossings(rings, size.height, 0.5)) {
    for (let i = 0; i + 1 < row.length; i += 2) {
      const [from, to] = [row[i] as number, row[i + 1] as number].map((x) =>
        Math.min(size.width, Math.max(0, Math.ceil(x - 0.5))),
      );
      for (let at = y * size.width + (from as number); at < y * size.width + (to as number); at++) {
        if (data[at] !== 0 && data[at] !== label) covered++;
        data[at] = label;
      }
    }
  }
  return covered;
}

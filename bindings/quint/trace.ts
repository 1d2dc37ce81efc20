import { ArgumentRangeError, LimitExceeded } from "../core/errors.js";
import { describe, type Image, type TypedArray } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { labelValues } from "../ops/label-values.js";
import type { Ring } from "./outlines.js";

/** One part of an object: the line around it, then those around its holes. */
export type Part = readonly Ring[];

/** An object of a label image as lines along the edges of its pixels. */
export interface TracedObject {
  label: number;
  /** In the order of their first pixels; they touch by corners at most. */
  parts: readonly Part[];
}

/** Corners of all lines together: about what a document of the largest size that is read again can hold. */
const MOST_CORNERS = 2 ** 24;

/**
 * Traces every label along the edges of its pixels: corners are whole numbers, so that areas are exact.
 *
 * A part is what hangs together over sides of pixels, and each of its lines is simple: it meets no point twice. Parts touch
 * each other, and holes their part, by corners only. That makes them valid simple features (OGC) for any label image.
 *
 * @param labels whole numbers >= 0, one slice
 * @returns objects by ascending label; the line around a part has it on the right where y grows downwards
 * @throws LimitExceeded beyond 16,777,216 corners; ArgumentTypeError E_DTYPE; ArgumentRangeError E_NDIM, E_LABEL_NEGATIVE;
 *   OutOfMemory
 */
export function traceLabels(k: Kernels, { data, shape }: Image): TracedObject[] {
  const [height, width] = shape.slice(-2) as [number, number];
  if (shape.length === 3 && shape[0] !== 1) {
    throw new ArgumentRangeError("E_NDIM", `traceLabels: expected one slice, got the shape ${describe(shape)}`);
  }
  const regions = labelValues(k, { data, shape: [height, width] }, { connectivity: 4 });
  const tracer = new Tracer(regions.data, width, height);
  const objects = new Map<number, Part[]>();
  for (const { at, rings } of tracer.parts(regions.count)) {
    const label = data[at] as number;
    const own = objects.get(label);
    if (own) own.push(rings);
    else objects.set(label, [rings]);
  }
  return [...objects].sort(([a], [b]) => a - b).map(([label, parts]) => ({ label, parts }));
}

const EAST = 0;
const STEP_X = [1, 0, -1, 0] as const;
const STEP_Y = [0, 1, 0, -1] as const;
/** From a corner to the pixel ahead on the right, and on the left, for each direction. */
const RIGHT_X = [0, -1, -1, 0] as const;
const RIGHT_Y = [0, 0, -1, -1] as const;
const LEFT_X = [0, 0, -1, -1] as const;
const LEFT_Y = [-1, 0, 0, -1] as const;

/** Follows the edges between regions, with the region on the right. */
class Tracer {
  /** A bit for each pixel: whether its upper edge has been walked along. */
  readonly #walked: Uint8Array;
  #corners = 0;

  constructor(
    private readonly regions: TypedArray,
    private readonly width: number,
    private readonly height: number,
  ) {
    this.#walked = new Uint8Array(Math.ceil((width * height) / 8));
  }

  /** The lines of each region, and the index of its first pixel. */
  parts(count: number): { at: number; rings: Ring[] }[] {
    const { regions, width, height } = this;
    const parts = new Array<{ at: number; rings: Ring[] }>(count);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        const region = regions[at] as number;
        if (region === 0 || (y > 0 && regions[at - width] === region)) continue;
        if (((this.#walked[at >> 3] as number) & (1 << (at & 7))) !== 0) continue;
        const lines = this.#follow(x, y, region);
        const part = parts[region - 1];
        // The first line that is met of a region is the one around it.
        if (part) part.rings.push(...lines);
        else parts[region - 1] = { at, rings: lines };
      }
    }
    return parts;
  }

  /** The region of a pixel; 0 beyond the image. */
  #at(x: number, y: number): number {
    return x < 0 || y < 0 || x >= this.width || y >= this.height ? 0 : (this.regions[y * this.width + x] as number);
  }

  /** Walks around from the upper edge of a pixel. Where the way meets itself at a corner, a line is cut off: a hole. */
  #follow(x0: number, y0: number, region: number): Ring[] {
    const rings: Ring[] = [];
    const line: number[] = [x0, y0];
    const meetings = new Map<number, number>();
    const meet = (x: number, y: number) => meetings.set(y * (this.width + 1) + x, line.length - 2);
    if (this.#at(x0 - 1, y0 - 1) === region) meet(x0, y0);
    let [x, y, way] = [x0, y0, EAST];
    for (;;) {
      if (way === EAST) this.#mark(y * this.width + x);
      x += STEP_X[way] as number;
      y += STEP_Y[way] as number;
      const right = this.#at(x + (RIGHT_X[way] as number), y + (RIGHT_Y[way] as number)) === region;
      const left = this.#at(x + (LEFT_X[way] as number), y + (LEFT_Y[way] as number)) === region;
      if (right && !left) continue;
      way = right ? (way + 3) & 3 : (way + 1) & 3;
      if (x === x0 && y === y0 && way === EAST) break;
      const before = left && !right ? meetings.get(y * (this.width + 1) + x) : undefined;
      if (before !== undefined) {
        rings.push(line.slice(before));
        line.length = before + 2;
        continue;
      }
      line.push(x, y);
      this.#count();
      if (left && !right) meet(x, y);
    }
    return [line, ...rings];
  }

  #mark(at: number): void {
    this.#walked[at >> 3] = (this.#walked[at >> 3] as number) | (1 << (at & 7));
  }

  #count(): void {
    this.#corners++;
    if (this.#corners <= MOST_CORNERS) return;
    throw new LimitExceeded(`the outlines have more than ${MOST_CORNERS} corners`, {
      needed: this.#corners,
      allowed: MOST_CORNERS,
      advice: "remove small objects or smooth the labels first, or take a smaller part of the image",
    });
  }
}

import type { TypedArray } from "../../bindings/index.js";
import type { State } from "../state.js";
import type { Plane } from "./scene.js";
import { SEGMENT_LOOK, tintsOf } from "./shown-segments.js";
import { areasOf, type Outline, outlinesOf } from "./tint.js";

/** Segments as they are drawn over one plane. */
export interface PaintedSegments {
  plane: Plane;
  outlines: readonly Outline[];
}

let serial = 0;

/** Paints the segments of one view; what has not changed is not painted again. */
export class SegmentPainter {
  #causes: unknown[] = [];
  #painted: PaintedSegments | undefined;

  /**
   * Areas and outlines of the visible segments.
   *
   * @param place tells the plane from others of the view
   * @param slice takes the plane from a layer
   */
  paint(
    state: State,
    place: string,
    { width, height }: { width: number; height: number },
    slice: (layer: TypedArray) => TypedArray,
  ): PaintedSegments | undefined {
    const { segments } = state;
    const causes = [place, ...SEGMENT_LOOK.map((name) => state[name])];
    if (causes.every((cause, at) => cause === this.#causes[at])) return this.#painted;
    this.#causes = causes;
    this.#painted = undefined;
    if (!segments) return undefined;
    const tints = tintsOf(state, segments);
    const layers = segments.segmentation.layers.flatMap((layer, at) => {
      const own = tints[at];
      return own && own.size > 0 ? [{ data: slice(layer), tints: own }] : [];
    });
    const plane = { key: `segments:${++serial}`, data: areasOf(layers, width * height), width, height };
    this.#painted = { plane, outlines: outlinesOf(layers, width, height) };
    return this.#painted;
  }
}

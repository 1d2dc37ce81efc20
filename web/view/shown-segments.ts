import { SEGMENTATION_DISPLAY, type Segment, type SegmentationDisplay, shownSegment } from "../../bindings/index.js";
import type { State } from "../state.js";
import type { Colour } from "./colours.js";
import type { Tint } from "./tint.js";

/** State that the look of segments depends on. */
export const SEGMENT_LOOK: readonly (keyof State)[] = [
  ...(["segments", "display", "opacity", "labelsVisible", "selected", "onlySelected"] as const),
];

type Look = Pick<State, "display" | "opacity" | "labelsVisible" | "selected" | "onlySelected">;

const WHITE: Colour = [1, 1, 1];

/** How all segments together are shown. */
function displayOf({ display, opacity, labelsVisible }: Look): SegmentationDisplay {
  return { ...SEGMENTATION_DISPLAY, opacity2DFill: opacity, visible: labelsVisible, segments: display };
}

/** How a segment comes out with everything that decides on it; `number` counts from 1. */
export function lookOf(state: Look, segment: Segment, number: number) {
  const shown = shownSegment(displayOf(state), segment);
  const chosen = !state.onlySelected || state.selected === 0 || state.selected === number;
  return { ...shown, visible: shown.visible && chosen };
}

/** The labels of each layer that are seen in slices. The selected segment has a white outline. */
export function tintsOf(state: Look, { segmentation }: NonNullable<State["segments"]>): Map<number, Tint>[] {
  const layers = segmentation.layers.map(() => new Map<number, Tint>());
  for (const [at, segment] of segmentation.segments.entries()) {
    const { visible, visible2DFill, visible2DOutline, opacity2DFill, opacity2DOutline, color } = lookOf(
      state,
      segment,
      at + 1,
    );
    if (!visible) continue;
    const fill = visible2DFill ? opacity2DFill : 0;
    const outline = visible2DOutline ? opacity2DOutline : 0;
    layers[segment.layer]?.set(segment.labelValue, {
      colour: color,
      edge: state.selected === at + 1 ? WHITE : color,
      fill,
      outline,
    });
  }
  return layers;
}

/** Numbers of the segments that are seen at a voxel, from the lowest layer to the one on top. */
export function segmentsAt(state: State, index: number): number[] {
  const { layers = [], segments = [] } = state.segments?.segmentation ?? {};
  const found = segments.flatMap((segment, at) =>
    layers[segment.layer]?.[index] === segment.labelValue && lookOf(state, segment, at + 1).visible
      ? [{ number: at + 1, layer: segment.layer }]
      : [],
  );
  return found.sort((a, b) => a.layer - b.layer).map(({ number }) => number);
}

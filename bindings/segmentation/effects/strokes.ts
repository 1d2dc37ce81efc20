import { differenceOf } from "../words.js";
import { BRUSH, strokeMask } from "./brush.js";
import { deep, type Effect, type EffectCall } from "./effect.js";
import { obliqueMask } from "./oblique.js";
import { AXES, AXIS, outlineMask, shapePoints, slab, sliceOf } from "./outline.js";

export const paintEffect: Effect = {
  name: "Paint",
  summary: "Add what a round brush covers on its way along points.",
  parameters: BRUSH,
  run: (call) => call.edit(call.segmentation, call.id, strokeMask(call, "Paint"), "add"),
};

export const eraseEffect: Effect = {
  name: "Erase",
  summary: "Take away what a round brush covers on its way along points.",
  parameters: {
    ...BRUSH,
    EraseAllSegments: { type: "boolean", default: false, summary: "from all visible segments" },
  },
  run(call) {
    const mask = strokeMask(call, "Erase");
    const ids = call.options["EraseAllSegments"] ? call.visible : [call.id];
    return ids.reduce((result, id) => call.edit(result, id, mask, "remove"), call.segmentation);
  },
};

export const drawEffect: Effect = {
  name: "Draw",
  summary: "Add what lies inside a closed outline in one slice.",
  parameters: {
    SliceAxis: {
      ...AXIS,
      choices: [...AXES, "oblique"],
      summary: "the axis across the slice that the points lie in; oblique for the plane of the points",
    },
  },
  run(call) {
    if (call.options["SliceAxis"] === "oblique") {
      return call.edit(call.segmentation, call.id, obliqueMask(call, "Draw"), "add");
    }
    const slice = Math.round(sliceOf(call, "Draw"));
    return call.edit(call.segmentation, call.id, outlineMask(call, "Draw", slice, slice), "add");
  },
};

const OPERATIONS = ["EraseInside", "EraseOutside", "FillInside", "FillOutside"] as const;
const SHAPES = ["FreeForm", "Circle", "Rectangle"] as const;
const CUTS = ["Unlimited", "Positive", "Negative", "Symmetric"] as const;

/** The slices that a cut reaches. */
function reachOf(call: EffectCall): [from: number, to: number] {
  const slice = sliceOf(call, "Scissors");
  const spacing = deep(call.spacing, 1)[AXES.indexOf(call.options["SliceAxis"] as "z")] as number;
  const depth = (call.options["SliceCutDepthMm"] as number) / spacing;
  const mode = call.options["SliceCutMode"] as (typeof CUTS)[number];
  if (mode === "Unlimited") return [0, Number.POSITIVE_INFINITY];
  if (mode === "Positive") return [slice, slice + depth];
  if (mode === "Negative") return [slice - depth, slice];
  const half = Math.max(depth / 2, 0.5);
  return [slice - half, slice + half];
}

export const scissorsEffect: Effect = {
  name: "Scissors",
  summary: "Erase or fill what lies inside or outside of an outline, through the slices.",
  parameters: {
    Operation: { type: "choice", choices: OPERATIONS, default: "EraseInside", summary: "what to do" },
    Shape: {
      type: "choice",
      choices: SHAPES,
      default: "FreeForm",
      summary: "an outline of points, or a circle or rectangle between the first and the last point",
    },
    ShapeDrawCentered: {
      type: "boolean",
      default: false,
      summary: "the first point is the middle of the circle or rectangle, not a place of its border",
    },
    SliceCutMode: { type: "choice", choices: CUTS, default: "Unlimited", summary: "to which side of the slice" },
    SliceCutDepthMm: { type: "number", default: 0, min: 0, summary: "how far from the slice" },
    ApplyToAllVisibleSegments: { type: "boolean", default: false, summary: "change all visible segments" },
    SliceAxis: AXIS,
  },
  run(given) {
    const shape = given.options["Shape"] as (typeof SHAPES)[number];
    const isCentered = given.options["ShapeDrawCentered"] as boolean;
    const call = shape === "FreeForm" ? given : { ...given, points: shapePoints(given, "Scissors", shape, isCentered) };
    const [from, to] = reachOf(call);
    const inside = outlineMask(call, "Scissors", from, to);
    const operation = call.options["Operation"] as (typeof OPERATIONS)[number];
    const mask = operation.endsWith("Outside") ? differenceOf(slab(call, from, to), inside) : inside;
    const mode = operation.startsWith("Fill") ? "add" : "remove";
    const ids = call.options["ApplyToAllVisibleSegments"] ? call.visible : [call.id];
    return ids.reduce((result, id) => call.edit(result, id, mask, mode), call.segmentation);
  },
};

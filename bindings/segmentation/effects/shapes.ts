import type { Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import type { Segmentation } from "../../core/segmentation.js";
import { hollow } from "../../ops/hollow.js";
import { margin } from "../../ops/margin.js";
import { segmentMask } from "../edit.js";
import type { Effect, EffectCall } from "./effect.js";

export const APPLY_TO_ALL = {
  type: "boolean",
  default: false,
  summary: "change all visible segments",
} as const;

/** Replaces the edited segment, or all visible ones, by what is made of each. */
export function reshape(call: EffectCall, make: (k: Kernels, mask: Mask) => Mask): Segmentation {
  const ids = call.options["ApplyToAllVisibleSegments"] ? call.visible : [call.id];
  return ids.reduce(
    (result, id) => call.edit(result, id, make(call.k, segmentMask(call.k, result, id)), "set"),
    call.segmentation,
  );
}

export const marginEffect: Effect = {
  name: "Margin",
  summary: "Grow or shrink a segment by a length.",
  parameters: {
    MarginSizeMm: {
      type: "vector",
      default: 3,
      summary: "how far to grow, in the unit of the spacing, one number or one per axis (z, y, x); negative to shrink",
    },
    ApplyToAllVisibleSegments: APPLY_TO_ALL,
  },
  run: (call) =>
    reshape(call, (k, mask) =>
      margin(k, mask, { size: call.options["MarginSizeMm"] as readonly number[], spacing: call.spacing }),
    ),
};

const SURFACES = { INSIDE_SURFACE: "inside", MEDIAL_SURFACE: "medial", OUTSIDE_SURFACE: "outside" } as const;

export const hollowEffect: Effect = {
  name: "Hollow",
  summary: "Make a shell of a segment.",
  parameters: {
    ShellMode: {
      type: "choice",
      choices: Object.keys(SURFACES),
      default: "INSIDE_SURFACE",
      summary: "what the present surface becomes of the shell",
    },
    ShellThicknessMm: { type: "number", default: 3, min: 0, exclusive: true, summary: "thickness of the shell" },
    ApplyToAllVisibleSegments: APPLY_TO_ALL,
  },
  run(call) {
    const surface = SURFACES[call.options["ShellMode"] as keyof typeof SURFACES];
    const thickness = call.options["ShellThicknessMm"] as number;
    return reshape(call, (k, mask) => hollow(k, mask, { surface, thickness, spacing: call.spacing }));
  },
};

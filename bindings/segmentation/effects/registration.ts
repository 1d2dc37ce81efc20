import { ArgumentRangeError } from "../../core/errors.js";
import type { Mask } from "../../core/image.js";
import { registerMasks } from "../../ops/register-masks.js";
import { resampleTo } from "../../ops/resample-to.js";
import { segmentMask } from "../edit.js";
import type { Effect } from "./effect.js";

const WHO = "Segment registration";

export const segmentRegistrationEffect: Effect = {
  name: WHO,
  summary: "Move a segment rigidly onto the modifier segment.",
  parameters: {
    Iterations: { type: "integer", default: 100, min: 1, max: 10_000, summary: "most steps of the search" },
  },
  run(call) {
    const { k, segmentation, id, modifier, spacing } = call;
    if (modifier === undefined) throw new ArgumentRangeError("E_SEGMENT", `${WHO}: expected a modifier segment`);
    const [moving, fixed] = [id, modifier].map((one) => segmentMask(k, segmentation, one)) as [Mask, Mask];
    const iterations = call.options["Iterations"] as number;
    const { matrix, offset } = registerMasks(k, moving, fixed, { spacing, iterations });
    const { bits, pitch, shape } = moving;
    const axes = shape.length === 3 ? [0, 1, 2] : [1, 2];
    // Rows of a direction are where the axes point: the columns of the motion.
    const direction = axes.flatMap((axis) => axes.map((row) => matrix[3 * row + axis] as number));
    const origin = axes.map((axis) => offset[axis] as number);
    const moved = resampleTo(k, { bits, pitch, shape, spacing, direction, origin } as Mask, { shape, spacing });
    return call.edit(segmentation, id, moved, "set");
  },
};

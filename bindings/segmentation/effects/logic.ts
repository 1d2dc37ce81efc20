import { ArgumentRangeError } from "../../core/errors.js";
import type { Mask } from "../../core/image.js";
import { editSegment, segmentMask } from "../edit.js";
import { clearSegment } from "../layers.js";
import { fullMaskOf, intersectionOf, inverseOf } from "../words.js";
import type { Effect, EffectCall } from "./effect.js";

const OPERATIONS = ["COPY", "UNION", "SUBTRACT", "INTERSECT", "INVERT", "CLEAR", "FILL"] as const;
type Operation = (typeof OPERATIONS)[number];

/** The segment's ID is free text, so it is looked up by hand. */
function modifier(call: EffectCall): Mask {
  const id = call.modifier;
  if (id === undefined) throw new ArgumentRangeError("E_SEGMENT", "Logical operators: expected a modifier segment");
  return segmentMask(call.k, call.segmentation, id);
}

export const logicalEffect: Effect = {
  name: "Logical operators",
  summary: "Combine a segment with another one, invert, clear or fill it.",
  parameters: {
    Operation: { type: "choice", choices: OPERATIONS, default: "COPY", summary: "what to do" },
    BypassMasking: {
      type: "boolean",
      default: false,
      summary: "change voxels wherever they are, and no other segment",
    },
  },
  run(call) {
    const { k, segmentation, id, options } = call;
    const operation = options["Operation"] as Operation;
    if (operation === "CLEAR" && (options["BypassMasking"] || !call.editable)) return clearSegment(k, segmentation, id);
    const own = segmentMask(k, segmentation, id);
    const [mask, mode] = modification(call, operation, own);
    if (options["BypassMasking"]) return editSegment(k, segmentation, id, mask, { mode, overwrite: "none" });
    return call.edit(segmentation, id, mask, mode);
  },
};

function modification(call: EffectCall, operation: Operation, own: Mask): [Mask, "set" | "add" | "remove"] {
  switch (operation) {
    case "COPY":
      return [modifier(call), "set"];
    case "UNION":
      return [modifier(call), "add"];
    case "SUBTRACT":
      return [modifier(call), "remove"];
    case "INTERSECT":
      return [intersectionOf(own, modifier(call)), "set"];
    case "INVERT":
      return [inverseOf(own), "set"];
    case "FILL":
      return [fullMaskOf(own), "set"];
    default:
      return [own, "remove"];
  }
}

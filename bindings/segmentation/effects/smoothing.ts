import { geometryOf, type Mask } from "../../core/image.js";
import type { Segmentation } from "../../core/segmentation.js";
import { jointSurfaces } from "../../ops/joint-surfaces.js";
import { surfaceToMask } from "../../ops/scan-mesh.js";
import { type SmoothMaskOptions, smoothMask } from "../../ops/smooth-mask.js";
import { differenceOf, emptyMaskOf, intersectionOf, unionOf } from "../words.js";
import { BRUSH, strokeMask } from "./brush.js";
import type { Effect, EffectCall } from "./effect.js";
import { mergedVisible } from "./growing.js";
import { APPLY_TO_ALL, reshape } from "./shapes.js";

const WHO = "Smoothing";
const METHODS = {
  MEDIAN: "median",
  MORPHOLOGICAL_OPENING: "opening",
  MORPHOLOGICAL_CLOSING: "closing",
  GAUSSIAN: "gaussian",
} as const;
const JOINT = "JOINT_TAUBIN";

export const smoothingEffect: Effect = {
  name: WHO,
  summary: "Smooth the surface of a segment, or only what a brush covers on its way along points.",
  parameters: {
    SmoothingMethod: {
      type: "choice",
      choices: [...Object.keys(METHODS), JOINT],
      default: "MEDIAN",
      summary: "how to smooth; JOINT_TAUBIN all visible segments together, without gaps",
    },
    KernelSizeMm: { type: "number", default: 3, min: 0, summary: "width of the neighbourhood" },
    GaussianStandardDeviationMm: { type: "number", default: 3, min: 0, summary: "standard deviation of the Gaussian" },
    GaussianArithmetic: {
      type: "choice",
      choices: ["exact", "bytes"],
      default: "exact",
      summary: "exact, or in bytes cut after each axis as Slicer does",
    },
    JointTaubinSmoothingFactor: {
      type: "number",
      default: 0.5,
      min: 0,
      max: 1,
      summary: "strength of joint smoothing",
    },
    ApplyToAllVisibleSegments: APPLY_TO_ALL,
    ...BRUSH,
  },
  run(call) {
    const { options, points } = call;
    if (options["SmoothingMethod"] === JOINT) return smoothJointly(call);
    const how: SmoothMaskOptions = {
      method: METHODS[options["SmoothingMethod"] as keyof typeof METHODS],
      size: options["KernelSizeMm"] as number,
      sigma: options["GaussianStandardDeviationMm"] as number,
      arithmetic: options["GaussianArithmetic"] as "exact",
      spacing: call.spacing,
    };
    const brush = points.length > 0 ? strokeMask(call, WHO) : undefined;
    return reshape(call, (k, mask) => {
      const smooth = smoothMask(k, mask, how);
      return brush ? painted(mask, smooth, brush) : smooth;
    });
  },
};

/** A mask that another one replaces where a brush was. */
function painted(before: Mask, after: Mask, brush: Mask): Mask {
  return unionOf(differenceOf(before, brush), intersectionOf(after, brush));
}

/** Smooths the surfaces between all visible segments at once. */
function smoothJointly(call: EffectCall): Segmentation {
  const { k, visible, segmentation, options } = call;
  const grid = { shape: segmentation.shape, ...geometryOf(segmentation) };
  const smoothing = options["JointTaubinSmoothingFactor"] as number;
  const meshes = jointSurfaces(k, mergedVisible(call, WHO), { smoothing, normals: false });
  return visible.reduce((result, id, at) => {
    const mesh = meshes.find(({ label }) => label === at + 1);
    return call.edit(result, id, mesh ? surfaceToMask(k, mesh, grid) : emptyMaskOf(grid), "set");
  }, segmentation);
}

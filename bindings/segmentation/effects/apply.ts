import { ArgumentRangeError } from "../../core/errors.js";
import { describe, type Image, type Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { nearestName, resolveOptions } from "../../core/options.js";
import type { Segmentation } from "../../core/segmentation.js";
import { rangeMask } from "../../ops/range-mask.js";
import { checkLabels } from "../count.js";
import { editSegment, segmentMask } from "../edit.js";
import { findSegment } from "../model.js";
import { emptyMaskOf, intersectionOf, inverseOf, unionOf } from "../words.js";
import { type Effect, type Point, sourceOf } from "./effect.js";
import { floodFillingEffect } from "./flooding.js";
import { fillEffect, growEffect } from "./growing.js";
import { islandsEffect } from "./islands.js";
import { logicalEffect } from "./logic.js";
import { densityLungEffect } from "./lungs.js";
import { localThresholdEffect, watershedEffect } from "./markers.js";
import { segmentRegistrationEffect } from "./registration.js";
import { hollowEffect, marginEffect } from "./shapes.js";
import { smoothingEffect } from "./smoothing.js";
import { drawEffect, eraseEffect, paintEffect, scissorsEffect } from "./strokes.js";
import { thresholdEffect } from "./threshold.js";
import { levelTracingEffect } from "./tracing.js";
import { drawTubeEffect } from "./tube.js";
import { wrapSolidifyEffect } from "./wrap.js";

/** Every effect, in Slicer's order; after its own those of its extensions. */
export const EFFECTS: readonly Effect[] = [
  thresholdEffect,
  paintEffect,
  drawEffect,
  eraseEffect,
  levelTracingEffect,
  growEffect,
  fillEffect,
  marginEffect,
  hollowEffect,
  smoothingEffect,
  scissorsEffect,
  islandsEffect,
  logicalEffect,
  drawTubeEffect,
  floodFillingEffect,
  localThresholdEffect,
  watershedEffect,
  wrapSolidifyEffect,
  segmentRegistrationEffect,
  densityLungEffect,
];

/** Where effects may change voxels. */
export const MASK_MODES = [
  "EditAllowedEverywhere",
  "EditAllowedInsideAllSegments",
  "EditAllowedInsideVisibleSegments",
  "EditAllowedOutsideAllSegments",
  "EditAllowedOutsideVisibleSegments",
  "EditAllowedInsideSingleSegment",
] as const;

/** Which other segments lose the voxels that a segment gains. */
export const OVERWRITE_MODES = ["OverwriteAllSegments", "OverwriteVisibleSegments", "OverwriteNone"] as const;

/** How an effect is applied; the names in capitals are Slicer's. */
export interface EffectOptions {
  /** The effect's own parameters by Slicer's names. */
  parameters?: Readonly<Record<string, unknown>>;
  /** Values for effects that read them, on the grid of the segmentation. */
  source?: Image;
  /** Places in voxels, (z, y, x): a stroke, an outline, or the voxel that was pointed at. */
  points?: readonly Point[];
  /** The other segment: of logical operators, or the one to register onto. */
  ModifierSegmentID?: string;
  /** IDs of the segments that are shown. Default: all. */
  visible?: readonly string[];
  MaskMode?: (typeof MASK_MODES)[number];
  /** The segment of the mask mode EditAllowedInsideSingleSegment. */
  MaskSegmentID?: string;
  /** Only voxels with values of the source in this range, both ends included, may change. */
  SourceVolumeIntensityMaskRange?: readonly [number, number];
  OverwriteMode?: (typeof OVERWRITE_MODES)[number];
}

const KNOWN = [
  "parameters",
  "source",
  "points",
  "ModifierSegmentID",
  "visible",
  "MaskMode",
  "MaskSegmentID",
  "SourceVolumeIntensityMaskRange",
  "OverwriteMode",
];

/**
 * Applies one of 3D Slicer's segment editor effects, under Slicer's names of effects and parameters. The result does not
 * depend on how segments are spread over layers, and voxels outside the editable area stay as they are.
 *
 * @param k kernels from `loadKernels`
 * @param segmentation not changed
 * @param name of the effect, for example "Margin"; see `EFFECTS`
 * @param id the segment to edit
 * @returns another segmentation, which shares the layers that stay the same: hand it to `SegmentationHistory` for undo
 * @throws ArgumentRangeError E_OPTION for unknown names, E_SEGMENT; MismatchedShape for a source of another grid;
 *   ArgumentTypeError E_DTYPE for fractions; what the operation behind the effect throws; OutOfMemory
 * @example
 * applyEffect(k, segmentation, "Margin", "Segment_1", { parameters: { MarginSizeMm: 3 } });
 */
export function applyEffect(
  k: Kernels,
  segmentation: Segmentation,
  name: string,
  id: string,
  options: EffectOptions = {},
): Segmentation {
  checkLabels("applyEffect", segmentation);
  const effect = effectOf(name);
  checkNames(options);
  findSegment(segmentation, id);
  const { shape, spacing = shape.map(() => 1), segments } = segmentation;
  const visible = options.visible ?? segments.map((segment) => segment.id);
  for (const one of visible) findSegment(segmentation, one);
  const overwrite = overwriteOf(options, visible);
  const editable = editableArea(k, segmentation, id, options, visible);
  return effect.run({
    k,
    segmentation,
    id,
    options: resolveOptions(effect.name, effect.parameters, options.parameters ?? {}, shape.length),
    spacing,
    visible,
    modifier: options.ModifierSegmentID,
    source: options.source,
    points: options.points ?? [],
    editable,
    edit: (before, segment, mask, mode) => {
      return editSegment(k, before, segment, mask, { mode, overwrite, ...(editable && { editable }) });
    },
  });
}

/** The effect of a name. Throws E_OPTION where there is none. */
export function effectOf(name: string): Effect {
  const found = EFFECTS.find((effect) => effect.name === name);
  if (found) return found;
  const names = EFFECTS.map((effect) => effect.name);
  const nearest = nearestName(name, names);
  const hint = nearest ? `did you mean ${nearest}?` : `known effects: ${names.join(", ")}`;
  throw new ArgumentRangeError("E_OPTION", `applyEffect: unknown effect ${describe(name)}, ${hint}`);
}

function checkNames(options: EffectOptions): void {
  const odd = Object.keys(options).find((key) => !KNOWN.includes(key));
  if (odd !== undefined) throw new ArgumentRangeError("E_OPTION", `applyEffect: unknown option ${describe(odd)}`);
}

function overwriteOf({ OverwriteMode = "OverwriteAllSegments" }: EffectOptions, visible: readonly string[]) {
  switch (OverwriteMode) {
    case "OverwriteAllSegments":
      return "all";
    case "OverwriteVisibleSegments":
      return visible;
    case "OverwriteNone":
      return "none";
    default:
      throw wrongMode("OverwriteMode", OVERWRITE_MODES, OverwriteMode);
  }
}

function wrongMode(name: string, modes: readonly string[], got: unknown): ArgumentRangeError {
  return new ArgumentRangeError("E_OPTION", `applyEffect: expected ${name} ${modes.join(", ")}, got ${describe(got)}`);
}

/** The voxels that may change; undefined for all. */
function editableArea(
  k: Kernels,
  segmentation: Segmentation,
  id: string,
  options: EffectOptions,
  visible: readonly string[],
): Mask | undefined {
  const { MaskMode = "EditAllowedEverywhere", MaskSegmentID, SourceVolumeIntensityMaskRange: range, source } = options;
  if (!MASK_MODES.includes(MaskMode)) throw wrongMode("MaskMode", MASK_MODES, MaskMode);
  let area: Mask | undefined;
  if (MaskMode !== "EditAllowedEverywhere") {
    const all = segmentation.segments.map((segment) => segment.id);
    const single = MaskMode === "EditAllowedInsideSingleSegment";
    const named = single ? [MaskSegmentID ?? ""] : MaskMode.includes("Visible") ? visible : all;
    const outside = MaskMode.includes("Outside");
    const masks = named.filter((one) => !outside || one !== id).map((one) => segmentMask(k, segmentation, one));
    area = masks.reduce((sum, mask) => unionOf(sum, mask), emptyMaskOf(segmentation));
    if (outside) area = inverseOf(area);
  }
  if (!range) return area;
  const image = sourceOf({ source, segmentation }, "applyEffect");
  const values = rangeMask(k, image, range[0], range[1]);
  return area ? intersectionOf(area, values) : values;
}

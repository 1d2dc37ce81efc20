import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { describe, geometryOf, type Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Layer, Segment, Segmentation } from "../core/segmentation.js";
import { maskOfLabel } from "../ops/layers.js";
import { checkLabels } from "./count.js";
import { separateSegment } from "./layers.js";
import { findSegment, onGrid, withSegment, withStatus } from "./model.js";
import { type Change, changeVoxels, meetsLabels } from "./voxels.js";
import { differenceOf, intersectionOf } from "./words.js";

/** Options of `editSegment`. */
export interface EditOptions {
  /** What the mask does to the segment: replaces it, is added to it or taken from it. Default: "set". */
  mode?: "set" | "add" | "remove";
  /** Which other segments give way to added voxels: all, none, or those of the IDs. Default: "all". */
  overwrite?: "all" | "none" | readonly string[];
  /** Voxels that may change; all others stay as they are. Default: all may. */
  editable?: Mask;
}

/**
 * The voxels of a segment as a mask.
 *
 * @throws ArgumentRangeError E_SEGMENT; ArgumentTypeError E_DTYPE for fractions; OutOfMemory
 * @example
 * const liver = segmentMask(k, segmentation, "Segment_1");
 */
export function segmentMask(k: Kernels, segmentation: Segmentation, id: string): Mask {
  checkLabels("segmentMask", segmentation);
  const { layer, labelValue } = findSegment(segmentation, id);
  const data = segmentation.layers[layer] as Layer;
  return maskOfLabel(k, "segmentMask", { data, shape: segmentation.shape, ...geometryOf(segmentation) }, labelValue);
}

/**
 * Edits a segment by a mask: the one way in which voxels of segments change. Other segments lose the voxels the segment
 * gains, unless `overwrite` spares them; where a spared segment shares the layer and would lose voxels, the edited one
 * moves into a layer of its own. The status goes from `notstarted` to `inprogress`.
 *
 * @param k kernels from `loadKernels`
 * @param mask voxels of the grid of the segmentation
 * @param options `mode`, `overwrite`, `editable`
 * @throws ArgumentRangeError E_SEGMENT, E_OPTION; MismatchedShape; ArgumentTypeError E_DTYPE for fractions; OutOfMemory
 * @example
 * editSegment(k, segmentation, "Segment_1", brush, { mode: "add", overwrite: "none" });
 */
export function editSegment(
  k: Kernels,
  segmentation: Segmentation,
  id: string,
  mask: Mask,
  options: EditOptions = {},
): Segmentation {
  checkLabels("editSegment", segmentation);
  const { mode = "set", overwrite = "all", editable } = checkedOptions(segmentation, options);
  for (const given of editable ? [mask, editable] : [mask]) {
    if (!onGrid(segmentation, given)) throw new MismatchedShape("editSegment", segmentation.shape, given.shape);
  }
  const before = findSegment(segmentation, id);
  const allowed = editable ? intersectionOf(mask, editable) : mask;
  const change: Change = {
    set: { gains: allowed, losses: editable ? differenceOf(editable, mask) : mask, beyond: !editable },
    add: { gains: allowed },
    remove: { losses: allowed },
  }[mode];
  const [given, spared] = parted(segmentation, id, overwrite);
  let result = segmentation;
  if (change.gains && wouldLose(segmentation.layers, before, spared, change.gains))
    result = separateSegment(k, result, id);
  const moved = given.map((other) => findSegment(result, other.id));
  const own = findSegment(result, id);
  const { layers, losers } = changeVoxels(result, own, moved, change);
  const edited: Segmentation = { ...result, layers };
  return [own, ...losers].reduce((all, one) => withSegment(all, withStatus(one, "edited")), edited);
}

/** True where a segment that is spared shares the layer and has voxels that the edited one gains. */
function wouldLose(layers: readonly Layer[], own: Segment, spared: readonly Segment[], gains: Mask): boolean {
  const labels = spared.filter(({ layer, labelValue }) => layer === own.layer && labelValue !== own.labelValue);
  if (labels.length === 0) return false;
  return meetsLabels(layers[own.layer] as Layer, gains, new Set(labels.map(({ labelValue }) => labelValue)));
}

function checkedOptions(segmentation: Segmentation, options: EditOptions): EditOptions {
  const { mode = "set", overwrite = "all", editable: _, ...unknown } = options;
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) throw new ArgumentRangeError("E_OPTION", `editSegment: unknown option ${describe(odd)}`);
  if (!["set", "add", "remove"].includes(mode)) {
    throw new ArgumentRangeError("E_OPTION", `editSegment: expected mode set, add or remove, got ${describe(mode)}`);
  }
  if (Array.isArray(overwrite)) for (const id of overwrite) findSegment(segmentation, id);
  else if (overwrite !== "all" && overwrite !== "none") {
    throw new ArgumentRangeError(
      "E_OPTION",
      `editSegment: expected overwrite all, none or a list of IDs, got ${describe(overwrite)}`,
    );
  }
  return options;
}

/** The other segments: those that give way, and those that are spared. */
function parted(
  { segments }: Segmentation,
  id: string,
  overwrite: NonNullable<EditOptions["overwrite"]>,
): [Segment[], Segment[]] {
  const others = segments.filter((segment) => segment.id !== id);
  const gives = (segment: Segment) => overwrite === "all" || (overwrite !== "none" && overwrite.includes(segment.id));
  return [others.filter(gives), others.filter((segment) => !gives(segment))];
}

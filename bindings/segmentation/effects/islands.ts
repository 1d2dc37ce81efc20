import type { Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { label } from "../../ops/label.js";
import { maskOfLabel } from "../../ops/layers.js";
import { regionStats } from "../../ops/region-stats.js";
import { segmentMask } from "../edit.js";
import { addSegment, findSegment } from "../model.js";
import { emptyMaskOf, inverseOf, unionOf } from "../words.js";
import { type Effect, type EffectCall, facesOf, type Point, pointsOf } from "./effect.js";

const WHO = "Islands";
const OPERATIONS = [
  "KEEP_LARGEST_ISLAND",
  "REMOVE_SMALL_ISLANDS",
  "SPLIT_ISLANDS_TO_SEGMENTS",
  "KEEP_SELECTED_ISLAND",
  "REMOVE_SELECTED_ISLAND",
  "ADD_SELECTED_ISLAND",
] as const;

/** The islands of a mask, largest first: equally large ones in the order of their first voxels. */
export function islandsOf(k: Kernels, mask: Mask): { mask: () => Mask; count: number }[] {
  const labels = label(k, mask, { connectivity: facesOf(mask) });
  const { rows, columns } = regionStats(k, labels, undefined, { measures: ["count"] });
  const [numbers, counts] = columns.map(({ values }) => values) as [Float64Array, Float64Array];
  return Array.from({ length: rows }, (_, row) => ({
    mask: () => maskOfLabel(k, WHO, labels, numbers[row] as number),
    count: counts[row] as number,
  })).sort((a, b) => b.count - a.count);
}

/** The island that holds the voxel at a place; undefined where the mask has none there. */
export function islandAt(k: Kernels, mask: Mask, point: Point): Mask | undefined {
  const place = point.map(Math.round);
  if (place.some((at, axis) => at < 0 || at >= (mask.shape[axis] as number))) return undefined;
  const w = mask.shape.at(-1) as number;
  const labels = label(k, mask, { connectivity: facesOf(mask) });
  const row = place.slice(0, -1).reduce((sum, at, axis) => sum * (mask.shape[axis] as number) + at, 0);
  const found = labels.data[row * w + (place.at(-1) as number)];
  return found ? maskOfLabel(k, WHO, labels, found) : undefined;
}

export const islandsEffect: Effect = {
  name: WHO,
  summary: "Keep, remove or split the connected parts of a segment.",
  parameters: {
    Operation: { type: "choice", choices: OPERATIONS, default: "KEEP_LARGEST_ISLAND", summary: "what to do" },
    MinimumSize: { type: "integer", default: 1000, min: 0, unit: "voxels", summary: "smaller islands go" },
    compat: {
      type: "choice",
      choices: ["own", "slicer"],
      default: "own",
      summary: "whether a largest island below the minimum is kept, or goes as in 3D Slicer",
    },
  },
  run(call) {
    const { k, segmentation, id } = call;
    const mask = segmentMask(k, segmentation, id);
    const operation = call.options["Operation"] as (typeof OPERATIONS)[number];
    if (operation.includes("SELECTED")) return selected(call, mask, operation);
    const islands = islandsOf(k, mask);
    const large = islands.filter(({ count }) => count >= (call.options["MinimumSize"] as number));
    // Whoever wants the largest island wants one.
    const isKept = operation === "KEEP_LARGEST_ISLAND" && call.options["compat"] === "own";
    const kept = operation === "REMOVE_SMALL_ISLANDS" ? large : (isKept ? islands : large).slice(0, 1);
    const all = kept.reduce((sum, island) => unionOf(sum, island.mask()), emptyMaskOf(mask));
    const result = call.edit(segmentation, id, all, "set");
    return operation === "SPLIT_ISLANDS_TO_SEGMENTS" ? split(call, result, large.slice(1)) : result;
  },
  remark({ Operation, MinimumSize, compat }, voxels) {
    if (Operation !== "KEEP_LARGEST_ISLAND" || voxels >= (MinimumSize as number)) return undefined;
    const what = `fewer voxels than MinimumSize, ${MinimumSize}`;
    if (voxels > 0) return `the largest island has ${what}, and was kept; compat=slicer empties the segment`;
    return compat === "slicer" ? `no island is left: the largest had ${what}` : undefined;
  },
};

/** Gives each island a segment of its own, named after the one it came from. */
function split(call: EffectCall, segmentation: EffectCall["segmentation"], islands: { mask: () => Mask }[]) {
  const { name } = findSegment(segmentation, call.id);
  return islands.reduce((result, island, at) => {
    const more = addSegment(result, { name: `${name}_${at + 2}` });
    return call.edit(more, (more.segments.at(-1) as { id: string }).id, island.mask(), "set");
  }, segmentation);
}

/** Works on the island at the first point. */
function selected(call: EffectCall, mask: Mask, operation: (typeof OPERATIONS)[number]) {
  const { k, segmentation, id } = call;
  const adds = operation === "ADD_SELECTED_ISLAND";
  const [point] = pointsOf(call, WHO, 1);
  const island = islandAt(k, adds ? inverseOf(mask) : mask, point as Point);
  if (!island) return segmentation;
  const mode = adds ? "add" : operation === "KEEP_SELECTED_ISLAND" ? "set" : "remove";
  return call.edit(segmentation, id, island, mode);
}

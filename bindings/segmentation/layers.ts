import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Layer, Segment, Segmentation } from "../core/segmentation.js";
import { type LabelData, type PaintedLayer, paintLayers } from "../ops/layers.js";
import { type Member, packLayers } from "../ops/pack-layers.js";
import { colorGraph } from "./coloring.js";
import { checkLabels, segmentExtents } from "./count.js";
import { findSegment, freeId, withoutIdleLayers, withSegment, withStatus } from "./model.js";

/** Options of `collapseLayers`. */
export interface CollapseOptions {
  /**
   * "fewest": as few layers as can be, for certain up to 20 overlapping segments; "greedy": each segment in the first
   * layer where it fits, as 3D Slicer does. Default: "fewest".
   */
  method?: "fewest" | "greedy";
}

/**
 * Puts segments that do not overlap into shared layers. No voxel of any segment changes. A segment keeps its label where
 * no other one of its new layer has it.
 *
 * @param _k kernels from `loadKernels`, which it does without
 * @param options `method`
 * @throws ArgumentTypeError E_DTYPE for fractions; ArgumentRangeError E_OPTION, E_SEGMENT; OutOfMemory
 * @example
 * collapseLayers(k, segmentation).layers.length;
 */
export function collapseLayers(_k: Kernels, segmentation: Segmentation, options: CollapseOptions = {}): Segmentation {
  checkLabels("collapseLayers", segmentation);
  const { method = "fewest", ...unknown } = options;
  if (!["fewest", "greedy"].includes(method) || Object.keys(unknown).length > 0) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `collapseLayers: expected method "fewest" or "greedy", got ${describe(Object.keys(unknown)[0] ?? method)}`,
    );
  }
  const { shape, segments } = segmentation;
  if (segments.length === 0) return { ...segmentation, layers: [] };
  let places: Member[] = [];
  const layers = packLayers(shape, segmentation.layers, segments, (first, conflicts) => {
    places = withLabels(segments, method === "greedy" ? first : better(first, colorGraph(segments.length, conflicts)));
    return places;
  });
  return {
    ...segmentation,
    segments: segments.map((segment, at) => ({ ...segment, ...(places[at] as Member) })),
    layers,
  };
}

/** The second way where it takes fewer layers. */
function better(first: readonly number[], second: readonly number[]): readonly number[] {
  const layers = Math.max(...first) + 1;
  return layers > 2 && Math.max(...second) + 1 < layers ? second : first;
}

/** Labels for the segments of new layers: their own where it is free, otherwise one above all others. */
function withLabels(segments: readonly Segment[], layerOf: readonly number[]): Member[] {
  const taken = new Map<number, Set<number>>();
  return segments.map(({ labelValue }, at) => {
    const layer = layerOf[at] as number;
    const labels = taken.get(layer) ?? new Set();
    taken.set(layer, labels);
    const label = labels.has(labelValue) ? 1 + Math.max(...labels) : labelValue;
    labels.add(label);
    return { layer, labelValue: label };
  });
}

/** A single label image of a segmentation, and what did not fit into it. */
export interface Merged {
  /** Labels; 0 is background. */
  data: LabelData;
  /** The label of each segment, in their order. */
  labels: readonly number[];
  /** Voxels that each segment lost to later ones, in their order. */
  lost: readonly number[];
}

/**
 * All segments in one label image; where they overlap, later ones lie above earlier ones.
 *
 * @param k kernels from `loadKernels`
 * @param ids the segments, in the order in which they are painted. Default: all
 * @returns the labels, each segment's own where all of them are different, otherwise 1, 2 … in their order; and the voxels
 *   each segment lost
 * @throws ArgumentTypeError E_DTYPE for fractions; ArgumentRangeError E_SEGMENT; OutOfMemory
 * @example
 * const { data, lost } = mergedLabels(k, segmentation);
 * lost.some((voxels) => voxels > 0); // true: segments overlap
 */
export function mergedLabels(k: Kernels, segmentation: Segmentation, ids?: readonly string[]): Merged {
  checkLabels("mergedLabels", segmentation);
  const segments = ids?.map((id) => findSegment(segmentation, id)) ?? segmentation.segments;
  const own = segments.map(({ labelValue }) => labelValue);
  const labels = new Set(own).size === own.length ? own : own.map((_, at) => at + 1);
  const passes = passesOf(segmentation, segments, labels);
  const most = Math.max(1, ...labels);
  const { shape } = segmentation;
  const data = paintLayers(k, "mergedLabels", shape, passes, most);
  // Labels of one layer share no voxel.
  if (passes.length <= 1) return { data, labels, lost: segments.map(() => 0) };
  const before = segmentExtents(k, { ...segmentation, segments });
  const merged = segments.map((segment, at) => ({ ...segment, layer: 0, labelValue: labels[at] as number }));
  const after = segmentExtents(k, { shape, segments: merged, layers: [data] });
  const lost = before.map(({ count }, at) => count - (after[at]?.count as number));
  return { data, labels, lost };
}

/** Neighbours in the list that share a layer are painted together. */
function passesOf({ layers }: Segmentation, segments: readonly Segment[], labels: readonly number[]): PaintedLayer[] {
  const passes: (PaintedLayer & { from: number; labels: Map<number, number> })[] = [];
  for (const [at, { layer: from, labelValue }] of segments.entries()) {
    let pass = passes.at(-1);
    if (pass?.from !== from || pass.labels.has(labelValue)) {
      pass = { from, layer: layers[from] as Layer, labels: new Map() };
      passes.push(pass);
    }
    pass.labels.set(labelValue, labels[at] as number);
  }
  return passes;
}

/**
 * Puts segments into one layer of their own; where they overlap, later ones take the voxels of earlier ones.
 *
 * @param ids which segments, in the order in which they are painted. Default: all of them, which leaves one layer
 * @throws as `mergedLabels`
 */
export function mergeSegments(k: Kernels, segmentation: Segmentation, ids?: readonly string[]): Segmentation {
  const chosen = ids ?? segmentation.segments.map(({ id }) => id);
  if (chosen.length === 0) return segmentation;
  const { data, labels } = mergedLabels(k, segmentation, chosen);
  const layer = segmentation.layers.length;
  const merged = new Map(chosen.map((id, at) => [id, { layer, labelValue: labels[at] as number }]));
  const segments = segmentation.segments.map((segment) => ({ ...segment, ...merged.get(segment.id) }));
  const kept = chosen.reduce((all, id) => cleared(k, all, findSegment(segmentation, id)), segmentation);
  return withoutIdleLayers({ ...segmentation, segments, layers: [...kept.layers, data] });
}

/** The segmentation with a segment's voxels erased from its layer. */
function cleared(k: Kernels, segmentation: Segmentation, { layer, labelValue }: Segment): Segmentation {
  const { shape, layers } = segmentation;
  const data = layers[layer] as Layer;
  const painting = { layer: data, labels: new Map([[labelValue, 0]]), others: "stay" as const };
  const painted = paintLayers(k, "clearSegment", shape, [painting], 256 ** data.BYTES_PER_ELEMENT - 1);
  return { ...segmentation, layers: layers.map((other, at) => (at === layer ? painted : other)) };
}

/**
 * Erases all voxels of a segment; its status becomes `notstarted`.
 *
 * @throws ArgumentRangeError E_SEGMENT; ArgumentTypeError E_DTYPE for fractions; OutOfMemory
 */
export function clearSegment(k: Kernels, segmentation: Segmentation, id: string): Segmentation {
  checkLabels("clearSegment", segmentation);
  const segment = findSegment(segmentation, id);
  return withSegment(cleared(k, segmentation, segment), withStatus(segment, "cleared"));
}

/**
 * Moves a segment into a new layer of its own, under the label 1. No segment changes.
 *
 * @throws as `clearSegment`
 */
export function separateSegment(k: Kernels, segmentation: Segmentation, id: string): Segmentation {
  checkLabels("separateSegment", segmentation);
  const segment = findSegment(segmentation, id);
  const { layers } = cleared(k, segmentation, segment);
  const moved = { ...segment, layer: layers.length, labelValue: 1 };
  return withoutIdleLayers(
    withSegment({ ...segmentation, layers: [...layers, copyOf(k, segmentation, segment)] }, moved),
  );
}

/** The voxels of a segment alone, under the label 1. */
function copyOf(k: Kernels, { shape, layers }: Segmentation, { layer, labelValue }: Segment): LabelData {
  const painting = { layer: layers[layer] as Layer, labels: new Map([[labelValue, 1]]) };
  return paintLayers(k, "copySegment", shape, [painting], 1);
}

/**
 * Adds a copy of a segment behind it, with its name, colour and tags, an ID of its own, and a layer of its own, as the two
 * overlap.
 *
 * @throws as `clearSegment`
 */
export function duplicateSegment(k: Kernels, segmentation: Segmentation, id: string): Segmentation {
  checkLabels("duplicateSegment", segmentation);
  const segment = findSegment(segmentation, id);
  const { segments, layers } = segmentation;
  const copy = { ...segment, id: freeId(segmentation, id), layer: layers.length, labelValue: 1 };
  const at = segments.indexOf(segment) + 1;
  return {
    ...segmentation,
    ...(segmentation.added !== undefined && { added: segmentation.added + 1 }),
    segments: [...segments.slice(0, at), copy, ...segments.slice(at)],
    layers: [...layers, copyOf(k, segmentation, segment)],
  };
}

/**
 * Takes a segment and its voxels out.
 *
 * @throws as `clearSegment`
 */
export function removeSegment(k: Kernels, segmentation: Segmentation, id: string): Segmentation {
  const segment = findSegment(segmentation, id);
  const segments = segmentation.segments.filter((other) => other !== segment);
  const shared = segments.some(({ layer }) => layer === segment.layer);
  const rest = shared && !segmentation.fractions ? cleared(k, segmentation, segment) : segmentation;
  const added = Math.max(segmentation.added ?? 0, segmentation.segments.length);
  return withoutIdleLayers({ ...rest, segments, added });
}

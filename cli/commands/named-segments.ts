import { geometryOf, type Labelmap } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { Segment, Segmentation } from "../../bindings/core/segmentation.js";
import { TERMINOLOGY_TAG } from "../../bindings/core/terminology.js";
import { paintLayers } from "../../bindings/ops/layers.js";
import { type ConvertOptions, convertRepresentation } from "../../bindings/segmentation/convert.js";
import { type SegmentationDisplay, shownSegment, visibleSegments } from "../../bindings/segmentation/display.js";
import type { RepresentationKey } from "../../bindings/segmentation/graph.js";
import type { Representation } from "../../bindings/segmentation/representation.js";
import type { PartNames } from "../encode-representation.js";

/** Segments with names and colours, as labels 1, 2 … in their order, in as many label images as they have layers. */
export interface NamedSegments {
  layers: Labelmap[];
  names: PartNames;
}

/** The segments of a file, or one of them, under labels that are different also where they overlap. */
export function namedSegments(
  k: Kernels,
  segmentation: Segmentation,
  only: number | undefined,
  display: SegmentationDisplay,
): NamedSegments {
  const shown = new Set(visibleSegments(segmentation, display));
  const chosen = segmentation.segments.flatMap((segment, at) =>
    (only === undefined || at + 1 === only) && shown.has(segment.id) ? [{ ...segment, label: at + 1 }] : [],
  );
  const layers = segmentation.layers.flatMap((layer, at): Labelmap[] => {
    const own = chosen.filter((segment) => segment.layer === at);
    if (own.length === 0) return [];
    const labels = new Map(own.map(({ labelValue, label }) => [labelValue, label]));
    const count = Math.max(...labels.values());
    const { shape } = segmentation;
    const data = paintLayers(k, "convert", shape, [{ layer, labels }], count);
    return [{ data, shape, count, ...geometryOf(segmentation) }];
  });
  return { layers, names: new Map(chosen.map((segment) => [segment.label, described(segment, display)])) };
}

/** How a segment is called and shown, and what its codes are. */
function described(segment: Segment, display: SegmentationDisplay) {
  const { color, opacity3D } = shownSegment(display, segment);
  const terminology = segment.tags[TERMINOLOGY_TAG];
  const extras = { id: segment.id, ...(terminology !== undefined && { terminology }) };
  return { name: segment.name, color, opacity: opacity3D, extras };
}

/** Surfaces or outlines of all layers together. */
export function convertLayers(
  k: Kernels,
  { layers }: NamedSegments,
  to: "surface" | "contours",
  options: ConvertOptions,
): Representation {
  const made = layers.map((labels) => convertRepresentation(k, { kind: "binary", labels }, to, options));
  if (to === "surface") {
    const meshes = made.flatMap((one) => (one.kind === "surface" ? one.meshes : []));
    return { kind: "surface", meshes: [...meshes].sort((a, b) => a.label - b.label) };
  }
  const [first] = made as Extract<Representation, { kind: "contours" }>[];
  const contours = made.flatMap((one) => (one.kind === "contours" ? one.contours : []));
  return { kind: "contours", contours, grid: first?.grid ?? { shape: [1, 1, 1] } };
}

/** True for what named segments become all together. */
export const takesLayers = (to: RepresentationKey): to is "surface" | "contours" =>
  to === "surface" || to === "contours";

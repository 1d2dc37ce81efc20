import type { Image, Labelmap, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { Kind } from "../../bindings/core/op.js";
import * as segwasm from "../../bindings/index.js";
import { maskOf } from "../images.js";
import { automaticLevels, EFFECT_CALLS } from "./effects.js";
import { spotsImage, TYPES } from "./inputs.js";
import { SEGMENTATION_CALLS } from "./segmentations.js";

interface Inputs {
  image: Image;
  mask: Mask;
  labels: Labelmap;
}

/** One way to call a public function that computes on kernels and is not an operation of the registry. */
export interface LibraryCall<K extends Kind = Kind> {
  /** The function. */
  name: string;
  /** What tells this call from others of the same function. */
  variant?: string | undefined;
  on: K;
  run(k: Kernels, input: Inputs[K]): unknown;
}

/** Ways to make a surface. */
const SURFACES = [
  {},
  { method: "nets", relax: 4, fullyConnected: "high" },
  { method: "marching", smoothing: 0.4 },
] as const;

/** Calls of every such function; test/engines/coverage.test.ts fails when one is missing. */
export const LIBRARY_CALLS: readonly LibraryCall[] = [
  ...segwasm.THRESHOLD_METHODS.filter((method) => method in segwasm).flatMap((method) => [
    on("image", method, (k, image) => (segwasm as unknown as Record<string, Level>)[method]!(k, image)),
  ]),
  ...segwasm.THRESHOLD_METHODS.map((method) => {
    return on("image", "thresholdLevel", (k, image) => segwasm.thresholdLevel(k, image, method), method);
  }),
  on("image", "histogram", (k, image) => segwasm.histogram(k, image)),
  on("image", "histogram", (k, image) => segwasm.histogram(k, image, { bins: 7, range: "dtype" }), "of 7 bins"),
  on("image", "extent", (k, image) => segwasm.extent(k, image)),
  on("image", "reconstruct", (k, image) => segwasm.reconstruct(k, image, { seed: lowered(image) })),
  on("image", "growSeedsFurther", (k, image) => grownTwice(k, image)),
  on("image", "rangeMask", (k, image) => segwasm.rangeMask(k, image, 3, 90)),
  on("labels", "applyEffect", (k, labels) => shrunkSegments(k, labels)),
  ...EFFECT_CALLS.map(([name, variant, run]) => on("labels", name, run, variant)),
  ...segwasm.AUTOMATIC_METHODS.map((method) => {
    return on("image", "automaticThreshold", (k, image) => automaticLevels(k, image, method), method);
  }),
  on("image", "thresholdRange", (k, image) =>
    Float64Array.from(segwasm.thresholdRange(k, image, { parameters: { AutoThresholdMethod: "YEN" } })),
  ),
  on("labels", "labelsToGeoJson", (k, labels) => segwasm.labelsToGeoJson(k, firstPlane(labels))),
  on("labels", "labelsToRois", (k, labels) => segwasm.labelsToRois(k, firstPlane(labels))),
  on("image", "peaks", (k, image) => segwasm.peaks(k, image, { minDistance: 2, border: 0 })),
  on("image", "localLevels", (k, image) => segwasm.localLevels(k, image, { window: 5 })),
  on("image", "inspectImage", (k, image) => segwasm.inspectImage(k, image)),
  on("image", "segment", (k, image) => segwasm.segment(k, image, { sigma: 1, erode: 1, expand: 2 })),
  on("image", "runRecipe", (k, image) => segwasm.runRecipe(k, image, RECIPE)),
  on("image", "structureEigenvalues", (k, image) => segwasm.structureEigenvalues(k, image)),
  on("image", "hessianEigenvalues", (k, image) => segwasm.hessianEigenvalues(k, image)),
  ...([undefined, "faces"] as const).map((faces) => {
    const connectivity = (mask: Mask | Image) => (faces ? (mask.shape.length === 2 ? 4 : 6) : undefined);
    const count = (k: Kernels, mask: Mask) => segwasm.countObjects(k, mask, { connectivity: connectivity(mask) });
    return on("mask", "countObjects", count, faces);
  }),
  on("mask", "maskToLabels", (k, mask) => segwasm.maskToLabels(k, mask)),
  on("image", "watched", (k, image) => heard(k, image)),
  on("labels", "partLabels", (k, labels) => segwasm.partLabels(k, firstPlane(labels))),
  on("labels", "boundariesBetween", (k, labels) => segwasm.boundariesBetween(k, labels)),
  on("labels", "joinLabels", (k, labels) => segwasm.joinLabels(k, labels, shifted(labels))),
  on("labels", "relabel", (k, labels) => segwasm.relabel(k, labels, { offset: 5 })),
  on("mask", "labelChunk", (k, mask) => segwasm.labelChunk(k, mask.shape, { mask, origin: mask.shape.map(() => 0) })),
  on("mask", "labelChunks", (k, mask) => [...segwasm.labelChunks(k, mask.shape, rowBlocks(mask))]),
  on("mask", "mergeSeams", (k, mask) => merged(k, mask).found),
  on("mask", "applyRemap", (k, mask) => {
    const { labelled, found } = merged(k, mask);
    return labelled.map(({ labels }, i) => segwasm.applyRemap(k, labels, found.tables[i] as segwasm.RemapTable));
  }),
  on("labels", "regionStats", (k, labels) => segwasm.regionStats(k, spaced(labels))),
  on("labels", "compareLabels", (k, labels) => segwasm.compareLabels(k, spaced(labels), shifted(labels))),
  on(
    "labels",
    "compareLabels",
    (k, labels) => segwasm.compareLabels(k, labels, shifted(labels), { ignore: [2] }),
    "without",
  ),
  on("labels", "regionStats", (k, labels) => allMeasures(k, labels), "of all measures"),
  on("labels", "regionStats", (k, labels) => allMeasures(k, spaced(labels)), "of all measures, spaced"),
  on("labels", "compareSegments", (k, labels) => {
    const rows = segwasm.compareSegments(k, segmented(labels), segmented(shifted(labels)));
    return rows.map(({ a: _, b: _b, ...scores }) => Float64Array.from(Object.values(scores)));
  }),
  on("labels", "segmentationOn", (k, labels) => {
    const given = { ...segmented(labels), origin: labels.shape.map(() => 0) };
    return segwasm.segmentationOn(k, given, { ...spaced(labels), origin: labels.shape.map(() => 0.7) }).layers;
  }),
  on("labels", "sliceCounts", (k, labels) => segwasm.sliceCounts(k, labels)),
  on("labels", "sliceAreas", (k, labels) =>
    segwasm.sliceAreas(k, { ...segmented(labels), ...volumeOf(labels), spacing: [1, 2, 3] }, "J"),
  ),
  on("labels", "segmentStatistics", (k, labels) => {
    const enabled = Object.fromEntries(
      segwasm.STATISTICS_PLUGINS.flatMap(({ name, measurements }) =>
        measurements.map(({ key }) => [`${name}.${key}.enabled`, true]),
      ),
    );
    const image = spotsImage(13, "int16", labels.shape);
    const { columns } = segwasm.segmentStatistics(k, segmented(labels), { image, enabled, quantiles: "slicer" });
    return columns.slice(1).map(({ values }) => Float64Array.from(values as number[]));
  }),
  ...TYPES.map((dtype) => {
    const image = (labels: Labelmap) => spotsImage(13, dtype, labels.shape);
    return on("labels", "regionStats", (k, labels) => segwasm.regionStats(k, spaced(labels), image(labels)), dtype);
  }),
  ...SURFACES.flatMap((options) => [
    on("image", "surface", (k, image) => segwasm.surface(k, image, options), JSON.stringify(options)),
    on(
      "mask",
      "surface",
      (k, mask) => segwasm.surface(k, { ...mask, spacing: [2, 0.3, 0.4] }, options),
      JSON.stringify(options),
    ),
    on("labels", "labelSurfaces", (k, labels) => segwasm.labelSurfaces(k, labels, options), JSON.stringify(options)),
  ]),
  on("mask", "surfaceToMask", (k, mask) => segwasm.surfaceToMask(k, leaning(k, mask), volumeOf(mask))),
  on("mask", "surfaceToFractional", (k, mask) => segwasm.surfaceToFractional(k, leaning(k, mask), volumeOf(mask))),
  on("mask", "decimate", (k, mask) => segwasm.decimate(k, leaning(k, mask), { reduction: 0.6 })),
  on("labels", "jointSurfaces", (k, labels) => segwasm.jointSurfaces(k, { ...labels, ...volumeOf(labels) })),
  on("mask", "maskToFractional", (k, mask) => segwasm.maskToFractional(k, mask, { factor: 4 })),
  on("mask", "fractionalToMask", (k, mask) =>
    segwasm.fractionalToMask(k, segwasm.maskToFractional(k, mask, { factor: 2 })),
  ),
  on("mask", "fractionalToSurface", (k, mask) =>
    segwasm.fractionalToSurface(k, { ...segwasm.maskToFractional(k, mask), ...volumeOf(mask) }, { oversampling: 1.5 }),
  ),
  on("mask", "maskToContours", (k, mask) => segwasm.maskToContours(k, mask)),
  on("mask", "contoursToMask", (k, mask) => segwasm.contoursToMask(k, segwasm.maskToContours(k, mask), volumeOf(mask))),
  ...(["linear", "nearest"] as const).map((method) =>
    on("image", "resampleTo", (k, image) => segwasm.resampleTo(k, image, LEANING, { method }), method),
  ),
  on("labels", "convertRepresentation", (k, labels) => {
    // One label: every one of thousands would be scanned by itself.
    const data = Uint8Array.from(labels.data, (label) => Number(label === 1));
    const source = { kind: "binary", labels: { ...labels, ...volumeOf(labels), data } } as const;
    return segwasm.convertRepresentation(k, segwasm.convertRepresentation(k, source, "surface"), "contours", {
      reference: volumeOf(labels),
    });
  }),
  on("labels", "surface", (k, labels) => segwasm.surface(k, labels, { label: 1 })),
  ...(["low", "high"] as const).map((fullyConnected) => {
    return on("image", "contours", (k, image) => segwasm.contours(k, image, { fullyConnected }), fullyConnected);
  }),
  on("mask", "contours", (k, mask) => segwasm.contours(k, mask, { positiveOrientation: "high" })),
  ...Object.entries(SEGMENTATION_CALLS).map(([name, run]) => on("labels", name, run)),
] as readonly LibraryCall[];

/** The grid of an input as a volume. */
function volumeOf({ shape }: Mask | Image): segwasm.PlacedGrid {
  return { shape: shape.length === 3 ? shape : [1, ...shape] };
}

/** A grid that lies along no axis of an input's. */
const LEANING = { shape: [4, 20, 30], origin: [0.3, 1, -2], direction: [1, 0, 0, 0, 0.8, 0.6, 0, -0.6, 0.8] };

/** A surface that does not lie along the grid. */
function leaning(k: Kernels, mask: Mask): segwasm.Mesh {
  const mesh = segwasm.surface(k, { ...mask, shape: volumeOf(mask).shape }, { method: "marching", smoothing: 0.2 });
  return { ...mesh, origin: [0.1, 0.4, -0.3], direction: [1, 0, 0, 0, 0.8, 0.6, 0, -0.6, 0.8] };
}

type Level = (k: Kernels, image: Image) => number;

const RECIPE = {
  segwasm: 1,
  steps: [{ op: "gaussian", sigma: 1 }, { op: "threshold" }, { op: "fill-holes" }, { op: "distance" }],
} as const;

function on<K extends Kind>(on: K, name: string, run: LibraryCall<K>["run"], variant?: string): LibraryCall<K> {
  return { name, variant, on, run };
}

/** Labels as segments. */
function segmented(labels: Labelmap): segwasm.Segmentation {
  const { data, ...grid } = spaced(labels);
  const segments = [1, 2, 3].map((labelValue) => {
    const flags = { nameAutoGenerated: false, colorAutoGenerated: false };
    return { id: `${labelValue}`, name: "", color: [1, 0, 0] as const, labelValue, layer: 0, tags: {}, ...flags };
  });
  // Layers are unsigned.
  return { ...grid, segments, layers: [data instanceof Uint8Array ? data : Uint32Array.from(data)] };
}

/** What a watched call gives, and that it came to its end. */
function heard(k: Kernels, image: Image): unknown {
  const fractions: number[] = [];
  const onProgress = (fraction: number) => fractions.push(fraction);
  const result = segwasm.watched(k, { onProgress }, () => segwasm.segment(k, image, { sigma: 1, erode: 1, expand: 2 }));
  return { result, end: fractions.at(-1) };
}

/** An image below the given one, as a seed of its reconstruction. */
function lowered(image: Image): Image {
  return { ...image, data: Float32Array.from(image.data, (value) => value - 5) };
}

/** A mask in two blocks, cut across the first axis where it can be. */
function rowBlocks(given: Mask | Image): segwasm.Chunk[] {
  const mask = "bits" in given ? given : maskOf(given);
  const [extent, ...rest] = mask.shape as [number, ...number[]];
  const bytes = mask.bits.length / extent;
  const cuts = extent > 1 ? [0, extent >> 1, extent] : [0, extent];
  return cuts.slice(1).map((to, i) => {
    const from = cuts[i] as number;
    const shape = [to - from, ...rest];
    return {
      mask: { ...mask, shape, bits: mask.bits.slice(from * bytes, to * bytes) },
      origin: [from, ...rest.map(() => 0)],
    };
  });
}

function merged(k: Kernels, mask: Mask | Image) {
  const labelled = [...segwasm.labelChunks(k, mask.shape, rowBlocks(mask))];
  const seams = labelled.map(({ seam }) => seam);
  return { labelled, found: segwasm.mergeSeams(k, mask.shape, seams) };
}

/** The same labels, each voxel holding what the voxel three before it held. */
function shifted(labels: Labelmap): Labelmap {
  return { ...labels, data: labels.data.map((_, i) => labels.data[Math.max(0, i - 3)] as number) };
}

/** Every measure, over two images. */
function allMeasures(k: Kernels, labels: Labelmap) {
  const images = (["uint16", "float32"] as const).map((dtype) => spotsImage(13, dtype, labels.shape));
  return segwasm.regionStats(k, labels, images, { measures: "all" });
}

/** The first plane of a volume, or the picture itself. */
function firstPlane({ data, shape }: Labelmap): Image {
  const [w, h] = [...shape].reverse() as [number, number];
  return { data: data.slice(0, w * h), shape: [h, w] };
}

/** Labels with a spacing that differs from axis to axis. */
function spaced(labels: Labelmap): Labelmap {
  return { ...labels, spacing: labels.shape.map((_, axis) => 0.3 + axis), unit: "µm" };
}

/** The largest and the smallest value as seeds, then two more of them. */
function grownTwice(k: Kernels, image: Image): unknown {
  if (image.shape.some((extent) => extent < 3)) return [];
  const values = Array.from(image.data);
  const at = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
  const data = new Uint8Array(values.length);
  at.forEach((i, label) => {
    data[Math.max(i, 0)] = label + 1;
  });
  const grown = segwasm.growSeedsFurther(k, image, { seeds: { data: data.slice(), shape: image.shape }, locality: 2 });
  data[data.length >> 1] ||= 3;
  return segwasm.growSeedsFurther(k, image, { seeds: { data, shape: image.shape }, locality: 2 }, grown);
}

/** All labels as segments, the first of them smoothed. */
function shrunkSegments(k: Kernels, labels: Labelmap): unknown {
  const { shape } = labels;
  const segmentation = segwasm.addSegment(segwasm.createSegmentation({ shape }), { id: "A" });
  const mask = maskOf(labels);
  const filled = segwasm.editSegment(k, segmentation, "A", mask);
  return segwasm.applyEffect(k, filled, "Smoothing", "A").layers;
}

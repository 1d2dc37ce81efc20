import type { Image, Labelmap } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import * as segwasm from "../../bindings/index.js";
import { maskOf } from "../images.js";
import { spotsImage } from "./inputs.js";

/** The middle of a grid, and a place near its first voxel. */
const placesIn = ({ shape }: Pick<Image, "shape">) => [
  shape.map((extent) => (extent - 1) / 2),
  shape.map((extent) => extent / 9),
];

/** Two segments: every voxel with a label, and those with an odd one. */
function twoSegments(k: Kernels, { data, shape }: Labelmap): segwasm.Segmentation {
  const masks = [data.map((label) => +(label > 0)), data.map((label) => label & 1)];
  return masks.reduce((result, bits, at) => {
    const id = "AB".charAt(at);
    const more = segwasm.addSegment(result, { id });
    return segwasm.editSegment(k, more, id, maskOf({ data: bits, shape }), { overwrite: "none" });
  }, segwasm.createSegmentation({ shape }));
}

/** Effects with their own kernels or arithmetic. */
const EFFECTS: readonly (readonly [name: string, parameters?: Record<string, unknown>])[] = [
  ["Threshold", { AutoThresholdMethod: "LI" }],
  ["Level tracing"],
  ["Smoothing", { SmoothingMethod: "GAUSSIAN", GaussianArithmetic: "bytes", GaussianStandardDeviationMm: 1 }],
  ["Draw tube", { TubeDiameterMm: 3 }],
  ["Flood filling", { IntensityTolerance: 40, NeighborhoodSizeMm: 3 }],
  [
    "Local threshold",
    { MinimumThreshold: 0, MaximumThreshold: 99, MinimumIslandSize: 1, SegmentationAlgorithm: "WATERSHED" },
  ],
  ["Wrap Solidify", { carveHolesInOuterSurfaceDiameter: 3 }],
  ["Density lung segmentation", { MinimumThreshold: 0, MaximumThreshold: 50, AirwayDiameterMm: 2, ClosingSizeMm: 3 }],
];

/** Calls of effects on labels, and of what belongs to them. */
export const EFFECT_CALLS: readonly (readonly [
  name: string,
  variant: string,
  (k: Kernels, labels: Labelmap) => unknown,
])[] = [
  ...EFFECTS.map(([name, parameters = {}]) => {
    const run = (k: Kernels, labels: Labelmap) => {
      const source = spotsImage(13, "int16", labels.shape);
      const points = name === "Threshold" ? [] : placesIn(labels);
      const options = { source, points, parameters, ModifierSegmentID: "B" };
      return segwasm.applyEffect(k, twoSegments(k, labels), name, "A", options).layers;
    };
    return ["applyEffect", name, run] as const;
  }),
  ["registerMasks", "", (k, labels) => registered(k, labels)],
  [
    "maskVolume",
    "",
    (k, labels) => {
      const image = spotsImage(13, "float32", labels.shape);
      return segwasm.maskVolume(k, twoSegments(k, labels), "A", image, { SoftEdgeMm: 1, FillValue: 3 });
    },
  ],
  [
    "splitVolume",
    "",
    (k, labels) => {
      const image = spotsImage(13, "uint16", labels.shape);
      const parts = segwasm.splitVolume(k, twoSegments(k, labels), image, { PaddingVoxels: 1 });
      return parts.map((part) => part.image);
    },
  ],
];

/** The motion of the labels, with a voxel that is not set, onto what they are backwards. */
function registered(k: Kernels, { data, shape }: Labelmap): unknown {
  const moving = Uint8Array.from(data, (label, at) => (at === 0 ? 0 : +(label > 0 || at === data.length - 1)));
  const fixed = moving.slice().reverse();
  const { matrix, offset, error } = segwasm.registerMasks(
    k,
    { data: moving, shape },
    { data: fixed, shape },
    { iterations: 5 },
  );
  return Float64Array.from([...matrix, ...offset, error]);
}

/** The twelve automatic methods, and a range by one of them. */
export function automaticLevels(k: Kernels, image: Image, method: segwasm.AutomaticMethod): unknown {
  return Float64Array.of(segwasm.automaticThreshold(k, image, { method }));
}

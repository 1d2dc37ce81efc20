import type { Labelmap, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import * as segwasm from "../../bindings/index.js";
import { maskOf } from "../images.js";

/** A segment for each of the first labels, and one across them in a layer of its own. */
function segmentationOf(labels: Labelmap): segwasm.Segmentation {
  const values = [...new Set(labels.data)].filter((value) => value > 0).slice(0, 5);
  const [first] = segwasm.addSegment(segwasm.createSegmentation(labels)).segments as [segwasm.Segment];
  const across = Uint8Array.from(labels.data, (_, at) => Number(at % 3 === 0));
  return {
    shape: labels.shape,
    // Layers are unsigned.
    layers: [labels.data instanceof Uint8Array ? labels.data : Uint32Array.from(labels.data), across],
    segments: [
      ...values.map((labelValue) => ({ ...first, id: `s${labelValue}`, labelValue })),
      { ...first, id: "across", labelValue: 1, layer: 1 },
    ],
  };
}

/** Functions of segmentations that compute on kernels, called on labels. */
export const SEGMENTATION_CALLS: Readonly<Record<string, (k: Kernels, labels: Labelmap) => unknown>> = {
  segmentExtents: (k, labels) => segwasm.segmentExtents(k, segmentationOf(labels)),
  segmentMask: (k, labels) => segwasm.segmentMask(k, segmentationOf(labels), "across"),
  editSegment: (k, labels) => segwasm.editSegment(k, segmentationOf(labels), "across", brush(labels), { mode: "add" }),
  collapseLayers: (k, labels) => segwasm.collapseLayers(k, segmentationOf(labels)),
  mergedLabels: (k, labels) => segwasm.mergedLabels(k, segmentationOf(labels)),
  mergeSegments: (k, labels) => segwasm.mergeSegments(k, segmentationOf(labels)),
  separateSegment: (k, labels) => segwasm.separateSegment(k, segmentationOf(labels), "across"),
  duplicateSegment: (k, labels) => segwasm.duplicateSegment(k, segmentationOf(labels), "across"),
  clearSegment: (k, labels) => segwasm.clearSegment(k, segmentationOf(labels), "across"),
  segmentRegions: (k, labels) => segwasm.segmentRegions(k, segmentationOf(labels)),
  relabelSegments: (k, labels) => {
    const segmentation = segmentationOf(labels);
    return segwasm.relabelSegments(
      k,
      segmentation,
      segmentation.segments.map((_, at) => 70 + at),
    );
  },
  contoursToSurface: (k, labels) => {
    const grid = { shape: [...Array(3 - labels.shape.length).fill(1), ...labels.shape] };
    return segwasm.contoursToSurface(k, segwasm.maskToContours(k, brush(labels)), grid);
  },
  segmentationOf: (k, labels) => {
    const { segments } = segmentationOf(labels);
    const grid = { shape: [...Array(3 - labels.shape.length).fill(1), ...labels.shape] };
    const contours = segwasm.maskToContours(k, brush(labels)).map((one) => ({ label: 1, ...one }));
    const info = segments[0] as segwasm.Segment;
    return segwasm.segmentationOf(k, [{ info, data: { kind: "contours", contours, grid } }]);
  },
  removeSegment: (k, labels) => {
    const segmentation = segmentationOf(labels);
    return segwasm.removeSegment(k, segmentation, (segmentation.segments[0] as segwasm.Segment).id);
  },
};

function brush({ data, shape }: Labelmap): Mask {
  return maskOf({ data: data.map((_, at) => Number(at % 5 < 2)), shape });
}

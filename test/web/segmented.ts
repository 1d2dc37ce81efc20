import { segmentInfo } from "../../bindings/core/segmentation.js";
import type { Image, Segmentation } from "../../bindings/index.js";
import { writeImage, writeSegmentation } from "../../bindings/io/index.js";
import type { TestFile } from "./viewer.js";

/** Extents of the volume, z, y, x; its axes run to the head, to the front and to the right. */
export const SHAPE = [20, 30, 40] as const;
const [D, H, W] = SHAPE;

/** A place of the volume in the patient, in mm. */
const GRID = {
  shape: SHAPE,
  spacing: [3, 1, 1.5],
  unit: "mm",
  origin: [-20, 10, 30],
  direction: [1, 0, 0, 0, -1, 0, 0, 0, -1],
  space: "LPS" as const,
};

const filled = (value: (z: number, y: number, x: number) => number) =>
  Uint8Array.from({ length: D * H * W }, (_, i) => value(Math.floor(i / (H * W)), Math.floor(i / W) % H, i % W));

/** Every voxel has another grey than its neighbours. */
export const volume: Image = { data: filled((z, y, x) => 40 + 3 * z + 2 * y + x), ...GRID };

type Box = readonly [z0: number, y0: number, x0: number, z1: number, y1: number, x1: number];
const within = ([z0, y0, x0, z1, y1, x1]: Box, z: number, y: number, x: number) =>
  z >= z0 && z < z1 && y >= y0 && y < y1 && x >= x0 && x < x1;

const RED: Box = [4, 8, 10, 14, 22, 26];
const GREEN: Box = [4, 8, 30, 14, 22, 37];
const BLUE: Box = [8, 12, 16, 18, 26, 34];

/** Three boxes: red and green in one layer, blue, which overlaps both, in another. */
export const segmentation: Segmentation = {
  ...GRID,
  segments: [
    { ...segmentInfo({ labelValue: 1, id: "r", name: "red <b>box</b>", color: [1, 0, 0] }), layer: 0 },
    {
      ...segmentInfo({
        labelValue: 2,
        id: "g",
        name: "green box",
        color: [0, 1, 0],
        tags: { TerminologyEntry: "List~SCT^85756007^Tissue~SCT^39607008^Lung~SCT^7771000^Left~~^^~^^" },
      }),
      layer: 0,
    },
    { ...segmentInfo({ labelValue: 1, id: "b", name: "blue box", color: [0, 0, 1] }), layer: 1 },
  ],
  layers: [
    filled((z, y, x) => (within(RED, z, y, x) ? 1 : within(GREEN, z, y, x) ? 2 : 0)),
    filled((z, y, x) => (within(BLUE, z, y, x) ? 1 : 0)),
  ],
};

/** Both as files. */
export const files: { volume: TestFile; segmentation: TestFile } = {
  volume: { name: "body.nrrd", bytes: await writeImage(volume, "nrrd") },
  segmentation: { name: "boxes.seg.nrrd", bytes: await writeSegmentation(segmentation, "nrrd") },
};

/** What is shown at a voxel of those that are visible: grey, then red or green half over it, then blue half over that. */
export function shownAt(z: number, y: number, x: number, visible: readonly string[] = ["r", "g", "b"]): number[] {
  const grey = 40 + 3 * z + 2 * y + x;
  let shown = [grey, grey, grey];
  for (const { id, color, layer, labelValue } of segmentation.segments) {
    const inside = segmentation.layers[layer]?.[(z * H + y) * W + x] === labelValue;
    if (inside && visible.includes(id)) shown = shown.map((part, c) => (part + 255 * (color[c] as number)) / 2);
  }
  return shown;
}

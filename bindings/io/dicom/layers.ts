import type { TypedArray } from "../../core/image.js";
import type { Segment, SegmentInfo } from "../../core/segmentation.js";
import type { DicomFile } from "./dataset.js";
import { type Frames, frameType } from "./pixels.js";

/** Slices of a segmentation, and what shows a segment in one of them. */
export interface Slices {
  depth: number;
  height: number;
  width: number;
  /** Whether something shows a segment in a slice; 0 is the label map. */
  shows(segment: number, z: number): boolean;
  /** Decodes that. */
  read(segment: number, z: number, into: TypedArray): void;
}

interface Decoded {
  segments: Segment[];
  layers: TypedArray[];
}

/** Segments with their layers decoded, by what the frames of a file hold. */
export function readLayers(
  file: DicomFile,
  frames: Frames,
  slices: Slices,
  infos: readonly SegmentInfo[],
  holds: "labels" | "fractions" | "masks",
): Decoded {
  const read = { labels: labelMapLayers, fractions: fractionalLayers, masks: sharedLayers }[holds];
  return read(file, frames, slices, infos);
}

/** A label map is one layer, which may hold labels of no segment; these are left out. */
function labelMapLayers(file: DicomFile, frames: Frames, slices: Slices, infos: readonly SegmentInfo[]): Decoded {
  const layer = newLayer(file, slices, frameType(frames) === "uint8" ? "uint8" : "uint16");
  for (let z = 0; z < slices.depth; z++) {
    if (slices.shows(0, z)) slices.read(0, z, planeOf(layer, slices, z));
  }
  return { segments: infos.map((info) => ({ ...info, layer: 0 })), layers: [layer] };
}

/** Parts of voxels: a layer for each segment, in the numbers the file has. */
function fractionalLayers(file: DicomFile, _: Frames, slices: Slices, infos: readonly SegmentInfo[]): Decoded {
  file.source.checkLimit(
    "maxBytes",
    infos.length * slices.depth * slices.width * slices.height,
    "the decoded size of its layers in bytes",
  );
  const layers = infos.map(({ labelValue }) => {
    const layer = newLayer(file, slices, "uint8");
    for (let z = 0; z < slices.depth; z++) {
      if (slices.shows(labelValue, z)) slices.read(labelValue, z, planeOf(layer, slices, z));
    }
    return layer;
  });
  return { segments: infos.map((info, layer) => ({ ...info, layer })), layers };
}

/** One slice of one segment, decoded. */
interface Shown {
  z: number;
  plane: TypedArray;
}

/** Binary segments share layers: each goes into the first one where it overlaps nothing. */
function sharedLayers(file: DicomFile, frames: Frames, slices: Slices, infos: readonly SegmentInfo[]): Decoded {
  const layers: TypedArray[] = [];
  const planes: TypedArray[] = [];
  const type = infos.some(({ labelValue }) => labelValue > 0xff) ? "uint16" : "uint8";
  const segments = infos.map((info) => {
    const shown = framesOf(file, frames, slices, info.labelValue, planes);
    let layer = layers.findIndex((other) => shown.every(({ z, plane }) => isFree(planeOf(other, slices, z), plane)));
    if (layer < 0) {
      layer = layers.length;
      const bytes = (layer + 1) * slices.depth * slices.width * slices.height;
      file.source.checkLimit("maxBytes", bytes, "the decoded size of its layers in bytes");
      layers.push(newLayer(file, slices, type));
    }
    for (const { z, plane } of shown) paint(planeOf(layers[layer] as TypedArray, slices, z), plane, info.labelValue);
    return { ...info, layer };
  });
  return { segments, layers };
}

/** All slices of a segment, in planes that are used again for the next one. */
function framesOf(
  file: DicomFile,
  frames: Frames,
  slices: Slices,
  segment: number,
  planes: TypedArray[],
): readonly Shown[] {
  const shown: Shown[] = [];
  for (let z = 0; z < slices.depth; z++) {
    if (!slices.shows(segment, z)) continue;
    planes[shown.length] ??= file.source.allocate(frameType(frames), slices.width * slices.height);
    // Tiles need not cover all of it.
    const plane = (planes[shown.length] as TypedArray).fill(0);
    slices.read(segment, z, plane);
    shown.push({ z, plane });
  }
  return shown;
}

function isFree(layer: TypedArray, plane: TypedArray): boolean {
  for (let i = 0; i < plane.length; i++) if (plane[i] !== 0 && layer[i] !== 0) return false;
  return true;
}

function paint(layer: TypedArray, plane: TypedArray, label: number): void {
  for (let i = 0; i < plane.length; i++) if (plane[i] !== 0) layer[i] = label;
}

function newLayer(file: DicomFile, { depth, height, width }: Slices, type: "uint8" | "uint16") {
  return file.source.allocate(type, width * height * depth);
}

function planeOf(layer: TypedArray, { width, height }: Slices, z: number): TypedArray {
  return layer.subarray(z * width * height, (z + 1) * width * height);
}

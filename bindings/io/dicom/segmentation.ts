import type { DataSet } from "dicom-parser";
import type { Geometry, TypedArray } from "../../core/image.js";
import type { Fractions } from "../../core/segmentation.js";
import type { Planes } from "../planes.js";
import { type DicomFile, guardedParse, itemOf, itemsOf, TAG, textOf } from "./dataset.js";
import { depthOf, normalOf, placeOf, type SlicePlace, slicesSpacing, statedSpacing } from "./geometry.js";
import { readLayers, type Slices } from "./layers.js";
import { type Frames, framesOf, frameType, readFrame } from "./pixels.js";
import { segmentsOf, sourceOf } from "./segments.js";
import { samePlace, sortSlices } from "./slices.js";
import { isTiled, tiledSlices } from "./tiles.js";

/**
 * Reads a DICOM segmentation. Binary and fractional ones have a channel for each segment, in the order of their numbers:
 * 0 and 1, or 0 to 1 as float32 where the file has fractions. A label map has one channel of labels.
 */
export function readSegmentation(file: DicomFile, labelMap: boolean): Planes {
  const { source, data } = file;
  const frames = framesOf(file);
  if (frames.samples !== 1) throw source.corrupt("its frames have several values per pixel");
  const segments = labelMap ? [0] : segmentNumbers(file);
  const shownBy = (index: number) => (labelMap ? 0 : segmentOf(file, index));
  const slices = isTiled(data) ? tiledSlices(file, frames, segments, shownBy) : placedSlices(file, frames, shownBy);
  const { depth, height, width, geometry } = slices;
  const most = fractionalMost(data, frames);
  const infos = segmentsOf(file);
  source.note(describeSegments(data, labelMap));
  return {
    format: "dicom",
    order: "CZYX",
    sizes: { T: 1, C: segments.length, Z: depth, Y: height, X: width, S: 1 },
    meaning: "grey",
    dtype: most > 0 ? "float32" : frameType(frames),
    bitDepth: frames.bits,
    ...geometry,
    readPlane: ({ c, z }, into) => {
      const segment = segments[c] as number;
      if (slices.shows(segment, z)) readValues(file, frames, (values) => slices.read(segment, z, values), most, into);
      else into.fill(0);
    },
    segmentation: {
      segments: infos,
      read: () =>
        guardedParse(source, () => ({
          shape: [depth, height, width],
          ...geometry,
          ...readLayers(file, frames, slices, infos, labelMap ? "labels" : most > 0 ? "fractions" : "masks"),
          ...(most > 0 && { fractions: fractionsOf(data, most) }),
          source: sourceOf(file),
        })),
    },
  };
}

/** Slices that lie one over the other in a patient. */
function placedSlices(
  file: DicomFile,
  frames: Frames,
  segmentOf: (index: number) => number,
): Slices & { geometry: Geometry } {
  const { source, data } = file;
  const places = Array.from({ length: frames.count }, (_, index) => placeOf(data, index));
  if (places.some((place) => place === undefined)) {
    throw source.unsupported("its frames do not say where they lie, neither in a patient nor on a slide");
  }
  const stack = sortSlices(source, places as SlicePlace[], statedSpacing(data), true, slicesSpacing(data));
  const table = framesByPlace(file, frames, places as SlicePlace[], stack.order, segmentOf);
  return {
    depth: stack.order.length,
    height: frames.height,
    width: frames.width,
    geometry: stack.geometry,
    shows: (segment, z) => table.has(`${segment} ${z}`),
    read: (segment, z, into) => readFrame(file, frames, table.get(`${segment} ${z}`) as number, into),
  };
}

function fractionsOf(data: DataSet, most: number): Fractions {
  const kind = textOf(data, TAG.fractionalType) === "OCCUPANCY" ? "OCCUPANCY" : "PROBABILITY";
  return { range: [0, most], threshold: most / 2, kind };
}

function segmentNumbers({ source, data }: DicomFile): number[] {
  const numbers = itemsOf(data, TAG.segments).map((segment) => segment.uint16(TAG.segmentNumber));
  if (numbers.length === 0) throw source.corrupt("it names no segments");
  if (numbers.some((number) => number === undefined) || new Set(numbers).size !== numbers.length) {
    throw source.corrupt("its segments are not numbered one by one");
  }
  return (numbers as number[]).sort((a, b) => a - b);
}

/** Segments as "1 Liver, 2 Heart". */
function describeSegments(data: DataSet, labelMap: boolean): string {
  const names = itemsOf(data, TAG.segments)
    .slice(0, 12)
    .map((segment) => `${segment.uint16(TAG.segmentNumber)} ${textOf(segment, TAG.segmentLabel) ?? ""}`.trim());
  return `its ${labelMap ? "labels" : "channels"} are the segments ${names.join(", ")}`;
}

/** Which frame shows a segment at a slice. */
function framesByPlace(
  file: DicomFile,
  frames: Frames,
  places: readonly SlicePlace[],
  order: readonly number[],
  segmentOf: (index: number) => number,
): Map<string, number> {
  const { source } = file;
  const sliceAt = sliceFinder(places, order, samePlace(slicesSpacing(file.data), SAME_PLACE));
  const table = new Map<string, number>();
  for (let index = 0; index < frames.count; index++) {
    const z = sliceAt(places[index] as SlicePlace);
    if (z === undefined) throw source.unsupported("its frames are not parts of one stack of slices");
    const key = `${segmentOf(index)} ${z}`;
    if (table.has(key)) throw source.corrupt("two of its frames show one segment in one place");
    table.set(key, index);
  }
  return table;
}

/** Millimetres by which two frames of one slice may differ at most. */
const SAME_PLACE = 1e-3;

/** Finds the slice a frame lies in. Slices are ordered along their normal, so the search need not look at all of them. */
function sliceFinder(places: readonly SlicePlace[], order: readonly number[], near: number) {
  const normal = normalOf(places[0] as SlicePlace);
  const slices = order.flatMap((entry, z) => {
    const place = places[entry];
    return place ? [{ z, place, depth: depthOf(place, normal) }] : [];
  });
  return (place: SlicePlace): number | undefined => {
    const depth = depthOf(place, normal);
    let [low, high] = [0, slices.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((slices[middle] as { depth: number }).depth < depth - 2 * near) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < slices.length && (slices[i]?.depth as number) <= depth + 2 * near; i++) {
      const { z, place: other } = slices[i] as { z: number; place: SlicePlace };
      if (other.position.every((part, k) => Math.abs(part - (place.position[k] as number)) < near)) return z;
    }
    return undefined;
  };
}

function segmentOf({ source, data }: DicomFile, index: number): number {
  for (const group of [itemOf(data, TAG.frameGroups, index), itemOf(data, TAG.sharedGroups)]) {
    const number = itemOf(group, TAG.segmentIdentification)?.uint16(TAG.referencedSegment);
    if (number !== undefined) return number;
  }
  throw source.corrupt(`frame ${index} does not say which segment it shows`);
}

/** The value that stands for a full voxel in fractional segmentations; 0 for the other kinds. */
function fractionalMost(data: DataSet, { bits }: Frames): number {
  if (textOf(data, TAG.segmentationType) !== "FRACTIONAL" || bits === 1) return 0;
  return data.uint16(TAG.fractionalMost) ?? 255;
}

/** Fractions as numbers from 0 to 1, all else as it is. */
function readValues(
  { source }: DicomFile,
  frames: Frames,
  read: (into: TypedArray) => void,
  most: number,
  into: TypedArray,
): void {
  if (most === 0) {
    read(into);
    return;
  }
  const stored = source.allocate(frameType(frames), into.length);
  read(stored);
  for (let i = 0; i < into.length; i++) into[i] = (stored[i] as number) / most;
}

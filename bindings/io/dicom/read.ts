import { type Dtype, dtypeOf, type TypedArray } from "../../core/image.js";
import type { Planes } from "../planes.js";
import type { Source } from "../source.js";
import { scaledType } from "../volume.js";
import { type DicomFile, decimals, guardedParse, itemOf, parseDicom, TAG, textOf } from "./dataset.js";
import { placeOf, type SlicePlace, statedSpacing } from "./geometry.js";
import { type Frames, framesOf, frameType, frameValues, readFrame } from "./pixels.js";
import { readSegmentation } from "./segmentation.js";
import { seriesSource } from "./segments.js";
import { sortSlices } from "./slices.js";

/** SOP classes of segmentations: binary or fractional, and label maps. */
const SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4";
const LABEL_MAP = "1.2.840.10008.5.1.4.1.1.66.7";

/** One slice: a frame of a file. */
interface Slice {
  file: DicomFile;
  frames: Frames;
  index: number;
  place: SlicePlace | undefined;
}

/** Reads one DICOM file: a picture, a multi-frame volume or a segmentation. */
export function readDicom(source: Source): Planes {
  return guardedParse(source, () => readFile(source));
}

function readFile(source: Source): Planes {
  const file = parseDicom(source);
  const sopClass = textOf(file.data, TAG.sopClass);
  if (sopClass === SEGMENTATION || sopClass === LABEL_MAP) return readSegmentation(file, sopClass === LABEL_MAP);
  return stackOf(source, slicesOf(file));
}

/** Reads the files of one series as a volume, sorted by where their slices lie. Other series must not be among them. */
export function readSeries(source: Source, files: readonly Source[]): Planes {
  return guardedParse(source, () => readFiles(source, files));
}

function readFiles(source: Source, files: readonly Source[]): Planes {
  const parsed = files.map(parseDicom).filter((file) => file.data.elements[TAG.pixelData]);
  if (parsed.length === 0) throw source.unsupported("none of its DICOM files holds pixel data");
  const series = new Map<string, string>();
  for (const { data } of parsed) {
    series.set(textOf(data, TAG.seriesUid) ?? "", textOf(data, TAG.seriesDescription) ?? "without description");
  }
  if (series.size > 1) {
    const names = [...series.values()].slice(0, 5).map((name) => JSON.stringify(name));
    throw source.unsupported(
      `it holds ${series.size} series (${names.join(", ")}); put one of them in a folder of its own`,
    );
  }
  const frames = parsed.map(framesOf);
  const count = frames.reduce((sum, { count: own }) => sum + own, 0);
  source.checkLimit("maxPages", count, "its number of slices");
  return stackOf(source, parsed.flatMap(slicesOf));
}

function slicesOf(file: DicomFile): Slice[] {
  const frames = framesOf(file);
  return Array.from({ length: frames.count }, (_, index) => ({
    file,
    frames,
    index,
    place: placeOf(file.data, index),
  }));
}

function stackOf(source: Source, slices: readonly Slice[]): Planes {
  const { file, frames } = slices[0] as Slice;
  const different = slices.find(({ frames: other }) => {
    return (["width", "height", "samples", "bits", "signed"] as const).some((key) => other[key] !== frames[key]);
  });
  if (different) throw source.unsupported("its slices differ in size or type");
  const places = slices.map(({ place }) => place);
  const placed = places.every((place) => place !== undefined);
  const stack = placed
    ? sortSlices(source, places as SlicePlace[], statedSpacing(file.data))
    : { order: slices.map((_, i) => i), geometry: flatGeometry(file) };
  if (!placed && slices.length > 1) source.note("its slices do not say where they lie; they are taken in their order");
  const scales = slices.map(scaleOf);
  const dtype = commonType(frames, scales);
  const colour = frames.samples === 3;
  return {
    format: "dicom",
    order: "ZYX",
    sizes: { T: 1, C: 1, Z: stack.order.length, Y: frames.height, X: frames.width, S: frames.samples },
    meaning: colour ? "rgb" : "grey",
    dtype,
    bitDepth: frames.stored,
    ...stack.geometry,
    source: seriesSource(
      slices.map((slice) => ({ ...slice, count: slice.frames.count, position: slice.place?.position })),
    ),
    readPlane: ({ z }, into) => {
      const at = stack.order[z] as number;
      if (at < 0) into.fill(0);
      else readSlice(source, slices[at] as Slice, scales[at], into);
    },
  };
}

/** Without a place in space only the distances of pixels are known. */
function flatGeometry({ data }: DicomFile) {
  const spacing = decimals(data, TAG.pixelSpacing, 2);
  return spacing ? { spacing: [statedSpacing(data) ?? 1, ...spacing], unit: "mm" } : {};
}

interface Scale {
  slope: number;
  intercept: number;
}

function scaleOf({ file: { data }, index, frames }: Slice): Scale | undefined {
  if (frames.samples > 1) return undefined;
  const groups = [itemOf(data, TAG.frameGroups, index), itemOf(data, TAG.sharedGroups)];
  const sets = [...groups.map((group) => itemOf(group, TAG.valueTransformation)), data];
  const first = (tag: string) => sets.map((set) => decimals(set, tag, 1)?.[0]).find((value) => value !== undefined);
  const [slope, intercept] = [first(TAG.slope) ?? 1, first(TAG.intercept) ?? 0];
  return slope === 1 && intercept === 0 ? undefined : { slope, intercept };
}

/** The type that holds the scaled values of all slices; slices may be scaled each in its own way. */
function commonType(frames: Frames, scales: readonly (Scale | undefined)[]): Dtype {
  const stored = frameType(frames);
  const distinct = new Map(scales.map((scale) => [`${scale?.slope ?? 1} ${scale?.intercept ?? 0}`, scale]));
  const types = new Set(
    [...distinct.values()].map((scale) => (scale ? scaledType(stored, scale, frames.stored) : stored)),
  );
  if (types.size === 1) return [...types][0] as Dtype;
  return [...types].every((type) => type.includes("int")) ? "int32" : "float32";
}

function readSlice(source: Source, { file, frames, index }: Slice, scale: Scale | undefined, into: TypedArray): void {
  const type = frameType(frames);
  if (!scale && dtypeOf(into) === type) {
    readFrame(file, frames, index, into);
    return;
  }
  const stored = source.allocate(type, frameValues(frames));
  readFrame(file, frames, index, stored);
  const { slope, intercept } = scale ?? { slope: 1, intercept: 0 };
  for (let i = 0; i < into.length; i++) into[i] = (stored[i] as number) * slope + intercept;
}

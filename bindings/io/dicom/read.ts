import { type Dtype, dtypeOf, type TypedArray } from "../../core/image.js";
import type { Planes } from "../planes.js";
import type { Source } from "../source.js";
import { scaledType } from "../volume.js";
import { withHead } from "./bare.js";
import { codingOf, type DicomFile, decimals, guardedParse, itemOf, parseDicom, TAG, textOf } from "./dataset.js";
import { type SlicePlace, statedSpacing } from "./geometry.js";
import { type Decoders, loadDecoders } from "./packing.js";
import { type Frames, framesOf, frameValues, pixelSamples, pixelType, readPixels } from "./pixels.js";
import { placesOf } from "./places.js";
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
export async function readDicom(source: Source): Promise<Planes> {
  const whole = withHead(source);
  const decoders = await loadDecoders([codingOf(whole)]);
  return guardedParse(whole, () => readFile(whole, decoders));
}

function readFile(source: Source, decoders: Decoders): Planes {
  const file = parseDicom(source, decoders);
  const sopClass = textOf(file.data, TAG.sopClass);
  if (sopClass === SEGMENTATION || sopClass === LABEL_MAP) return readSegmentation(file, sopClass === LABEL_MAP);
  return stackOf(source, slicesOf(file));
}

/** Reads the files of one series as a volume, sorted by where their slices lie. Other series must not be among them. */
export async function readSeries(source: Source, files: readonly Source[]): Promise<Planes> {
  const whole = files.map(withHead);
  const decoders = await loadDecoders(whole.map(codingOf));
  return guardedParse(source, () => readFiles(source, whole, decoders));
}

function readFiles(source: Source, files: readonly Source[], decoders: Decoders): Planes {
  const parsed = files.map((file) => parseDicom(file, decoders)).filter((file) => file.data.elements[TAG.pixelData]);
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
  const slices = parsed.flatMap(slicesOf);
  for (const { source: file } of parsed) for (const note of file.notes) source.note(note);
  return stackOf(source, slices);
}

function slicesOf(file: DicomFile): Slice[] {
  const frames = framesOf(file);
  return placesOf(file, frames.count).map((place, index) => ({ file, frames, index, place }));
}

function stackOf(source: Source, slices: readonly Slice[]): Planes {
  const { file, frames } = slices[0] as Slice;
  const different = slices.find(({ frames: other }) => {
    return (
      (["width", "height", "samples", "bits", "signed"] as const).some((key) => other[key] !== frames[key]) ||
      pixelType(other) !== pixelType(frames) ||
      pixelSamples(other) !== pixelSamples(frames)
    );
  });
  if (different) throw source.unsupported("its slices differ in size or type");
  const places = slices.map(({ place }) => place);
  const placed = places.every((place) => place !== undefined);
  const stack = placed
    ? sortSlices(source, places as SlicePlace[], statedSpacing(file.data))
    : { order: slices.map((_, i) => i), geometry: flatGeometry(file) };
  if (!placed && slices.length > 1) source.note("its slices do not say where they lie; they are taken in their order");
  if (frames.photometric === "MONOCHROME1") {
    source.note("its small values are the bright ones (MONOCHROME1); they are kept as they are");
  }
  const scales = slices.map((slice) => scaleOf(source, slice));
  const dtype = commonType(pixelType(frames), frames.stored, scales);
  const samples = pixelSamples(frames);
  return {
    format: "dicom",
    order: "ZYX",
    sizes: { T: 1, C: 1, Z: stack.order.length, Y: frames.height, X: frames.width, S: samples },
    meaning: samples === 3 ? "rgb" : "grey",
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

function scaleOf(source: Source, { file, index, frames }: Slice): Scale | undefined {
  if (pixelSamples(frames) > 1) return undefined;
  const { data } = file;
  const groups = [itemOf(data, TAG.frameGroups, index), itemOf(data, TAG.sharedGroups)];
  const sets = [...groups.map((group) => itemOf(group, TAG.valueTransformation)), data];
  const first = (tag: string) => sets.map((set) => decimals(set, tag, 1)?.[0]).find((value) => value !== undefined);
  const [slope, intercept] = [first(TAG.slope) ?? doseScale(source, file) ?? 1, first(TAG.intercept) ?? 0];
  return slope === 1 && intercept === 0 ? undefined : { slope, intercept };
}

/** What the values of a dose are multiplied with. */
function doseScale(source: Source, { data }: DicomFile): number | undefined {
  const [scaling] = decimals(data, TAG.doseScaling, 1) ?? [];
  if (scaling === undefined || scaling === 0) return undefined;
  const units = textOf(data, TAG.doseUnits);
  source.note(`its values are doses${units === "GY" ? " in Gy" : units ? `, ${units.toLowerCase()}` : ""}`);
  return scaling;
}

/** The type that holds the scaled values of all slices; slices may be scaled each in its own way. */
function commonType(stored: Dtype, bits: number, scales: readonly (Scale | undefined)[]): Dtype {
  const distinct = new Map(scales.map((scale) => [`${scale?.slope ?? 1} ${scale?.intercept ?? 0}`, scale]));
  const types = new Set([...distinct.values()].map((scale) => (scale ? scaledType(stored, scale, bits) : stored)));
  if (types.size === 1) return [...types][0] as Dtype;
  return [...types].every((type) => type.includes("int")) ? "int32" : "float32";
}

function readSlice(source: Source, { file, frames, index }: Slice, scale: Scale | undefined, into: TypedArray): void {
  const type = pixelType(frames);
  if (!scale && dtypeOf(into) === type) {
    readPixels(file, frames, index, into);
    return;
  }
  const stored = source.allocate(type, frameValues(frames));
  readPixels(file, frames, index, stored);
  const { slope, intercept } = scale ?? { slope: 1, intercept: 0 };
  for (let i = 0; i < into.length; i++) into[i] = (stored[i] as number) * slope + intercept;
}

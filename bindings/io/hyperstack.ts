import { ArgumentRangeError, ArgumentTypeError } from "../core/errors.js";
import {
  arrayType,
  describe,
  dtypeOf,
  type Geometry,
  geometryOf,
  type Image,
  type TypedArray,
  voxelCount,
} from "../core/image.js";
import type { Format, Numbered } from "./file.js";
import { checkLegend, chosenLegend, type Legend, legendOf } from "./legend.js";
import { cutUp, interleave, takeSample } from "./samples.js";

/** What the samples of a pixel are; "channels" when nothing is known. */
export type Meaning = "grey" | "grey+alpha" | "rgb" | "rgb+alpha" | "channels";

/**
 * Several volumes of one grid: every channel at every time. Spacing, origin and direction are those of a volume, along
 * (z, y, x), or (y, x) where it has one slice without thickness.
 */
export interface Hyperstack extends Geometry, Legend {
  /** Values in C order, x fastest. */
  data: TypedArray;
  /** Extents along [t, c, z, y, x]. */
  shape: readonly [times: number, channels: number, depth: number, height: number, width: number];
  /** What the channels are: colours of one picture, or "channels". A single one is "grey". */
  meaning: Meaning;
}

/** Volumes on their way into a file. An image is one channel at one time. */
export interface Volumes extends Geometry, Legend {
  data: TypedArray;
  /** Of one volume: [z, y, x] or [y, x]. */
  shape: readonly number[];
  times: number;
  channels: number;
  meaning: Meaning;
}

/** True for a hyperstack, which has five axes where images have two or three. */
export function isHyperstack(image: object): image is Hyperstack {
  return "meaning" in image && "shape" in image && (image as { shape: readonly number[] }).shape.length === 5;
}

/** Throws E_DTYPE, E_SHAPE or E_OPTION unless the shape is one of five axes that the values fill. */
export function checkHyperstack(who: string, hyperstack: Hyperstack): void {
  const { data, shape, meaning } = hyperstack;
  if (!ArrayBuffer.isView(data)) {
    throw new ArgumentTypeError("E_DTYPE", `${who}: expected a hyperstack { data: TypedArray, shape, meaning }`);
  }
  dtypeOf(data);
  const sound = shape.every((extent) => Number.isInteger(extent) && extent >= 1);
  if (!sound || data.length !== voxelCount(shape)) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `${who}: ${data.length} values do not fill the shape ${shape.join("×")} of times, channels, z, y and x`,
    );
  }
  const samples = SAMPLES[meaning];
  if (samples === undefined || (samples > 0 && samples !== shape[1])) {
    throw new ArgumentRangeError("E_OPTION", `${who}: ${shape[1]} channels are not ${describe(meaning)}`);
  }
  checkLegend(who, hyperstack, shape[1]);
}

/** How many channels each meaning has; 0: any number. */
const SAMPLES: Readonly<Record<Meaning, number>> = { grey: 1, "grey+alpha": 2, rgb: 3, "rgb+alpha": 4, channels: 0 };

/** Whether the channels are the samples of one pixel: red, green, blue, or alpha. */
export function isColour({ meaning }: Volumes): boolean {
  return meaning.startsWith("rgb") || meaning.endsWith("alpha");
}

/** The volumes of an image or a hyperstack. */
export function volumesOf(image: Image | Hyperstack): Volumes {
  if (!isHyperstack(image)) return { ...image, times: 1, channels: 1, meaning: "grey" };
  const { shape, spacing, origin, ...rest } = image;
  const [times, channels, ...extents] = shape;
  // One slice with a distance to the next one is a volume, and may say where it lies.
  const flat = extents[0] === 1 && spacing?.length !== 3;
  const cut = (list: readonly number[] | undefined) => (flat ? list?.slice(-2) : list);
  const [steps, place] = [cut(spacing), cut(origin)];
  return {
    ...rest,
    ...(steps && { spacing: steps }),
    ...(place && { origin: place }),
    shape: flat ? extents.slice(1) : extents,
    times,
    channels,
  };
}

/** The volume of one channel at one time; its values are not copied. */
export function volumeAt(volumes: Volumes, time: number, channel: number): Image {
  const { data, shape, channels } = volumes;
  const size = voxelCount(shape);
  const first = (time * channels + channel) * size;
  return { data: data.subarray(first, first + size), shape, ...geometryOf(volumes) };
}

/**
 * The image of a hyperstack that has one: of one channel at one time, or of a picture whose colours are all grey; undefined
 * for others. Its values are not copied; the name of the channel stays with it.
 *
 * @example
 * onlyImage({ data: new Uint8Array(6), shape: [1, 1, 1, 2, 3], meaning: "grey" }).shape; // [2, 3]
 */
export function onlyImage(hyperstack: Hyperstack): (Image & Legend) | undefined {
  const volumes = volumesOf(hyperstack);
  if (volumes.times * volumes.channels === 1) return { ...volumeAt(volumes, 0, 0), ...legendOf(volumes) };
  if (volumes.meaning !== "rgb" || volumes.times > 1) return undefined;
  const [red, green, blue] = cutUp(volumes.data, 3) as [TypedArray, TypedArray, TypedArray];
  return red.every((value, i) => value === green[i] && value === blue[i]) ? volumeAt(volumes, 0, 0) : undefined;
}

/** The volumes with their times fastest: [c, t, z, y, x]. */
export function timesFastest({ data, shape, times, channels }: Volumes): TypedArray {
  if (times === 1 || channels === 1) return data;
  const size = voxelCount(shape);
  const turned = new (arrayType(dtypeOf(data)))(data.length);
  for (let c = 0; c < channels; c++) {
    for (let t = 0; t < times; t++) {
      const first = (t * channels + c) * size;
      turned.set(data.subarray(first, first + size), (c * times + t) * size);
    }
  }
  return turned;
}

/** The values with those of a voxel side by side: [t, z, y, x, c]. */
export function interleaved({ data, times, channels }: Volumes): TypedArray {
  if (channels === 1) return data;
  const mixed = new (arrayType(dtypeOf(data)))(data.length);
  const pixels = cutUp(mixed, times);
  for (const [t, stack] of cutUp(data, times).entries()) interleave(cutUp(stack, channels), pixels[t] as TypedArray);
  return mixed;
}

/** Formats that hold several channels, several times, and the colours of a picture. */
const HOLDS: Readonly<Partial<Record<Format, readonly string[]>>> = {
  tiff: ["T", "C", "S"],
  zarr: ["T", "C", "S"],
  nifti: ["T", "C", "S"],
  nrrd: ["T", "C", "S"],
  metaimage: ["T", "C", "S"],
  png: ["S"],
};

/**
 * Whether files of a format hold all that the axes of another file stand for: T times, C channels, S samples of a pixel.
 *
 * @example
 * holdsAxes("png", "YXS"); // true
 */
export function holdsAxes(format: Format, axes: string): boolean {
  return [...axes].every((axis) => "ZYX".includes(axis) || (HOLDS[format]?.includes(axis) ?? false));
}

/** One volume as a file has it: the samples of a voxel side by side. */
interface Part {
  values: TypedArray;
  /** Sample that was chosen of those of a pixel. */
  channel: number | undefined;
  grid: Geometry & { shape: readonly number[] };
}

/** What there is to read. */
interface Sizes {
  T: number;
  C: number;
  S: number;
}

/**
 * Gathers the volumes of a file: all channels and times that the selection leaves open.
 *
 * @param legend of all of them
 * @param allocate makes the array for so many values
 * @param read decodes one volume
 */
export async function gatherHyperstack(
  { sizes, meaning, legend = {} }: { sizes: Sizes; meaning: Meaning; legend?: Legend | undefined },
  selection: Numbered,
  allocate: (values: number) => TypedArray,
  read: (selection: Numbered) => Promise<Part>,
): Promise<Hyperstack> {
  const { T, C, S } = sizes;
  const all = (count: number, chosen: number | undefined) =>
    chosen === undefined && count > 1 ? Array.from({ length: count }, (_, i) => i) : [chosen];
  const times = all(T, selection.time);
  const planes = all(C, selection.channel);
  let whole: { data: TypedArray; grid: Part["grid"]; samples: number; voxels: number } | undefined;
  let number = 0;
  for (const time of times) {
    for (const channel of planes) {
      const place = { ...(time !== undefined && { time }), ...(channel !== undefined && { channel }) };
      const { values, channel: sample, grid } = await read({ ...selection, ...place });
      const voxels = values.length / S;
      const samples = sample === undefined ? S : 1;
      whole ??= { data: allocate(times.length * planes.length * samples * voxels), grid, samples, voxels };
      for (let s = 0; s < samples; s++) {
        const to = (number * samples + s) * voxels;
        takeSample(values, S, sample ?? s, whole.data.subarray(to, to + voxels));
      }
      number++;
    }
  }
  const { data, grid, samples } = whole as NonNullable<typeof whole>;
  const channels = planes.length * samples;
  const extents = [...(grid.shape.length === 2 ? [1] : []), ...grid.shape] as [number, number, number];
  const sameMeaning = planes.length === 1 && samples === S;
  return {
    ...grid,
    ...chosenLegend(legend, selection.channel, selection.time),
    data,
    shape: [times.length, channels, ...extents],
    meaning: channels === 1 ? "grey" : sameMeaning ? meaning : "channels",
  };
}

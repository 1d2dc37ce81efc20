import * as zarr from "zarrita";
import { isSegmentError } from "../../core/errors.js";
import { type Dtype, dtypeOf, type TypedArray } from "../../core/image.js";
import { choose } from "../choose.js";
import type { Folder } from "../file.js";
import type { Planes, Sizes } from "../planes.js";
import { cutUp, interleave } from "../samples.js";
import type { Source } from "../source.js";
import { legendOfChannels, pictureOf } from "./channels.js";
import { longType, readRegion } from "./chunks.js";
import { library, Store, type ZarrArray } from "./library.js";
import {
  geometryOfLevel,
  isObject,
  type Json,
  levelsOf,
  omeAttributes,
  timeOfLevel,
  type ZarrLevel,
  type ZarrLevels,
} from "./multiscales.js";

const DTYPES: readonly string[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
/** Groups may point to groups this often: a collection, its image. */
const MOST_GROUPS = 3;

/**
 * Reads an OME-Zarr image (0.1 to 0.5), or a plain array whose axes are taken as t, c, z, y, x from the last.
 *
 * @param wanted level of resolution, 0 is the finest
 */
export async function readZarr(source: Source, folder: Folder, wanted = 0): Promise<Planes> {
  const { array, attributes, level, levels } = await library(source, () =>
    openLevel(source, zarr.root(new Store(folder, source)), wanted, MOST_GROUPS),
  );
  const names = level.axes.map(({ name }) => name);
  const { shape, dtype, chunks } = array;
  if (![shape, chunks].every(isExtents)) throw source.corrupt("its array states no shape or no chunks");
  if (names.length !== shape.length)
    throw source.corrupt(`it names ${names.length} axes for ${shape.length} of its array`);
  const counted = sizesOf(source, names, shape);
  const picture = pictureOf(attributes, counted.C);
  // The colours of a picture are the samples of its pixels, as everywhere else.
  const sized = (all: Sizes): Sizes => (picture ? { ...all, C: 1, S: counted.C } : all);
  const region = (index: VolumeIndex, into: TypedArray) => readRegion(source, array, names, index, into);
  checkChunks(source, shape, chunks, dtype);
  const long = dtype === "int64" || dtype === "uint64";
  if (!long && dtype !== "bool" && !DTYPES.includes(dtype))
    throw source.unsupported(`it holds values of type ${dtype}`);
  const type = long ? await longType(source, array) : dtype === "bool" ? "uint8" : (dtype as Dtype);
  return {
    format: "zarr",
    order: names
      .map((name) => name.toUpperCase())
      .join("")
      .replace(picture ? "C" : "", ""),
    sizes: sized(counted),
    meaning: picture ?? "grey",
    legend: { ...legendOfChannels(attributes), ...timeOfLevel(level) },
    dtype: type,
    bitDepth: bitsOf(dtype),
    ...geometryOfLevel(level),
    ...(levels.length > 1 && { levels: levels.map((extents) => sized(sizesOf(source, names, extents))) }),
    readPlane: () => {
      throw new Error("chunks are read in volumes");
    },
    readVolume: picture ? (index, into) => readPicture(source, counted.C, index, into, region) : region,
  };
}

type VolumeIndex = Parameters<NonNullable<Planes["readVolume"]>>[0];

/** The colours of a picture, which are stored as channels, side by side. */
async function readPicture(
  source: Source,
  channels: number,
  index: VolumeIndex,
  into: TypedArray,
  read: (index: VolumeIndex, into: TypedArray) => Promise<void>,
): Promise<void> {
  const planes = source.allocate(dtypeOf(into), into.length);
  const parts = cutUp(planes, channels);
  for (const [c, part] of parts.entries()) await read({ ...index, c }, part);
  interleave(parts, into);
}

interface Opened {
  array: ZarrArray;
  /** What the group says beside its levels. */
  attributes: Json;
  level: ZarrLevel;
  /** Shapes of all levels that can be read. */
  levels: (readonly number[])[];
}

/** Follows groups to one level of an image. */
async function openLevel(source: Source, location: Place, wanted: number, depth: number): Promise<Opened> {
  const node = await openNode(location);
  if (node.kind === "array") {
    choose(source, "level", 1, wanted);
    return { array: node as ZarrArray, attributes: {}, level: plainLevel(node as ZarrArray), levels: [] };
  }
  const levels = levelsOf(source, node.attrs);
  if (levels) {
    choose(source, "level", levels.count, wanted);
    const level = levels.at(wanted);
    const array = await openArray(node.resolve(level.path));
    const { attributes } = levels;
    return {
      array,
      attributes,
      level,
      levels: await shapesOf(source, levels, (path) => openArray(node.resolve(path))),
    };
  }
  const attributes = omeAttributes(node.attrs);
  if (isObject(attributes.plate)) throw source.unsupported("it is a plate; open one field of one of its wells");
  if (Array.isArray(attributes.labels)) {
    throw source.unsupported(
      `it is a collection of label images; open one of ${attributes.labels.join(", ")} below it`,
    );
  }
  if (attributes["bioformats2raw.layout"] === undefined || depth === 0) {
    throw source.unsupported("it is a Zarr group without an image (multiscales)");
  }
  source.note("it is a collection of images; the first is read");
  return openLevel(source, location.resolve("0"), wanted, depth - 1);
}

/** Shapes of the levels up to the first that cannot be read: the others are none the worse for it. */
async function shapesOf(source: Source, levels: ZarrLevels, open: (path: string) => Promise<ZarrArray>) {
  const shapes: (readonly number[])[] = [];
  if (levels.count === 1) return shapes;
  try {
    for (let n = 0; n < levels.count; n++) {
      const { path, axes } = levels.at(n);
      const { shape } = await library(source, () => open(path));
      if (shape.length !== axes.length || !isExtents(shape)) throw source.corrupt("its shape does not fit its axes");
      shapes.push(shape);
    }
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    source.note(`level ${shapes.length} of its resolution cannot be read`);
  }
  return shapes;
}

type Place = zarr.Location<Store>;

/** Asked for by what is there: the library would try one version after the other, and report the last one's failure. */
async function openNode(location: Place) {
  const has = async (name: string) => (await location.store.get(location.resolve(name).path)) !== undefined;
  if (await has("zarr.json")) return zarr.open.v3(location);
  return zarr.open.v2(location, { kind: (await has(".zarray")) ? "array" : "group" });
}

async function openArray(location: Place): Promise<ZarrArray> {
  const node = await openNode(location);
  if (node.kind === "array") return node as ZarrArray;
  throw location.store.source.corrupt(`it names ${JSON.stringify(location.path)} as an array, but that is a group`);
}

/** Axes of an array that does not name them. */
function plainLevel(array: ZarrArray): ZarrLevel {
  const names = array.dimensionNames ?? ["t", "c", "z", "y", "x"].slice(-array.shape.length);
  const axes = names.map((name) => ({ name: String(name).toLowerCase() }));
  return { path: "", axes, scale: axes.map(() => 1), translation: axes.map(() => 0) };
}

function sizesOf(source: Source, names: readonly string[], shape: readonly number[]): Sizes {
  const sizes: Sizes = { T: 1, C: 1, Z: 1, Y: 1, X: 1, S: 1 };
  for (const [i, name] of names.entries()) {
    const letter = name.toUpperCase();
    if (!"TCZYX".includes(letter) || letter.length !== 1)
      throw source.unsupported(`it has an axis ${JSON.stringify(name)}`);
    const extent = shape[i] as number;
    if (!(Number.isInteger(extent) && extent >= 1)) throw source.corrupt(`its axis ${name} has ${extent} voxels`);
    sizes[letter as keyof Sizes] = extent;
  }
  if (!names.includes("y") || !names.includes("x") || new Set(names).size !== names.length) {
    throw source.corrupt(`its axes are ${names.join(", ")}`);
  }
  return sizes;
}

function bitsOf(dtype: string): number {
  return dtype === "bool" ? 1 : Number(/\d+$/.exec(dtype)?.[0] ?? 8);
}

/** Arrays have few axes; a long list would only cost time. */
const MOST_AXES = 32;
/** Voxels of chunks that lie outside the image, for each one inside, and for small images in all. */
const MOST_BORDER = 32;
const SMALL_BORDER = 2 ** 27;

function isExtents(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.length <= MOST_AXES &&
    list.every((extent) => Number.isSafeInteger(extent) && (extent as number) >= 1)
  );
}

/** A chunk is unpacked whole: it must pass the limit by itself, and all of them must not hold far more than the image. */
function checkChunks(source: Source, shape: readonly number[], chunks: readonly number[], dtype: string): void {
  if (chunks.length !== shape.length) throw source.corrupt(`its chunks have ${chunks.length} axes of ${shape.length}`);
  const values = chunks.reduce((product, extent) => product * extent, 1);
  source.checkLimit("maxBytes", values * Math.ceil(bitsOf(dtype) / 8), "the size of one of its chunks in bytes");
  const count = chunks.reduce((product, extent, axis) => product * Math.ceil((shape[axis] as number) / extent), 1);
  const inside = shape.reduce((product, extent) => product * extent, 1);
  if (count * values > MOST_BORDER * inside + SMALL_BORDER) {
    throw source.corrupt(`its chunks of ${chunks.join("×")} voxels hold far more than its array of ${shape.join("×")}`);
  }
}

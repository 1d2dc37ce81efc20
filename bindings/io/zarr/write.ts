import { dtypeOf, type Image, type TypedArray } from "../../core/image.js";
import type { SegmentInfo } from "../../core/segmentation.js";
import { gzipped } from "../deflate.js";
import type { FolderFile } from "../file.js";
import { type Volumes, volumeAt } from "../hyperstack.js";
import { type Level, pyramid } from "../pyramid.js";
import { bytesOf } from "../samples.js";
import { imageLabel, multiscales, type OmeVersion, outerAxes } from "./attributes.js";
import { colourChannels, namedChannels } from "./channels.js";
import type { Json } from "./multiscales.js";

/** Chunks of a volume and of a slice: a megabyte or a few, so that neither files nor bytes read in vain are many. */
const VOLUME_CHUNK = [64, 128, 128] as const;
const SLICE_CHUNK = [1024, 1024] as const;

export interface ZarrOptions {
  compress: boolean;
  version: OmeVersion;
  levels?: number | undefined;
}

/** An image on its way into a folder. */
export interface ZarrImage {
  volumes: Volumes;
  /** Label images are thinned out, not averaged, and carry colours. */
  isLabels: boolean;
  /** What the labels stand for, where that is known. */
  segments?: readonly SegmentInfo[] | undefined;
}

/** The files of an image with its label images, one after the other. */
export function* zarrFiles(
  main: ZarrImage,
  labels: ReadonlyMap<string, ZarrImage>,
  options: ZarrOptions,
): Generator<FolderFile> {
  yield* imageFiles("", main, options);
  if (labels.size === 0) return;
  yield* group("labels/", { labels: [...labels.keys()] }, options.version);
  for (const [name, part] of labels) yield* imageFiles(`labels/${name}/`, part, options, "../../");
}

/** The arrays of all levels, then the group that names them. */
function* imageFiles(
  folder: string,
  { volumes, isLabels, segments }: ZarrImage,
  options: ZarrOptions,
  source?: string,
): Generator<FolderFile> {
  const reduction = isLabels ? "nearest" : "mean";
  const factors: (readonly number[])[] = [];
  const { times, channels } = volumes;
  // All volumes go down from level to level together.
  const pyramids = Array.from({ length: times * channels }, (_, i) =>
    pyramid(volumeAt(volumes, Math.floor(i / channels), i % channels), reduction, { count: options.levels }),
  );
  for (;;) {
    const levels = pyramids.flatMap((one) => one.next().value ?? []);
    if (levels.length === 0) break;
    yield* arrayFiles(
      `${folder}${factors.length}/`,
      levels.map((level) => level.image),
      volumes,
      options,
    );
    factors.push((levels[0] as Level).factors);
  }
  const omero = volumes.meaning.startsWith("rgb") ? colourChannels(volumes) : namedChannels(volumes);
  const list = multiscales({ volumes, reduction, factors });
  const attributes = {
    multiscales: [options.version === "0.4" ? { version: options.version, ...list } : list],
    ...(omero && { omero }),
    ...(isLabels && { "image-label": imageLabel(volumes.data, options.version, segments, source) }),
  };
  yield* group(folder, attributes, options.version);
}

/** The files of a label image that lies below the image it is of. */
export function labelImageFiles(labels: ZarrImage, options: ZarrOptions): Generator<FolderFile> {
  return imageFiles("", labels, options, "../../");
}

/** What makes a folder a group. */
export function* group(folder: string, attributes: Json, version: OmeVersion): Generator<FolderFile> {
  if (version === "0.4") {
    yield json(`${folder}.zgroup`, { zarr_format: 2 });
    yield json(`${folder}.zattrs`, attributes);
  } else {
    yield json(`${folder}zarr.json`, {
      zarr_format: 3,
      node_type: "group",
      attributes: { ome: { version, ...attributes } },
    });
  }
}

/** One array of a level of all volumes. */
function* arrayFiles(
  folder: string,
  images: readonly Image[],
  volumes: Volumes,
  { compress, version }: ZarrOptions,
): Generator<FolderFile> {
  const { data, shape } = images[0] as Image;
  const most = shape.length === 2 ? SLICE_CHUNK : VOLUME_CHUNK;
  const chunks = shape.map((extent, axis) => Math.min(extent, most[axis] as number));
  const outer = outerAxes(volumes);
  const array = {
    data,
    shape: [...outer.map(({ extent }) => extent), ...shape],
    names: [...outer.map(({ name }) => name), ...["z", "y", "x"].slice(-shape.length)],
    chunks: [...outer.map(() => 1), ...chunks],
  };
  yield version === "0.4" ? arrayOfVersion2(folder, array, compress) : arrayOfVersion3(folder, array, compress);
  const prefix = version === "0.4" ? folder : `${folder}c/`;
  for (const [i, image] of images.entries()) {
    const at = { t: Math.floor(i / volumes.channels), c: i % volumes.channels };
    for (const [place, values] of chunksOf(image, chunks)) {
      const bytes = bytesOf(values);
      const path = [...outer.map(({ name }) => at[name]), ...place].join("/");
      yield { path: `${prefix}${path}`, bytes: compress ? gzipped(bytes) : bytes };
    }
  }
}

/** What an array is. */
interface ZarrArray {
  data: TypedArray;
  shape: readonly number[];
  names: readonly string[];
  chunks: readonly number[];
}

function arrayOfVersion2(folder: string, { data, shape, chunks }: ZarrArray, compress: boolean) {
  const dtype = dtypeOf(data);
  const size = data.BYTES_PER_ELEMENT;
  const letter = dtype.startsWith("u") ? "u" : dtype.startsWith("i") ? "i" : "f";
  return json(`${folder}.zarray`, {
    zarr_format: 2,
    shape,
    chunks,
    dtype: `${size === 1 ? "|" : "<"}${letter}${size}`,
    compressor: compress ? { id: "gzip", level: LEVEL } : null,
    fill_value: 0,
    order: "C",
    filters: null,
    dimension_separator: "/",
  });
}

/** What packs the chunks states its effort, although readers have no use for it. */
const LEVEL = 4;

function arrayOfVersion3(folder: string, { data, shape, names, chunks }: ZarrArray, compress: boolean) {
  return json(`${folder}zarr.json`, {
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: dtypeOf(data),
    chunk_grid: { name: "regular", configuration: { chunk_shape: chunks } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: 0,
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      ...(compress ? [{ name: "gzip", configuration: { level: LEVEL } }] : []),
    ],
    dimension_names: names,
    attributes: {},
  });
}

function json(path: string, content: Json): FolderFile {
  return { path, bytes: new TextEncoder().encode(`${JSON.stringify(content)}\n`) };
}

/** All chunks that hold more than zeros, cut to whole size; those at the far edges are filled up with zeros. */
function* chunksOf(image: Image, chunks: readonly number[]): Generator<[place: number[], values: TypedArray]> {
  const flat = image.shape.length === 2;
  const [depth, height, width] = (flat ? [1, ...image.shape] : image.shape) as [number, number, number];
  const [cz, cy, cx] = (flat ? [1, ...chunks] : chunks) as [number, number, number];
  for (let z = 0; z < depth; z += cz) {
    for (let y = 0; y < height; y += cy) {
      for (let x = 0; x < width; x += cx) {
        const values = image.data.slice(0, 0).constructor as new (length: number) => TypedArray;
        const chunk = new values(cz * cy * cx);
        const columns = Math.min(cx, width - x);
        for (let dz = 0; dz < Math.min(cz, depth - z); dz++) {
          for (let dy = 0; dy < Math.min(cy, height - y); dy++) {
            const from = ((z + dz) * height + y + dy) * width + x;
            chunk.set(image.data.subarray(from, from + columns), (dz * cy + dy) * cx);
          }
        }
        const place = [z / cz, y / cy, x / cx];
        if (!isZero(chunk)) yield [flat ? place.slice(1) : place, chunk];
      }
    }
  }
}

/** Bits, not values: -0 and NaN must come back. */
function isZero(values: TypedArray): boolean {
  return bytesOf(values).every((byte) => byte === 0);
}

import { dtypeOf, type Image, type TypedArray } from "../../core/image.js";
import type { SegmentInfo } from "../../core/segmentation.js";
import { gzipped } from "../deflate.js";
import type { FolderFile } from "../file.js";
import { pyramid } from "../pyramid.js";
import { bytesOf } from "../samples.js";
import { imageLabel, type Json, multiscales, type OmeVersion } from "./attributes.js";

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
  image: Image;
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
  { image, isLabels, segments }: ZarrImage,
  options: ZarrOptions,
  source?: string,
): Generator<FolderFile> {
  const reduction = isLabels ? "nearest" : "mean";
  const factors: (readonly number[])[] = [];
  for (const level of pyramid(image, reduction, { count: options.levels })) {
    yield* arrayFiles(`${folder}${factors.length}/`, level.image, options);
    factors.push(level.factors);
  }
  const list = multiscales({ image, reduction, factors });
  const attributes = {
    multiscales: [options.version === "0.4" ? { version: options.version, ...list } : list],
    ...(isLabels && { "image-label": imageLabel(image, options.version, segments, source) }),
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

function* arrayFiles(folder: string, image: Image, { compress, version }: ZarrOptions): Generator<FolderFile> {
  const { shape } = image;
  const most = shape.length === 2 ? SLICE_CHUNK : VOLUME_CHUNK;
  const chunks = shape.map((extent, axis) => Math.min(extent, most[axis] as number));
  const describe = version === "0.4" ? arrayOfVersion2 : arrayOfVersion3;
  yield describe(folder, image, chunks, compress);
  const prefix = version === "0.4" ? folder : `${folder}c/`;
  for (const [place, values] of chunksOf(image, chunks)) {
    const bytes = bytesOf(values);
    yield { path: `${prefix}${place.join("/")}`, bytes: compress ? gzipped(bytes) : bytes };
  }
}

function arrayOfVersion2(folder: string, { data, shape }: Image, chunks: readonly number[], compress: boolean) {
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

function arrayOfVersion3(folder: string, { data, shape }: Image, chunks: readonly number[], compress: boolean) {
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
    dimension_names: ["z", "y", "x"].slice(-shape.length),
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

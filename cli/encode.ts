import { createHash } from "node:crypto";
import { isSegmentError, SegmentError } from "../bindings/core/errors.js";
import { dtypeOf, type Image, isMask, type Labelmap, type Mask, smallestLabelDtype } from "../bindings/core/image.js";
import {
  formatOfName,
  type Table,
  type Writable,
  type WriteFolderOptions,
  type WriteOptions,
  writeCsv,
  writeFolder,
  writeMarkdown,
  writeOptionsOfName,
  writeParquet,
  writeTableJson,
} from "../bindings/io/index.js";
import { imageParts } from "../bindings/io/write.js";
import type { Content } from "./durable.js";

/** What a result is, for messages and JSON. */
export interface Description {
  kind: "image" | "mask" | "labels";
  /** The element type in the file. */
  dtype: string;
  shape: readonly number[];
}

/** How a result will lie in its file: labels take the smallest type that holds them. */
export function describeResult(result: Image | Mask | Labelmap): Description {
  if (isMask(result)) return { kind: "mask", dtype: "uint8", shape: result.shape };
  if (isLabelmap(result)) return { kind: "labels", dtype: smallestLabelDtype(result.count), shape: result.shape };
  return { kind: "image", dtype: dtypeOf(result.data), shape: result.shape };
}

/** True for the results of labelling operations. */
export function isLabelmap(result: Image | Mask | Labelmap): result is Labelmap {
  return "count" in result;
}

/** What only some formats know. */
export interface EncodeOptions {
  /** For files, beside what the name asks for. */
  file?: WriteOptions;
  /** For images that are folders. */
  folder?: WriteFolderOptions;
}

/** A file or folder whose name tells the format. Throws E_WRITE where the format cannot hold the result. */
export async function encodeImage(
  path: string,
  result: Writable,
  { file = {}, folder = {} }: EncodeOptions = {},
): Promise<Content> {
  const format = formatOfName(path);
  if (!format) throw new Error(`no format for ${path}, although its name was checked`);
  try {
    if (format === "zarr") return writeFolder(result, folder);
    return { parts: imageParts(result, format, { ...writeOptionsOfName(path), ...file }) };
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    throw new SegmentError("E_WRITE", `cannot write ${JSON.stringify(path)}: ${error.message}`, { path }, error);
  }
}

/** The bytes of a table whose name tells the format. */
export async function encodeTable(path: string, table: Table): Promise<string | Uint8Array> {
  const name = path.toLowerCase();
  if (name.endsWith(".parquet")) return writeParquet(table);
  if (name.endsWith(".md")) return writeMarkdown(table);
  return name.endsWith(".json") ? writeTableJson(table) : writeCsv(table);
}

/** "60×256×256". */
export function shapeText(shape: readonly number[]): string {
  return shape.join("×");
}

/** SHA-256 of the labels as little-endian int32 in C order, whatever type they are stored in. */
export function labelDigest(labels: Labelmap): string {
  const hash = createHash("sha256");
  const step = 1 << 20;
  for (let from = 0; from < labels.data.length; from += step) {
    hash.update(Int32Array.from(labels.data.subarray(from, from + step)));
  }
  return hash.digest("hex");
}

import * as zarr from "zarrita";
import { CorruptFile, isSegmentError, SegmentError } from "../../core/errors.js";
import type { Folder } from "../file.js";
import type { Source } from "../source.js";
import { checkPackers, guardCodecs } from "./codecs.js";

export type ZarrArray = zarr.Array<zarr.DataType, Store>;

/** Descriptions of nodes; everything else below an array is a chunk. */
const DESCRIPTIONS = /(^|\/)(zarr\.json|\.zarray|\.zgroup|\.zattrs)$/;
/** Plates of many wells have descriptions of a few hundred kilobytes. */
const MOST_DESCRIPTION = 8 * 2 ** 20;
const MOST_KEY = 1024;

/** A chunk that is not there: all of its voxels have the fill value. Thrown, as the library would build the whole chunk. */
export class MissingChunk extends Error {}

/** A folder as the library asks for it: absolute keys, whole values or a range of them. */
export class Store {
  /** The file read last: a shard holds many chunks. */
  #last: { key: string; bytes: Uint8Array } | undefined;

  constructor(
    private readonly folder: Folder,
    readonly source: Source,
  ) {
    guardCodecs();
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const path = key.slice(1);
    if (path.length > MOST_KEY || /(^|[\\/])\.\.?([\\/]|$)|[\\\0]/.test(path)) {
      const detail = { path: this.source.name };
      throw new CorruptFile(`${this.source.name}: it refers to a file outside of its folder`, detail, "E_PATH");
    }
    const bytes = this.#last?.key === key ? this.#last.bytes : await this.folder.read(path);
    if (!DESCRIPTIONS.test(path)) {
      if (!bytes) throw new MissingChunk();
      this.#last = { key, bytes };
    } else if (bytes && bytes.length > MOST_DESCRIPTION) {
      throw this.source.unsupported(`its description has ${bytes.length} bytes, more than ${MOST_DESCRIPTION}`);
    } else if (bytes) checkPackers(this.source, bytes);
    return bytes;
  }

  async getRange(
    key: string,
    range: { offset: number; length: number } | { suffixLength: number },
  ): Promise<Uint8Array | undefined> {
    const bytes = (await this.get(key)) as Uint8Array;
    const [from, length] =
      "suffixLength" in range ? [bytes.length - range.suffixLength, range.suffixLength] : [range.offset, range.length];
    if (!(from >= 0 && length >= 0 && from + length <= bytes.length)) {
      throw this.source.truncated(`a shard of ${bytes.length} bytes has no ${length} bytes at byte ${from}`);
    }
    return bytes.subarray(from, from + length);
  }
}

/** Runs the library so that nothing but our own errors comes out of it. */
export async function library<T>(source: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const causes = causesOf(error);
    const missing = causes.find((cause) => cause instanceof MissingChunk);
    if (missing) throw missing;
    const own = causes.find((cause) => isSegmentError(cause));
    if (own) throw named(source, own as SegmentError);
    const message = error instanceof Error ? error.message.split("\n")[0] : "unknown reason";
    const unknown = causes.some(
      (cause) =>
        zarr.isZarritaError(cause, "UnsupportedError") ||
        zarr.isZarritaError(cause, "UnknownCodecError") ||
        (cause as Error).message?.includes("unsupported dataType"),
    );
    if (unknown) throw source.unsupported(`it uses a part of Zarr that is not read: ${message}`, error);
    throw source.corrupt(`its Zarr data cannot be read: ${message}`, error);
  }
}

/** An error and what it was caused by. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause !== undefined && causes.length < 8; cause = (cause as { cause?: unknown })?.cause) {
    causes.push(cause);
  }
  return causes;
}

/** Packers do not know which image they work for. */
function named(source: Source, error: SegmentError): Error {
  if (!(error instanceof SegmentError) || error.detail.path !== "") return error;
  const message = `${source.name}${error.message}`;
  return new SegmentError(error.code, message, { ...error.detail, path: source.name }, error);
}

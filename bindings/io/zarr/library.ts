import * as zarr from "zarrita";
import { isSegmentError } from "../../core/errors.js";
import type { Folder } from "../file.js";
import type { Source } from "../source.js";

export type ZarrArray = zarr.Array<zarr.DataType, Store>;

/** A folder as the library asks for it: absolute keys, whole values or a range of them. */
export class Store {
  constructor(private readonly folder: Folder) {}

  get(key: string): Promise<Uint8Array | undefined> {
    return this.folder.read(key.slice(1));
  }

  async getRange(
    key: string,
    range: { offset: number; length: number } | { suffixLength: number },
  ): Promise<Uint8Array | undefined> {
    const bytes = await this.get(key);
    if (!bytes) return undefined;
    if ("suffixLength" in range) return bytes.subarray(Math.max(0, bytes.length - range.suffixLength));
    return bytes.subarray(range.offset, range.offset + range.length);
  }
}

/** Runs the library so that nothing but our own errors comes out of it. */
export async function library<T>(source: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isSegmentError(cause)) throw cause;
    const message = cause instanceof Error ? cause.message.split("\n")[0] : "unknown reason";
    if (zarr.isZarritaError(cause, "UnsupportedError") || zarr.isZarritaError(cause, "UnknownCodecError")) {
      throw source.unsupported(`it uses a part of Zarr that is not read: ${message}`, cause);
    }
    throw source.corrupt(`its Zarr data cannot be read: ${message}`, cause);
  }
}

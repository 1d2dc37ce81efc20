import { SegmentError } from "../core/errors.js";
import type { GivenFile } from "../io/file.js";
import type { FileEntry } from "./protocol.js";

/** A file of the page, of which only what is needed is read. */
export function givenFile({ path, blob }: FileEntry): GivenFile {
  return {
    path,
    size: blob.size,
    head: (bytes) => bytesOf(path, blob.slice(0, bytes)),
    read: () => bytesOf(path, blob),
  };
}

async function bytesOf(path: string, blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new SegmentError("E_READ", `${path}: the file cannot be read any more`, { path }, cause);
  }
}

import { SegmentError } from "../core/errors.js";
import type { Folder, ImageFile, ReadOptions } from "./file.js";
import { checkedLimits } from "./limits.js";
import { imageFile } from "./planes.js";
import { printable, Source } from "./source.js";

/** Files by which a Zarr node is known: version 3, and group, attributes and array of version 2. */
const ZARR_FILES = ["zarr.json", ".zgroup", ".zattrs", ".zarray"] as const;

/**
 * Opens an image that is a folder: OME-Zarr 0.4 and 0.5, or a plain Zarr array. Chunks are read when `read` asks for them.
 *
 * @param folder gives the files; names are relative, with "/"
 * @param options `limits` to raise or lower the defaults
 * @throws SegmentError E_NOTFILE for a folder of another kind, UnsupportedFile, CorruptFile, LimitExceeded
 */
export async function openFolder(folder: Folder, options: ReadOptions = {}): Promise<ImageFile> {
  const source = new Source(new Uint8Array(0), folder.name, checkedLimits(options.limits ?? {}));
  for (const name of ZARR_FILES) {
    if (!(await folder.read(name))) continue;
    const { readZarr } = await import("./zarr/read.js");
    return imageFile(source, await readZarr(source, folder));
  }
  const name = printable(folder.name);
  const what = "it is a folder, but not an OME-Zarr image (there is no zarr.json, .zgroup or .zarray)";
  throw new SegmentError("E_NOTFILE", `${name}: ${what}`, { path: name });
}

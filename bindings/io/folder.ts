import { SegmentError } from "../core/errors.js";
import { choose } from "./choose.js";
import type { Folder, ImageFile, ReadOptions } from "./file.js";
import { checkedLimits } from "./limits.js";
import { openImage } from "./open.js";
import { imageFile } from "./planes.js";
import { sniffFormat } from "./sniff.js";
import { printable, Source } from "./source.js";

/** Files by which a Zarr node is known: version 3, and group, attributes and array of version 2. */
const ZARR_FILES = ["zarr.json", ".zgroup", ".zattrs", ".zarray"] as const;

/**
 * Opens an image that is a folder: OME-Zarr 0.4 and 0.5, a plain Zarr array, the files of one DICOM series, or a header
 * (.hdr, .nhdr, .mhd) with its voxels. Chunks of Zarr are read when `read` asks for them.
 *
 * @param folder gives the files; names are relative, with "/"
 * @param options `limits` to raise or lower the defaults, `level` of resolution
 * @throws SegmentError E_NOTFILE for a folder of another kind, ArgumentRangeError E_OPTION for a level it has not, UnsupportedFile, CorruptFile, LimitExceeded
 */
export async function openFolder(folder: Folder, options: ReadOptions = {}): Promise<ImageFile> {
  const source = new Source(new Uint8Array(0), folder.name, checkedLimits(options.limits ?? {}));
  for (const name of ZARR_FILES) {
    if (!(await folder.read(name))) continue;
    const { readZarr } = await import("./zarr/read.js");
    return imageFile(source, await readZarr(source, folder, options.level));
  }
  const series = await dicomFiles(source, folder);
  if (series.length > 0) {
    const { readSeries } = await import("./dicom/read.js");
    choose(source, "level", 1, options.level ?? 0);
    return imageFile(source, await readSeries(source, series));
  }
  const [header, ...others] = (await folder.list()).filter((name) => /\.(hdr|nhdr|mhd)(\.gz)?$/i.test(name));
  if (header !== undefined && others.length === 0) return openHeader(folder, header, options);
  const name = printable(folder.name);
  const what =
    others.length > 0
      ? `${others.length + 1} headers (.hdr, .nhdr, .mhd) of different images`
      : "neither an OME-Zarr image (zarr.json, .zgroup or .zarray), nor a DICOM series, nor a header with its voxels";
  throw new SegmentError("E_NOTFILE", `${name}: ${what}`, { path: name, advice: "open one of its files" });
}

/** A header, and its voxels in another file of the folder. */
async function openHeader(folder: Folder, header: string, options: ReadOptions): Promise<ImageFile> {
  const bytes = (await folder.read(header)) as Uint8Array;
  return openImage(bytes, { ...options, name: header, siblings: (name) => folder.read(name) });
}

/** A preamble of 128 bytes and the signature. */
const DICOM_HEAD = 132;

function isDicomHead(bytes: Uint8Array | undefined): bytes is Uint8Array {
  return bytes !== undefined && sniffFormat(bytes.subarray(0, DICOM_HEAD)) === "dicom";
}

/** The DICOM files of a folder, whatever their names; together they must pass the limit of one image. */
async function dicomFiles(source: Source, folder: Folder): Promise<Source[]> {
  const files: Source[] = [];
  let total = 0;
  for (const name of [...(await folder.list())].sort()) {
    // A folder may hold anything; only what is DICOM is read whole.
    if (folder.head && !isDicomHead(await folder.head(name, DICOM_HEAD))) continue;
    const bytes = await folder.read(name);
    if (!isDicomHead(bytes)) continue;
    total += bytes.length;
    source.checkLimit("maxBytes", total, "the size of its files in bytes");
    source.checkLimit("maxPages", files.length + 1, "its number of files");
    files.push(new Source(bytes, `${folder.name}/${name}`, source.limits));
  }
  return files;
}

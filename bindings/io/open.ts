import { choose } from "./choose.js";
import type { FileParts, Format, ImageFile, ReadOptions } from "./file.js";
import { isGzip } from "./gunzip.js";
import { checkedLimits } from "./limits.js";
import { readMetaImage } from "./metaimage/read.js";
import { FORMAT_NAMES, formatOfName } from "./names.js";
import { readNifti } from "./nifti/read.js";
import { noArrays } from "./npy/archive.js";
import { readNpy } from "./npy/read.js";
import { readNrrd } from "./nrrd/read.js";
import { imageFile, type Planes } from "./planes.js";
import { readPng } from "./png/read.js";
import { begunFormat, describeContent, sniffFormat } from "./sniff.js";
import { Source } from "./source.js";
import { readTiff } from "./tiff/read.js";

/** Readers by format. Those that need a library of their own are loaded when the first such file is opened. */
const READERS: Readonly<
  Record<Exclude<Format, "zarr">, (source: Source, options: ReadOptions) => Planes | Promise<Planes>>
> = {
  tiff: (source, { level }) => readTiff(source, level),
  png: readPng,
  npy: (source, { array }) => readNpy(source, array),
  nifti: readNifti,
  nrrd: readNrrd,
  metaimage: readMetaImage,
  dicom: async (source) => (await import("./dicom/read.js")).readDicom(source),
  jpeg: async (source) => (await (await import("./jpeg/read.js")).startJpeg())(source),
};

/** Bytes in which a format shows: the head of a packed NIfTI is unpacked from them. */
const SNIFFED = 1 << 20;

/**
 * Opens an image file: finds its format by its first bytes, reads and checks its description. Voxels are decoded by
 * `read`.
 *
 * @param content the whole file; not changed, and not to be changed while the file is read. Or a way to read parts of it:
 *   of TIFF, and of NPY, NIfTI, NRRD and MetaImage whose voxels are not packed, only what is asked for is read, however
 *   long the file; others are read whole
 * @param options `name` for messages, `limits` to raise or lower the defaults, `level` of resolution of a pyramid,
 *   `array` of an NPZ archive
 * @returns the description of the file, with notes on anything unusual
 * @throws UnsupportedFile E_FORMAT for another kind of file, CorruptFile E_CORRUPT, E_TRUNCATED or E_CHECKSUM,
 * LimitExceeded E_LIMIT naming the option that raises the limit, ArgumentRangeError E_OPTION for a level or array it has
 * not
 * @example
 * const file = await openImage(new Uint8Array(await blob.arrayBuffer()), { name: "cells.tif" });
 * const image = await file.read({ channel: 1 });
 */
export async function openImage(content: Uint8Array | FileParts, options: ReadOptions = {}): Promise<ImageFile> {
  const { name = "the file" } = options;
  const source = new Source(content, name, checkedLimits(options.limits ?? {}), options.siblings, options.gunzip);
  const format = sniffFormat(source.head(SNIFFED));
  if (!format && /\.img(\.gz)?$/i.test(name)) return openHeaderOf(source, options);
  if (!format) throw unreadable(source);
  const named = formatOfName(name);
  if (named && named !== format) {
    source.note(`its name says ${FORMAT_NAMES[named]}, but it is a ${FORMAT_NAMES[format]} file and is read as that`);
  }
  if (format !== "tiff") choose(source, "level", 1, options.level ?? 0);
  if (format !== "npy" && options.array !== undefined) throw noArrays(source);
  return imageFile(source, await READERS[format](source, options));
}

/** The .img of a pair says nothing about itself; its .hdr does. */
async function openHeaderOf(source: Source, options: ReadOptions): Promise<ImageFile> {
  const stem = source.name.replace(/^.*[\\/]/, "").replace(/\.img(\.gz)?$/i, "");
  const header = await source.sibling([`${stem}.hdr`, `${stem}.hdr.gz`], "its description");
  return openImage(header.bytes, { ...options, name: source.name.replace(/\.img(\.gz)?$/i, ".hdr") });
}

function unreadable(source: Source): Error {
  const head = source.head(SNIFFED);
  const begun = begunFormat(head);
  if (begun)
    return source.truncated(
      `it ends after ${source.size} bytes, inside the signature of a ${FORMAT_NAMES[begun]} file`,
    );
  const known = Object.values(FORMAT_NAMES).join(", ");
  const way = isGzip(head) ? "; unpack it first, for example with gunzip" : "";
  return source.unsupported(
    `it is ${describeContent(head)}, not an image in a format that can be read (${known})${way}`,
  );
}

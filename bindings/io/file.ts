import type { Dtype, Geometry, Image, Labelmap, Mask } from "../core/image.js";
import type { DicomSource, Segmentation, SegmentInfo } from "../core/segmentation.js";
import type { Hyperstack } from "./hyperstack.js";
import type { Legend } from "./legend.js";

/** File formats by the name used in messages and in `--json`. */
export type Format = "tiff" | "png" | "jpeg" | "npy" | "nifti" | "nrrd" | "metaimage" | "zarr" | "dicom";

/** Upper bounds on what a file may make us do; each has its own command-line option. */
export interface Limits {
  /** Decoded bytes of one image. */
  maxBytes: number;
  /** Extent of one axis. */
  maxSide: number;
  /** Pages of a multi-page file. */
  maxPages: number;
  /** Channels or samples per pixel. */
  maxChannels: number;
}

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  maxBytes: 2 ** 31,
  maxSide: 1_000_000,
  maxPages: 65_536,
  maxChannels: 16,
});

/** Which part of a file to take. Counted from 0; of an axis the file does not have, only 0 may be asked for. */
export interface Selection {
  /**
   * Channel of a multi-channel stack by its number, or by its name where the file has names; or sample of a colour image.
   * Colour without a channel becomes luminance.
   */
  channel?: number | string;
  /** Time point. */
  time?: number;
  /** One slice of a z stack; the image is then [y, x]. Without it the whole stack is decoded. */
  slice?: number;
  /** Slices `[from, to)` of a z stack; the image is [z, y, x] and keeps its place in space. */
  slab?: readonly [from: number, to: number];
}

/** A selection with the number of its channel. */
export type Numbered = Omit<Selection, "channel"> & { channel?: number };

/** An opened file: its description is read and checked, its voxels not yet. */
export interface ImageFile {
  readonly format: Format;
  /** Letters of the axes in the order of `shape`, of T C Z Y X S (S = samples of a colour pixel). */
  readonly axes: string;
  readonly shape: readonly number[];
  /** Element type as stored; a colour image that `read` turns into luminance comes as float32 instead. */
  readonly dtype: Dtype;
  /** Bits per sample as stored: 1 to 64. */
  readonly bitDepth: number;
  /** Geometry of the image `read` returns, in its axis order. */
  readonly geometry: Geometry;
  /** What its channels and times are called, as far as the file says. */
  readonly legend: Legend;
  /**
   * Shapes of its levels of resolution, the finest first, along the axes the finest has; undefined where there is one
   * level only. `level` of the options chose which of them `shape` and `read` are about.
   */
  readonly levels?: readonly (readonly number[])[] | undefined;
  /** Things the reader noticed that the user should know, in sentences; `read` may add some. */
  readonly notes: readonly string[];
  /**
   * Decodes one 2-D or 3-D image: [z, y, x] when the file has more than one slice, else [y, x]. A colour image without
   * a channel comes as its one grey channel when all samples are equal, else as float32 luminance
   * 0.2125 R + 0.7154 G + 0.0721 B in image units; alpha is ignored.
   *
   * @throws ArgumentRangeError E_OPTION when the file has several channels or times and none was chosen, or the choice
   * does not exist; CorruptFile, UnsupportedFile, LimitExceeded, SegmentError E_NOMEM
   */
  read(selection?: Selection): Promise<Image>;
  /**
   * Decodes all channels at all times, those of the selection only where it names them. Samples of colour pixels become
   * channels.
   *
   * @throws as `read`
   */
  readHyperstack(selection?: Selection): Promise<Hyperstack>;
  /** Of DICOM images: patient, study, series and instances; what `withReference` gives a segmentation of them. */
  readonly source?: DicomSource | undefined;
  /** Segments the file names (.seg.nrrd, DICOM SEG); undefined for other files. */
  readonly segments?: readonly SegmentInfo[] | undefined;
  /**
   * Decodes the file as a segmentation. A file that names no segments is taken as a label image: a segment for each
   * value but 0 that occurs, `Segment_<value>`; float values are cut to whole numbers, and that is noted.
   *
   * @throws as `read`; ArgumentRangeError E_LABEL_NEGATIVE for a label image with values below 0
   */
  readSegmentation(selection?: Selection): Promise<Segmentation>;
}

/** A file whose bytes are fetched part by part, so that it may be longer than memory. */
export interface FileParts {
  readonly size: number;
  /** Fills `into` with the bytes from `offset` on, all of which lie in the file; throws where they cannot be had. */
  read(offset: number, into: Uint8Array): void;
}

/** Looks up another file of the same folder by its plain name; undefined when there is none. */
export type Siblings = (name: string) => Promise<Uint8Array | FileParts | undefined>;

/** A folder of files that are one image. */
export interface Folder {
  /** Its path or name, for messages. */
  readonly name: string;
  /** Names of the files in it, not those further below. */
  list(): Promise<readonly string[]>;
  /** The bytes of a file below it, named with "/"; undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The first bytes of a file, fewer where it is shorter; without it files are read whole to see what they are. */
  head?(path: string, bytes: number): Promise<Uint8Array | undefined>;
}

/** One of several files that are given together, without its bytes so far. */
export interface GivenFile {
  /** Its name; with "/" where it lies in a folder that was given. */
  readonly path: string;
  readonly size: number;
  /** Its first bytes, all of them where it has fewer. */
  head(bytes: number): Promise<Uint8Array>;
  /** All of it. */
  read(): Promise<Uint8Array>;
}

/**
 * Unfolds a zlib or gzip stream in parts; for hosts that have something faster than the library. Must check the stream's
 * checksum. `length` is what it should unfold into.
 */
export type Inflater = ((stream: Uint8Array, length: number) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>) & {
  /** CRC-32 of bytes, where the host has a faster one too. */
  readonly crc32?: (bytes: Uint8Array) => number;
};

export interface ReadOptions {
  /** File name, for messages and to note an extension that does not fit the content. */
  name?: string;
  limits?: Partial<Limits>;
  /** Finds the data files of headers that lie apart (.hdr and .img, .nhdr, .mhd). Without it such files are refused. */
  siblings?: Siblings;
  /** Level of resolution of a pyramid (TIFF, OME-Zarr), 0 is the finest. Other files have level 0 only. Default: 0. */
  level?: number;
  /**
   * Unfolds gzip data (.nii.gz, .nrrd) in another way. Default: what the platform has (zlib of Node,
   * `DecompressionStream`), otherwise JavaScript.
   */
  gunzip?: Inflater;
  /** Array of an NPZ archive, by its name. Default: the first that is an image. */
  array?: string;
}

export interface WriteOptions {
  /** Compress with deflate where the format can and where it saves space. Default: true. */
  compress?: boolean;
  /** TIFF flavour. Default: "imagej". */
  flavour?: "imagej" | "ome";
  /** TIFF with 64-bit offsets. Default: only where 32 bits do not reach. */
  bigTiff?: boolean;
  /** TIFF cut into tiles instead of strips. Default: false. */
  tiles?: boolean;
  /** Levels of resolution in a TIFF, from 1, as further directories of each page; more than one are tiled. Default: 1. */
  levels?: number;
}

/** One file of an image that is a folder. */
export interface FolderFile {
  /** Its place below the folder, with "/". */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface WriteFolderOptions {
  /** Pack chunks with gzip. Default: true. */
  compress?: boolean;
  /** Version of OME-Zarr: 0.4 (Zarr 2), which more programs read, or 0.5 (Zarr 3). Default: "0.4". */
  version?: "0.4" | "0.5";
  /** Levels of resolution, from 1. Default: as many as it takes until a slice is at most 512 voxels wide and high. */
  levels?: number;
  /** Label images of the same shape, by the names they get below `labels`. */
  labels?: Readonly<Record<string, Labelmap | Mask>>;
}

/**
 * What a writer takes. Of a hyperstack all channels and times are written; an image may carry the name of its one channel.
 * Labels are written in the smallest unsigned type that holds the largest label; a mask is written as 0 and 255 (TIFF, PNG)
 * or as booleans (NPY).
 */
export type Writable = (Image & Legend) | Labelmap | Mask | Hyperstack;

import type { Dtype, Geometry, Image, Labelmap } from "../core/image.js";

/** File formats by the name used in messages and in `--json`. */
export type Format = "tiff" | "png" | "jpeg" | "npy";

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

/** Which part of a file to take; axes the file does not have must not be given. Counted from 0. */
export interface Selection {
  /** Channel of a multi-channel stack, or sample of a colour image. Colour without a channel becomes luminance. */
  channel?: number;
  /** Time point. */
  time?: number;
}

/** An opened file: its description is read and checked, its voxels not yet. */
export interface ImageFile {
  readonly format: Format;
  /** Letters of the axes in the order of `shape`, of T C Z Y X S (S = samples of a colour pixel). */
  readonly axes: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** Bits per sample as stored: 1 to 64. */
  readonly bitDepth: number;
  /** Geometry of the image `read` returns, in its axis order. */
  readonly geometry: Geometry;
  /** Things the reader noticed that the user should know, in sentences. */
  readonly notes: readonly string[];
  /** Decodes one 2-D or 3-D image. Throws E_OPTION when the file has several channels or times and none was chosen. */
  read(selection?: Selection): Promise<Image>;
}

export interface ReadOptions {
  /** File name, only for messages. */
  name?: string;
  limits?: Partial<Limits>;
}

export interface WriteOptions {
  /** Compress with deflate where the format can. Default: true. */
  compress?: boolean;
  /** TIFF flavour. Default: "imagej". */
  flavour?: "imagej" | "ome";
}

/** What a writer takes. Labels are written in the smallest unsigned type that holds the largest label. */
export type Writable = Image | Labelmap;

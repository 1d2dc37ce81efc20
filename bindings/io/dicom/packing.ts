import type { TypedArray } from "../../core/image.js";
import { cutUp, interleave } from "../samples.js";
import { JPEG_RATIO, Source } from "../source.js";
import type { Coding } from "./coding.js";
import type { DicomFile } from "./dataset.js";
import { fragmentsOfFrame, joinedFragments } from "./fragments.js";
import { cutToStored, type Frames } from "./pixels.js";

/** An unpacked frame: whole numbers of `bits` bits, 16 at most. */
export interface Unpacked {
  values: Uint8Array | Uint16Array | Int16Array;
  bits: number;
  /** Samples lie in planes of their own, not side by side. */
  planar: boolean;
}

/**
 * Unpacks the packed bytes of one frame. What the packed frame says of itself is compared with the frames of the file
 * before anything is allocated.
 */
export type FrameDecoder = (source: Source, packed: Uint8Array, frames: Frames) => Unpacked;

/** The decoders that files of one opening need. */
export type Decoders = ReadonlyMap<Coding, FrameDecoder>;

/** Where decoders come from. All but that of lossless JPEG are modules of their own, loaded with the first such file. */
const LOADERS: Partial<Record<Coding, () => Promise<FrameDecoder>>> = {
  jpeg: async () => (await import("./jpeg.js")).startJpegFrames(),
  "jpeg-2000": async () => (await import("./jpeg2000.js")).startJpeg2000(),
  "jpeg-ls": async () => (await import("./jpeg-ls.js")).startJpegLs(),
  "lossless-jpeg": async () => (await import("../jpeg/lossless.js")).decodeLossless,
};

/** Decoders of these codings. */
export async function loadDecoders(codings: Iterable<Coding>): Promise<Decoders> {
  const decoders = new Map<Coding, FrameDecoder>();
  for (const coding of new Set(codings)) {
    const decoder = await LOADERS[coding]?.();
    if (decoder) decoders.set(coding, decoder);
  }
  return decoders;
}

/** Most bytes of values that one packed byte can stand for. */
export function unpackingRatio(coding: Coding, { width, samples, bits }: Frames): number {
  const bytes = bits / 8;
  if (coding === "jpeg") return JPEG_RATIO * bytes;
  // At least a bit a value.
  if (coding === "lossless-jpeg") return 8 * bytes;
  // At least a bit a line, or a line of all samples.
  if (coding === "jpeg-ls") return 8 * width * samples * bytes;
  // No bound but that of reason: blocks without any content take parts of a bit.
  return 2 ** 16 * bytes;
}

/** Unpacks one frame into `into`, samples side by side. */
export function unpackFrame(file: DicomFile, frames: Frames, index: number, into: TypedArray): void {
  const { source, decode } = file;
  if (!decode) throw source.unsupported("its packed frames have no decoder");
  const packed = joinedFragments(source, fragmentsOfFrame(frames, index), `frame ${index}`);
  const part = new Source(packed, `${source.name}: frame ${index}`, source.limits);
  const { values, bits, planar } = decode(part, packed, frames);
  for (const note of part.notes) source.note(`frame ${index}: ${note}`);
  if (values.length !== into.length) throw part.corrupt(`it holds ${values.length} of ${into.length} values`);
  if (planar && frames.samples > 1) interleave(cutUp(values, frames.samples), into);
  else into.set(values);
  cutToStored({ ...frames, stored: Math.min(bits, frames.stored) }, into);
}

/** What a packed frame says of itself. */
export interface PackedHeader {
  width: number;
  height: number;
  samples: number;
  bits: number;
}

/** Throws unless a packed frame is what the header of its file states. */
export function checkPacked(source: Source, header: PackedHeader, frames: Frames): void {
  const { width, height, samples, bits } = header;
  if (width !== frames.width || height !== frames.height || samples !== frames.samples) {
    throw source.corrupt(
      `it has ${width} × ${height} pixels of ${samples} samples, not the ${frames.width} × ${frames.height} of ${frames.samples} that the header states`,
    );
  }
  if (bits > 16) throw source.unsupported(`it has ${bits} bits a value; at most 16 are read`);
  if (bits < 1 || bits > frames.bits) {
    throw source.corrupt(`it has ${bits} bits a value, but the header provides ${frames.bits}`);
  }
}

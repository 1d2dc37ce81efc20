import type { Dtype, TypedArray } from "../../core/image.js";
import { bytesOf, swapBytes } from "../samples.js";
import { type DicomFile, neededNumber, TAG, textOf } from "./dataset.js";
import { checkJpegFrames, type Fragment, readJpegFrame } from "./jpeg.js";
import { decodeRunLength, RUN_LENGTH_RATIO } from "./run-length.js";

/** How the frames of a file are stored. */
export interface Frames {
  width: number;
  height: number;
  count: number;
  samples: number;
  /** Samples of a pixel lie in planes of their own. */
  planar: boolean;
  /** 1, 8, 16 or 32 bits a value. */
  bits: number;
  /** Bits that carry the value, the lowest ones. */
  stored: number;
  signed: boolean;
  photometric: string;
}

/** Reads and checks the description of the pixel data. */
export function framesOf(file: DicomFile): Frames {
  const { source, data, coding } = file;
  const bits = neededNumber(file, TAG.bitsAllocated, "bits per value");
  const frames: Frames = {
    width: neededNumber(file, TAG.columns, "columns"),
    height: neededNumber(file, TAG.rows, "rows"),
    count: Number(textOf(data, TAG.frames) ?? 1),
    samples: data.uint16(TAG.samples) ?? 1,
    planar: data.uint16(TAG.planar) === 1,
    bits,
    stored: data.uint16(TAG.bitsStored) ?? bits,
    signed: data.uint16(TAG.signed) === 1,
    photometric: textOf(data, TAG.photometric) ?? "MONOCHROME2",
  };
  if (![1, 8, 16, 32].includes(bits)) throw source.unsupported(`it has ${bits} bits per value`);
  if (frames.width < 1 || frames.height < 1) throw source.corrupt(`it has ${frames.width} × ${frames.height} pixels`);
  if (!Number.isInteger(frames.count) || frames.count < 1) throw source.corrupt(`it has ${frames.count} frames`);
  if (bits === 1 && (frames.samples > 1 || coding === "run-length")) {
    throw source.unsupported("its bits are packed, or several to a pixel");
  }
  if (![1, 3].includes(frames.samples)) throw source.unsupported(`it has ${frames.samples} values per pixel`);
  if (frames.stored < 1 || frames.stored > bits) throw source.corrupt(`${frames.stored} of its ${bits} bits are used`);
  // The reader of JPEGs turns what they code as brightness and colour differences.
  const turned = coding === "jpeg" && /^YBR_FULL/.test(frames.photometric);
  if (/^(YBR|PALETTE)/.test(frames.photometric) && !turned)
    throw source.unsupported(`its colours are coded as ${frames.photometric}`);
  source.checkLimit("maxPages", frames.count, "its number of frames");
  checkLength(file, frames);
  return frames;
}

function checkLength(file: DicomFile, frames: Frames): void {
  const { source, data, coding } = file;
  const element = data.elements[TAG.pixelData];
  if (!element) throw source.unsupported("it holds no pixel data");
  const packed = element.encapsulatedPixelData === true;
  if (packed !== (coding === "run-length" || coding === "jpeg"))
    throw source.corrupt("its pixel data is not packed the way its header says");
  if (packed) {
    const fragments = element.fragments ?? [];
    if (coding === "jpeg") {
      checkJpegFrames(file, frames, fragments);
      return;
    }
    if (fragments.length !== frames.count) {
      throw source.corrupt(`it has ${fragments.length} packed frames of ${frames.count}`);
    }
    const decoded = frameValues(frames) * Math.max(1, frames.bits / 8);
    for (const { length } of fragments) source.checkExpansion(decoded, length, RUN_LENGTH_RATIO, "a packed frame");
    return;
  }
  const needed = Math.ceil((frameValues(frames) * frames.count * frames.bits) / 8);
  if (element.length < needed) {
    throw source.truncated(`its pixel data has ${element.length} of ${needed} bytes`, needed, element.length);
  }
  source.need(element.dataOffset, needed, "its pixel data");
}

/** Values of one frame. */
export function frameValues({ width, height, samples }: Frames): number {
  return width * height * samples;
}

/** The element type that holds the stored values. */
export function frameType({ bits, signed }: Frames): Dtype {
  if (bits === 1) return "uint8";
  return `${signed ? "" : "u"}int${bits}` as Dtype;
}

/** Decodes one frame into `into`, samples side by side. */
export function readFrame(file: DicomFile, frames: Frames, index: number, into: TypedArray): void {
  const element = file.data.elements[TAG.pixelData] as { dataOffset: number; fragments?: Fragment[] };
  const { source, coding } = file;
  if (coding === "jpeg") {
    readJpegFrame(file, frames, element.fragments ?? [], index, into);
    return;
  }
  if (frames.bits === 1) {
    readBits(source.bytes, element.dataOffset, frames, index, into);
    return;
  }
  const bytes = frameValues(frames) * (frames.bits / 8);
  const values = frames.planar && frames.samples > 1 ? source.allocate(frameType(frames), into.length) : into;
  if (coding === "run-length") {
    const fragment = element.fragments?.[index] as Fragment;
    // Positions count from the first item, which holds the table of offsets.
    source.need(fragment.position, fragment.length, `frame ${index}`);
    const packed = source.bytes.subarray(fragment.position, fragment.position + fragment.length);
    decodeRunLength(source, packed, frameValues(frames) / frames.samples, frames.bits / 8, frames.samples, values);
  } else {
    const from = element.dataOffset + index * bytes;
    bytesOf(values).set(source.bytes.subarray(from, from + bytes));
    if (coding === "big-endian") swapBytes(values);
    if (values !== into) interleave(values, frames.samples, into);
  }
  cutToStored(frames, into);
}

/** Bits of all frames follow each other, the lowest of a byte first. */
function readBits(bytes: Uint8Array, start: number, frames: Frames, index: number, into: TypedArray): void {
  const first = index * frameValues(frames);
  for (let i = 0; i < into.length; i++) {
    const at = first + i;
    into[i] = ((bytes[start + (at >> 3)] as number) >> (at & 7)) & 1;
  }
}

function interleave(planes: TypedArray, samples: number, into: TypedArray): void {
  const n = planes.length / samples;
  for (let sample = 0; sample < samples; sample++) {
    for (let i = 0; i < n; i++) into[i * samples + sample] = planes[sample * n + i] as number;
  }
}

/** Bits above the used ones may hold anything, such as an overlay. */
function cutToStored({ bits, stored, signed }: Frames, values: TypedArray): void {
  if (stored === bits) return;
  const shift = 32 - stored;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) << shift;
    values[i] = signed ? value >> shift : value >>> shift;
  }
}

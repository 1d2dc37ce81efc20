import type { Dtype, TypedArray } from "../../core/image.js";
import { rgbOfYcc } from "../colour.js";
import { bytesOf, cutUp, interleave, swapBytes } from "../samples.js";
import type { Coding } from "./coding.js";
import { type DicomFile, neededNumber, TAG, textOf } from "./dataset.js";
import { fragmentsOfFrame, groupFragments, joinedFragments, type PackedFrames } from "./fragments.js";
import { unpackFrame, unpackingRatio } from "./packing.js";
import { applyPalette, type Colours, coloursOf } from "./palette.js";
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
  colours: Colours;
  /** Of packed pixel data the parts of each frame. */
  packed: PackedFrames;
}

interface PixelElement {
  dataOffset: number;
  vr?: string;
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
    colours: "as stored",
    packed: [],
  };
  if (![1, 8, 16, 32].includes(bits)) throw source.unsupported(`it has ${bits} bits per value`);
  if (frames.width < 1 || frames.height < 1) throw source.corrupt(`it has ${frames.width} × ${frames.height} pixels`);
  if (!Number.isInteger(frames.count) || frames.count < 1) throw source.corrupt(`it has ${frames.count} frames`);
  if (bits === 1 && (frames.samples > 1 || isPacked(coding))) {
    throw source.unsupported("its bits are packed, or several to a pixel");
  }
  if (![1, 3].includes(frames.samples)) throw source.unsupported(`it has ${frames.samples} values per pixel`);
  if (frames.stored < 1 || frames.stored > bits) throw source.corrupt(`${frames.stored} of its ${bits} bits are used`);
  frames.colours = coloursOf(file, frames);
  if (frames.colours === "YCbCr, halved" && frames.width % 2 === 1) {
    throw source.corrupt("its colours are shared by two pixels, but its rows have an odd number of them");
  }
  source.checkLimit("maxPages", frames.count, "its number of frames");
  const packed = checkLength(file, frames);
  return { ...frames, packed };
}

function isPacked(coding: Coding): boolean {
  return coding !== "plain" && coding !== "big-endian";
}

/** Compares the pixel data with the frames that are stated; of packed data the parts of each frame are returned. */
function checkLength(file: DicomFile, frames: Frames): PackedFrames {
  const { source, data, coding } = file;
  const element = data.elements[TAG.pixelData];
  if (!element) throw source.unsupported("it holds no pixel data");
  const packed = element.encapsulatedPixelData === true;
  if (packed !== isPacked(coding)) throw source.corrupt("its pixel data is not packed the way its header says");
  if (packed) return checkPackedLength(file, frames);
  const needed = Math.ceil((storedValues(frames) * frames.count * frames.bits) / 8);
  if (element.length < needed) {
    throw source.truncated(`its pixel data has ${element.length} of ${needed} bytes`, needed, element.length);
  }
  source.need(element.dataOffset, needed, "its pixel data");
  return [];
}

function checkPackedLength(file: DicomFile, frames: Frames): PackedFrames {
  const { source, data, coding } = file;
  const groups = groupFragments(file, frames.count);
  const parts = data.elements[TAG.pixelData]?.fragments?.length ?? 0;
  if (coding === "run-length" && parts !== frames.count) {
    throw source.corrupt(`it has ${parts} packed frames of ${frames.count}`);
  }
  const decoded = frameValues(frames) * Math.max(1, frames.bits / 8);
  const ratio = coding === "run-length" ? RUN_LENGTH_RATIO : unpackingRatio(coding, frames);
  for (const group of groups) {
    const stored = group.reduce((sum, { length }) => sum + length, 0);
    source.checkExpansion(decoded, stored, ratio, "a packed frame");
  }
  return groups;
}

/** Values of one frame. */
export function frameValues({ width, height, samples }: Frames): number {
  return width * height * samples;
}

/** Values that a frame is stored as: of halved colours, four for two pixels. */
function storedValues(frames: Frames): number {
  return frames.colours === "YCbCr, halved" ? frames.width * frames.height * 2 : frameValues(frames);
}

/** Samples of a pixel as it is read. */
export function pixelSamples({ samples, colours }: Frames): number {
  return typeof colours === "object" ? 3 : samples;
}

/** The element type of pixels as they are read. */
export function pixelType(frames: Frames): Dtype {
  return typeof frames.colours === "object" ? `uint${frames.colours.bits}` : frameType(frames);
}

/** Decodes one frame into `into`, colours as red, green and blue side by side. */
export function readPixels(file: DicomFile, frames: Frames, index: number, into: TypedArray): void {
  const { colours } = frames;
  if (typeof colours === "object") {
    const stored = file.source.allocate(frameType(frames), frameValues(frames));
    readFrame(file, frames, index, stored);
    applyPalette(colours, stored, into);
    return;
  }
  readFrame(file, frames, index, into);
  if (colours !== "as stored") rgbOfYcc(into, into);
}

/** The element type that holds the stored values. */
export function frameType({ bits, signed }: Frames): Dtype {
  if (bits === 1) return "uint8";
  return `${signed ? "" : "u"}int${bits}` as Dtype;
}

/** Decodes one frame into `into`, samples side by side. */
export function readFrame(file: DicomFile, frames: Frames, index: number, into: TypedArray): void {
  const element = file.data.elements[TAG.pixelData] as PixelElement;
  const { source, coding } = file;
  if (file.decode) {
    unpackFrame(file, frames, index, into);
    return;
  }
  if (frames.bits === 1) {
    readBits(source.bytes, element.dataOffset, frames, index, into);
    return;
  }
  const bytes = storedValues(frames) * (frames.bits / 8);
  if (frames.colours === "YCbCr, halved") {
    const from = element.dataOffset + index * bytes;
    unhalved(source.bytes.subarray(from, from + bytes), into);
    return;
  }
  const values = frames.planar && frames.samples > 1 ? source.allocate(frameType(frames), into.length) : into;
  if (coding === "run-length") {
    const packed = joinedFragments(source, fragmentsOfFrame(frames, index), `frame ${index}`);
    decodeRunLength(source, packed, frameValues(frames) / frames.samples, frames.bits / 8, frames.samples, values);
  } else {
    const from = element.dataOffset + index * bytes;
    bytesOf(values).set(source.bytes.subarray(from, from + bytes));
    if (coding === "big-endian" && frames.bits > 8) swapBytes(values);
    else if (coding === "big-endian" && element.vr === "OW") readSwapped(source.bytes, element, index * bytes, values);
    if (values !== into) interleave(cutUp(values, frames.samples), into);
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

/** Big-endian words of two bytes each: bytes lie in pairs, the second first. */
function readSwapped(bytes: Uint8Array, element: PixelElement, first: number, into: TypedArray): void {
  for (let i = 0; i < into.length; i++) into[i] = bytes[element.dataOffset + ((first + i) ^ 1)] as number;
}

/** Two pixels are stored as their two brightnesses and the colour differences of the first. */
function unhalved(stored: Uint8Array, into: TypedArray): void {
  for (let from = 0, to = 0; from + 3 < stored.length; from += 4, to += 6) {
    const [first, second, blue, red] = stored.subarray(from, from + 4) as unknown as [number, number, number, number];
    into.set([first, blue, red, second, blue, red], to);
  }
}

/** Bits above the used ones may hold anything, such as an overlay. */
export function cutToStored({ bits, stored, signed }: Frames, values: TypedArray): void {
  if (stored === bits) return;
  const shift = 32 - stored;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) << shift;
    values[i] = signed ? value >> shift : value >>> shift;
  }
}

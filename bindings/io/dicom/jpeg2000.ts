import * as openjpeg from "../../wasm/openjpeg.js";
import { type ImageDecoder, loadCodec } from "../codec.js";
import type { Source } from "../source.js";
import { checkPacked, type FrameDecoder } from "./packing.js";
import type { Frames } from "./pixels.js";

interface OpenJpeg {
  J2KDecoder: new () => ImageDecoder;
}

/** Bytes the decoder keeps while it works: for each value, for each tile, and for each component of a tile. */
const WORKING = { value: 16, tile: 6000, component: 1200 };
/** The shortest tile: a marker, its length, what it is, and the start of its data. */
const TILE_BYTES = 14;
/** Where components stand in the marker of sizes. */
const COMPONENTS = 38;
/** Markers of segments: how all components are coded, how one of them is, and the first part of a tile. */
const [CODING, CODING_OF_ONE, TILE_PART] = [0xff52, 0xff53, 0xff90];
/** Levels of wavelets. */
const MOST_LEVELS = 32;

/** What a codestream says of itself in front of its first tile. */
interface Codestream {
  width: number;
  height: number;
  samples: number;
  bits: number;
  signed: boolean;
}

/** Starts a decoder of JPEG 2000, high-throughput or not. */
export async function startJpeg2000(): Promise<FrameDecoder> {
  const codec = await loadCodec<OpenJpeg>(openjpeg, "JPEG 2000");
  return (source, packed, frames) => {
    const from = codestreamStart(source);
    const { bits, signed, ...stream } = readSizes(source, from, frames);
    checkPackets(source, from, stream);
    const whole = signed ? asUnsigned(packed.subarray(from), frames.samples) : packed.subarray(from);
    const bytes = codec.decode(source, [whole], ({ J2KDecoder }) => new J2KDecoder());
    const size = bits > 8 ? 2 : 1;
    if (bytes.length !== frames.width * frames.height * frames.samples * size) {
      throw source.corrupt("its JPEG 2000 data end too early");
    }
    const values = size === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    return { values: signed ? shifted(values, 2 ** (bits - 1)) : values, bits, planar: false };
  };
}

/** DICOM holds bare codestreams; some writers put the boxes of a JP2 file around them. */
function codestreamStart(source: Source): number {
  const { view, size } = source;
  source.need(0, 12, "its JPEG 2000 data");
  if (view.getUint32(0) === 0xff4fff51) return 0;
  if (view.getUint32(4) !== 0x6a502020) throw source.corrupt("it does not start like JPEG 2000");
  let at = 0;
  while (at + 8 <= size) {
    const [length, name] = [view.getUint32(at), view.getUint32(at + 4)];
    if (name === 0x6a703263) {
      source.need(at + 8, 4, "its codestream");
      if (view.getUint32(at + 8) === 0xff4fff51) return at + 8;
      break;
    }
    if (length < 8) break;
    at += length;
  }
  throw source.corrupt("its JP2 boxes hold no codestream");
}

/**
 * Compares the marker of sizes with the frames of the file. What the decoder does not do right is refused: images that
 * start elsewhere than at 0, components of other sizes or depths.
 */
function readSizes(source: Source, from: number, frames: Frames): Codestream {
  const { view } = source;
  source.need(from + 4, COMPONENTS + 3, "its sizes");
  const word = (n: number) => view.getUint32(from + 8 + 4 * n);
  const [right = 0, bottom = 0, left = 0, top = 0, ...tiling] = [0, 1, 2, 3, 4, 5, 6, 7].map(word);
  const [tileWidth = 0, tileHeight = 0, tileLeft = 0, tileTop = 0] = tiling;
  const samples = view.getUint16(from + 40);
  const depth = view.getUint8(from + 42);
  const bits = (depth & 0x7f) + 1;
  checkPacked(source, { width: right - left, height: bottom - top, samples, bits }, frames);
  if (view.getUint16(from + 4) !== COMPONENTS + 3 * samples) {
    throw source.corrupt("its marker of sizes does not fit its components");
  }
  source.need(from + 42, 3 * samples, "its components");
  for (let i = 0; i < samples; i++) {
    const at = from + 42 + 3 * i;
    if (view.getUint8(at) !== depth || view.getUint16(at + 1) !== 0x0101) {
      throw source.unsupported("its components differ in size or depth");
    }
  }
  if (left !== 0 || top !== 0) throw source.unsupported("its image does not start at the corner of its grid");
  if (tileWidth < 1 || tileHeight < 1 || tileLeft > 0 || tileTop > 0) throw source.corrupt("its tiles do not cover it");
  const tiles = Math.ceil(right / tileWidth) * Math.ceil(bottom / tileHeight);
  if (tiles > 65535) throw source.corrupt(`it states ${tiles} tiles, more than can be numbered`);
  source.checkExpansion(tiles * TILE_BYTES, source.size, 1, `its header of ${tiles} tiles`);
  const values = right * bottom * samples;
  const needed = values * WORKING.value + tiles * (WORKING.tile + samples * WORKING.component);
  source.checkLimit("maxBytes", needed, "its size in bytes while it is decoded");
  const { width, height } = frames;
  return { width, height, samples, bits, signed: (depth & 0x80) !== 0 };
}

/**
 * Walks the segments behind the sizes up to the first tile. Every packet takes a byte at least, so a header that divides
 * the image into more of them than there are bytes lies.
 */
function checkPackets(source: Source, from: number, sizes: Pick<Codestream, "width" | "height" | "samples">): void {
  const { samples } = sizes;
  const wide = samples < 257 ? 1 : 2;
  for (let at = from + 42 + 3 * samples; ; ) {
    source.need(at, 4, "the next JPEG 2000 segment");
    const [code, length] = [source.view.getUint16(at), source.view.getUint16(at + 2)];
    if (code === TILE_PART) return;
    if (code < 0xff00 || length < 2) throw source.corrupt(`its JPEG 2000 segment at byte ${at} is malformed`);
    source.need(at + 4, length - 2, "the next JPEG 2000 segment");
    const body = source.bytes.subarray(at + 4, at + 2 + length);
    if (code === CODING) checkPrecincts(source, sizes, body[0] as number, body.subarray(5));
    if (code === CODING_OF_ONE) {
      checkPrecincts(source, { ...sizes, samples: 1 }, body[wide] as number, body.subarray(wide + 1));
    }
    at += 2 + length;
  }
}

/** Precincts of all levels of some components; without sizes of their own each level has one of 32,768 pixels a side. */
function checkPrecincts(
  source: Source,
  { width, height, samples }: Pick<Codestream, "width" | "height" | "samples">,
  style: number,
  how: Uint8Array,
): void {
  const levels = how[0] ?? 0;
  let count = 0;
  for (let level = 0; level <= levels && level <= MOST_LEVELS; level++) {
    const size = style & 1 ? (how[5 + level] ?? 0) : 0xff;
    const scale = 2 ** (levels - level);
    const along = (extent: number, exponent: number) => Math.ceil(Math.ceil(extent / scale) / 2 ** exponent);
    count += samples * along(width, size & 15) * along(height, size >> 4);
  }
  source.checkExpansion(count, source.size, 1, `its header of ${count} packets`);
}

/** The decoder cuts off negative bytes, so signed components are decoded as if they were not, half the range higher. */
function asUnsigned(stream: Uint8Array, samples: number): Uint8Array {
  const copy = stream.slice();
  for (let i = 0; i < samples; i++) {
    const at = 42 + 3 * i;
    copy[at] = (copy[at] as number) & 0x7f;
  }
  return copy;
}

function shifted(values: Uint8Array | Uint16Array, by: number): Int16Array {
  const signed = new Int16Array(values.length);
  for (let i = 0; i < signed.length; i++) signed[i] = (values[i] as number) - by;
  return signed;
}

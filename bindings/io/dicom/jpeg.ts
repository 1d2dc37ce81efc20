import { decodeExtended } from "../jpeg/extended.js";
import { readJpegParts } from "../jpeg/markers.js";
import { startJpeg } from "../jpeg/read.js";
import { JPEG_RATIO, type Source } from "../source.js";
import { checkPacked, type FrameDecoder, type Unpacked } from "./packing.js";
import type { Frames } from "./pixels.js";

/** Starts a decoder of JPEGs. Whether three samples are colours or differences of them is the header's to say. */
export async function startJpegFrames(): Promise<FrameDecoder> {
  const readJpeg = await startJpeg();
  return (source, _, frames) => {
    if (frames.bits > 8) {
      const unpacked = unpackWords(source, frames);
      if (unpacked) return unpacked;
    }
    const planes = readJpeg(source, frames.photometric === "RGB" ? "rgb" : "ycbcr");
    const { X, Y, S } = planes.sizes;
    checkPacked(source, { width: X, height: Y, samples: S, bits: 8 }, frames);
    const values = source.allocate("uint8", X * Y * S) as Uint8Array;
    planes.readPlane({ t: 0, c: 0, z: 0 }, values);
    return { values, bits: 8, planar: false };
  };
}

/** A frame of 12 bits; undefined for those of 8. */
function unpackWords(source: Source, frames: Frames): Unpacked | undefined {
  const parts = readJpegParts(source);
  const { width, height, components, bits, coded, scanned } = parts;
  if (bits === 8) return undefined;
  checkPacked(source, { width, height, samples: components.length, bits }, frames);
  source.checkExpansion(coded, scanned, JPEG_RATIO, "its header");
  return { values: decodeExtended(source, parts), bits, planar: false };
}

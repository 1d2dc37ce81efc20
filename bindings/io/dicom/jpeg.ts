import { startJpeg } from "../jpeg/read.js";
import { checkPacked, type FrameDecoder } from "./packing.js";

/** Starts a decoder of JPEGs. Whether three samples are colours or differences of them is the header's to say. */
export async function startJpegFrames(): Promise<FrameDecoder> {
  const readJpeg = await startJpeg();
  return (source, _, frames) => {
    const planes = readJpeg(source, frames.photometric === "RGB" ? "rgb" : "ycbcr");
    const { X, Y, S } = planes.sizes;
    checkPacked(source, { width: X, height: Y, samples: S, bits: 8 }, frames);
    const values = source.allocate("uint8", X * Y * S) as Uint8Array;
    planes.readPlane({ t: 0, c: 0, z: 0 }, values);
    return { values, bits: 8, planar: false };
  };
}

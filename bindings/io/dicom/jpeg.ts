import type { TypedArray } from "../../core/image.js";
import { readJpeg } from "../jpeg/read.js";
import { Source } from "../source.js";
import type { DicomFile } from "./dataset.js";
import type { Frames } from "./pixels.js";

/** A packed part of the pixel data. */
export interface Fragment {
  position: number;
  length: number;
}

/** Refuses JPEGs of anything but bytes, and files that do not have one for each frame. */
export function checkJpegFrames({ source }: DicomFile, { bits, count }: Frames, fragments: readonly Fragment[]): void {
  if (bits !== 8) {
    throw source.unsupported(`it holds JPEGs of ${bits} bits; write it again uncompressed, with dcmdjpeg IN OUT`);
  }
  // A single frame may be cut into several parts.
  const fits = count === 1 ? fragments.length > 0 : fragments.length === count;
  if (!fits) throw source.corrupt(`it has ${fragments.length} packed frames of ${count}`);
}

/** A frame that is a JPEG of its own. Whether three samples are colours or differences of them is the header's to say. */
export function readJpegFrame(
  { source }: DicomFile,
  frames: Frames,
  fragments: readonly Fragment[],
  index: number,
  into: TypedArray,
): void {
  const own = frames.count === 1 ? fragments : fragments.slice(index, index + 1);
  const stream = source.allocate(
    "uint8",
    own.reduce((sum, { length }) => sum + length, 0),
  ) as Uint8Array;
  let at = 0;
  for (const { position, length } of own) {
    source.need(position, length, `frame ${index}`);
    stream.set(source.bytes.subarray(position, position + length), at);
    at += length;
  }
  const part = new Source(stream, `${source.name}: frame ${index}`, source.limits);
  const planes = readJpeg(part, frames.photometric === "RGB" ? "rgb" : "ycbcr");
  const { X, Y, S } = planes.sizes;
  if (X !== frames.width || Y !== frames.height || S !== frames.samples) {
    throw source.corrupt(
      `frame ${index} is a JPEG of ${X} × ${Y} pixels with ${S} samples, not what its header states`,
    );
  }
  planes.readPlane({ t: 0, c: 0, z: 0 }, into);
}

import type { TypedArray } from "../../core/image.js";
import { readJpeg } from "../jpeg/read.js";
import { Source } from "../source.js";
import type { DicomFile } from "./dataset.js";
import { fragmentsOfFrame, joinedFragments } from "./fragments.js";
import type { Frames } from "./pixels.js";

/** Refuses JPEGs of anything but bytes. */
export function checkJpegFrames({ source }: DicomFile, { bits }: Frames): void {
  if (bits !== 8) {
    throw source.unsupported(`it holds JPEGs of ${bits} bits; write it again uncompressed, with dcmdjpeg IN OUT`);
  }
}

/** A frame that is a JPEG of its own. Whether three samples are colours or differences of them is the header's to say. */
export function readJpegFrame({ source }: DicomFile, frames: Frames, index: number, into: TypedArray): void {
  const stream = joinedFragments(source, fragmentsOfFrame(frames, index), `frame ${index}`);
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

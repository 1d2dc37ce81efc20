import type { TypedArray } from "../../core/image.js";
import { bytesOf } from "../samples.js";
import type { Source } from "../source.js";

/** Most bytes one stored byte stands for: a run of 128 from 2. */
export const RUN_LENGTH_RATIO = 64;

/** Bytes of the table at the start of a frame: how many segments, and where up to 15 of them start. */
const HEADER = 64;

/**
 * Undoes DICOM's run-length coding of a frame: one segment for each byte of each sample, the highest byte first.
 *
 * @param pixels pixels of the frame
 * @param size bytes of a value
 */
export function decodeRunLength(
  source: Source,
  packed: Uint8Array,
  pixels: number,
  size: number,
  samples: number,
  into: TypedArray,
): void {
  if (packed.length < HEADER) throw source.truncated("a packed frame has no table of its segments");
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const count = view.getUint32(0, true);
  if (count !== size * samples)
    throw source.corrupt(`a packed frame has ${count} segments instead of ${size * samples}`);
  const bytes = bytesOf(into);
  for (let segment = 0; segment < count; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < count ? view.getUint32(8 + 4 * segment, true) : packed.length;
    if (start < HEADER || end < start || end > packed.length)
      throw source.corrupt("a segment of a packed frame lies outside it");
    const sample = Math.floor(segment / size);
    const place = sample * size + (size - 1 - (segment % size));
    unpack(source, packed.subarray(start, end), pixels, bytes, place, samples * size);
  }
}

/** PackBits: a byte n ≥ 0 copies n + 1 bytes, n < 0 repeats one 1 − n times, −128 does nothing. */
function unpack(
  source: Source,
  packed: Uint8Array,
  pixels: number,
  into: Uint8Array,
  place: number,
  step: number,
): void {
  let at = 0;
  let to = 0;
  while (to < pixels) {
    if (at >= packed.length) throw source.truncated(`a segment of a packed frame ends after ${to} of ${pixels} bytes`);
    const code = ((packed[at++] as number) << 24) >> 24;
    if (code === -128) continue;
    const run = code < 0;
    const length = Math.min(run ? 1 - code : code + 1, pixels - to);
    if (at + (run ? 1 : length) > packed.length) throw source.truncated("a segment of a packed frame ends in a run");
    for (let i = 0; i < length; i++) into[place + step * to++] = packed[run ? at : at + i] as number;
    at += run ? 1 : length;
  }
}

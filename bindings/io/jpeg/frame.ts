import type { Source } from "../source.js";

/** What the frame header of a JPEG states whose components are all of one size. */
export interface FrameHeader {
  width: number;
  height: number;
  samples: number;
  bits: number;
  /** Names of the components, in order. */
  ids: number[];
}

/** Reads the body of a frame header: bits, rows, columns, and three bytes for each component. */
export function readFrameHeader(source: Source, body: Uint8Array): FrameHeader {
  const [bits = 0, highRows = 0, rows = 0, highColumns = 0, columns = 0, samples = 0] = body;
  if (body.length !== 6 + 3 * samples)
    throw source.corrupt("the length of its frame header does not fit its components");
  const ids = Array.from({ length: samples }, (_, i) => body[6 + 3 * i] as number);
  if (ids.some((_, i) => body[7 + 3 * i] !== 0x11)) throw source.unsupported("its components differ in size");
  if (new Set(ids).size < samples) throw source.corrupt("two of its components have one name");
  return { bits, width: highColumns * 256 + columns, height: highRows * 256 + rows, samples, ids };
}

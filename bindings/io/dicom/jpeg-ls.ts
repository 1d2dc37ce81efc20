import * as charls from "../../wasm/charls.js";
import { type ImageDecoder, loadCodec } from "../codec.js";
import { readFrameHeader } from "../jpeg/frame.js";
import { nextMarker } from "../jpeg/markers.js";
import type { Source } from "../source.js";
import { checkPacked, type FrameDecoder, type PackedHeader } from "./packing.js";

interface CharLs {
  JpegLSDecoder: new () => ImageDecoder;
}

/** Bytes the decoder keeps for each value while it works. */
const WORKING_BYTES = 6;

/** The marker of the end, in case the data have none: the decoder looks for it for ever. */
const END = Uint8Array.of(0xff, 0xd9, 0, 0);

/** Starts a decoder of JPEG-LS. */
export async function startJpegLs(): Promise<FrameDecoder> {
  const codec = await loadCodec<CharLs>(charls, "JPEG-LS");
  return (source, packed, frames) => {
    const { planar, ...header } = readHeader(source);
    checkPacked(source, header, frames);
    const { width, height, samples, bits } = header;
    const count = width * height * samples;
    source.checkLimit("maxBytes", count * WORKING_BYTES, "its size in bytes while it is decoded");
    const bytes = codec.decode(source, [packed, END], ({ JpegLSDecoder }) => new JpegLSDecoder());
    const size = bits > 8 ? 2 : 1;
    if (bytes.length !== count * size) throw source.corrupt("its JPEG-LS data end too early");
    const values = size === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    return { values, bits, planar };
  };
}

/** What stands in front of the first scan: sizes, and whether each component has a scan of its own. */
function readHeader(source: Source): PackedHeader & { planar: boolean } {
  source.need(0, 2, "its JPEG-LS data");
  if (source.view.getUint16(0) !== 0xffd8) throw source.corrupt("it does not start like JPEG-LS");
  let frame: PackedHeader | undefined;
  for (let at = 2; ; ) {
    const { code, after } = nextMarker(source, at);
    if (code === 0xd9) throw source.corrupt("it ends without any scan");
    source.need(after, 2, "the next JPEG-LS segment");
    const length = source.view.getUint16(after);
    source.need(after, length, "the next JPEG-LS segment");
    const body = source.bytes.subarray(after + 2, after + length);
    if (code === 0xf7) {
      if (frame) throw source.corrupt("it has two frames");
      frame = readFrameHeader(source, body);
    } else if (code === 0xda) {
      if (!frame) throw source.corrupt("a scan comes before the frame header");
      const [count = 0] = body;
      if (body.length !== 4 + 2 * count) throw source.corrupt("a scan header is malformed");
      return { ...frame, planar: (body[2 + 2 * count] as number) === 0 };
    } else if (code >= 0xc0 && code <= 0xcf && code !== 0xc4) {
      throw source.corrupt("it is another kind of JPEG than JPEG-LS");
    }
    if (length < 2) throw source.corrupt(`its segment at byte ${at} states the impossible length ${length}`);
    at = after + length;
  }
}

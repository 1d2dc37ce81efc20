import { SegmentError } from "../../core/errors.js";
import type { TypedArray } from "../../core/image.js";
import * as libjpeg from "../../wasm/libjpeg.js";
import { type Codec, type ImageDecoder, loadCodec } from "../codec.js";
import type { Planes } from "../planes.js";
import { JPEG_RATIO, type Source } from "../source.js";
import { type JpegComponent, type JpegParts, readJpegParts } from "./markers.js";

interface LibJpeg {
  JPEGDecoder: new () => ImageDecoder;
}

/** Bytes the decoder keeps of each coded sample while it works, where scans refine each other: a coefficient. */
const COEFFICIENT_BYTES = 2;
/** What its memory can hold. */
const DECODER_BYTES = 2 ** 31 - 2 ** 26;

/** Factors along x and y of brightness and of both colour differences that the decoder takes. */
const SAMPLINGS = "11 11, 21 11, 22 11, 12 11, 41 11, 14 11, 22 12, 22 21, 21 21, 12 12, 31 31, 13 13".split(", ");

/** How three components are stored: as YCbCr, or as red, green and blue. */
export type JpegColours = "ycbcr" | "rgb";

/**
 * Checks a JPEG and describes it; pixels are decoded by `readPlane`. Colours come as RGB, grey as grey.
 *
 * `colours` is how three components are stored, where what the JPEG lies in says so; else its markers decide.
 */
export type JpegReader = (source: Source, colours?: JpegColours) => Planes;

/** The reader of JPEGs, with its decoder ready. */
export async function startJpeg(): Promise<JpegReader> {
  const codec = await loadCodec<LibJpeg>(libjpeg, "JPEG");
  return (source, colours) => describeJpeg(source, codec, colours);
}

function describeJpeg(source: Source, codec: Codec<LibJpeg>, colours: JpegColours | undefined): Planes {
  const parts = readJpegParts(source);
  const transformed = colours === undefined ? isTransformed(parts) : colours === "ycbcr";
  const { width, height, bits, components, coded } = parts;
  if (bits !== 8) throw source.unsupported(`it has ${bits} bits a sample; only 8 are read`);
  source.checkLimit("maxSide", Math.max(width, height), "its longer side in pixels");
  checkComponents(source, components);
  source.checkExpansion(coded, parts.scanned, JPEG_RATIO, "its header");
  const needed = coded * COEFFICIENT_BYTES + source.size + width * height * components.length;
  source.checkLimit("maxBytes", needed, "its size in bytes while it is decoded");
  if (needed > DECODER_BYTES) {
    throw new SegmentError(
      "E_NOMEM",
      `${source.name}: decoding needs ${needed} bytes, more than the decoder can hold`,
      {
        path: source.name,
        needed,
        allowed: DECODER_BYTES,
        advice: "save it as TIFF or PNG",
      },
    );
  }
  const grey = components.length === 1;
  return {
    format: "jpeg",
    order: "YX",
    sizes: { T: 1, C: 1, Z: 1, Y: height, X: width, S: components.length },
    meaning: grey ? "grey" : "rgb",
    dtype: "uint8",
    bitDepth: 8,
    readPlane: (_, into) => decodePixels(source, parts, codec, transformed, into),
  };
}

/** Refuses what the decoder does not turn into grey or colours. */
function checkComponents(source: Source, components: readonly JpegComponent[]): void {
  if (components.length === 4) {
    throw source.unsupported("its colours are inks (CMYK); save it as red, green and blue");
  }
  if (components.length === 1) return;
  const [first, second, third] = components.map(({ h, v }) => `${h}${v}`);
  if (second === third && SAMPLINGS.includes(`${first} ${second}`)) return;
  throw source.unsupported(
    `its colours are sampled in a way that is not read (factors ${[first, second, third].join(", ")}); save it again with 4:4:4 or 4:2:0`,
  );
}

/** True when three components are YCbCr: as libjpeg decides, by JFIF's marker, Adobe's, or the names of the components. */
function isTransformed({ components, jfif, adobe }: JpegParts): boolean {
  if (jfif) return true;
  if (adobe !== undefined) return adobe !== 0;
  return String.fromCharCode(...components.map(({ id }) => id)) !== "RGB";
}

function decodePixels(
  source: Source,
  parts: JpegParts,
  codec: Codec<LibJpeg>,
  transformed: boolean,
  into: TypedArray,
): void {
  const decode = (zeros: boolean) =>
    codec.decode(source, streamOf(source, parts, transformed, zeros), ({ JPEGDecoder }) => new JPEGDecoder());
  let values: Uint8Array;
  try {
    values = decode(true);
  } catch (error) {
    // Some cameras fill up the last scan with zeros, which the decoder takes for damage.
    if (!parts.pieces.some(({ kind }) => kind === "zeros")) throw error;
    values = decode(false);
  }
  if (values.length !== into.length) throw source.corrupt("its pixel data is not what its header states");
  into.set(values);
}

const START = [0xff, 0xd8];
const END = [0xff, 0xd9];
/** Adobe's marker up to the colour transform. */
const ADOBE = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0];

/** The picture without notes of applications; of three components one marker says how they are stored. */
function streamOf(source: Source, parts: JpegParts, transformed: boolean, zeros: boolean): Uint8Array[] {
  const marker = parts.components.length === 3 ? [...ADOBE, transformed ? 1 : 0] : [];
  const pieces = parts.pieces.filter(({ kind }) => zeros || kind !== "zeros");
  return [
    Uint8Array.from([...START, ...marker]),
    ...pieces.map(({ from, to }) => source.bytes.subarray(from, to)),
    Uint8Array.from(END),
  ];
}

import { decode } from "jpeg-js";
import type { TypedArray } from "../../core/image.js";
import { rgbOfYcc } from "../colour.js";
import { guarded, type Planes } from "../planes.js";
import { JPEG_RATIO, type Source } from "../source.js";
import { type JpegParts, readJpegParts } from "./markers.js";

/** Bytes the decoder keeps per sample while it works: a 32-bit coefficient and what its block costs. */
const WORKING_BYTES = 6;

/** How three components are stored: as YCbCr, or as red, green and blue. */
export type JpegColours = "ycbcr" | "rgb";

/**
 * Checks a JPEG and describes it; pixels are decoded by `readPlane`. Colours come as RGB, grey as grey.
 *
 * @param colours how three components are stored, where what the JPEG lies in says so; else its markers decide
 */
export function readJpeg(source: Source, colours?: JpegColours): Planes {
  const parts = readJpegParts(source);
  const transformed = colours === undefined ? isTransformed(parts) : colours === "ycbcr";
  const { width, height, components } = parts;
  if (components.length === 4 && parts.adobe === undefined) {
    throw source.unsupported("it has four colour components of unknown meaning");
  }
  source.checkLimit("maxSide", Math.max(width, height), "its longer side in pixels");
  const coded = codedSamples(parts);
  source.checkExpansion(coded, parts.scanned, JPEG_RATIO, "its header");
  const needed = coded * WORKING_BYTES + width * height * (components.length + 3);
  source.checkLimit("maxBytes", needed, "its size in bytes while it is decoded");
  if (components.length === 4) source.note("its inks (CMYK) were turned into red, green and blue");
  const grey = components.length === 1;
  return {
    format: "jpeg",
    order: "YX",
    sizes: { T: 1, C: 1, Z: 1, Y: height, X: width, S: grey ? 1 : 3 },
    meaning: grey ? "grey" : "rgb",
    dtype: "uint8",
    bitDepth: 8,
    readPlane: (_, into) => decodePixels(source, parts, { needed, transformed }, into),
  };
}

/** Samples of all components, padded to whole blocks as they are coded. */
function codedSamples({ width, height, components }: JpegParts): number {
  const [maxH, maxV] = [Math.max(...components.map(({ h }) => h)), Math.max(...components.map(({ v }) => v))];
  const units = Math.ceil(width / (8 * maxH)) * Math.ceil(height / (8 * maxV));
  return components.reduce((sum, { h, v }) => sum + units * h * v * 64, 0);
}

/** Bytes that decoding takes, and whether three components are YCbCr. */
interface Way {
  needed: number;
  transformed: boolean;
}

function decodePixels(source: Source, parts: JpegParts, { needed, transformed }: Way, into: TypedArray): void {
  const { width, height, components } = parts;
  const { data } = guarded(source, "its pixel data", () =>
    decode(unmarked(source, parts), {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: (width * height) / 1e6 + 1,
      maxMemoryUsageInMB: Math.ceil(needed / 2 ** 20) + 64,
      ...(components.length === 3 && { colorTransform: false }),
    }),
  );
  if (data.length !== width * height * 3) throw source.corrupt("its pixel data is not what its header states");
  if (components.length === 1) for (let i = 0; i < into.length; i++) into[i] = data[3 * i] as number;
  else if (components.length === 3 && transformed) rgbOfYcc(data, into);
  else into.set(data);
}

/** True when three components are YCbCr: always, unless Adobe's marker or the names of the components say RGB. */
function isTransformed({ components, adobe }: JpegParts): boolean {
  if (adobe) return adobe.transform !== 0;
  return String.fromCharCode(...components.map(({ id }) => id)) !== "RGB";
}

/**
 * The library turns YCbCr into RGB without rounding, half a grey level too dark, and lets Adobe's marker overrule the
 * option that stops it. So that marker is made unreadable in a copy, and the colours are turned here.
 */
function unmarked(source: Source, { components, adobe }: JpegParts): Uint8Array {
  if (components.length !== 3 || !adobe) return source.bytes;
  const copy = source.bytes.slice();
  copy[adobe.at] = 0;
  return copy;
}

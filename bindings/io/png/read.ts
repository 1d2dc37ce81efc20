import { inflateExactly, inflateInParts } from "../inflate.js";
import type { Planes } from "../planes.js";
import { DEFLATE_RATIO, type Source } from "../source.js";
import { GREY, GREY_ALPHA, PALETTE, type PngHeader, type PngParts, RGB, RGB_ALPHA, readPngParts } from "./chunks.js";
import { Bands, filteredBytes, type Pass, passesOf, placePass, sampleStep, unfilterPass } from "./rows.js";

/** Samples of a pixel as stored; palette pictures store one index. */
export const STORED = { [GREY]: 1, [RGB]: 3, [PALETTE]: 1, [GREY_ALPHA]: 2, [RGB_ALPHA]: 4 } as Record<number, number>;

/** Filtered rows of more bytes than this are never held all at once. */
const HELD = 2 ** 24;

/** Checks a PNG and describes it; pixels are decoded by `readPlane`. */
export function readPng(source: Source): Planes {
  const parts = readPngParts(source);
  const { header } = parts;
  const samples = decodedSamples(parts);
  const dtype = header.depth === 16 ? "uint16" : "uint8";
  source.checkLimit("maxSide", Math.max(header.width, header.height), "its longer side in pixels");
  const decoded = header.width * header.height * samples * (dtype === "uint16" ? 2 : 1);
  const filtered = filteredBytes(passesOf(header, STORED[header.colour] as number));
  source.checkLimit("maxBytes", Math.max(decoded, filtered), "its decoded size in bytes");
  source.checkExpansion(filtered, parts.stream.length, DEFLATE_RATIO, "its header");
  if (header.colour === PALETTE) source.note("it has palette colours: they were looked up, the indices are not kept");
  return {
    format: "png",
    order: "YX",
    sizes: { T: 1, C: 1, Z: 1, Y: header.height, X: header.width, S: samples },
    meaning: (["channels", "grey", "grey+alpha", "rgb", "rgb+alpha"] as const)[samples] as Planes["meaning"],
    dtype,
    bitDepth: header.depth,
    readPlane: (_, into) => decodePixels(source, parts, into as Uint8Array | Uint16Array),
  };
}

/** Samples of a pixel after the palette and the transparent colour were looked up. */
function decodedSamples({ header, transparency }: PngParts): number {
  const colours = header.colour === PALETTE ? 3 : (STORED[header.colour] as number);
  return colours + (transparency ? 1 : 0);
}

function decodePixels(source: Source, parts: PngParts, into: Uint8Array | Uint16Array): void {
  const { header, palette, transparency } = parts;
  const stored = STORED[header.colour] as number;
  const direct = header.colour !== PALETTE && !transparency;
  const pixels = direct
    ? into
    : (source.allocate(header.depth === 16 ? "uint16" : "uint8", header.width * header.height * stored) as typeof into);
  unpackRows(source, parts, stored, pixels);
  if (header.colour === PALETTE) lookUp(source, pixels, palette as Uint8Array, transparency, into);
  else if (transparency) addAlpha(pixels, stored, header, transparency, into);
}

/** Samples of all pixels as they are stored: indices where there is a palette. */
export function unpackRows(source: Source, parts: PngParts, channels: number, pixels: Uint8Array | Uint16Array): void {
  const { header, stream } = parts;
  const passes = passesOf(header, channels);
  const step = sampleStep(header, channels);
  const length = filteredBytes(passes);
  if (passes.length === 1 && length > HELD) {
    unpackBands(source, parts, passes[0] as Pass, channels, pixels);
    return;
  }
  const raw = source.allocate("uint8", length) as Uint8Array;
  inflateExactly(source, stream, raw, "its pixel data");
  let from = 0;
  for (const pass of passes) {
    unfilterPass(source, raw, from, pass, step);
    placePass(raw, from, pass, header, channels, pixels);
    from += pass.height * (1 + pass.rowBytes);
  }
}

/** Rows in order, some at a time. */
function unpackBands(
  source: Source,
  { header, stream }: PngParts,
  pass: Pass,
  channels: number,
  pixels: Uint8Array | Uint16Array,
): void {
  const length = filteredBytes([pass]);
  const bands = new Bands(source, pass, sampleStep(header, channels));
  for (const part of inflateInParts(source, stream, length, "its pixel data")) {
    for (const { raw, first, rows } of bands.take(part)) {
      placePass(raw, 0, { ...pass, y: first, height: rows }, header, channels, pixels);
    }
  }
  if (bands.rows === pass.height) return;
  throw source.truncated(`its pixel data ends after row ${bands.rows} of ${pass.height}`, pass.height, bands.rows);
}

type Samples = Uint8Array | Uint16Array;

function lookUp(source: Source, indices: Samples, palette: Uint8Array, alpha: Uint8Array | undefined, into: Samples) {
  const entries = palette.length / 3;
  let to = 0;
  for (const index of indices) {
    if (index >= entries) throw source.corrupt(`a pixel has colour ${index} of a palette of ${entries}`);
    into[to++] = palette[3 * index] as number;
    into[to++] = palette[3 * index + 1] as number;
    into[to++] = palette[3 * index + 2] as number;
    if (alpha) into[to++] = alpha[index] ?? 255;
  }
}

/** Alpha 0 where a pixel equals the transparent colour, full elsewhere. */
function addAlpha(pixels: Samples, channels: number, header: PngHeader, colour: Uint8Array, into: Samples): void {
  const full = 2 ** header.depth - 1;
  const key = Array.from(
    { length: channels },
    (_, c) => (((colour[2 * c] as number) << 8) | (colour[2 * c + 1] as number)) & full,
  );
  for (let i = 0, to = 0; i < pixels.length; i += channels) {
    let equal = true;
    for (let c = 0; c < channels; c++) {
      equal &&= pixels[i + c] === key[c];
      into[to++] = pixels[i + c] as number;
    }
    into[to++] = equal ? 0 : full;
  }
}

import type { Mask } from "../core/image.js";
import { maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Inflater } from "../io/file.js";
import type { PngBand, PngStrip } from "../io/png/bands.js";
import { GREY, GREY_ALPHA, PALETTE, type PngHeader, RGB, RGB_ALPHA } from "../io/png/chunks.js";
import type { Source } from "../io/source.js";
import { bitsNear, ColourIndex, maskOfNumbers, OTHER_COLOUR } from "../ops/colour-index.js";
import { distance, type Rgb } from "./colour.js";

/** A colour that occurs in a picture. */
export interface SeenColour {
  rgb: Rgb;
  /** 255 where it covers everything. */
  alpha: number;
  pixels: number;
  /** The value in the file: an index of the palette, or a grey value; undefined for colours. */
  value: number | undefined;
  /** Numbers it has in the index of the picture. */
  numbers: readonly number[];
  /** The values of these numbers; empty for colours. */
  values: readonly number[];
}

/** A picture in the room of a byte a pixel: the colours that occur, and which of them each pixel has. */
export interface Picture {
  width: number;
  height: number;
  header: PngHeader;
  /** Most frequent first. */
  colours: readonly SeenColour[];
  /** Pixels whose colours are beyond the 4096 that are told apart. */
  rest: number;
  /** Number of the colour of each pixel, 255 for those beyond the first 255. */
  index: Uint8Array;
}

/** Reads all pixels of a picture once, band by band. */
export async function readPicture(k: Kernels, source: Source, strip: PngStrip, inflater?: Inflater): Promise<Picture> {
  const { header } = strip;
  const { width, height } = header;
  const index = new ColourIndex(k, width * height);
  for await (const band of strip.bands(inflater)) index.add(narrowed(band, header));
  const { keys, counts, rest } = index.colours();
  const entries = strip.palette ? strip.palette.length / 3 : 0;
  const beyond = header.colour === PALETTE ? keys.find((key) => key >= entries) : undefined;
  if (beyond !== undefined) throw source.corrupt(`a pixel has colour ${beyond} of a palette of ${entries}`);
  const seen = Array.from(keys, (key, number) => seenColour(strip, key, counts[number] as number, number));
  return { width, height, header, colours: joined(seen), rest, index: index.data };
}

/** A picture of three bytes a pixel, wherever they come from. */
export function pictureOfRgb(k: Kernels, width: number, height: number, data: Uint8Array): Picture {
  const header: PngHeader = { width, height, depth: 8, colour: RGB, interlaced: false };
  const index = new ColourIndex(k, width * height);
  index.add({ data, width, rows: height, step: 3 });
  const { keys, counts, rest } = index.colours();
  const seen = Array.from(keys, (key, number) => seenColour({ header }, key, counts[number] as number, number));
  return { width, height, header, colours: joined(seen), rest, index: index.data };
}

/** Samples of 16 bits in colour pictures lose their low bytes, as in every program that reads 8 bits. */
function narrowed(band: PngBand, { depth }: PngHeader): PngBand {
  if (depth < 16 || band.step <= 4) return band;
  const data = new Uint8Array(band.data.length / 2);
  for (let i = 0; i < data.length; i++) data[i] = band.data[2 * i] as number;
  return { ...band, data, step: band.step / 2 };
}

function seenColour(strip: Omit<PngStrip, "bands">, key: number, pixels: number, number: number): SeenColour {
  const { header, palette, transparency } = strip;
  const bytes = [key & 255, (key >> 8) & 255, (key >> 16) & 255, key >>> 24] as const;
  const common = { pixels, numbers: [number] };
  const ofValue = (value: number) => ({ ...common, value, values: [value] });
  if (header.colour === PALETTE) {
    const entry = [0, 1, 2].map((c) => palette?.[3 * key + c] ?? 0) as unknown as Rgb;
    return { ...ofValue(key), rgb: entry, alpha: transparency?.[key] ?? 255 };
  }
  if (header.colour === GREY || header.colour === GREY_ALPHA) {
    const wide = header.depth === 16;
    const value = wide ? bytes[0] * 256 + bytes[1] : bytes[0];
    const level = wide ? bytes[0] : Math.round((value * 255) / (2 ** header.depth - 1));
    const alpha = header.colour === GREY ? 255 : wide ? bytes[2] : bytes[1];
    const clear =
      transparency !== undefined && 256 * (transparency[0] as number) + (transparency[1] as number) === value;
    return { ...ofValue(value), rgb: [level, level, level], alpha: clear ? 0 : alpha };
  }
  const rgb: Rgb = [bytes[0], bytes[1], bytes[2]];
  const at = header.depth === 16 ? 0 : 1;
  const clear = transparency !== undefined && rgb.every((value, c) => transparency[2 * c + at] === value);
  const alpha = header.colour === RGB_ALPHA ? bytes[3] : clear ? 0 : 255;
  return { ...common, rgb, alpha, value: undefined, values: [] };
}

/** One entry a colour: palettes may hold a colour twice, and of 16 bits only the high ones make a colour. */
function joined(seen: readonly SeenColour[]): SeenColour[] {
  const colours = new Map<string, SeenColour>();
  for (const colour of seen) {
    const key = `${colour.rgb} ${colour.alpha}`;
    const twin = colours.get(key);
    if (!twin) colours.set(key, colour);
    else {
      colours.set(key, {
        ...twin,
        pixels: twin.pixels + colour.pixels,
        numbers: [...twin.numbers, ...colour.numbers],
        values: [...twin.values, ...colour.values],
      });
    }
  }
  return [...colours.values()].sort(
    (a, b) => b.pixels - a.pixels || (a.numbers[0] as number) - (b.numbers[0] as number),
  );
}

/** True for values that number objects rather than classes: more than twenty of them. */
export function looksInstance({ header, colours, rest }: Picture): boolean {
  const values = colours.flatMap((colour) => colour.values);
  const counted = header.colour === GREY || header.colour === PALETTE;
  return counted && rest === 0 && values.length > 20;
}

/** Pixels of all colours that a test takes. */
export function pixelsOf(picture: Picture, take: (colour: SeenColour) => boolean): number {
  return picture.colours.reduce((sum, colour) => sum + (take(colour) ? colour.pixels : 0), 0);
}

/** The pixels of some of the colours, by their numbers. */
export function maskOfColours(k: Kernels, picture: Picture, take: (colour: SeenColour) => boolean): Mask {
  const wanted = new Uint8Array(256);
  for (const colour of picture.colours) {
    if (take(colour)) for (const number of colour.numbers) if (number < OTHER_COLOUR) wanted[number] = 1;
  }
  return maskOfNumbers(k, picture.index, [picture.height, picture.width], wanted);
}

/** Masks of the pixels near a colour, one for each tolerance; equal ones are one object. */
export async function masksNear(
  k: Kernels,
  strip: PngStrip,
  picture: Picture,
  colour: Rgb,
  tolerances: readonly number[],
  inflater?: Inflater,
): Promise<Mask[]> {
  const near = (tolerance: number) => (seen: SeenColour) => distance(seen.rgb, colour) <= tolerance;
  const widest = near(Math.max(...tolerances));
  const beyond = picture.colours.some((seen) => widest(seen) && seen.numbers.some((n) => n >= OTHER_COLOUR));
  if (beyond || picture.rest > 0) return decodedMasks(k, strip, colour, tolerances, inflater);
  const masks = new Map<number, Mask>();
  return tolerances.map((tolerance) => {
    const pixels = pixelsOf(picture, near(tolerance));
    const mask = masks.get(pixels) ?? maskOfColours(k, picture, near(tolerance));
    masks.set(pixels, mask);
    return mask;
  });
}

/** Where the colours are too many to be numbered the pixels are read once more. */
async function decodedMasks(
  k: Kernels,
  strip: PngStrip,
  colour: Rgb,
  tolerances: readonly number[],
  inflater?: Inflater,
): Promise<Mask[]> {
  const { width, height } = strip.header;
  const pitch = maskPitch(width);
  const masks = tolerances.map((): Mask => ({ bits: new Uint8Array(height * pitch), shape: [height, width], pitch }));
  const channels = [GREY, GREY_ALPHA].includes(strip.header.colour) ? 1 : 3;
  const key = channels === 1 ? colour[0] : colour[0] | (colour[1] << 8) | (colour[2] << 16);
  let row = 0;
  for await (const band of strip.bands(inflater)) {
    const pixels = narrowed(band, strip.header);
    for (const [i, tolerance] of tolerances.entries()) {
      (masks[i] as Mask).bits.set(bitsNear(k, pixels, { key, channels, tolerance }), row * pitch);
    }
    row += band.rows;
  }
  return masks;
}

/** The colour that most pixels of the picture's edge have: what lies around the section. */
export function backgroundOf({ width, height, index, colours }: Picture): SeenColour | undefined {
  const edge = new Float64Array(256);
  const count = (at: number) => {
    edge[index[at] as number] = (edge[index[at] as number] as number) + 1;
  };
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) count(y * width + x);
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) count(y * width + x);
  const onEdge = (colour: SeenColour) =>
    colour.numbers.reduce((sum, n) => sum + (n < 255 ? (edge[n] as number) : 0), 0);
  // Colours come most frequent first, so that a tie goes to the more frequent one.
  return colours.reduce<SeenColour | undefined>(
    (best, colour) => (best === undefined || onEdge(colour) > onEdge(best) ? colour : best),
    undefined,
  );
}

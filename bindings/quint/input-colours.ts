import { UnsupportedFile } from "../core/errors.js";
import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { ImageFile } from "../io/file.js";
import { openPngStrip } from "../io/png/bands.js";
import { GREY, PALETTE } from "../io/png/chunks.js";
import type { Source } from "../io/source.js";
import { inverseOf } from "../segmentation/words.js";
import { parseRgb, rgbText } from "./colour.js";
import { percent } from "./finding.js";
import type { InputOptions, Objects } from "./input-options.js";
import { probability } from "./input-values.js";
import {
  backgroundOf,
  looksInstance,
  maskOfColours,
  type Picture,
  pictureOfRgb,
  readPicture,
  type SeenColour,
} from "./picture.js";

/** A picture of three or more samples a pixel that is no PNG. */
export async function colourPicture(k: Kernels, opened: ImageFile): Promise<Picture> {
  const [height, width] = opened.shape as [number, number];
  const data = new Uint8Array(3 * width * height);
  for (const c of [0, 1, 2]) {
    const plane = await opened.read({ channel: c });
    const divide = opened.bitDepth > 8 ? 256 : 1;
    for (let i = 0; i < plane.data.length; i++) data[3 * i + c] = Math.floor((plane.data[i] as number) / divide);
  }
  return pictureOfRgb(k, width, height, data);
}

/** A PNG of 8 bits: colours, a palette, or values. */
export async function fromPicture(k: Kernels, source: Source, options: InputOptions): Promise<Objects> {
  const strip = openPngStrip(source);
  const picture = await readPicture(k, source, strip, options.inflater);
  return fromColours(k, source.name, picture, options);
}

/** Pixels of few colours or values. */
export function fromColours(k: Kernels, name: string, picture: Picture, options: InputOptions): Objects {
  const { from = "auto", classes, invert = false } = options;
  const grey = picture.header.colour === GREY;
  if (from === "prob") {
    if (!grey) throw new UnsupportedFile(`${name}: it holds colours, not probabilities`, { path: name });
    return probability(valuesOf(picture), 255, options);
  }
  const instances = from === "label" || from === "cellpose" || (from === "auto" && looksInstance(picture));
  if (!classes && instances && picture.rest === 0 && (grey || picture.header.colour === PALETTE)) {
    return { kind: "labels", mapping: "each value is an object, 0 is background", labels: valuesOf(picture) };
  }
  const objects = classes ? chosen(name, picture, classes) : other(name, picture);
  const mask = maskOfColours(k, picture, (colour) => objects.includes(colour));
  const what = objects.map((colour) => naming(colour)).join(", ");
  return {
    kind: kindOf(picture),
    mapping: `${what} is ${invert ? "background" : "object"}`,
    mask: invert ? inverseOf(mask) : mask,
  };
}

const naming = ({ rgb, value }: SeenColour) => (value === undefined ? rgbText(rgb) : `value ${value}, ${rgbText(rgb)}`);

function kindOf({ header, colours }: Picture): string {
  if (header.colour === PALETTE) return colours.length <= 2 ? "palette mask" : "palette classes";
  if (header.colour === GREY) return colours.length <= 2 ? "grey mask" : "grey classes";
  return "colours";
}

/** Values of a grey or palette picture as an image. */
function valuesOf({ index, width, height, colours }: Picture): Image {
  const table = new Uint8Array(256);
  for (const { numbers, values } of colours)
    for (const [i, n] of numbers.entries()) if (n < 256) table[n] = values[i] as number;
  return { data: index.map((n) => table[n] as number), shape: [height, width] };
}

/** The colours that `--class` names. */
function chosen(name: string, picture: Picture, classes: readonly string[]): SeenColour[] {
  return classes.flatMap((text) => {
    const rgb = text.startsWith("#") ? parseRgb("class", text) : undefined;
    const found = picture.colours.filter((colour) =>
      rgb ? colour.rgb.join() === rgb.join() : colour.values.includes(Number(text)),
    );
    if (found.length > 0 && Number.isNaN(Number(text)) === (rgb !== undefined)) return found;
    throw undecided(name, picture, `it has no ${rgb ? "colour" : "value"} ${text}`);
  });
}

/** The one colour that is not the background. */
function other(name: string, picture: Picture): SeenColour[] {
  const background = backgroundOf(picture);
  const others = picture.colours.filter((colour) => colour !== background);
  if (others.length === 0) return [];
  const [only] = others as [SeenColour];
  if (others.length === 1 && !onlyClasses(picture)) return [only];
  throw undecided(name, picture, "it has several classes");
}

/** Grey values without a 0 are class numbers, and the background is one of them. */
const onlyClasses = ({ header, colours }: Picture) =>
  header.colour === GREY && colours.every(({ value }) => value !== 0 && (value as number) <= 20);

function undecided(name: string, picture: Picture, what: string): UnsupportedFile {
  const total = picture.width * picture.height;
  const list = picture.colours.slice(0, 12).map((colour) => `${naming(colour)} ${percent(colour.pixels, total)}`);
  const more = picture.colours.length > 12 ? " …" : "";
  return new UnsupportedFile(`${name}: ${what}: ${list.join("; ")}${more}`, {
    path: name,
    advice: "choose the objects with --class, by value (--class 2) or colour (--class '#ff0000')",
  });
}

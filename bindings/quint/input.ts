import { UnsuitableImage, UnsupportedFile } from "../core/errors.js";
import { dtypeOf, dtypeRange, type Image, type Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { ImageFile } from "../io/file.js";
import { readHdf5 } from "../io/hdf5.js";
import { checkedLimits } from "../io/limits.js";
import { openImage } from "../io/open.js";
import { openPngStrip } from "../io/png/bands.js";
import { GREY, PALETTE, RGB } from "../io/png/chunks.js";
import { PNG_HEAD_BYTES, readPngHead } from "../io/png/head.js";
import { sniffFormat } from "../io/sniff.js";
import { Source } from "../io/source.js";
import { threshold } from "../ops/threshold.js";
import { parseRgb, rgbText } from "./colour.js";
import { percent } from "./finding.js";
import {
  backgroundOf,
  looksInstance,
  maskOfColours,
  type Picture,
  pictureOfRgb,
  readPicture,
  type SeenColour,
} from "./picture.js";
import type { PixelOptions, QuintFile } from "./section.js";

/** What a file is taken for. */
export const QUINT_INPUTS = ["auto", "label", "mask", "prob", "ilastik", "qupath", "cellpose", "fiji"] as const;
export type QuintInput = (typeof QUINT_INPUTS)[number];

/** Which part of a file becomes objects. */
export interface InputOptions extends PixelOptions {
  from?: QuintInput | undefined;
  /** Values, palette indices or colours (#rrggbb) of the objects. */
  classes?: readonly string[] | undefined;
  channel?: number | undefined;
  /** Probability from which on a pixel is object, 0 to 1. Default: 0.5. */
  threshold?: number | undefined;
  /** Exchange objects and background of a mask. */
  invert?: boolean | undefined;
}

/** Objects of a file before they are shaped, and how they were found. */
export type Objects = { kind: string; mapping: string } & (
  | { labels: Image }
  | { mask: Mask }
  | { probability: Image; level: number }
);

/** Bytes that begin every HDF5 file. */
const HDF5 = [0x89, 0x48, 0x44, 0x46];

/** Reads a file of any of the programs. */
export async function readObjects(k: Kernels, file: QuintFile, options: InputOptions): Promise<Objects> {
  const head = await file.head(PNG_HEAD_BYTES);
  if (HDF5.every((byte, i) => head[i] === byte)) return fromHdf5(k, await sourceOf(file, options), options);
  if (sniffFormat(head) === "png") {
    const { depth, colour } = readPngHead(new Source(head, file.name, checkedLimits({}))).header;
    if (depth < 16 || colour === RGB) return fromPicture(k, await sourceOf(file, options), options);
  }
  const opened = await openImage(await file.read(), {
    name: file.name,
    ...(options.limits && { limits: options.limits }),
  });
  const { channel } = options;
  const coloured = opened.axes === "YXS" && (opened.shape[2] as number) >= 3 && channel === undefined;
  if (coloured && options.from !== "prob") {
    return fromColours(k, file.name, await colourPicture(k, opened), options);
  }
  return fromImage(k, file.name, await opened.read(channel === undefined ? {} : { channel }), options);
}

/** A picture of three or more samples a pixel that is no PNG. */
async function colourPicture(k: Kernels, opened: ImageFile): Promise<Picture> {
  const [height, width] = opened.shape as [number, number];
  const data = new Uint8Array(3 * width * height);
  for (const c of [0, 1, 2]) {
    const plane = await opened.read({ channel: c });
    const divide = opened.bitDepth > 8 ? 256 : 1;
    for (let i = 0; i < plane.data.length; i++) data[3 * i + c] = Math.floor((plane.data[i] as number) / divide);
  }
  return pictureOfRgb(k, width, height, data);
}

async function sourceOf(file: QuintFile, { limits }: InputOptions): Promise<Source> {
  return new Source(await file.read(), file.name, checkedLimits(limits ?? {}));
}

/** Numbers of any kind: whole ones are labels, classes or a mask, the others probabilities. */
function fromImage(k: Kernels, name: string, image: Image, options: InputOptions): Objects {
  if (image.shape.length !== 2) {
    throw new UnsupportedFile(`${name}: it has ${image.shape[0]} slices; a section is one picture`, {
      path: name,
      advice: "export each section to a file of its own",
    });
  }
  const { from = "auto", classes, invert = false } = options;
  const range = dtypeRange(dtypeOf(image.data));
  if (from === "prob" || (from === "auto" && !range)) return probability(image, range?.[1] ?? 1, options);
  if (classes)
    return {
      kind: "classes",
      mapping: `value ${classes.join(", ")} is object`,
      mask: classMask(k, name, image, classes),
    };
  const labels = wholeLabels(name, image);
  const two = from === "mask" || from === "fiji" || (from === "auto" && hasTwoValues(labels));
  if (!two) return { kind: "labels", mapping: "each value is an object, 0 is background", labels };
  const mask = threshold(k, labels, { level: 0 });
  // What lies on the edge of the picture is background; --invert says otherwise.
  const exchanged = fillsEdge(labels) !== invert;
  return {
    kind: "mask",
    mapping: exchanged ? "0 is object" : "all but 0 is object",
    mask: exchanged ? inverted(mask) : mask,
  };
}

/** True when most pixels of the picture's edge are not 0. */
function fillsEdge({ data, shape }: Image): boolean {
  const [h, w] = shape as [number, number];
  let sum = 0;
  for (let x = 0; x < w; x++) sum += Number(data[x] !== 0) + Number(data[(h - 1) * w + x] !== 0);
  for (let y = 0; y < h; y++) sum += Number(data[y * w] !== 0) + Number(data[y * w + w - 1] !== 0);
  return sum > w + h;
}

function probability(image: Image, full: number, { threshold: share = 0.5 }: InputOptions): Objects {
  const unit = full === 1 ? "" : ` of ${full}`;
  return { kind: "probability", mapping: `object from ${share}${unit} on`, probability: image, level: share * full };
}

/** Labels as whole numbers: masks and label images that were saved as floats are welcome. */
function wholeLabels(name: string, image: Image): Image {
  if (dtypeRange(dtypeOf(image.data))) return image;
  if (image.data.some((value) => !Number.isInteger(value) || value < 0)) {
    throw new UnsuitableImage("E_NONFINITE", `${name}: its values are no labels: some are fractions or negative`, {
      path: name,
      advice: "use --from prob with a --threshold",
    });
  }
  return { ...image, data: Uint32Array.from(image.data) };
}

function hasTwoValues({ data }: Image): boolean {
  let other = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value === 0 || value === other) continue;
    if (other !== 0) return false;
    other = value;
  }
  return other === 255 || other === 65_535;
}

function classMask(k: Kernels, name: string, { data, shape }: Image, classes: readonly string[]): Mask {
  const wanted = new Set(classes.map((text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN)));
  if (wanted.has(Number.NaN)) {
    throw new UnsupportedFile(`${name}: it has values, not colours: --class must be whole numbers`, { path: name });
  }
  const chosen = Uint8Array.from(data as Uint16Array, (value) => (wanted.has(value) ? 1 : 0));
  return threshold(k, { data: chosen, shape }, { level: 0 });
}

/** The other pixels of a mask. */
function inverted({ bits, shape, pitch }: Mask): Mask {
  const [, w] = shape as [number, number];
  const other = bits.map((byte) => ~byte);
  for (let row = 0; row < other.length; row += pitch) {
    if (w & 7) other[row + (w >> 3)] = (other[row + (w >> 3)] as number) & ((1 << (w & 7)) - 1);
    other.fill(0, row + ((w + 7) >> 3), row + pitch);
  }
  return { bits: other, shape, pitch };
}

/** A PNG of 8 bits: colours, a palette, or values. */
async function fromPicture(k: Kernels, source: Source, options: InputOptions): Promise<Objects> {
  const strip = openPngStrip(source);
  const picture = await readPicture(k, source, strip, options.inflater);
  return fromColours(k, source.name, picture, options);
}

/** Pixels of few colours or values. */
function fromColours(k: Kernels, name: string, picture: Picture, options: InputOptions): Objects {
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
    mask: invert ? inverted(mask) : mask,
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

/** ilastik's exports: probabilities with a channel a class, or labels. */
async function fromHdf5(k: Kernels, source: Source, options: InputOptions): Promise<Objects> {
  const { data, shape, axes } = await readHdf5(source);
  const names = axes ?? ["", "x", "yx", "yxc", "zyxc", "tzyxc"][shape.length] ?? "";
  const extent = (axis: string) => (names.includes(axis) ? (shape[names.indexOf(axis)] as number) : 1);
  const [h, w, channels] = [extent("y"), extent("x"), extent("c")];
  if (data.length !== h * w * channels) {
    throw new UnsupportedFile(
      `${source.name}: its dataset has the axes ${names} of ${shape.join("×")}; a section is one picture`,
      { path: source.name },
    );
  }
  const { channel = channels === 1 ? 0 : undefined } = options;
  if (channel === undefined || channel >= channels) {
    throw new UnsupportedFile(`${source.name}: it has ${channels} channels, one a class`, {
      path: source.name,
      advice: `choose the class of the objects with --channel 0 to ${channels - 1}`,
    });
  }
  const stride = (axis: string) => shape.slice(names.indexOf(axis) + 1).reduce((n, size) => n * size, 1);
  const [sy, sx, at] = [stride("y"), stride("x"), names.includes("c") ? channel * stride("c") : 0];
  const plane = data.slice(0, h * w);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) plane[y * w + x] = data[y * sy + x * sx + at] as number;
  const from = options.from ?? "auto";
  const eight = data instanceof Uint8Array && channels > 1;
  const kind = from === "auto" || from === "ilastik" ? (eight ? "prob" : "auto") : from;
  return fromImage(k, source.name, { data: plane, shape: [h, w] }, { ...options, from: kind });
}

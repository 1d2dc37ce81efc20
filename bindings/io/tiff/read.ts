import type { TypedArray } from "../../core/image.js";
import { choose } from "../choose.js";
import type { Legend } from "../legend.js";
import type { PlaneIndex, Planes } from "../planes.js";
import { bytesOf, swapBytes } from "../samples.js";
import type { Source } from "../source.js";
import { placeOfBlock } from "./block.js";
import { paletteOf } from "./colours.js";
import { type Directory, TiffFile } from "./directory.js";
import { type ImagejStack, readImagej } from "./imagej.js";
import { usesJpeg } from "./jpeg.js";
import { coarserLevels, levelFactor, type TiffLevel } from "./levels.js";
import { type OmeStack, readOme } from "./ome.js";
import { blockRowBytes, isSecondary, type Page, readPage } from "./page.js";
import { decodePage, isPlain } from "./pixels.js";
import { readShaped, type ShapedStack } from "./shaped.js";
import { TAG } from "./tags.js";

/** How planes lie in the pages. */
interface Layout {
  T: number;
  C: number;
  Z: number;
  order: string;
  spacing?: readonly number[];
  unit?: string;
  legend?: Legend;
  read(index: PlaneIndex, into: TypedArray): void;
}

/** A file at one level of its resolution. */
interface View {
  file: TiffFile;
  /** The page that all others must be like. */
  main: Page;
  /** The finest level of it, which stands for it in the chain. */
  top: Directory;
  level: TiffLevel | undefined;
  /** Pages in the chain that are coarser levels. */
  copies: number;
}

/**
 * Checks a TIFF and describes it: an OME image, an ImageJ stack, named axes, or pages of one size as slices.
 *
 * @param level of resolution, 0 is the finest
 */
export async function readTiff(source: Source, level = 0): Promise<Planes> {
  const file = new TiffFile(source);
  const first = file.directories[0] as Directory;
  const text = file.text(first, TAG.ImageDescription) ?? "";
  const ome = readOme(file, text);
  const top = ome ? firstPlane(file, ome) : mainDirectory(file);
  const levels = coarserLevels(file, top);
  const chosen = levels[choose(source, "level", 1 + levels.length, level) - 1];
  const main = readPage(file, chosen?.directoryOf(top) ?? top);
  if (usesJpeg(file, main.directory)) file.readJpeg = await (await import("../jpeg/read.js")).startJpeg();
  const copies = levels.filter(({ inChain }) => inChain).length;
  const view: View = { file, main, top, level: chosen, copies };
  const { T, C, Z, order, spacing, unit, legend, read } = ome ? omeLayout(view, ome) : pagesLayout(view, text);
  const [width, height] = file.firsts(top, [TAG.ImageWidth, TAG.ImageLength]) as [number, number];
  const sizesOf = (Y: number, X: number) => ({ T, C, Z, Y, X, S: main.samples });
  return {
    format: "tiff",
    order: `${order}YX`,
    sizes: sizesOf(main.height, main.width),
    meaning: main.meaning,
    dtype: main.dtype,
    bitDepth: main.bits,
    ...(levels.length > 0 && {
      levels: [sizesOf(height, width), ...levels.map((one) => sizesOf(one.height, one.width))],
    }),
    ...(spacing && { spacing: spacingAt(spacing, levelFactor(height, main.height), levelFactor(width, main.width)) }),
    ...(unit !== undefined && { unit }),
    ...(legend && { legend }),
    palette: paletteOf(file, main),
    readPlane: read,
  };
}

function spacingAt([z = 1, y = 1, x = 1]: readonly number[], down: number, across: number): number[] {
  return [z, y * down, x * across];
}

/** The first page that is an image of its own; the first of all where every page is marked as a small copy. */
function mainDirectory(file: TiffFile): Directory {
  const own = file.directories.find((directory) => !isSecondary(file, directory));
  return own ?? (file.directories[0] as Directory);
}

function firstPlane(file: TiffFile, { pages }: OmeStack): Directory {
  const number = pages.find((page) => page >= 0);
  if (number === undefined) throw file.source.corrupt("its OME description places no plane in this file");
  return file.directories[number] as Directory;
}

function omeLayout(view: View, ome: OmeStack): Layout {
  const { file } = view;
  const { pages, C, Z } = ome;
  const read = ({ t, c, z }: PlaneIndex, into: TypedArray) => {
    const number = pages[(t * C + c) * Z + z] as number;
    if (number < 0) throw file.source.corrupt(`its plane of channel ${c}, slice ${z}, time ${t} is not in the file`);
    decodeLike(view, file.directories[number] as Directory, into);
  };
  return { ...ome, read };
}

function pagesLayout(view: View, text: string): Layout {
  const pages = imagePages(view);
  const imagej = readImagej(view.file, pages[0] as Directory, text);
  if (imagej) return imagejLayout(view, pages, imagej);
  const shaped = readShaped(text);
  if (shaped && shaped.T * shaped.C * shaped.Z === pages.length) return shapedLayout(view, pages, shaped);
  return slices(view, pages);
}

/** What pages must share to be slices of one image; asked in one pass, as there may be tens of thousands. */
const SHARED = [TAG.ImageWidth, TAG.ImageLength, TAG.BitsPerSample, TAG.SamplesPerPixel, TAG.SampleFormat];

/** The main page and those like it; small copies, masks and pages of another kind are passed over with a note. */
function imagePages({ file, top, copies }: View): Directory[] {
  const wanted = file.firsts(top, SHARED);
  const pages = file.directories.filter((directory) => {
    if (directory === top) return true;
    const [subfile, ...found] = file.firsts(directory, [TAG.NewSubfileType, ...SHARED]);
    return ((subfile || 0) & 5) === 0 && found.every((value, i) => Object.is(value, wanted[i]));
  });
  const others = file.directories.length - pages.length - copies;
  if (others > 0) file.source.note(`${others} pages of another size or type are left out`);
  return pages;
}

/** Decodes a page, which must be like the main one, at the level of the view. */
function decodeLike({ file, main, top, level }: View, inChain: Directory, into: TypedArray): void {
  const directory = level?.directoryOf(inChain) ?? inChain;
  const page = inChain === top ? main : readPage(file, directory);
  if (!alike(main, page)) {
    throw file.source.corrupt(`page ${directory.index} has another size or type than page ${main.directory.index}`);
  }
  decodePage(file, page, into);
}

function alike(a: Page, b: Page): boolean {
  return (["width", "height", "dtype", "samples", "bits"] as const).every((key) => a[key] === b[key]);
}

function slices(view: View, pages: Directory[]): Layout {
  const read: Layout["read"] = ({ z }, into) => decodeLike(view, pages[z] as Directory, into);
  return { T: 1, C: 1, Z: pages.length, order: "Z", read };
}

function shapedLayout(view: View, pages: Directory[], shaped: ShapedStack): Layout {
  const { order } = shaped;
  const read = ({ t, c, z }: PlaneIndex, into: TypedArray) => {
    const place: Record<string, number> = { T: t, C: c, Z: z };
    const number = [...order].reduce((n, axis) => n * shaped[axis as "T" | "C" | "Z"] + (place[axis] as number), 0);
    decodeLike(view, pages[number] as Directory, into);
  };
  return { ...shaped, read };
}

function imagejLayout(view: View, pages: Directory[], stack: ImagejStack): Layout {
  const { file, main } = view;
  const { channels, slices: depth, frames, spacing, unit, legend } = stack;
  const geometry = { ...(spacing && { spacing }), ...(unit !== undefined && { unit }) };
  const joined = view.level === undefined && isJoined(file, main, stack);
  const held = joined ? stack.images : pages.length;
  if (channels * depth * frames !== held) {
    const stated = `${channels} channels × ${depth} slices × ${frames} times`;
    file.source.note(`its description states ${stated}, but it holds ${held} planes: they are taken as slices`);
    return { ...slices(view, pages), ...geometry };
  }
  // ImageJ counts channels fastest, then slices, then frames.
  const plane = ({ t, c, z }: PlaneIndex) => (t * depth + z) * channels + c;
  const read = joined
    ? joinedPlanes(file, main, stack.images, plane)
    : (index: PlaneIndex, into: TypedArray) => decodeLike(view, pages[plane(index)] as Directory, into);
  return { T: frames, C: channels, Z: depth, order: "TZC", ...geometry, legend, read };
}

/** Room that tags may take behind a single plane before the rest must be planes of a stack. */
const TAG_ROOM = 65_536;

/**
 * True for ImageJ's layout of large stacks: one directory, and all planes one after the other behind the first. A
 * description that promises more than one plane in a file with room for just one was copied from elsewhere.
 */
function isJoined(file: TiffFile, page: Page, { images }: ImagejStack): boolean {
  if (file.directories.length > 1 || images === 1 || !isPlain(page)) return false;
  const bytes = blockRowBytes(page) * page.height;
  return file.source.size >= firstByte(file, page) + bytes + Math.min(bytes, TAG_ROOM);
}

function firstByte(file: TiffFile, page: Page): number {
  return placeOfBlock(file, page, 0, blockRowBytes(page) * page.blockHeight).offset;
}

function joinedPlanes(
  file: TiffFile,
  page: Page,
  images: number,
  plane: (index: PlaneIndex) => number,
): Layout["read"] {
  const { source } = file;
  source.checkLimit("maxPages", images, "the number of images in its description");
  const bytes = blockRowBytes(page) * page.height;
  const first = firstByte(file, page);
  source.need(first, bytes * images, `its stack of ${images} images`);
  return (index, into) => {
    source.copy(first + plane(index) * bytes, bytesOf(into));
    if (!file.little) swapBytes(into);
  };
}

import type { TypedArray } from "../../core/image.js";
import type { PlaneIndex, Planes } from "../planes.js";
import { bytesOf, swapBytes } from "../samples.js";
import type { Source } from "../source.js";
import { storedBlock } from "./block.js";
import { type Directory, TiffFile } from "./directory.js";
import { type ImagejStack, readImagej } from "./imagej.js";
import { usesJpeg } from "./jpeg.js";
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
  read(index: PlaneIndex, into: TypedArray): void;
}

/** Checks a TIFF and describes it: an OME image, an ImageJ stack, named axes, or pages of one size as slices. */
export async function readTiff(source: Source): Promise<Planes> {
  const file = new TiffFile(source);
  if (usesJpeg(file)) file.readJpeg = (await import("../jpeg/read.js")).readJpeg;
  const first = file.directories[0] as Directory;
  const text = file.text(first, TAG.ImageDescription) ?? "";
  const ome = readOme(file, text);
  const main = readPage(file, ome ? firstPlane(file, ome) : mainDirectory(file));
  const { T, C, Z, order, spacing, unit, read } = ome ? omeLayout(file, main, ome) : pagesLayout(file, main, text);
  return {
    format: "tiff",
    order: `${order}YX`,
    sizes: { T, C, Z, Y: main.height, X: main.width, S: main.samples },
    meaning: main.meaning,
    dtype: main.dtype,
    bitDepth: main.bits,
    ...(spacing && { spacing }),
    ...(unit !== undefined && { unit }),
    readPlane: read,
  };
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

function omeLayout(file: TiffFile, main: Page, ome: OmeStack): Layout {
  const { pages, C, Z } = ome;
  const read = ({ t, c, z }: PlaneIndex, into: TypedArray) => {
    const number = pages[(t * C + c) * Z + z] as number;
    if (number < 0) throw file.source.corrupt(`its plane of channel ${c}, slice ${z}, time ${t} is not in the file`);
    decodeLike(file, main, file.directories[number] as Directory, into);
  };
  return { ...ome, read };
}

function pagesLayout(file: TiffFile, main: Page, text: string): Layout {
  const pages = imagePages(file, main);
  const imagej = readImagej(file, text);
  if (imagej) return imagejLayout(file, main, pages, imagej);
  const shaped = readShaped(text);
  if (shaped && shaped.T * shaped.C * shaped.Z === pages.length) return shapedLayout(file, main, pages, shaped);
  return slices(file, main, pages);
}

/** What pages must share to be slices of one image; asked in one pass, as there may be tens of thousands. */
const SHARED = [TAG.ImageWidth, TAG.ImageLength, TAG.BitsPerSample, TAG.SamplesPerPixel, TAG.SampleFormat];

/** The main page and those like it; small copies, masks and pages of another kind are passed over with a note. */
function imagePages(file: TiffFile, main: Page): Directory[] {
  const wanted = file.firsts(main.directory, SHARED);
  const pages = file.directories.filter((directory) => {
    if (directory === main.directory) return true;
    const [subfile, ...found] = file.firsts(directory, [TAG.NewSubfileType, ...SHARED]);
    return ((subfile || 0) & 5) === 0 && found.every((value, i) => Object.is(value, wanted[i]));
  });
  const others = file.directories.length - pages.length;
  if (others > 0) file.source.note(`${others} pages of another size or type are left out`);
  return pages;
}

/** Decodes a page that must be like the main one. */
function decodeLike(file: TiffFile, main: Page, directory: Directory, into: TypedArray): void {
  const page = directory === main.directory ? main : readPage(file, directory);
  if (!alike(main, page)) {
    throw file.source.corrupt(`page ${directory.index} has another size or type than page ${main.directory.index}`);
  }
  decodePage(file, page, into);
}

function alike(a: Page, b: Page): boolean {
  return (["width", "height", "dtype", "samples", "bits"] as const).every((key) => a[key] === b[key]);
}

function slices(file: TiffFile, main: Page, pages: Directory[]): Layout {
  const read: Layout["read"] = ({ z }, into) => decodeLike(file, main, pages[z] as Directory, into);
  return { T: 1, C: 1, Z: pages.length, order: "Z", read };
}

function shapedLayout(file: TiffFile, main: Page, pages: Directory[], shaped: ShapedStack): Layout {
  const { order } = shaped;
  const read = ({ t, c, z }: PlaneIndex, into: TypedArray) => {
    const place: Record<string, number> = { T: t, C: c, Z: z };
    const number = [...order].reduce((n, axis) => n * shaped[axis as "T" | "C" | "Z"] + (place[axis] as number), 0);
    decodeLike(file, main, pages[number] as Directory, into);
  };
  return { ...shaped, read };
}

function imagejLayout(file: TiffFile, main: Page, pages: Directory[], stack: ImagejStack): Layout {
  const { channels, slices: depth, frames, spacing, unit } = stack;
  const geometry = { ...(spacing && { spacing }), ...(unit !== undefined && { unit }) };
  const joined = isJoined(file, main, stack);
  const held = joined ? stack.images : pages.length;
  if (channels * depth * frames !== held) {
    const stated = `${channels} channels × ${depth} slices × ${frames} times`;
    file.source.note(`its description states ${stated}, but it holds ${held} planes: they are taken as slices`);
    return { ...slices(file, main, pages), ...geometry };
  }
  // ImageJ counts channels fastest, then slices, then frames.
  const plane = ({ t, c, z }: PlaneIndex) => (t * depth + z) * channels + c;
  const read = joined
    ? joinedPlanes(file, main, stack.images, plane)
    : (index: PlaneIndex, into: TypedArray) => decodeLike(file, main, pages[plane(index)] as Directory, into);
  return { T: frames, C: channels, Z: depth, order: "TZC", ...geometry, read };
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
  const strip = storedBlock(file, page, 0, blockRowBytes(page) * page.blockHeight);
  return strip.byteOffset - file.source.bytes.byteOffset;
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
    const from = first + plane(index) * bytes;
    bytesOf(into).set(source.bytes.subarray(from, from + bytes));
    if (!file.little) swapBytes(into);
  };
}

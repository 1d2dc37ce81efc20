import type { TypedArray } from "../../core/image.js";
import type { PlaneIndex, Planes } from "../planes.js";
import { bytesOf, swapBytes } from "../samples.js";
import type { Source } from "../source.js";
import { storedBlock } from "./block.js";
import { type Directory, TiffFile } from "./directory.js";
import { type ImagejStack, readImagej } from "./imagej.js";
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
export function readTiff(source: Source): Planes {
  const file = new TiffFile(source);
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
    const page = readPage(file, file.directories[number] as Directory);
    if (!alike(main, page)) throw file.source.corrupt(`page ${number} has another size or type than the first plane`);
    decodePage(file, page, into);
  };
  return { ...ome, read };
}

function alike(a: Page, b: Page): boolean {
  return (["width", "height", "dtype", "samples", "bits"] as const).every((key) => a[key] === b[key]);
}

function pagesLayout(file: TiffFile, main: Page, text: string): Layout {
  const pages = imagePages(file, main);
  const imagej = readImagej(file, text);
  if (imagej) return imagejLayout(file, pages, imagej);
  const shaped = readShaped(text);
  if (shaped && shaped.T * shaped.C * shaped.Z === pages.length) return shapedLayout(file, pages, shaped);
  return slices(file, pages);
}

/** The main page and those like it; small copies, masks and pages of another kind are passed over with a note. */
function imagePages(file: TiffFile, main: Page): Page[] {
  const pages: Page[] = [];
  for (const directory of file.directories) {
    if (directory === main.directory) pages.push(main);
    // The size is asked first, so that a preview of a kind that cannot be read does not spoil the file.
    else if (!isSecondary(file, directory) && sameSize(file, main, directory)) {
      const page = readPage(file, directory);
      if (alike(main, page)) pages.push(page);
    }
  }
  const others = file.directories.length - pages.length;
  if (others > 0) file.source.note(`${others} pages of another size or type are left out`);
  return pages;
}

function sameSize(file: TiffFile, { width, height }: Page, directory: Directory): boolean {
  return file.number(directory, TAG.ImageWidth, 0) === width && file.number(directory, TAG.ImageLength, 0) === height;
}

function slices(file: TiffFile, pages: Page[]): Layout {
  return { T: 1, C: 1, Z: pages.length, order: "Z", read: ({ z }, into) => decodePage(file, pages[z] as Page, into) };
}

function shapedLayout(file: TiffFile, pages: Page[], shaped: ShapedStack): Layout {
  const { order } = shaped;
  const read = ({ t, c, z }: PlaneIndex, into: TypedArray) => {
    const place: Record<string, number> = { T: t, C: c, Z: z };
    const number = [...order].reduce((n, axis) => n * shaped[axis as "T" | "C" | "Z"] + (place[axis] as number), 0);
    decodePage(file, pages[number] as Page, into);
  };
  return { ...shaped, read };
}

function imagejLayout(file: TiffFile, pages: Page[], stack: ImagejStack): Layout {
  const { channels, slices: depth, frames, spacing, unit } = stack;
  const geometry = { ...(spacing && { spacing }), ...(unit !== undefined && { unit }) };
  const joined = isJoined(file, pages, stack);
  const held = joined ? stack.images : pages.length;
  if (channels * depth * frames !== held) {
    const stated = `${channels} channels × ${depth} slices × ${frames} times`;
    file.source.note(`its description states ${stated}, but it holds ${held} planes: they are taken as slices`);
    return { ...slices(file, pages), ...geometry };
  }
  // ImageJ counts channels fastest, then slices, then frames.
  const plane = ({ t, c, z }: PlaneIndex) => (t * depth + z) * channels + c;
  const read = joined
    ? joinedPlanes(file, pages[0] as Page, stack.images, plane)
    : (index: PlaneIndex, into: TypedArray) => decodePage(file, pages[plane(index)] as Page, into);
  return { T: frames, C: channels, Z: depth, order: "TZC", ...geometry, read };
}

/** Room that tags may take behind a single plane before the rest must be planes of a stack. */
const TAG_ROOM = 65_536;

/**
 * True for ImageJ's layout of large stacks: one directory, and all planes one after the other behind the first. A
 * description that promises more than one plane in a file with room for just one was copied from elsewhere.
 */
function isJoined(file: TiffFile, pages: Page[], { images }: ImagejStack): boolean {
  const page = pages[0] as Page;
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

import type { TypedArray } from "../../core/image.js";
import type { PlaneIndex, Planes } from "../planes.js";
import { bytesOf, swapBytes } from "../samples.js";
import type { Source } from "../source.js";
import { storedBlock } from "./block.js";
import { TiffFile } from "./directory.js";
import { type ImagejStack, readImagej } from "./imagej.js";
import { type OmeStack, readOme } from "./ome.js";
import { blockRowBytes, type Page, readPage } from "./page.js";
import { decodePage, isPlain } from "./pixels.js";
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

/** Checks a TIFF and describes it: an OME image, an ImageJ stack, or pages of one size as slices. */
export function readTiff(source: Source): Planes {
  const file = new TiffFile(source);
  const pages = imagePages(file);
  const main = pages[0] as Page;
  const text = file.text(file.directories[0]!, TAG.ImageDescription) ?? "";
  const ome = readOme(file, text, source.name);
  const imagej = readImagej(file, text);
  const layout = ome ? omeLayout(file, main, ome) : imagej ? imagejLayout(file, pages, imagej) : slices(file, pages);
  const { T, C, Z, order, spacing, unit } = layout;
  return {
    format: "tiff",
    order: `${order}YX`,
    sizes: { T, C, Z, Y: main.height, X: main.width, S: main.samples },
    meaning: main.meaning,
    dtype: main.dtype,
    bitDepth: main.bits,
    ...(spacing && { spacing }),
    ...(unit !== undefined && { unit }),
    readPlane: layout.read,
  };
}

/** The first page and those like it; small copies, masks and pages of another kind are passed over with a note. */
function imagePages(file: TiffFile): Page[] {
  const main = readPage(file, file.directories[0]!);
  const pages = [main];
  for (const directory of file.directories.slice(1)) {
    if (!sameSize(file, main, directory)) continue;
    const page = readPage(file, directory);
    if (!page.secondary && page.dtype === main.dtype && page.samples === main.samples && page.bits === main.bits) {
      pages.push(page);
    }
  }
  const others = file.directories.length - pages.length;
  if (others > 0) file.source.note(`${others} pages of another size or type than the first are left out`);
  return pages;
}

/** Asked first, so that a preview of a kind that cannot be read does not spoil the file. */
function sameSize(file: TiffFile, main: Page, directory: (typeof file.directories)[number]): boolean {
  return (
    file.number(directory, TAG.ImageWidth, 0) === main.width &&
    file.number(directory, TAG.ImageLength, 0) === main.height
  );
}

function slices(file: TiffFile, pages: Page[]): Layout {
  return { T: 1, C: 1, Z: pages.length, order: "Z", read: ({ z }, into) => decodePage(file, pages[z] as Page, into) };
}

function omeLayout(file: TiffFile, main: Page, ome: OmeStack): Layout {
  const { pages, C, Z } = ome;
  const read = ({ t, c, z }: PlaneIndex, into: TypedArray) => {
    const number = pages[(t * C + c) * Z + z] as number;
    if (number < 0) throw file.source.corrupt(`its plane of channel ${c}, slice ${z}, time ${t} is not in the file`);
    const page = readPage(file, file.directories[number]!);
    if (
      page.width !== main.width ||
      page.height !== main.height ||
      page.dtype !== main.dtype ||
      page.samples !== main.samples
    ) {
      throw file.source.corrupt(`page ${number} has another size or type than page 0`);
    }
    decodePage(file, page, into);
  };
  return { ...ome, read };
}

function imagejLayout(file: TiffFile, pages: Page[], stack: ImagejStack): Layout {
  const { images, channels, slices: depth, frames, spacing, unit } = stack;
  const geometry = { ...(spacing && { spacing }), ...(unit !== undefined && { unit }) };
  const joined = pages.length === 1 && file.directories.length === 1 && images > 1 && isPlain(pages[0] as Page);
  const held = joined ? images : pages.length;
  if (channels * depth * frames !== held) {
    if (held > 1)
      file.source.note(
        `its description states ${channels} × ${depth} × ${frames} planes but it has ${held}: taken as slices`,
      );
    return { ...slices(file, pages), ...geometry };
  }
  // ImageJ counts channels fastest, then slices, then frames.
  const plane = ({ t, c, z }: PlaneIndex) => (t * depth + z) * channels + c;
  const read = joined
    ? joinedPlanes(file, pages[0] as Page, images, plane)
    : (index: PlaneIndex, into: TypedArray) => decodePage(file, pages[plane(index)] as Page, into);
  return { T: frames, C: channels, Z: depth, order: "TZC", ...geometry, read };
}

/** ImageJ's layout for large stacks: one directory, and all planes one after the other behind the first. */
function joinedPlanes(
  file: TiffFile,
  page: Page,
  images: number,
  plane: (index: PlaneIndex) => number,
): Layout["read"] {
  const { source } = file;
  source.checkLimit("maxPages", images, "the number of images in its description");
  const bytes = blockRowBytes(page) * page.height;
  const first = storedBlock(file, page, 0, blockRowBytes(page) * page.blockHeight).byteOffset - source.bytes.byteOffset;
  source.need(first, bytes * images, `its stack of ${images} images`);
  return (index, into) => {
    const from = first + plane(index) * bytes;
    bytesOf(into).set(source.bytes.subarray(from, from + bytes));
    if (!file.little) swapBytes(into);
  };
}

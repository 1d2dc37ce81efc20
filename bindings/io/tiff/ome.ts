import type { TiffFile } from "./directory.js";
import { lengthFactor, normalUnit } from "./length.js";

/** What OME-XML says about the first image of a file. */
export interface OmeStack {
  /** Planes along T, C (colour samples not counted) and Z. */
  T: number;
  C: number;
  Z: number;
  /** Axes of the planes from slowest to fastest, of T, C and Z. */
  order: string;
  /** Page of plane (t, c, z) at (t * C + c) * Z + z; -1 where the file does not hold it. */
  pages: Int32Array;
  /** (z, y, x) */
  spacing?: readonly number[];
  unit?: string;
}

type Attributes = Readonly<Record<string, string>>;

/** Reads OME-XML; undefined when the text is none or refers to another file for its description. */
export function readOme(file: TiffFile, text: string): OmeStack | undefined {
  if (!/<(\w+:)?OME[\s>]/.test(text)) return undefined;
  const start = /<(?:\w+:)?Pixels\s([^>]*)>/.exec(text);
  if (!start) {
    file.source.note("its OME description lies in another file: its pages are taken as they come");
    return undefined;
  }
  const images = text.match(/<(?:\w+:)?Pixels\s/g)?.length ?? 1;
  if (images > 1) file.source.note(`it holds ${images} images: only the first is read`);
  const end = text.search(/<\/(?:\w+:)?Pixels\s*>/);
  const body = text.slice(start.index + start[0].length, end < 0 ? undefined : end);
  const pixels = attributes(start[1] as string);
  const sizes = planeSizes(file, pixels, body);
  const order = readOrder(file, pixels["DimensionOrder"]);
  const pages = mapPlanes(file, sizes, order, body);
  return { ...sizes, order, pages, ...physicalSize(pixels) };
}

function attributes(text: string): Attributes {
  const found: Record<string, string> = Object.create(null);
  for (const [, name, double, single] of text.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    found[name as string] = decoded(double ?? single ?? "");
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g, (whole, hex, decimal, named) => {
    if (named) return ENTITIES[named] as string;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function planeSizes(file: TiffFile, pixels: Attributes, body: string): { T: number; C: number; Z: number } {
  const perPixel = Number(attributes(/<(?:\w+:)?Channel\s([^>]*)>/.exec(body)?.[1] ?? "")["SamplesPerPixel"] ?? 1);
  const T = extent(file, pixels, "SizeT");
  const channels = extent(file, pixels, "SizeC");
  const Z = extent(file, pixels, "SizeZ");
  // SizeC counts the samples of colour pixels, which lie within one plane.
  const C = perPixel > 1 && channels % perPixel === 0 ? channels / perPixel : channels;
  if (T * C * Z > file.source.limits.maxPages) {
    file.source.checkLimit("maxPages", T * C * Z, "the number of planes in its OME description");
  }
  return { T, C, Z };
}

function extent(file: TiffFile, pixels: Attributes, name: string): number {
  const text = pixels[name] ?? "1";
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw file.source.corrupt(`its OME description states ${name} "${text.slice(0, 20)}"`);
  return Number(text);
}

/** "XYZCT" lists the axes from fastest to slowest; the answer goes the other way round. */
function readOrder(file: TiffFile, stated = "XYZCT"): string {
  const planes = stated.slice(2);
  if (!stated.startsWith("XY") || [...planes].sort().join("") !== "CTZ") {
    throw file.source.corrupt(`its OME description states the dimension order "${stated.slice(0, 20)}"`);
  }
  return [...planes].reverse().join("");
}

type Sizes = { T: number; C: number; Z: number };

/** Index of plane number `n` in stored order. */
function placeOf(n: number, sizes: Sizes, order: string): number {
  const at: Record<string, number> = {};
  for (const axis of [...order].reverse()) {
    const size = sizes[axis as keyof Sizes];
    at[axis] = n % size;
    n = Math.floor(n / size);
  }
  return ((at["T"] as number) * sizes.C + (at["C"] as number)) * sizes.Z + (at["Z"] as number);
}

function numberOf(place: Sizes, sizes: Sizes, order: string): number {
  return [...order].reduce((n, axis) => n * sizes[axis as keyof Sizes] + place[axis as keyof Sizes], 0);
}

/** Follows the TiffData elements; without any, the pages hold the planes in stored order. */
function mapPlanes(file: TiffFile, sizes: Sizes, order: string, body: string): Int32Array {
  const planes = sizes.T * sizes.C * sizes.Z;
  const pages = new Int32Array(planes).fill(-1);
  const blocks = [...body.matchAll(/<(?:\w+:)?TiffData\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?TiffData\s*>)/g)];
  const parts = blocks.map(([, text, inner]) => ({
    given: attributes(text as string),
    file: attributes(/<(?:\w+:)?UUID\s([^>]*)>/.exec(inner ?? "")?.[1] ?? "")["FileName"],
  }));
  const several = new Set(parts.map((part) => part.file)).size > 1;
  if (several) file.source.note("its image continues in other files: only the planes in this one can be read");
  const ownName = file.source.name.split(/[\\/]/).at(-1);
  if (parts.length === 0) parts.push({ given: {}, file: undefined });
  for (const part of parts) {
    if (several && part.file !== undefined && part.file !== ownName) continue;
    placePages(file, part.given, sizes, order, pages);
  }
  return pages;
}

function placePages(file: TiffFile, given: Attributes, sizes: Sizes, order: string, pages: Int32Array): void {
  const first = { T: index(given["FirstT"]), C: index(given["FirstC"]), Z: index(given["FirstZ"]) };
  const page = index(given["IFD"]);
  const all = Math.min(pages.length, file.directories.length);
  const count = given["PlaneCount"] !== undefined ? index(given["PlaneCount"]) : given["IFD"] === undefined ? all : 1;
  const start = numberOf(first, sizes, order);
  for (let i = 0; i < count && start + i < pages.length; i++) {
    if (page + i >= file.directories.length) {
      throw file.source.truncated(
        `its OME description places a plane on page ${page + i}, but it has ${file.directories.length} pages`,
      );
    }
    pages[placeOf(start + i, sizes, order)] = page + i;
  }
}

function index(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** Physical sizes in the unit of x; an axis without a size takes that of its neighbour in the plane, or 1 along z. */
function physicalSize(pixels: Attributes): Pick<OmeStack, "spacing" | "unit"> {
  const unit = normalUnit(
    pixels["PhysicalSizeXUnit"] ?? pixels["PhysicalSizeYUnit"] ?? pixels["PhysicalSizeZUnit"] ?? "µm",
  );
  const [z, y, x] = ["Z", "Y", "X"].map((axis) => {
    const size = Number(pixels[`PhysicalSize${axis}`]);
    const factor = lengthFactor(normalUnit(pixels[`PhysicalSize${axis}Unit`] ?? "µm"), unit);
    return size > 0 && Number.isFinite(size) && factor !== undefined ? size * factor : undefined;
  });
  if (x === undefined && y === undefined && z === undefined) return {};
  return { spacing: [z ?? 1, y ?? x ?? 1, x ?? y ?? 1], unit };
}

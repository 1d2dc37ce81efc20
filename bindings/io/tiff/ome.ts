import { hexColor, type Legend } from "../legend.js";
import { timeUnit } from "../time-units.js";
import type { TiffFile } from "./directory.js";
import { lengthFactor, normalUnit } from "./length.js";
import { type Attributes, tagsOf } from "./xml.js";

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
  legend: Legend;
}

/** What of a description is looked at. */
interface Description {
  pixels: Attributes;
  /** SizeC counts the samples of their pixels too. */
  channels: Attributes[];
  planes: { given: Attributes; file: string | undefined }[];
  images: number;
}

/** Reads OME-XML; undefined when the text is none or refers to another file for its description. */
export function readOme(file: TiffFile, text: string): OmeStack | undefined {
  if (!/<(\w{1,99}:)?OME[\s>]/.test(text)) return undefined;
  const description = describe(file, text);
  if (!description) {
    file.source.note("its OME description lies in another file: its pages are taken as they come");
    return undefined;
  }
  const { pixels, images } = description;
  if (images > 1) file.source.note(`it holds ${images} images: only the first is read`);
  const sizes = planeSizes(file, description);
  const order = readOrder(file, pixels["DimensionOrder"]);
  const pages = mapPlanes(file, sizes, order, description);
  return { ...sizes, order, pages, ...physicalSize(pixels), legend: legendOfOme(description) };
}

/** Elements that place planes, beyond two for each plane: those of other files, or without any. */
const MOST_IDLE = 1000;

function describe(file: TiffFile, text: string): Description | undefined {
  let most = 0;
  let pixels: Attributes | undefined;
  const channels: Attributes[] = [];
  const planes: Description["planes"] = [];
  let images = 0;
  let inFirst = false;
  for (const { name, kind, attributes } of tagsOf(text, ["Pixels", "Channel", "TiffData", "UUID"])) {
    if (name === "Pixels") {
      if (kind !== "end") images++;
      inFirst = images === 1 && kind === "start";
      if (images === 1 && kind !== "end") {
        pixels = attributes;
        most = ["SizeT", "SizeC", "SizeZ"].reduce((all, name) => all * extent(file, attributes, name), 2) + MOST_IDLE;
      }
    } else if (!inFirst || kind === "end") continue;
    else if (name === "Channel") channels.push(attributes);
    else if (name === "TiffData") {
      if (planes.push({ given: attributes, file: undefined }) > most) throw severalTimes(file);
    } else if (planes.length > 0) (planes.at(-1) as { file: string | undefined }).file = attributes["FileName"];
  }
  return pixels && { pixels, channels, planes, images };
}

function legendOfOme({ pixels, channels }: Description): Legend {
  return {
    channelNames: channels.map((channel) => channel["Name"] ?? ""),
    channelColors: channels.map((channel) => colorOf(channel["Color"])),
    timeStep: Number(pixels["TimeIncrement"] ?? 0),
    timeUnit: timeUnit(pixels["TimeIncrementUnit"] ?? "s"),
  };
}

/** A signed number of 32 bits: red, green, blue, and how opaque it is. */
function colorOf(text: string | undefined): string {
  if (text === undefined || !/^-?\d{1,10}$/.test(text)) return "";
  const number = Number(text);
  return hexColor([24, 16, 8].map((shift) => (number >>> shift) & 255));
}

function planeSizes(file: TiffFile, { pixels, channels: [channel] }: Description): Sizes {
  const perPixel = Number(channel?.["SamplesPerPixel"] ?? 1);
  const T = extent(file, pixels, "SizeT");
  const count = extent(file, pixels, "SizeC");
  const Z = extent(file, pixels, "SizeZ");
  // SizeC counts the samples of colour pixels, which lie within one plane.
  const C = perPixel > 1 && count % perPixel === 0 ? count / perPixel : count;
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
function mapPlanes(file: TiffFile, sizes: Sizes, order: string, { planes: parts }: Description): Int32Array {
  const pages = new Int32Array(sizes.T * sizes.C * sizes.Z).fill(-1);
  const several = new Set(parts.map((part) => part.file)).size > 1;
  if (several) file.source.note("its image continues in other files: only the planes in this one can be read");
  const ownName = file.source.name.split(/[\\/]/).at(-1);
  let placed = 0;
  for (const part of parts.length > 0 ? parts : [{ given: {}, file: undefined }]) {
    if (several && part.file !== undefined && part.file !== ownName) continue;
    placed += placePages(file, part.given, sizes, order, pages);
    if (placed > 2 * pages.length) throw severalTimes(file);
  }
  return pages;
}

function severalTimes(file: TiffFile): Error {
  return file.source.corrupt("its OME description places its planes several times");
}

/** Places the planes of one TiffData element; returns how many. */
function placePages(file: TiffFile, given: Attributes, sizes: Sizes, order: string, pages: Int32Array): number {
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
  return Math.max(0, Math.min(count, pages.length - start));
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

import { isSegmentError, SegmentError } from "../core/errors.js";
import type { Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Folder, Inflater, Limits } from "../io/file.js";
import { checkedLimits } from "../io/limits.js";
import { FORMAT_NAMES } from "../io/names.js";
import { openPngStrip, type PngStrip } from "../io/png/bands.js";
import { PALETTE, type PngHeader } from "../io/png/chunks.js";
import { PNG_HEAD_BYTES, readPngHead } from "../io/png/head.js";
import { describeContent, sniffFormat } from "../io/sniff.js";
import { Source } from "../io/source.js";
import { distance, type Rgb, TOLERANCES } from "./colour.js";
import { countForTools, type SectionCounts } from "./counts.js";
import type { Findings } from "./finding.js";
import type { SectionName } from "./names.js";
import { masksNear, type Picture, readPicture } from "./picture.js";
import { checkColours, checkCounts, looksLikeClasses, objectColour } from "./pixels.js";
import { type Preview, previewOf } from "./preview.js";

/** A file of a series; only what is needed of it is read. */
export interface QuintFile {
  /** Name without a path. */
  name: string;
  /** Its first bytes, all of them where it has fewer. */
  head(bytes: number): Uint8Array | Promise<Uint8Array>;
  /** All of it. */
  read(): Uint8Array | Promise<Uint8Array>;
  /** Set where it is a folder: an OME-Zarr image to be exported. */
  folder?: Folder | undefined;
}

/** A colour of a section, for reports. */
export interface SectionColour {
  rgb: Rgb;
  pixels: number;
  /** The value in the file: an index of the palette, or a grey value; null for colours. */
  value: number | null;
}

/** What was found out about one file. */
export interface SectionReport {
  file: string;
  section: number | null;
  /** Null where the file cannot be read so far. */
  width: number | null;
  height: number | null;
  /** How its pixels are stored: "rgb", "palette", "grey", "grey+alpha", "rgb+alpha". */
  pixels: string | null;
  /** Bits of a sample. */
  depth: number | null;
  interlaced: boolean | null;
  /** The most frequent colours, sixteen at most; null where pixels were not read. */
  colours: readonly SectionColour[] | null;
  /** The object colour. */
  colour: Rgb | null;
  counts: SectionCounts | null;
  /** A small picture of the objects. */
  preview: Preview | null;
}

/** How pixels are read. */
export interface PixelOptions {
  limits?: Partial<Limits> | undefined;
  /** Something faster than the library's own inflation. */
  inflater?: Inflater | undefined;
  /** Make a small picture of the objects. */
  preview?: boolean | undefined;
}

const KINDS = ["grey", "", "rgb", "palette", "grey+alpha", "", "rgb+alpha"];

/** A report of a file of which nothing is known yet. */
export function emptyReport({ file, section }: SectionName): SectionReport {
  const unknown = { width: null, height: null, pixels: null, depth: null, interlaced: null };
  return { file, section: section ?? null, ...unknown, colours: null, colour: null, counts: null, preview: null };
}

/** The header of a PNG from the file's first bytes; undefined, with a finding, where it is none. */
export async function headOf(found: Findings, file: QuintFile, name: SectionName): Promise<PngHeader | undefined> {
  const bytes = await file.head(PNG_HEAD_BYTES);
  const format = sniffFormat(bytes);
  const which = name.section === undefined ? "It" : `Section ${name.section}`;
  if (format !== "png" && bytes.length > 0 && !isBegun(bytes)) {
    const what = format ? `a ${FORMAT_NAMES[format]} file` : describeContent(bytes);
    const named = name.extension.toLowerCase() === ".png" ? ` saved with a ${name.extension} name` : "";
    found.add(
      "Q01",
      "error",
      name,
      `${which} is ${what}${named}, not a PNG.`,
      "Save it as a real PNG: segwasm quint export.",
    );
    return undefined;
  }
  try {
    return readPngHead(new Source(bytes, file.name, checkedLimits({}))).header;
  } catch (error) {
    unreadable(found, name, bytes.length === 0 ? new Error("the file is empty") : error);
    return undefined;
  }
}

/** Width and height of a PNG from its first bytes. Throws for anything else. */
export function pngSize(head: Uint8Array, name: string): { width: number; height: number } {
  const { width, height } = readPngHead(new Source(head, name, checkedLimits({}))).header;
  return { width, height };
}

/** A PNG that ends inside its signature. */
const isBegun = (bytes: Uint8Array) => bytes.length < 8 && bytes[0] === 0x89;

/** A file that cannot be read is a finding, not the end of the series. */
export function unreadable(found: Findings, about: SectionName, error: unknown): void {
  if (!(error instanceof Error)) throw error;
  const own = isSegmentError(error);
  if (!own && error.message !== "the file is empty") throw error;
  const plain = error.message.replace(`${about.file}: `, "").replace(/^"[^"]*": /, "");
  const rows = /stops after row (\d+) of (\d+)/.exec(plain);
  const message = rows
    ? `The file stops after row ${rows[1]} of ${rows[2]}.`
    : `It cannot be read: ${plain.replace(/^it /, "the file ")}.`;
  const advice = error instanceof SegmentError && own ? error.detail.advice : undefined;
  found.add(
    "Q02",
    "error",
    about,
    message,
    advice ? `${advice[0]?.toUpperCase()}${advice.slice(1)}.` : "Export it again.",
  );
}

/** What the header says. */
export function describeHeader(
  header: PngHeader,
): Pick<SectionReport, "width" | "height" | "pixels" | "depth" | "interlaced"> {
  const { width, height, depth, colour, interlaced } = header;
  return { width, height, pixels: KINDS[colour] as string, depth, interlaced };
}

/** Rules that need no pixels. */
export function checkHeader(found: Findings, about: SectionName, { depth }: PngHeader): void {
  if (depth !== 16) return;
  const message = "16-bit PNG: WebNutil keeps only the high byte, so that labels below 256 vanish.";
  found.add("Q20", "error", about, message, "Export it as 8-bit colour: segwasm quint export.");
}

/** Reads all pixels: colours, masks, counts. `colour` is the one asked for. Returns what it found. */
export async function readSection(
  k: Kernels,
  found: Findings,
  file: QuintFile,
  name: SectionName,
  colour: Rgb | undefined,
  options: PixelOptions,
): Promise<Partial<SectionReport>> {
  const bytes = await file.read();
  const source = new Source(bytes, file.name, checkedLimits(options.limits ?? {}));
  const strip = openPngStrip(source);
  const picture = await readPicture(k, source, strip, options.inflater);
  const object = looksLikeClasses(picture) ? undefined : objectColour(picture, colour);
  checkColours(found, name, picture, object);
  return { colours: coloursOf(picture), ...(await countsOf(k, found, name, strip, picture, object, options)) };
}

const coloursOf = ({ colours }: Picture): SectionColour[] =>
  colours.slice(0, 16).map(({ rgb, pixels, value }) => ({ rgb, pixels, value: value ?? null }));

async function countsOf(
  k: Kernels,
  found: Findings,
  name: SectionName,
  strip: PngStrip,
  picture: Picture,
  object: Rgb | undefined,
  { inflater, preview }: PixelOptions,
): Promise<Partial<SectionReport>> {
  // In 16 bits each program sees other colours, and a picture of class numbers has none.
  const wide = picture.header.depth === 16 && picture.header.colour !== PALETTE;
  if (wide || looksLikeClasses(picture)) return {};
  const nothing: Rgb = object ?? [-1000, -1000, -1000];
  const tolerances = [TOLERANCES.pynutil, TOLERANCES.nutil, TOLERANCES.webnutil];
  const masks = await masksNear(k, strip, picture, nothing, tolerances, inflater);
  const [pynutil, nutil, webnutil] = masks as [Mask, Mask, Mask];
  const counts = countForTools(k, { pynutil, nutil, webnutil });
  if (object && counts.four.objects > 0) {
    const seen = picture.colours.find(({ rgb }) => distance(rgb, object) === 0);
    checkCounts(found, name, counts, object, seen);
  }
  return { colour: object ?? null, counts, ...(preview && { preview: previewOf(pynutil) }) };
}

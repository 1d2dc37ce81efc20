import { ArgumentRangeError, LimitExceeded, SegmentError } from "../core/errors.js";
import type { Kernels } from "../core/kernels.js";
import { checkedLimits } from "../io/limits.js";
import { encodeFlatPng, type FlatPixels } from "../io/png/flat.js";
import { checkQuintSeries, type QuintReport } from "./check.js";
import { RED, type Rgb, WHITE } from "./colour.js";
import type { QuintTarget } from "./finding.js";
import { readObjects } from "./input.js";
import type { InputOptions, Objects } from "./input-options.js";
import { sectionName } from "./names.js";
import type { Registration } from "./registration.js";
import type { QuintFile } from "./section.js";
import { type Shaped, type ShapeOptions, shapeObjects } from "./shape.js";
import type { Size } from "./sizes.js";

/** Options of `exportQuintSection`. */
export interface ExportQuintOptions extends InputOptions, ShapeOptions {
  /** Colour of the objects. Default: red, 255,0,0. */
  colour?: Rgb | undefined;
  /** Default: white. */
  background?: Rgb | undefined;
  /** One factor for the series, above 0. */
  scale?: number | undefined;
  /** The output gets the size of the registered image of its section. */
  matchRegistration?: Registration | undefined;
  /** Width and height of all outputs. */
  size?: Size | undefined;
  /** Default: "rgb24". */
  png?: FlatPixels | undefined;
}

/** One section made ready. */
export interface ExportedSection extends Omit<Shaped, "mask"> {
  /** The input's name, and the output's. */
  from: string;
  to: string;
  kind: string;
  mapping: string;
  width: number;
  height: number;
  /** Size of the input. */
  input: Size;
  /** Output width divided by input width. */
  scale: number;
  /** The PNG file. */
  bytes: Uint8Array;
}

/**
 * Makes a section for Nutil, PyNutil and WebNutil from what a segmentation program saved: labels, masks, classes or
 * probabilities become one colour on another, with gaps where labels touch.
 *
 * @param k kernels from `loadKernels`
 * @param file the picture: PNG, TIFF, NPY, OME-Zarr, HDF5 of ilastik, GeoJSON of QuPath, selections of FIJI, or any format
 *   `openImage` reads
 * @param to the name of the output
 * @param options which objects, their size, colour, shape
 * @returns the file and what became of the objects; `checkExports` must still pass it
 * @throws UnsupportedFile, CorruptFile, LimitExceeded; ArgumentRangeError E_OPTION; OutOfMemory
 */
export async function exportQuintSection(
  k: Kernels,
  file: QuintFile,
  to: string,
  options: ExportQuintOptions = {},
): Promise<ExportedSection> {
  const { colour = RED, background = WHITE } = options;
  if (colour.join() === background.join()) {
    throw new ArgumentRangeError("E_OPTION", `export: objects and background have one colour, ${colour.join(",")}`);
  }
  const objects = await readObjects(k, file, options);
  const input = sizeOf(objects);
  const size = outputSize(file.name, to, input, options);
  checkOutput(file.name, size ?? input, options);
  const { mask, ...shaped } = shapeObjects(k, objects, size, options);
  const [height, width] = mask.shape as [number, number];
  const bytes = encodeFlatPng(mask, { object: colour, background }, options.png ?? "rgb24");
  const { kind, mapping } = objects;
  return { from: file.name, to, kind, mapping, width, height, input, scale: width / input.width, bytes, ...shaped };
}

function sizeOf(objects: Objects): Size {
  if ("outlines" in objects) return { width: objects.outlines.width, height: objects.outlines.height };
  const grid = "labels" in objects ? objects.labels : "mask" in objects ? objects.mask : objects.probability;
  const [height, width] = grid.shape as [number, number];
  return { width, height };
}

/** Outlines may be drawn on images that are too large to be painted. */
function checkOutput(name: string, { width, height }: Size, { limits }: ExportQuintOptions): void {
  const { maxBytes: allowed } = checkedLimits(limits ?? {});
  const needed = 2 * width * height;
  if (needed <= allowed) return;
  const advice = "scale the series down with --scale, or raise the limit with --max-bytes";
  throw new LimitExceeded(`${name}: ${width} x ${height} labels are more than the limit allows`, {
    path: name,
    needed,
    allowed,
    advice,
  });
}

/** Undefined where nothing is to be scaled. */
function outputSize(name: string, to: string, input: Size, options: ExportQuintOptions): Size | undefined {
  const { scale, size, matchRegistration } = options;
  if ([scale, size, matchRegistration].filter((choice) => choice !== undefined).length > 1) {
    throw new ArgumentRangeError("E_OPTION", "export: expected one of a scale, a size and a registration to match");
  }
  const wanted = size ?? (matchRegistration ? registeredSize(name, to, matchRegistration) : scaled(input, scale ?? 1));
  return wanted.width === input.width && wanted.height === input.height ? undefined : wanted;
}

function scaled({ width, height }: Size, scale: number): Size {
  if (!(scale > 0 && scale <= 16))
    throw new ArgumentRangeError("E_OPTION", `export: expected a scale above 0, up to 16, got ${scale}`);
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}

function registeredSize(name: string, to: string, { sections }: Registration): Size {
  const number = sectionName(to).section ?? sectionName(name).section;
  const entry = sections.find(({ section }) => section !== undefined && section === number);
  if (entry?.width && entry.height) return { width: entry.width, height: entry.height };
  throw new SegmentError("E_READ", `${name}: section ${number ?? "without a number"} has no size in the registration`, {
    path: name,
    advice: "correct its number with --rename and --number-regex, or use --scale",
  });
}

/** How exports are checked. */
export interface CheckExportsOptions
  extends Pick<ExportQuintOptions, "colour" | "limits" | "inflater" | "matchRegistration"> {
  target?: QuintTarget | undefined;
  preview?: boolean | undefined;
}

/**
 * Reads exports again and checks them as a series: no one with an error may be used. Where the sizes of the inputs are known
 * there must be one scale for the series, and the inputs' proportions.
 */
export async function checkExports(
  k: Kernels,
  exported: readonly (Pick<ExportedSection, "to" | "bytes"> & Partial<Pick<ExportedSection, "input">>)[],
  { colour = RED, matchRegistration, ...options }: CheckExportsOptions,
): Promise<QuintReport> {
  const files = exported.map(
    ({ to, bytes }): QuintFile => ({
      name: to,
      head: (most) => bytes.subarray(0, most),
      read: () => bytes,
    }),
  );
  const originals = exported.flatMap(({ to, input }) => (input ? [{ name: to, ...input }] : []));
  const report = await checkQuintSeries(k, files, { ...options, colour, registration: matchRegistration, originals });
  // Enlarged on purpose: what the rule warns of is an input that is larger than the picture it was made of.
  const findings = report.findings.filter(({ code }) => code !== "Q35");
  return { ...report, findings, warnings: report.warnings - (report.findings.length - findings.length) };
}

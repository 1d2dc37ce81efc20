import type { ImageFile } from "../../bindings/io/file.js";
import { FORMAT_NAMES } from "../../bindings/io/index.js";
import type { Inspection } from "../../bindings/ops/quality.js";
import { shapeText } from "../encode.js";
import type { Host } from "../host.js";
import { printable, shortNumber, wrapped } from "../printable.js";
import { sketchHistogram } from "./histogram.js";

const MARKS = { ok: "ok  ", note: "note", warn: "WARN" } as const;
/** Bold and colour of a mark on a terminal. */
const COLOURS = { ok: "32", note: "36", warn: "1;33" } as const;

/** The report of an inspection for people: what it is, its figures, its histogram, and what to make of them. */
export function inspectionText(host: Host, path: string, file: ImageFile, inspection: Inspection): string {
  const width = Math.min(host.columns, 100);
  const lines = [
    ...headerLines(path, file),
    ...(shapeText(file.shape) === shapeText(inspection.shape) ? [] : [`  looked at: ${shapeText(inspection.shape)}`]),
    "",
    ...figures(inspection),
    "",
    ...sketchHistogram(inspection.histogram, Math.min(width - 4, 72)).map((line) => `  ${line}`),
    "  (voxels by value; heights are logarithmic)",
    "",
    ...inspection.verdicts.flatMap(({ level, text }) => {
      const [first, ...rest] = wrapped(printable(text), width - 8);
      const mark = host.colour ? `\x1b[${COLOURS[level]}m${MARKS[level]}\x1b[0m` : MARKS[level];
      return [`  ${mark}  ${first}`, ...rest.map((line) => `        ${line}`)];
    }),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a file says of itself, for people. */
export function headerText(path: string, file: ImageFile): string {
  return `${headerLines(path, file).join("\n")}\n`;
}

function headerLines(path: string, file: ImageFile): string[] {
  return [
    `${printable(path)}: ${describeFile(file)}`,
    ...legendLines(file),
    ...(file.segments ? [`  segments: ${segmentNames(file.segments)}`] : []),
    ...(file.levels ? [`  levels: ${file.levels.map((shape, n) => `${n} ${shapeText(shape)}`).join(", ")}`] : []),
  ];
}

/** Names and colours of channels, and how far apart times are. */
function legendLines({ legend, axes, shape }: ImageFile): string[] {
  const { channelNames, channelColors, channelWindows, timeStep, timeUnit } = legend;
  const count = (channelNames ?? channelColors ?? channelWindows ?? []).length;
  const channels = Array.from({ length: count }, (_, i) => {
    const window = channelWindows?.[i]?.map((end) => shortNumber(end)).join(" to ");
    const [name, color] = [channelNames?.[i], channelColors?.[i]];
    const details = [...(color ? [color] : []), ...(window ? [`shown from ${window}`] : [])].join(", ");
    return [String(i), ...(name ? [printable(name)] : []), ...(details ? [`(${details})`] : [])].join(" ");
  });
  const step = timeStep === undefined ? "" : `one every ${shortNumber(timeStep)} ${printable(timeUnit ?? "")}`.trim();
  return [
    ...(channels.length > 0 ? [`  channels: ${channels.join(", ")}`] : []),
    ...(step ? [`  times: ${shape[axes.indexOf("T")]}, ${step}`] : []),
  ];
}

/** The first names of a long list. */
function segmentNames(segments: NonNullable<ImageFile["segments"]>): string {
  const names = segments.slice(0, 12).map(({ name, id }) => printable(name || id));
  return `${[...names, ...(segments.length > 12 ? [`${segments.length - 12} more`] : [])].join(", ")}`;
}

function describeFile({ format, shape, axes, dtype, geometry: { spacing, unit } }: ImageFile): string {
  const steps = spacing?.map((step) => shortNumber(step)).join("×");
  const voxel = steps ? `, voxels of ${steps} ${printable(unit ?? "px")}` : "";
  return `${FORMAT_NAMES[format]}, ${shapeText(shape)} (${axes}), ${dtype}${voxel}`;
}

function figures({ min, max, mean, percentiles, levels }: Inspection): string[] {
  const row = (pairs: [string, number][]) =>
    `  ${pairs
      .map(([name, value]) => `${name} ${shortNumber(value, 6)}`.padEnd(22))
      .join("")
      .trimEnd()}`;
  return [
    row([
      ["minimum", min],
      ["maximum", max],
      ["mean", mean],
    ]),
    row([
      ["1 %", percentiles.p1],
      ["median", percentiles.p50],
      ["99 %", percentiles.p99],
    ]),
    row([
      ["0.1 %", percentiles["p0.1"]],
      ["99.9 %", percentiles["p99.9"]],
      ["levels", levels],
    ]),
  ];
}

import type { Legend } from "../legend.js";
import { timeUnit } from "../time-units.js";
import type { Directory, TiffFile } from "./directory.js";
import { readMetadata } from "./imagej-metadata.js";
import { normalUnit } from "./length.js";
import { TAG } from "./tags.js";

/** What ImageJ's description says about a stack. Channels vary fastest, then slices, then frames. */
export interface ImagejStack {
  images: number;
  channels: number;
  slices: number;
  frames: number;
  /** (z, y, x) */
  spacing?: readonly number[];
  unit?: string;
  legend: Legend;
}

/** Lines that are looked at; there may be a great many others. */
const ENTRIES = /^(images|channels|slices|frames|unit|spacing|finterval|tunit)=(.*)$/gm;

/**
 * Reads the description of ImageJ; undefined when the text is none.
 *
 * @param page that holds what the description has no words for
 */
export function readImagej(file: TiffFile, page: Directory, text: string): ImagejStack | undefined {
  if (!text.startsWith("ImageJ=")) return undefined;
  const entries = new Map<string, string>();
  for (const [, key, value] of text.matchAll(ENTRIES)) entries.set(key as string, value as string);
  const images = wholeNumber(entries.get("images")) ?? 1;
  const channels = wholeNumber(entries.get("channels")) ?? 1;
  const frames = wholeNumber(entries.get("frames")) ?? 1;
  const slices = wholeNumber(entries.get("slices")) ?? Math.max(1, Math.floor(images / (channels * frames)));
  const legend = {
    ...readMetadata(file, page, channels, slices * frames),
    timeStep: Number(entries.get("finterval") ?? 0),
    timeUnit: timeUnit(unescaped(entries.get("tunit") ?? "s")),
  };
  return { images, channels, slices, frames, ...readSpacing(file, entries), legend };
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,9}$/.test(text.trim())) return undefined;
  return Math.max(1, Number(text));
}

function readSpacing(file: TiffFile, entries: Map<string, string>): Pick<ImagejStack, "spacing" | "unit"> {
  const first = file.directories[0]!;
  const unit = entries.get("unit");
  const depth = Math.abs(Number(entries.get("spacing")));
  const z = depth > 0 && Number.isFinite(depth) ? depth : undefined;
  const x = file.inverse(first, TAG.XResolution);
  const y = file.inverse(first, TAG.YResolution);
  // ImageJ always writes the unit beside a real calibration; resolutions without one are dots per inch.
  if (unit === undefined && z === undefined) return {};
  const inPlane = unit === undefined ? [1, 1] : [y ?? x ?? 1, x ?? y ?? 1];
  return { spacing: [z ?? 1, ...inPlane], unit: normalUnit(unescaped(unit ?? "")) };
}

/** ImageJ writes characters outside ASCII as \uXXXX. */
function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A count with thousands separated. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-GB", { maximumFractionDigits: 0 });
}

/** A value of an image: whole numbers in full, others with six significant digits. */
export function formatValue(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  return String(Number(value.toPrecision(6)));
}

/** A measured number for people: four significant digits, thousands separated. */
export function formatMeasure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 1000) return formatCount(value);
  return String(Number(value.toPrecision(4)));
}

/** Milliseconds or seconds. */
export function formatTime(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Bytes in the unit that suits. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

/** A message as a sentence: with a capital letter and a stop. */
export function sentence(text: string): string {
  if (text === "") return "";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`;
}

// Control characters, and those that turn the direction of text: names with them could pose as other names.
const DECEPTIVE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A file name that can be shown: what is not visible becomes a replacement sign. */
export function printableName(name: string): string {
  return name.replace(DECEPTIVE, "\ufffd");
}

/** Endings that belong together. */
const ENDING = /(\.ome\.tiff?|\.[^.]{1,8})$/i;

/** Name of an output beside `name`: its stem, what it holds, an ending; nothing that a file system would refuse. */
export function outputName(name: string, holds: string, ending: string): string {
  const stem = name
    .replace(ENDING, "")
    .replace(DECEPTIVE, "_")
    .replace(/[/\\:*?"<>|]/g, "_")
    .trim();
  return `${stem === "" ? "image" : stem}_${holds}${ending}`;
}

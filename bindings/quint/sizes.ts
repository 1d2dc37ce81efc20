import { aims, type Findings, percent, type QuintTarget } from "./finding.js";
import type { About } from "./pixels.js";

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A section with everything its size is compared with. */
export interface SizedSection extends About, Size {
  /** Bits of a pixel as stored. */
  bits: number;
  registered: Size | undefined;
  original: Size | undefined;
}

/** Longer and shorter side that the programs recommend at most. */
const RECOMMENDED = { webnutil: [14_000, 10_000], nutil: [10_000, 10_000] } as const;
/** Longest side that desktop Nutil opens. */
const LONGEST = 32_767;
/** Rows that may be lost to rounding, in pixels and as a share. */
const ROUNDING = 1.5;
const ROUNDING_SHARE = 0.005;
/** How far a scale may be from that of the series. */
const SCALE_SHARE = 0.01;

/** Rules on the size of each section. */
export function checkSizes(found: Findings, sections: readonly SizedSection[], target: QuintTarget): void {
  for (const section of sections) {
    checkLimits(found, section, target);
    checkProportions(found, section);
    const { original } = section;
    if (original && (section.width > original.width || section.height > original.height)) {
      const message = `The segmentation (${text(section)}) is larger than its original (${text(original)}).`;
      found.add("Q35", "warning", section, message, "Segment the downscaled original instead of enlarging.");
    }
  }
  checkScales(found, sections);
}

const text = ({ width, height }: Size) => `${width} x ${height}`;

function checkLimits(found: Findings, section: SizedSection, target: QuintTarget): void {
  const [long, short] = [Math.max(section.width, section.height), Math.min(section.width, section.height)];
  const tool = (["webnutil", "nutil"] as const).find((candidate) => {
    const [longer, shorter] = RECOMMENDED[candidate];
    return aims(target, candidate) && (long > longer || short > shorter);
  });
  if (tool) {
    const gigabytes = (section.width * section.height * 4) / 1e9;
    const limit = RECOMMENDED[tool].join(" x ");
    const message = `${text(section)} is above the recommended size of ${limit}; decoding needs ${gigabytes.toFixed(2)} GB.`;
    found.add(
      "Q33",
      "warning",
      section,
      message,
      "Scale the whole series by one factor: segwasm quint export --scale.",
    );
  }
  if (long > LONGEST && aims(target, "nutil")) {
    const message = `${text(section)}: Nutil cannot open images with a side longer than ${LONGEST}.`;
    found.add("Q34", "error", section, message, "Scale the whole series by one factor: segwasm quint export --scale.");
  }
}

/** Whether a picture has the proportions of another, but for rounding. */
export function fitsTo(size: Size, other: Size): boolean {
  const { off, share } = difference(size, other);
  return off <= ROUNDING || share <= ROUNDING_SHARE;
}

/** By how many rows the height is not what the other's proportions make it, and the share of that. */
function difference(size: Size, other: Size): { off: number; share: number } {
  const expected = (size.width * other.height) / other.width;
  const off = Math.abs(size.height - expected);
  return { off, share: off / expected };
}

function checkProportions(found: Findings, section: SizedSection): void {
  const other = section.registered ?? section.original;
  if (!other) return;
  const { off, share } = difference(section, other);
  if (off <= ROUNDING) return;
  const what = section.registered ? "registered image" : "original image";
  if (share <= ROUNDING_SHARE) {
    const message = `Proportions differ by ${percent(share, 1)} from the ${what}'s (rounding).`;
    found.add("Q31", "warning", section, message, "Export with segwasm quint export --match-registration to be exact.");
    return;
  }
  const ratio = ({ width, height }: Size) => Number((width / height).toFixed(3));
  const message = `The segmentation is ${text(section)} (${ratio(section)}), the ${what} ${text(other)} (${ratio(other)}): it was cropped or stretched.`;
  found.add("Q30", "error", section, message, "Segment the whole image, and scale width and height alike.");
}

/** One factor for the whole series. */
function checkScales(found: Findings, sections: readonly SizedSection[]): void {
  const scaled = sections.flatMap((section) =>
    section.original ? [{ section, scale: section.width / section.original.width }] : [],
  );
  const usual = median(scaled.map(({ scale }) => scale));
  for (const { section, scale } of scaled) {
    if (Math.abs(scale - usual) <= SCALE_SHARE * usual) continue;
    const short = (value: number) => Number(value.toFixed(3));
    const message = `It was scaled by ${short(scale)}, the others by ${short(usual)}.`;
    found.add("Q32", "error", section, message, "Scale all sections of a series by the same factor.");
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 1;
  return sorted.length % 2 === 0 ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}

import { isSegmentError } from "../../core/errors.js";
import type { Directory, TiffFile } from "./directory.js";
import { TAG } from "./tags.js";

/** One coarser level of a pyramid. */
export interface TiffLevel {
  width: number;
  height: number;
  /** True where it is a page of its own in the chain. */
  inChain: boolean;
  /** The directory that holds a page at this level. */
  directoryOf(page: Directory): Directory;
}

/** What the levels of a page have in common. */
const SHARED = [TAG.BitsPerSample, TAG.SamplesPerPixel, TAG.SampleFormat];
const SIZE = [TAG.ImageWidth, TAG.ImageLength];

/**
 * The coarser levels of a page, finest first: its SubIFDs (OME-TIFF), otherwise smaller copies among the pages of a file
 * with one image. Only sizes are looked at here: the finest level may be too large to be read at all.
 */
export function coarserLevels(file: TiffFile, page: Directory): TiffLevel[] {
  const below = subLevels(file, page);
  return below.length > 0 ? below : copiesOf(file, page);
}

function subLevels(file: TiffFile, page: Directory): TiffLevel[] {
  const levels: TiffLevel[] = [];
  const count = Math.min(file.count(page, TAG.SubIFDs), MOST_LEVELS);
  try {
    for (let n = 0; n < count; n++) {
      const size = coarser(file, page, file.subDirectory(page, n), levels.at(-1));
      if (!size) break;
      levels.push({ ...size, inChain: false, directoryOf: (other) => file.subDirectory(other, n) });
    }
  } catch (error) {
    // The finest level can be read all the same.
    if (!isSegmentError(error)) throw error;
    file.source.note(`level ${levels.length + 1} of its resolution cannot be read`);
  }
  return levels;
}

/** Halving a million pixels takes twenty; beyond this a list is none of levels. */
const MOST_LEVELS = 64;

/** Marked as small copies of another page, in a file whose other pages are no slices. */
function copiesOf(file: TiffFile, page: Directory): TiffLevel[] {
  const isCopy = (directory: Directory) => (file.number(directory, TAG.NewSubfileType, 0) & 5) === 1;
  if (file.directories.length > MOST_LEVELS || file.directories.some((one) => one !== page && !isCopy(one))) return [];
  const levels: TiffLevel[] = [];
  for (const directory of file.directories) {
    const size = directory === page ? undefined : coarser(file, page, directory, levels.at(-1));
    if (size) levels.push({ ...size, inChain: true, directoryOf: () => directory });
  }
  return levels;
}

/** The size of a level, where it is a smaller one of the same kind than that before it. */
function coarser(file: TiffFile, page: Directory, level: Directory, before?: { width: number; height: number }) {
  const same = file.firsts(level, SHARED).every((value, i) => Object.is(value, file.firsts(page, SHARED)[i]));
  const [width, height] = file.firsts(level, SIZE) as [number, number];
  const [mostWidth, mostHeight] = before
    ? [before.width, before.height]
    : (file.firsts(page, SIZE) as [number, number]);
  const fits =
    width >= 1 && height >= 1 && width <= mostWidth && height <= mostHeight && width + height < mostWidth + mostHeight;
  return same && fits ? { width, height } : undefined;
}

/** How many pixels of the finest level one of a coarser level stands for; whole where rounding the size explains it. */
export function levelFactor(fine: number, coarse: number): number {
  const factor = Math.round(fine / coarse);
  const explained = Math.ceil(fine / factor) === coarse || Math.floor(fine / factor) === coarse;
  return explained ? factor : fine / coarse;
}

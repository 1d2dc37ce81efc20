import { describe } from "../bindings/core/image.js";
import { type Flag, readNumber, textFlag, usageError, wholeFlag } from "./flags.js";

/** Which part of a file to read. */
export const SELECTION_FLAGS: readonly Flag[] = [
  {
    name: "channel",
    placeholder: "N|NAME",
    summary: "the channel to read, counted from 0, or its name where the file has names",
    group: "Options",
    read: readChannel,
  },
  wholeFlag("time", "the time point to read, counted from 0"),
  {
    name: "slab",
    placeholder: "FROM:TO",
    summary: "the slices to read of a volume, counted from 0, without the last: 10:20 are ten",
    group: "Options",
    read: readSlab,
  },
];

/** A number from 0, or else a name. */
function readChannel(who: string, text: string): number | string {
  const value = readNumber(text);
  if (value === undefined && text.trim() !== "") return text;
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  throw usageError(who, `expected --channel to be a whole number >= 0 or the name of a channel, got ${describe(text)}`);
}

function readSlab(who: string, text: string): readonly [number, number] {
  const ends = text.split(":").map(readNumber);
  const [from = -1, to = -1] = ends;
  if (ends.length === 2 && [from, to].every(Number.isSafeInteger) && from >= 0 && from < to) return [from, to];
  throw usageError(who, `expected --slab FROM:TO with whole numbers, FROM below TO, got ${describe(text)}`);
}

const LEVEL = "the level of resolution to read of a pyramid (TIFF, OME-Zarr), 0 is the finest";

/** The same where a command has a level of its own. */
export const RESOLUTION_FLAG: Flag = wholeFlag("resolution", LEVEL, { shown: "0" });

/** Which part of a file to open. */
export const PART_FLAGS: readonly Flag[] = [
  wholeFlag("level", LEVEL, { shown: "0" }),
  textFlag("array", "NAME", "the array to read of an NPZ archive", { shown: "the first image" }),
];

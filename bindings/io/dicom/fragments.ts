import { joined } from "../samples.js";
import type { Source } from "../source.js";
import { type DicomFile, TAG } from "./dataset.js";
import type { Frames } from "./pixels.js";

/** A packed part of the pixel data. */
export interface Fragment {
  /** Where its item starts, counted from the first one behind the table of offsets. */
  offset: number;
  position: number;
  length: number;
}

/** Parts of the pixel data that belong to one frame, for all frames. */
export type PackedFrames = readonly (readonly Fragment[])[];

/**
 * Which parts belong to which frame: all to the only one, one to each, or as the table of offsets says; without a table
 * a frame starts with each part that begins like a packed image.
 */
export function groupFragments({ source, data }: DicomFile, count: number): PackedFrames {
  const element = data.elements[TAG.pixelData] as { fragments?: Fragment[]; basicOffsetTable?: number[] };
  const fragments = element.fragments ?? [];
  const refuse = () => source.corrupt(`it has ${fragments.length} packed frames of ${count}`);
  if (count === 1 && fragments.length > 0) return [fragments];
  if (fragments.length < count) throw refuse();
  if (fragments.length === count) return fragments.map((fragment) => [fragment]);
  const table = element.basicOffsetTable ?? [];
  const offsets = new Set(table);
  const starts =
    table.length === count
      ? (fragment: Fragment) => offsets.has(fragment.offset)
      : (fragment: Fragment) => beginsImage(source, fragment);
  const groups: Fragment[][] = [];
  for (const fragment of fragments) {
    if (starts(fragment)) groups.push([]);
    groups.at(-1)?.push(fragment);
  }
  if (groups.length !== count || !starts(fragments[0] as Fragment)) throw refuse();
  return groups;
}

/** JPEG, JPEG-LS and JPEG 2000 begin with a marker and the first byte of the next one, or with the box of a JP2 file. */
function beginsImage({ bytes }: Source, { position }: Fragment): boolean {
  const start = (bytes[position] ?? 0) * 256 + (bytes[position + 1] ?? 0);
  const next = bytes[position + 2];
  return ((start === 0xffd8 || start === 0xff4f) && next === 0xff) || (start === 0 && bytes[position + 4] === 0x6a);
}

/** The parts of frame `index`. */
export function fragmentsOfFrame({ packed }: Frames, index: number): readonly Fragment[] {
  return packed[index] ?? [];
}

/** Packed bytes of a frame in one piece; those of a single part are not copied. */
export function joinedFragments(source: Source, fragments: readonly Fragment[], what: string): Uint8Array {
  for (const { position, length } of fragments) source.need(position, length, what);
  const parts = fragments.map(({ position, length }) => source.bytes.subarray(position, position + length));
  return joined(parts, (bytes) => source.allocate("uint8", bytes) as Uint8Array);
}

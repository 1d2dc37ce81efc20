import type { ResidentImage } from "../core/resident.js";
import type { Extent } from "./extent.js";

/** Lists of the queue by level, a record for each, and what else it needs, in bytes: see assembly/core/levels.ts. */
const LISTS = 131_072;
const FIXED = 32 * LISTS + 17_000;
const CHUNK = 64;
const ENTRIES = 15;

/** Bytes of a queue by level that never holds more than `most` entries. */
export function levelsRoom(most: number): number {
  return FIXED + CHUNK * (Math.ceil(most / ENTRIES) + 2 * Math.min(most, LISTS) + 2);
}

/** The ends of an image's range as the kernels' keys, which ascend as the values do; inverted where these are turned. */
export function keysOf({ dtype }: ResidentImage, { min, max }: Extent, isTurned = false): [low: number, high: number] {
  const [low, high] = [keyOf(dtype, min), keyOf(dtype, max)];
  return isTurned ? [~high >>> 0, ~low >>> 0] : [low, high];
}

function keyOf(dtype: ResidentImage["dtype"], value: number): number {
  if (dtype !== "float32") return dtype === "int16" ? value + 32768 : value;
  // −0 has the key of +0.
  const bits = new Uint32Array(Float32Array.of(value + 0).buffer)[0] as number;
  return (bits ^ ((bits >>> 31 ? 0xffffffff : 0) | 0x80000000)) >>> 0;
}

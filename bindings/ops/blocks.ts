import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, dtypeRange } from "../core/image.js";
import { dtypeCode, type ResidentImage } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { BORDERS } from "./gaussian.js";

/*
 * Neighbourhood filters run on blocks of the image that are staged with their surroundings. Here blocks get their size,
 * and plans are written: the orders that a kernel runs on rows of a block (assembly/kernels/blocks.ts).
 */

/** What lies beyond the edge of a neighbourhood filter, the default first. */
export const FILTER_BORDERS = ["reflect", "nearest", "mirror", "wrap", "constant"] as const;

/** How far a neighbourhood reaches to either side. */
export interface Reach {
  x: number;
  y: number;
  z: number;
}

/** Blocks of an image, and how a staged one lies in memory. */
export interface Blocks {
  reach: Reach;
  /** Voxels of a block. */
  bx: number;
  by: number;
  bz: number;
  /** Blocks of the image. */
  count: number;
  /** Bytes of a voxel. */
  size: number;
  /** Bytes of a staged row's voxels, and from one row to the next. */
  bytes: number;
  pitch: number;
  /** Bytes from the beginning of a staged row to that of its next version. */
  version: number;
  /** Bytes from one staged plane to the next. */
  slice: number;
}

/** Bytes that the voxels of a row may have, so that its rows stay in the first-level cache. */
const ROW = 1536;
/** Bytes that a staged block should not exceed. */
const BLOCK = 640 * 1024;

/** How blocks are to be staged. */
interface Staging {
  /** Rows kept of each staged row. */
  versions?: number;
  /** Most bytes of a row's own voxels. */
  row?: number;
  /** Bytes of a staged voxel; those of the image's type, if not said. */
  size?: number;
  /** Most bytes of a block. */
  block?: number;
}

/** Cuts an image into blocks of equal sizes. */
export function blocksOf(image: ResidentImage, reach: Reach, staging: Staging = {}): Blocks {
  const { w, h, d } = image;
  const { versions = 1, row = ROW, size = arrayType(image.dtype).BYTES_PER_ELEMENT, block = BLOCK } = staging;
  const bx = evenPart(w, Math.max(row / size, reach.x));
  const bytes = (bx + 2 * reach.x) * size;
  // Odd multiples of 64 visit every set of the cache; 64 bytes behind a row may be written.
  const version = (Math.ceil(bytes / 64) + 1) * 64;
  const pitch = versions * version + (((versions * version) & 64) === 0 ? 64 : 0);
  const rows = block / pitch;
  const bz = reach.z === 0 ? 1 : evenPart(d, Math.max(Math.sqrt(rows) - 2 * reach.z, reach.z, 4));
  const by = evenPart(h, Math.max(rows / (bz + 2 * reach.z) - 2 * reach.y, reach.y, 4));
  const count = Math.ceil(w / bx) * Math.ceil(h / by) * Math.ceil(d / bz);
  return { reach, bx, by, bz, count, size, bytes, version, pitch, slice: (by + 2 * reach.y) * pitch };
}

/** The size of the parts when `n` is cut into equal ones of about `most`. */
function evenPart(n: number, most: number): number {
  return Math.ceil(n / Math.ceil(n / Math.floor(most)));
}

/** The least of the rows at these distances from the present one. */
export function least(to: number, sources: readonly number[]): number[] {
  return [sources.length, to, ...sources];
}

/** The name of a place in the spare rows; the row of output is the first. */
export function spare(offset: number): number {
  return -2 - offset;
}

/** Orders on all rows of a block but the last `span` bytes, or, as the last pass of a plan, on rows of output. */
export function pass({ bytes }: Blocks, orders: readonly number[][], span = 0): number[] {
  return [span, bytes, orders.length, ...orders.flat()];
}

/** What is done with the rows of each block. */
export interface BlockPlan {
  blocks: Blocks;
  /** Words for the kernel. */
  words: readonly number[];
  /** Bytes of room behind a staged block. */
  behind: number;
  /** About how many nanoseconds a voxel takes. */
  cost: number;
}

/** A plan of passes in their order, the one over rows of output last, with so many spare rows. */
export function passPlan(blocks: Blocks, passes: readonly number[][], spares: number): BlockPlan {
  return { blocks, words: [passes.length - 1, ...passes.flat()], behind: (spares + 1) * blocks.version, cost: 1 };
}

/** What a run needs beside its plan. */
export interface BlockRun {
  /** Turn the order of values around: the least becomes the greatest. */
  flip: boolean;
  border: (typeof BORDERS)[number] | "ignore";
  value: number;
}

/** Runs a plan on all blocks of an image. */
export function runBlocks(s: Scratch, who: string, dst: Pointer, image: ResidentImage, made: BlockPlan, run: BlockRun) {
  const { reach, bx, by, bz, pitch, count } = made.blocks;
  s.nested(() => {
    const plan = s.put(Int32Array.from(made.words), `${who}: its plan`);
    const border = run.border === "ignore" ? BORDERS.length : BORDERS.indexOf(run.border);
    const { w, h, d } = image;
    const grid = [w, h, d, bx, by, bz, reach.x, reach.y, reach.z, pitch] as const;
    const tuning = [border, run.value, run.flip ? -1 : 0, plan] as const;
    const room = { bytes: roomBytes(made), what: `${who}: its rows` };
    s.eachInRoom("filterBlocks", s.ranges(count, { work: bx * by * bz * made.cost }), room, ({ from, to }) => {
      return [dst, image.at, dtypeCode(image), ...grid, ...tuning, from, to];
    });
  });
}

/** Bytes of room of one call of the kernel. */
export function roomBytes({ blocks, behind }: BlockPlan): number {
  const { bx, bz, reach, slice } = blocks;
  return 4 * (bx + 2 * reach.x) + (bz + 2 * reach.z) * slice + behind + 192;
}

/** Throws unless an image's type holds the value that lies beyond its edges. */
export function checkOutside(who: string, { dtype }: ResidentImage, border: string, value: number): void {
  const range = dtypeRange(dtype);
  if (border !== "constant" || !range) return;
  if (Number.isInteger(value) && value >= range[0] && value <= range[1]) return;
  throw new ArgumentRangeError("E_OPTION", `${who}: expected value to be one that ${dtype} holds, got ${value}`);
}

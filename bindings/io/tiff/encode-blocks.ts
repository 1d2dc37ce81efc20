import { arrayType, dtypeOf, type Image, type TypedArray } from "../../core/image.js";
import { deflated } from "../deflate.js";
import { bytesOf, interleave } from "../samples.js";
import { volumeOf } from "./describe.js";
import { COMPRESSION } from "./tags.js";

/** How pages are cut into strips or tiles, and compressed. */
export interface BlockPlan {
  /** Strips are as wide as the page. */
  tiled: boolean;
  blockWidth: number;
  blockHeight: number;
  compression: number;
  predictor: 1 | 2;
  /** Values of a pixel, side by side. */
  samples: number;
}

/** Bytes of a strip before compression: large enough for deflate, small enough to decode in pieces. */
const STRIP_BYTES = 256 * 1024;

/** Side of a tile; smaller pages have smaller ones, of a multiple of 16 as the standard asks. */
const TILE = 512;

/** Compressed files must be smaller than this part of the raw one; otherwise raw reads faster. */
const WORTHWHILE = 0.95;

/** Chooses raw, deflate, or deflate of differences by trying a block from the middle of the image. */
export function planBlocks(image: Image, samples: number, compress: boolean, tiled: boolean): BlockPlan {
  const raw: BlockPlan = cutFor(image, { tiled, compression: COMPRESSION.none, predictor: 1, samples });
  if (!compress) return raw;
  const plan = cutFor(image, { tiled, compression: COMPRESSION.deflate, predictor: 1, samples });
  const { depth, height, width } = volumeOf(image);
  const middle = (extent: number, block: number) => Math.max(0, (extent - block) >> 1);
  const slices = slicesOfPage(Math.floor(depth / samples) >> 1, samples);
  const trial = cutOut(image, plan, slices, middle(height, plan.blockHeight), middle(width, plan.blockWidth));
  const plain = encodeBlock(trial, plan).length;
  // Differences are offered only for 8 and 16 bits, where every reader undoes them.
  const integers = /^(Uint|Int)(8|16)Array$/.test(image.data.constructor.name);
  const differences = integers ? encodeBlock(trial, { ...plan, predictor: 2 }).length : Number.POSITIVE_INFINITY;
  const best = Math.min(plain, differences);
  if (best > trial.byteLength * WORTHWHILE) return raw;
  return { ...plan, predictor: differences < plain ? 2 : 1 };
}

/** The slices that are the samples of a page. */
function slicesOfPage(page: number, samples: number): number[] {
  return Array.from({ length: samples }, (_, sample) => page * samples + sample);
}

/** The same way of coding for pages of this image's size. */
export function cutFor(image: Image, coding: Omit<BlockPlan, "blockWidth" | "blockHeight">): BlockPlan {
  const { height, width } = volumeOf(image);
  const { tiled, compression, samples } = coding;
  if (tiled) {
    const side = (extent: number) => Math.min(TILE, Math.ceil(extent / 16) * 16);
    return { ...coding, blockWidth: side(width), blockHeight: side(height) };
  }
  const rows = Math.round(STRIP_BYTES / (width * samples * image.data.BYTES_PER_ELEMENT));
  const blockHeight = compression === COMPRESSION.none ? height : Math.min(height, Math.max(1, rows));
  return { ...coding, blockWidth: width, blockHeight };
}

/** The stored bytes of all strips or tiles of a page, row by row of blocks; `slices` are its samples. */
export function* encodedBlocks(image: Image, slices: readonly number[], plan: BlockPlan): Generator<Uint8Array> {
  const { height, width } = volumeOf(image);
  for (let y = 0; y < height; y += plan.blockHeight) {
    for (let x = 0; x < width; x += plan.blockWidth) yield encodeBlock(cutOut(image, plan, slices, y, x), plan);
  }
}

/** Values of a block, the samples of a pixel side by side. */
function cutOut(image: Image, plan: BlockPlan, slices: readonly number[], y: number, x: number): TypedArray {
  if (slices.length === 1) return cutSlice(image, plan, slices[0] as number, y, x);
  const parts = slices.map((z) => cutSlice(image, plan, z, y, x));
  const block = new (arrayType(dtypeOf(image.data)))(parts.reduce((sum, { length }) => sum + length, 0));
  interleave(parts, block);
  return block;
}

/** Values of a block of one slice: of a strip a window, not a copy; a tile is whole, with zeros beyond the page. */
function cutSlice(image: Image, { tiled, blockWidth, blockHeight }: BlockPlan, z: number, y: number, x: number) {
  const { height, width } = volumeOf(image);
  const rows = Math.min(blockHeight, height - y);
  const first = (z * height + y) * width + x;
  if (!tiled) return image.data.subarray(first, first + rows * width);
  const columns = Math.min(blockWidth, width - x);
  const tile = new (image.data.constructor as new (length: number) => TypedArray)(blockWidth * blockHeight);
  for (let row = 0; row < rows; row++) {
    const from = first + row * width;
    tile.set(image.data.subarray(from, from + columns), row * blockWidth);
  }
  return tile;
}

function encodeBlock(values: TypedArray, { compression, predictor, blockWidth, samples }: BlockPlan): Uint8Array {
  if (compression === COMPRESSION.none) return bytesOf(values);
  if (predictor === 1) return deflated(bytesOf(values));
  const differences = values.slice();
  const width = blockWidth * samples;
  for (let row = 0; row < values.length; row += width) {
    for (let i = row + width - 1; i >= row + samples; i--) {
      differences[i] = (values[i] as number) - (values[i - samples] as number);
    }
  }
  return deflated(bytesOf(differences));
}

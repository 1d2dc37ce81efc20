import { arrayType } from "../core/image.js";
import type { Grid, ResidentImage } from "../core/resident.js";

/** Bytes that the images of a slab may take together, so that large images do not need several times their size. */
const BUDGET = 32 * 2 ** 20;
/** A slab is at least so many times as thick as what it reads beyond its ends, which is computed twice. */
const LEAST_HALOS = 8;

/** Part of an image that is computed at a time: planes of a 3-D image, rows of a 2-D one. */
export interface Slab {
  /** The planes or rows it makes, half open. */
  readonly from: number;
  readonly to: number;
  /** The planes or rows it reads, with what lies around. */
  readonly low: number;
  readonly high: number;
  /** The grid of what it reads. */
  readonly grid: Grid;
  /** Voxels of a plane or row. */
  readonly step: number;
}

/**
 * Cuts an image into slabs that are computed one after the other with `images` float images in between. What is
 * computed reaches `halo` planes or rows; nearer than that to its ends a slab's own results are worthless, unless the
 * image ends there as well.
 */
export function slabsOf(image: Grid, halo: number, images: number): Slab[] {
  const isDeep = image.shape.length === 3;
  const extent = isDeep ? image.d : image.h;
  const step = isDeep ? image.w * image.h : image.w;
  const thickness = Math.max(1, LEAST_HALOS * halo, Math.floor(BUDGET / (4 * images * step)) - 2 * halo);
  const parts = Math.ceil(extent / thickness);
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((i) => Math.floor((i * extent) / parts)) as [number, number];
    const [low, high] = [Math.max(0, from - halo), Math.min(extent, to + halo)];
    const shape = [high - low, ...image.shape.slice(1)];
    const grid = { ...image, shape, ...(isDeep ? { d: high - low } : { h: high - low }) };
    return { from, to, low, high, grid, step };
  });
}

/** Bytes of one float image of the largest slab, in whole vectors. */
export function slabBytes(slabs: readonly Slab[]): number {
  return Math.max(...slabs.map(({ low, high, step }) => 4 * (high - low) * step)) + 16;
}

/** The part of an image that a slab reads. */
export function slabOf(image: ResidentImage, { low, grid, step }: Slab): ResidentImage {
  return { ...image, ...grid, at: image.at + low * step * arrayType(image.dtype).BYTES_PER_ELEMENT };
}

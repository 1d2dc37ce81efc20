import { arrayType, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { putImage, type ResidentImage } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { extentOf } from "./extent.js";
import { greyMorph } from "./grey-morphology.js";

/** Options of `peaks`. */
export interface PeaksOptions {
  /** Peaks are at least so many voxels apart along one axis; also how far their neighbourhood reaches. Default: 1. */
  minDistance?: number;
  /** Only values above this, in image units. Default: the smallest value of the image. */
  above?: number | undefined;
  /** Only values above this part of the largest value. Default: no such limit. */
  aboveRelative?: number | undefined;
  /** Voxels from the edge within which no peak counts. Default: `minDistance`. */
  border?: number | undefined;
  /** At most so many, the highest. Default: all. */
  most?: number | undefined;
}

const parameters = {
  minDistance: {
    type: "integer",
    default: 1,
    min: 1,
    max: 1000,
    unit: "voxels",
    summary: "least distance of two peaks",
  },
  above: { type: "number", unit: "image units", summary: "only values above this" },
  aboveRelative: { type: "number", summary: "only values above this part of the largest" },
  border: { type: "integer", min: 0, unit: "voxels", summary: "distance from the edge within which no peak counts" },
  most: { type: "integer", min: 1, summary: "at most so many peaks, the highest" },
} as const;

/** Defaults of `peaks`. */
export const PEAKS_DEFAULTS = opDefaults<PeaksOptions>(parameters);

/** Peaks, the highest first; equal ones in raster order. */
export interface Peaks {
  readonly count: number;
  /** count × axes: indices in the order of the shape. */
  readonly coordinates: Uint32Array;
  readonly values: Float64Array;
}

type Wanted = Required<Pick<PeaksOptions, "minDistance">> & PeaksOptions;

/**
 * Single voxels that are the largest of their neighbourhood: centres of spots. A plateau has a peak at each of its voxels
 * with `minDistance` 1; a constant image has none.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image
 * @param options `minDistance` in voxels, `above`, `aboveRelative`, `border`, `most`
 * @returns coordinates and values, the highest first
 * @throws ArgumentRangeError E_OPTION; UnsuitableImage E_NONFINITE; OutOfMemory
 * @example
 * const spots = { data: new Uint8Array([0, 0, 0, 0, 0, 0, 7, 1, 5, 0, 0, 0, 0, 0, 0]), shape: [3, 5] };
 * peaks(k, spots).coordinates; // 1, 1, 1, 3
 * @see scikit-image `feature.peak_local_max`, without its batches
 */
export function peaks(k: Kernels, image: Image, options: PeaksOptions = {}): Peaks {
  return scratch(k, (s) => {
    const input = putImage(s, "peaks", image);
    const wanted = resolveOptions("peaks", parameters, options, input.shape.length) as unknown as Wanted;
    return spaced(input, candidates(s, input, wanted), wanted);
  });
}

/** A voxel that may be a peak. */
interface Candidate {
  at: number;
  value: number;
}

/** Voxels that equal the largest value of the box around them, above the limits and away from the edge. */
function candidates(s: Scratch, image: ResidentImage, wanted: Wanted): Candidate[] {
  const { min, max } = extentOf(s, "peaks", image);
  if (min === max) return [];
  const level = Math.max(wanted.above ?? min, (wanted.aboveRelative ?? Number.NEGATIVE_INFINITY) * max);
  const box = { radius: wanted.minDistance, footprint: "box", border: "nearest", value: 0 } as const;
  const highest = greyMorph(s, "peaks", image, "dilate", box as never);
  const n = voxelCount(image.shape);
  const values = s.view(image.at, arrayType(image.dtype), n);
  const tops = s.view(highest.at, arrayType(image.dtype), n);
  const found: Candidate[] = [];
  for (let at = 0; at < n; at++) {
    const value = values[at] as number;
    if (value === tops[at] && value > level && isInside(image, at, wanted.border ?? wanted.minDistance)) {
      found.push({ at, value });
    }
  }
  return found.sort((a, b) => b.value - a.value || a.at - b.at);
}

/** Whether a voxel is at least `border` voxels from every edge; a single plane has no edge in z. */
function isInside({ shape, w, h, d }: ResidentImage, at: number, border: number): boolean {
  const [x, y, z] = [at % w, Math.floor(at / w) % h, Math.floor(at / (w * h))];
  const within = (i: number, extent: number) => i >= border && i < extent - border;
  return within(x, w) && within(y, h) && (shape.length === 2 || d === 1 || within(z, d));
}

/** Accepts candidates from the highest on, unless one accepted before lies nearer than the least distance. */
function spaced(image: ResidentImage, found: readonly Candidate[], { minDistance, most }: Wanted): Peaks {
  const { w, h } = image;
  const ndim = image.shape.length;
  const cells = new Map<string, number[][]>();
  const accepted: { place: number[]; value: number }[] = [];
  for (const { at, value } of found) {
    if (accepted.length === (most ?? Number.POSITIVE_INFINITY)) break;
    const place = [Math.floor(at / (w * h)), Math.floor(at / w) % h, at % w];
    if (minDistance > 1 && hasNear(cells, place, minDistance)) continue;
    const cell = cellOf(place, minDistance).join();
    cells.set(cell, [...(cells.get(cell) ?? []), place]);
    accepted.push({ place: place.slice(3 - ndim), value });
  }
  return {
    count: accepted.length,
    coordinates: Uint32Array.from(accepted.flatMap(({ place }) => place)),
    values: Float64Array.from(accepted.map(({ value }) => value)),
  };
}

/** Accepted peaks are kept in boxes as wide as the distance, so that only neighbouring boxes are looked at. */
function cellOf(place: readonly number[], size: number): number[] {
  return place.map((i) => Math.floor(i / size));
}

function hasNear(cells: ReadonlyMap<string, number[][]>, place: readonly number[], distance: number): boolean {
  const [z, y, x] = cellOf(place, distance) as [number, number, number];
  for (let dz = -1; dz <= 1; dz++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const others = cells.get([z + dz, y + dy, x + dx].join()) ?? [];
        if (others.some((other) => other.every((i, axis) => Math.abs(i - (place[axis] as number)) < distance)))
          return true;
      }
    }
  }
  return false;
}

import { voxelCount } from "../core/image.js";
import { type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";

/** What `nearestSites` holds everywhere when the mask is empty. */
export const NO_SITE = 0xffffffff;

/** The option `spacing` of every operation that measures lengths. */
export const SPACING = {
  type: "vector",
  default: 1,
  min: 0,
  exclusive: true,
  code: "E_SPACING",
  summary: "distance between neighbouring voxels: one number, or one per axis",
} as const;

/** Spacing as the kernels take it: along z, y, x; a 2-D image has one plane. */
export function steps(spacing: readonly number[]): [number, number, number] {
  const [x = 1, y = 1, z = 1] = [...spacing].reverse();
  return [z, y, x];
}

/** True when one number gives the spacing of every axis. */
export function isEven(spacing: readonly number[]): boolean {
  return spacing.every((step) => step === spacing[0]);
}

/**
 * For every voxel the linear index of the nearest set voxel, u32; `NO_SITE` when the mask is empty. Of several nearest
 * ones the one with the smallest x, then the smallest y, then the smallest z.
 */
export function nearestSites(s: Scratch, who: string, mask: ResidentMask, spacing: readonly number[]): Pointer {
  const { w, h, d, pitch } = mask;
  const at = s.alloc(voxelCount(mask.shape) * 4, `${who}: the nearest voxels`);
  s.nested(() => {
    const room = s.alloc(s.raw.sitesRoom(w, h, d), `${who}: its lines`);
    s.raw.nearestSites(at, mask.at, pitch, w, h, d, ...steps(spacing), room);
  });
  return at;
}

/** Writes the f32 distance of every voxel to the nearest set one to `dst`; +Infinity when the mask is empty. */
export function siteDistance(
  s: Scratch,
  who: string,
  dst: Pointer,
  mask: ResidentMask,
  spacing: readonly number[],
): void {
  const { w, h, d, pitch } = mask;
  s.nested(() => {
    const room = s.alloc(s.raw.sitesRoom(w, h, d), `${who}: its lines`);
    s.raw.siteDistance(dst, mask.at, pitch, w, h, d, ...steps(spacing), room);
  });
}

/** Writes the bit rows of "farther than `radius` from every set voxel" to `dst`; in voxels unless there is a spacing. */
export function siteGreater(
  s: Scratch,
  who: string,
  dst: Pointer,
  mask: ResidentMask,
  radius: number,
  spacing: readonly number[] = [],
): void {
  const { w, h, d, pitch } = mask;
  s.nested(() => {
    const work = s.alloc(voxelCount(mask.shape) * 4, `${who}: the nearest voxels`);
    const room = s.alloc(s.raw.sitesRoom(w, h, d), `${who}: its lines`);
    s.raw.siteGreater(dst, work, mask.at, pitch, w, h, d, ...steps(spacing), radius, room);
  });
}

/** The voxels of a mask that are not set, as a new mask. */
export function complementOf(s: Scratch, who: string, mask: ResidentMask): ResidentMask {
  const rows = mask.h * mask.d;
  const at = s.alloc(rows * mask.pitch, `${who}: the complement`);
  s.raw.complement(at, mask.at, mask.pitch, mask.w, rows);
  return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
}

import type { ResidentMask } from "../core/resident.js";
import { maskBytes, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { complementOf, siteGreater } from "./features.js";
import { morph } from "./morphology.js";

/** Two masks of one grid word by word, as a new mask. Bits beyond the width must come out as 0. */
export function joined(
  s: Scratch,
  who: string,
  a: ResidentMask,
  b: ResidentMask,
  of: (a: number, b: number) => number,
): ResidentMask {
  const at = s.alloc(maskBytes(a), `${who}: a mask`);
  const [to, left, right] = [at, a.at, b.at].map((from) => s.view(from, Uint32Array, maskBytes(a) / 4)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (let i = 0; i < to.length; i++) to[i] = of(left[i] as number, right[i] as number);
  return { kind: "mask", ...sameGrid(a), at, pitch: a.pitch };
}

/** The voxels of `a` that are not in `b`. */
export const without = (s: Scratch, who: string, a: ResidentMask, b: ResidentMask): ResidentMask =>
  joined(s, who, a, b, (x, y) => x & ~y);

/** Lengths count as equal to a radius up to this part of the smallest spacing. */
const SLACK = 1e-6;

/** The voxels farther than `radius` from every voxel of a mask; all of them when it is empty. */
export function farther(
  s: Scratch,
  who: string,
  mask: ResidentMask,
  radius: number,
  spacing: readonly number[],
): ResidentMask {
  const at = s.alloc(maskBytes(mask), `${who}: a mask`);
  siteGreater(s, who, at, mask, radius + SLACK * Math.min(...spacing), spacing);
  return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
}

/** The voxels at most `radius` from a voxel of a mask. */
export function within(
  s: Scratch,
  who: string,
  mask: ResidentMask,
  radius: number,
  spacing: readonly number[],
): ResidentMask {
  return complementOf(s, who, farther(s, who, mask, radius, spacing));
}

/** The voxels of a mask with a neighbour of any kind, within the image, that is not in it. */
export function rimOf(s: Scratch, who: string, mask: ResidentMask): ResidentMask {
  return without(s, who, mask, morph(s, mask, "erode", { radius: 1, footprint: "box", border: "ignore" }));
}

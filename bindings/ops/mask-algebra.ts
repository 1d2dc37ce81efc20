import type { ResidentMask } from "../core/resident.js";
import { maskBytes, sameGrid } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { erodeByDistance } from "./distance.js";
import { complementOf, isEven, siteGreater, steps } from "./features.js";
import { LONGEST_CHORD, type Solid, solidOf } from "./footprints.js";
import { erodeBySolids, morph } from "./morphology.js";

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
/** Rows of a footprint up to which it is quicker than distances: those on a grid of one spacing, and all others. */
const FEW_ROWS = { even: { 2: 81, 3: 1681 }, uneven: { 2: 127, 3: 6400 } } as const;

/** The voxels at most `radius` from a voxel of a mask; none when it is empty. */
export function within(
  s: Scratch,
  who: string,
  mask: ResidentMask,
  radius: number,
  spacing: readonly number[],
): ResidentMask {
  const at = s.alloc(maskBytes(mask), `${who}: a mask`);
  const far = radius + SLACK * Math.min(...spacing);
  const solid = ellipsoidOf(mask, far, spacing);
  // Nothing comes from beyond the image, where all is set in what is eroded.
  const erosion = { flip: true, outside: true };
  if (solid) s.nested(() => erodeBySolids(s, at, mask, [solid], erosion));
  else if (isEven(spacing)) erodeByDistance(s, who, at, mask, { radius: far / (spacing[0] as number), ...erosion });
  else {
    siteGreater(s, who, at, mask, far, spacing);
    s.raw.complement(at, at, mask.pitch, mask.w, mask.h * mask.d);
  }
  return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
}

/** The voxels within a radius of one, as far as a grid goes; undefined where there are too many of them. */
function ellipsoidOf({ w, h, d, shape }: ResidentMask, radius: number, spacing: readonly number[]): Solid | undefined {
  const [sz, sy, sx] = steps(spacing);
  const most = { x: Math.min(LONGEST_CHORD + 1, w - 1), y: h - 1, z: d - 1 };
  const reach = { x: along(most.x, sx, 0, radius), y: along(most.y, sy, 0, radius), z: along(most.z, sz, 0, radius) };
  const rows = (2 * reach.y + 1) * (2 * reach.z + 1);
  if (reach.x > LONGEST_CHORD || rows > FEW_ROWS[isEven(spacing) ? "even" : "uneven"][shape.length as 2 | 3]) {
    return undefined;
  }
  return solidOf(reach, (dz, dy) => along(reach.x, sx, (dz * sz) ** 2 + (dy * sy) ** 2, radius));
}

/** The most steps, up to `most`, that stay within a radius; −1 when what lies across them is too much already. */
function along(most: number, step: number, across: number, radius: number): number {
  let steps = Math.min(most, Math.ceil(radius / step));
  while (steps >= 0 && Math.sqrt(across + (steps * step) ** 2) > radius) steps--;
  return steps;
}

/** The voxels farther than `radius` from every voxel of a mask; all of them when it is empty. */
export function farther(
  s: Scratch,
  who: string,
  mask: ResidentMask,
  radius: number,
  spacing: readonly number[],
): ResidentMask {
  return complementOf(s, who, within(s, who, mask, radius, spacing));
}

/** The voxels of a mask with a neighbour of any kind, within the image, that is not in it. */
export function rimOf(s: Scratch, who: string, mask: ResidentMask): ResidentMask {
  return without(s, who, mask, morph(s, mask, "erode", { radius: 1, footprint: "box", border: "ignore" }));
}

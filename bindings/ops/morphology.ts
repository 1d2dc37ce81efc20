import type { Image, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, type Op, opDefaults, type Resolved, runOp } from "../core/op.js";
import { type Grid, maskBytes, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { type Erosion, erodeByDistance } from "./distance.js";
import { type Footprint, footprintParameters, halfChord, LONGEST_CHORD, type Solid, solidOf } from "./footprints.js";

/** Options of `erode`, `dilate`, `open` and `close`. */
export interface MorphologyOptions {
  /** Radius of the footprint in whole voxels; 0 leaves the mask as it is. */
  radius?: number;
  /** "ball" (the disk in 2-D), "box" (2r + 1 wide) or "diamond" (the octahedron in 3-D). */
  footprint?: Footprint;
  /**
   * What lies beyond the image: "ignore" = nothing that changes the result; "min" = background, "max" = foreground.
   */
  border?: "ignore" | "min" | "max";
}

const parameters = {
  ...footprintParameters("ball", 100_000),
  border: {
    type: "choice",
    choices: ["ignore", "min", "max"],
    default: "ignore",
    summary: "beyond the image: ignore, min (background) or max (foreground)",
  },
} as const;

/** Defaults of `erode`, `dilate`, `open` and `close`. */
export const MORPHOLOGY_DEFAULTS = opDefaults<MorphologyOptions>(parameters);

/** Radii up to which chords beat the distance transform, by rank. */
const LARGEST_BALL = { 2: 40, 3: 20 } as const;
/** A large diamond is done as several small ones, which together take fewer rows. */
const LARGEST_DIAMOND = 6;

/** A footprint as erosions that follow each other; undefined for balls that need the distance transform. */
function stagesOf({ shape, d }: Grid, { radius, footprint }: Resolved<MorphologyOptions>): Solid[] | undefined {
  const round = (r: number) => solidOf({ x: r, y: r, z: d === 1 ? 0 : r }, (dz, dy) => halfChord(footprint, r, dz, dy));
  if (footprint === "diamond") return pieces(radius, LARGEST_DIAMOND).map(round);
  if (footprint === "box") {
    const lines = pieces(radius, LONGEST_CHORD);
    return (["x", "y", "z"] as const).slice(0, shape.length).flatMap((axis) => {
      return lines.map((r) =>
        solidOf({ x: 0, y: 0, z: 0, [axis]: axis === "z" && d === 1 ? 0 : r }, () => (axis === "x" ? r : 0)),
      );
    });
  }
  if (radius > LARGEST_BALL[shape.length as 2 | 3]) return undefined;
  return radius > 0 ? [round(radius)] : [];
}

/** Boxes and diamonds of radius a + b are those of radius a followed by those of radius b. */
function pieces(radius: number, largest: number): number[] {
  const radii: number[] = [];
  for (let rest = radius; rest > 0; rest -= largest) radii.push(Math.min(rest, largest));
  return radii;
}

type Direction = "erode" | "dilate";

/** Erodes or dilates a resident mask into a new one. */
export function morph(
  s: Scratch,
  mask: ResidentMask,
  direction: Direction,
  options: Resolved<MorphologyOptions>,
): ResidentMask {
  const at = s.alloc(maskBytes(mask), `${direction}: its mask`);
  const stages = stagesOf(mask, options);
  // Voxels beyond the image that would change nothing count as set for an erosion and as not set for a dilation.
  const beyond = options.border === "ignore" ? direction === "erode" : options.border === "max";
  s.nested(() => {
    // A dilation is the erosion of the complement, beyond the image too.
    const flip = direction === "dilate";
    const outside = beyond !== flip;
    if (stages) erodeBySolids(s, at, mask, stages, { flip, outside });
    else erodeByDistance(s, direction, at, mask, { radius: options.radius, flip, outside });
  });
  return { kind: "mask", ...sameGrid(mask), at, pitch: mask.pitch };
}

/** Erodes by one solid after the other and writes bit rows to `dst`, which must not be the mask's own. */
export function erodeBySolids(
  s: Scratch,
  dst: Pointer,
  mask: ResidentMask,
  stages: readonly Solid[],
  { flip, outside }: Erosion,
): void {
  const { pitch, w, h, d } = mask;
  const bytes = maskBytes(mask);
  if (stages.length === 0) {
    s.copy(dst, mask.at, bytes);
    return;
  }
  const spare = stages.length > 1 ? s.alloc(bytes, "morphology: a second mask") : dst;
  let source = mask.at;
  stages.forEach(({ chords, x, y, z }, i) => {
    // Alternate so that the last stage writes to dst.
    const target = (stages.length - i) % 2 === 1 ? dst : spare;
    // A range stages the rows around it again, so there are few, and none is shorter than what it stages. In planes alone
    // that is cheap, and so is the rest.
    const cut = d === 1 ? { work: w / 8, perThread: 4 } : { work: w * d, perThread: 1 };
    const ranges = s.ranges(h, { ...cut, least: Math.max(1, 2 * y) });
    const longest = Math.max(...ranges.map(({ from, to }) => to - from));
    const room = { bytes: s.raw.erodeRoom(pitch, longest, d, x, y, z) >>> 0, what: "morphology: its rows" };
    const table = s.put(chords, "morphology: its footprint");
    s.eachInRoom("erode", ranges, room, ({ from, to }) => {
      return [target, source, pitch, w, h, d, from, to, table, x, y, z, flip ? 1 : 0, outside ? 1 : 0];
    });
    source = target;
  });
}

function morphologyOp(
  name: string,
  summary: string,
  directions: readonly Direction[],
): Op<"mask", "mask", MorphologyOptions> {
  return defineOp<"mask", "mask", MorphologyOptions>({
    name,
    summary,
    input: "mask",
    output: "mask",
    parameters,
    step: (s, mask, options) => directions.reduce((object, direction) => morph(s, object, direction, options), mask),
  });
}

export const erodeOp = morphologyOp("erode", "Shrink a mask: keep voxels whose whole neighbourhood is set.", ["erode"]);
export const dilateOp = morphologyOp("dilate", "Grow a mask: set voxels that have a set voxel nearby.", ["dilate"]);
export const openOp = morphologyOp("open", "Remove specks and thin bridges: erode, then dilate.", ["erode", "dilate"]);
export const closeOp = morphologyOp("close", "Close gaps and thin cracks: dilate, then erode.", ["dilate", "erode"]);

/**
 * Erosion of a mask.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero values count as one
 * @param options `radius` in whole voxels, `footprint`, `border`
 * @returns bit rows of the same shape; with border "ignore" an all-true mask stays as it is
 * @throws ArgumentRangeError E_RADIUS for a negative or fractional radius; OutOfMemory
 * @example
 * const core = erode(k, { data: new Uint8Array([1, 1, 1, 0]), shape: [1, 4] }, { radius: 1 });
 * core.bits[0]; // 3: the third voxel touches background, the edge of the image does not count
 * @see scikit-image `morphology.binary_erosion(mode="ignore")`
 */
export function erode(k: Kernels, mask: Mask | Image, options: MorphologyOptions = {}): Mask {
  return runOp(erodeOp, k, mask, options);
}

/**
 * Dilation of a mask; parameters, result and errors as `erode`.
 *
 * @example
 * dilate(k, { data: new Uint8Array([0, 0, 1, 0]), shape: [1, 4] }, { radius: 1 }).bits[0]; // 14
 */
export function dilate(k: Kernels, mask: Mask | Image, options: MorphologyOptions = {}): Mask {
  return runOp(dilateOp, k, mask, options);
}

/**
 * Opening of a mask: erosion, then dilation with the same footprint; parameters, result and errors as `erode`.
 *
 * @example
 * open(k, { data: new Uint8Array([0, 1, 0, 1, 1, 1]), shape: [1, 6] }, { radius: 1 }).bits[0]; // 56
 */
export function open(k: Kernels, mask: Mask | Image, options: MorphologyOptions = {}): Mask {
  return runOp(openOp, k, mask, options);
}

/**
 * Closing of a mask: dilation, then erosion with the same footprint; parameters, result and errors as `erode`.
 *
 * @example
 * close(k, { data: new Uint8Array([1, 0, 1, 0, 0, 0]), shape: [1, 6] }, { radius: 1 }).bits[0]; // 7
 */
export function close(k: Kernels, mask: Mask | Image, options: MorphologyOptions = {}): Mask {
  return runOp(closeOp, k, mask, options);
}

import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, describe, geometryOf, type Image, type Mask, maskPitch, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { putImage, type ResidentMask } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import type { Fractions } from "../core/segmentation.js";
import { takeMeans } from "./resample.js";
import { tapsOf } from "./resample-axes.js";
import { writeAbove } from "./threshold.js";
import { applied, placementOf } from "./world-grid.js";

/** How much of each voxel something fills, on the scale that `fractions` tells. */
export interface FractionalImage<
  T extends Int8Array | Uint8Array | Float32Array = Int8Array | Uint8Array | Float32Array,
> extends Image<T> {
  fractions: Fractions;
}

/** The scale of 216 samples a voxel, as Slicer stores it: −108 none, 108 all. */
export const SIGNED_FRACTIONS: Fractions = { range: [-108, 108], threshold: 0, kind: "OCCUPANCY" };

/** The scale of plain numbers. */
const UNIT_FRACTIONS: Fractions = { range: [0, 1], threshold: 0.5, kind: "OCCUPANCY" };

/** Options of `fractional` and `maskToFractional`. */
export interface FractionalOptions {
  /** Voxels of the mask along each axis of a new voxel. Default: 4 of the operation, 1 of the function. */
  factor?: number;
}

const parameters = {
  factor: {
    type: "integer",
    default: 4,
    min: 1,
    max: 256,
    unit: "voxels",
    summary: "voxels along each axis of a new one",
  },
} as const;

/** Defaults of the operation `fractional`. */
export const FRACTIONAL_DEFAULTS = opDefaults<FractionalOptions>(parameters);

export const fractionalOp = defineOp<"mask", "image", FractionalOptions>({
  name: "fractional",
  summary: "Put a mask on a coarser grid: the share of each new voxel that it fills.",
  input: "mask",
  output: "image",
  parameters,
  step(s, mask, { factor }) {
    const shape = mask.shape.map((extent) => Math.ceil(extent / factor));
    const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
    const deep = mask.shape.length === 3 ? factor : 1;
    const padded = { shape, geometry: mask.geometry, w: w * factor, h: h * factor, d: d * deep };
    const at = s.alloc(4 * voxelCount(shape), "fractional: its result");
    const { spacing = shape.map(() => 1), ...rest } = mask.geometry;
    // The centre of the first new voxel is that of the block it covers.
    const middle = (factor - 1) / 2;
    const origin = applied(placementOf(mask.geometry), [deep > 1 ? middle : 0, middle, middle]).slice(-shape.length);
    const geometry = { ...rest, spacing: spacing.map((step) => step * factor), origin };
    const grid = { shape, geometry, w, h, d };
    s.nested(() => {
      const source = { kind: "image", ...padded, dtype: "uint8", at: unpackedInto(s, mask, padded) } as const;
      takeMeans(s, at, source, grid, tapsOf(s, source, grid, "box"));
    });
    return { kind: "image", ...grid, at, dtype: "float32" };
  },
});

/** The mask as bytes, 0 and 1, at the start of a larger volume of 0. */
function unpackedInto(s: Scratch, mask: ResidentMask, { w, h, d }: { w: number; h: number; d: number }): Pointer {
  const at = s.alloc(w * h * d, "fractional: its voxels");
  s.view(at, Uint8Array, w * h * d).fill(0);
  for (let z = 0; z < mask.d; z++) {
    for (let y = 0; y < mask.h; y++) {
      s.raw.unpack(at + (z * h + y) * w, mask.at + (z * mask.h + y) * mask.pitch, mask.pitch, mask.w, 1, 1);
    }
  }
  return at;
}

/**
 * The share of each voxel that a mask fills, without smoothing anything.
 *
 * @param k kernels from `loadKernels`
 * @param mask a mask, or an image whose non-zero voxels count; 2-D or 3-D
 * @param options `factor` 1 keeps the grid; larger ones make each new voxel of `factor` voxels along each axis. What lies
 *   beyond the border is outside; volumes stay exactly what they were
 * @returns int8 from −108 to 108 where 216 samples hold the shares exactly (factor 1, 2, 3 and 6 in 3-D), otherwise float32
 *   from 0 to 1
 * @throws ArgumentRangeError E_OPTION for another factor; OutOfMemory
 * @example
 * const mask = threshold(k, { data: new Uint8Array([9, 9, 0, 9]), shape: [2, 2] }, { level: 5 });
 * maskToFractional(k, mask, { factor: 2 }).data; // Int8Array [54]: 162 of 216
 */
export function maskToFractional(
  k: Kernels,
  mask: Mask | Image,
  { factor = 1 }: FractionalOptions = {},
): FractionalImage {
  const image = runOp(fractionalOp, k, mask, { factor });
  const [none, all] = SIGNED_FRACTIONS.range;
  const scale = all - none;
  if (!Number.isInteger(scale / factor ** image.shape.length))
    return { ...image, data: image.data as Float32Array, fractions: UNIT_FRACTIONS };
  const data = Int8Array.from(image.data as Float32Array, (share) => Math.round(share * scale) + none);
  return { ...image, data, fractions: SIGNED_FRACTIONS };
}

/**
 * The voxels of which a share lies inside.
 *
 * @param k kernels from `loadKernels`
 * @param image shares on the scale of its `fractions`
 * @param threshold the least share, 0 to 1. Default: where `fractions.threshold` lies, for shares half
 * @returns a mask on the same grid; NaN is never inside
 * @throws ArgumentRangeError E_OPTION for a threshold beyond 0 to 1
 * @example
 * fractionalToMask(k, maskToFractional(k, mask)).bits.join() === mask.bits.join(); // true
 */
export function fractionalToMask(k: Kernels, image: FractionalImage, threshold?: number): Mask {
  const level =
    threshold === undefined ? image.fractions.threshold : levelOfShare("fractionalToMask", image, threshold);
  return scratch(k, (s) => {
    const resident = putImage(s, "fractionalToMask", image);
    const pitch = maskPitch(resident.w);
    const bytes = pitch * resident.h * resident.d;
    const bits = s.alloc(bytes, "fractionalToMask: its mask");
    writeAbove(s, bits, resident, below(level));
    return { bits: s.take(bits, Uint8Array, bytes), shape: image.shape, pitch, ...geometryOf(image) };
  });
}

/** The value that stands for a share. Throws E_OPTION for shares beyond 0 to 1. */
export function levelOfShare(who: string, { fractions }: FractionalImage, share: number): number {
  if (!(share >= 0 && share <= 1)) {
    throw new ArgumentRangeError("E_OPTION", `${who}: expected a fraction from 0 to 1, got ${describe(share)}`);
  }
  const [none, all] = fractions.range;
  return none + share * (all - none);
}

/** The largest number below another: what is above it is at least the other. */
function below(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = (bits[0] as bigint) + (value > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0] as number;
}

/** What `combineFractions` makes of two shares a and b. */
export const FRACTION_RULES = {
  /** max(a, b) */
  union: (a: number, b: number) => Math.max(a, b),
  /** min(a, b) */
  intersect: (a: number, b: number) => Math.min(a, b),
  /** min(a, 1 − b) */
  subtract: (a: number, b: number) => Math.min(a, 1 - b),
} as const;

/**
 * Two fractional images as one, voxel by voxel: "union" is the larger share, "intersect" the smaller one, "subtract" the
 * smaller of a and 1 − b. Where both fill only parts of a voxel these are bounds, since nothing tells which parts.
 *
 * @param a shares; the result is on its scale and grid
 * @param b shares on a grid of the same shape, on any scale
 * @param rule "union", "intersect" or "subtract"
 * @throws ArgumentRangeError E_SHAPE for different shapes, E_OPTION for another rule
 * @example
 * combineFractions(liver, vessels, "subtract");
 */
export function combineFractions<T extends FractionalImage>(
  a: T,
  b: FractionalImage,
  rule: keyof typeof FRACTION_RULES,
): T {
  const combine = Object.hasOwn(FRACTION_RULES, rule) ? FRACTION_RULES[rule] : undefined;
  if (!combine) {
    const rules = Object.keys(FRACTION_RULES).join(", ");
    throw new ArgumentRangeError("E_OPTION", `combineFractions: expected one of ${rules}, got ${describe(rule)}`);
  }
  if (a.shape.join() !== b.shape.join() || a.data.length !== b.data.length) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `combineFractions: expected one shape, got ${a.shape.join("×")} and ${b.shape.join("×")}`,
    );
  }
  const [[low, high], [none, all]] = [a.fractions.range, b.fractions.range];
  const data = new (arrayType(
    a.data instanceof Float32Array ? "float32" : a.data instanceof Int8Array ? "int8" : "uint8",
  ))(a.data.length);
  for (let i = 0; i < data.length; i++) {
    const share = combine(((a.data[i] as number) - low) / (high - low), ((b.data[i] as number) - none) / (all - none));
    const value = low + share * (high - low);
    data[i] = a.data instanceof Float32Array ? value : Math.round(value);
  }
  return { ...a, data } as T;
}

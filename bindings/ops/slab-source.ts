import { ArgumentRangeError } from "../core/errors.js";
import { type Geometry, geometryOf, type Image, isMask, type Labelmap, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type Op, runOp } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { gaussianOp } from "./gaussian.js";
import { closeOp, dilateOp, erodeOp, openOp } from "./morphology.js";
import { thresholdOp } from "./threshold.js";

/** A volume that is read a few planes at a time, because it does not fit into memory. */
export interface SlabSource<T extends Image | Mask = Image | Mask> extends Geometry {
  /** [z, y, x] of the whole. */
  readonly shape: readonly number[];
  /** Planes [from, to), a volume of to − from planes. */
  read(from: number, to: number): T | Promise<T>;
}

/** Takes results: a volume of some planes and the number of the first, ascending. */
export type SlabSink<T extends Image | Mask = Image | Mask> = (slab: T, from: number) => void | Promise<void>;

/** How a volume is cut. */
export interface SlabOptions {
  /** Planes of a result at a time. Default: about 32 million voxels. */
  planes?: number | undefined;
}

const VOXELS = 2 ** 25;

/** Ranges of planes, [from, to). */
export function slabsOf(
  who: string,
  { shape }: Pick<SlabSource, "shape">,
  { planes }: SlabOptions = {},
): { from: number; to: number }[] {
  if (!Array.isArray(shape) || shape.length !== 3) {
    throw new ArgumentRangeError("E_NDIM", `${who}: expected a shape [z, y, x], got ${shape}`);
  }
  const [d, h, w] = shape as [number, number, number];
  const step = planes ?? Math.max(1, Math.floor(VOXELS / (h * w)));
  if (!Number.isInteger(step) || step < 1) {
    throw new ArgumentRangeError("E_OPTION", `${who}: expected planes >= 1, got ${step}`);
  }
  return Array.from({ length: Math.ceil(d / step) }, (_, i) => ({ from: i * step, to: Math.min(d, (i + 1) * step) }));
}

/** A volume in memory as a source: planes are copied out when they are asked for. */
export function slabSource<T extends Image | Mask>(volume: T): SlabSource<T> {
  const read = (from: number, to: number) => cropPlanes(volume, from, to);
  return { ...geometryOf(volume), shape: volume.shape, read };
}

/** Planes [from, to) of a volume. */
function cropPlanes<T extends Image | Mask>(volume: T, from: number, to: number): T {
  const [d, h, w] = volume.shape as [number, number, number];
  const shape = [to - from, h, w];
  if (from === 0 && to === d) return volume;
  if (isMask(volume)) {
    const plane = h * volume.pitch;
    return { ...volume, shape, bits: volume.bits.slice(from * plane, to * plane) };
  }
  return { ...volume, shape, data: volume.data.slice(from * h * w, to * h * w) };
}

/**
 * Runs a function over a volume slab by slab: each slab comes with up to `halo` planes more at both ends, and of the result
 * the planes of the slab itself are handed on.
 *
 * @param source the volume
 * @param options `planes` of a result at a time; `halo`, planes to either side that the function looks at, default 0
 * @param body makes a volume of the same shape; it also gets the numbers of the first plane and of the one after the last
 * @param sink takes the results, from the first plane to the last
 * @throws ArgumentRangeError E_NDIM, E_OPTION, E_SHAPE when a result has another shape; what the functions throw
 * @example
 * const volume = { data: Uint8Array.of(1, 2, 3), shape: [3, 1, 1] };
 * const doubled: number[] = [];
 * const body = (slab) => ({ ...slab, data: slab.data.map((value) => 2 * value) });
 * await mapSlabs(slabSource(volume), { planes: 2 }, body, ({ data }) => doubled.push(...data));
 * doubled; // [2, 4, 6]
 */
export async function mapSlabs<T extends Image | Mask, R extends Image | Mask>(
  source: SlabSource<T>,
  options: SlabOptions & { halo?: number },
  body: (slab: T, from: number, to: number) => R | Promise<R>,
  sink: SlabSink<R>,
): Promise<void> {
  const { halo = 0 } = options;
  const [d] = source.shape as [number];
  for (const { from, to } of slabsOf("mapSlabs", source, options)) {
    const [first, last] = [Math.max(0, from - halo), Math.min(d, to + halo)];
    const result = await body(await source.read(first, last), first, last);
    if (voxelCount(result.shape) !== (last - first) * voxelCount(source.shape.slice(1))) {
      throw new ArgumentRangeError(
        "E_SHAPE",
        `mapSlabs: expected ${last - first} planes, got ${result.shape.join("×")}`,
      );
    }
    await sink(cropPlanes(result, from - first, to - first), from);
  }
}

/** Options as they arrive, of any of the operations below. */
type Given = { readonly [name: string]: unknown };

/** Operations that look only a few planes around, and how many: the same bytes slab by slab as at once. */
const HALO = {
  gaussian({ sigma, truncate, border }) {
    if (border === "wrap") {
      throw new ArgumentRangeError(
        "E_OPTION",
        "opInSlabs: border wrap needs the other end of the volume; choose another",
      );
    }
    const [z] = sigma as readonly number[] as [number];
    return Math.floor((truncate as number) * z + 0.5);
  },
  threshold({ level }) {
    if (typeof level === "number") return 0;
    throw new ArgumentRangeError(
      "E_OPTION",
      `opInSlabs: expected level to be a number, got ${JSON.stringify(level)}; levelInSlabs finds it`,
    );
  },
  erode: ({ radius }) => radius as number,
  dilate: ({ radius }) => radius as number,
  open: ({ radius }) => 2 * (radius as number),
  close: ({ radius }) => 2 * (radius as number),
} as const satisfies Record<string, (options: Given) => number>;

/** Names of the operations that `opInSlabs` runs. */
export type SlabOp = keyof typeof HALO;

const OPS = [gaussianOp, thresholdOp, erodeOp, dilateOp, openOp, closeOp] as unknown as readonly Op[];

/**
 * Runs an operation over a volume that does not fit into memory, slab by slab. The result is the same to the byte as that
 * of the operation on the whole volume.
 *
 * @param k kernels from `loadKernels`
 * @param name "gaussian", "threshold", "erode", "dilate", "open" or "close"
 * @param source the volume; masks or images as the operation reads them
 * @param options the operation's own, and `planes` of a result at a time
 * @param sink takes the results, from the first plane to the last
 * @throws ArgumentRangeError E_OPTION for another operation, a bad option, a level that is no number, or a border that
 *   wraps around; what the operation throws
 * @example
 * const volume = { data: Uint8Array.of(1, 9, 9), shape: [3, 1, 1] };
 * const bits: number[] = [];
 * await opInSlabs(k, "threshold", slabSource(volume), { level: 4, planes: 1 }, (slab) => bits.push(slab.bits[0]));
 * bits; // [0, 1, 1]
 */
export async function opInSlabs(
  k: Kernels,
  name: SlabOp,
  source: SlabSource,
  { planes, ...options }: SlabOptions & Given,
  sink: SlabSink,
): Promise<void> {
  const op = OPS.find((one) => one.name === name);
  if (!op) {
    const names = Object.keys(HALO).join(", ");
    throw new ArgumentRangeError("E_OPTION", `opInSlabs: expected one of ${names}, got ${JSON.stringify(name)}`);
  }
  const halo = HALO[name](resolveOptions(name, op.parameters, options, 3));
  const body = (slab: Image | Mask) => runOp(op, k, slab as Image, options as object) as Image | Mask | Labelmap;
  await mapSlabs(source, { planes, halo }, body, sink);
}

import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, type Image, type Labelmap, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, putKind, putOthers, type ResidentOthers, type Resolved, runOp } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import {
  dtypeCode,
  largestLabel,
  type ResidentImage,
  type ResidentLabels,
  type ResidentMask,
  sameGrid,
  takeResident,
} from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { extentOf } from "./extent.js";
import { SPACING } from "./features.js";
import { fullMask } from "./full-mask.js";
import { stepTable, waysOf } from "./grow-steps.js";

/** Parameters of `growSeeds`. */
interface Parameters {
  /** Added to the difference of values for each unit of way, in image units: keeps labels near their seeds. Default: 0. */
  locality?: number;
  /** Distance between neighbours for `locality`: one number, or one per axis in the order of the shape. Default: 1. */
  spacing?: number | readonly number[];
}

/** Options of `growSeeds`. */
export interface GrowSeedsOptions extends Parameters {
  /** Labels to grow from. */
  seeds: Image;
  /** Only voxels of this mask are labelled. Default: all. */
  mask?: Mask | Image | undefined;
}

const parameters = {
  locality: {
    type: "number",
    default: 0,
    min: 0,
    unit: "image units",
    summary: "added to the difference of values for each unit of way; keeps labels near their seeds",
  },
  spacing: SPACING,
} as const;

/** Defaults of `growSeeds`. */
export const GROW_SEEDS_DEFAULTS = opDefaults<Parameters>(parameters);

const WHO = "grow-seeds";
/** Costs of a difference over all values and of the longest step together, at most. */
const FULL_COST = 2 ** 18;
/** Lists by cost that the kernel keeps. */
const LISTS = 65536;

/** Bytes of scratch of the raw `growSeeds` with so many chunks of its queue. */
export function growRoom(n: number, chunks: number): number {
  return 8 * LISTS + LISTS / 8 + n + 64 * chunks + 1024;
}

/** Chunks of fifteen voxels that hardly any image needs more of: every voxel is listed twice, and lists are begun. */
export function growChunks(n: number): number {
  return Math.ceil((2 * n) / 15) + 2 * Math.min(n, LISTS) + 2;
}

/** Kinds of the further inputs. */
type Others = { seeds: "labels"; mask: "mask" };

export const growSeedsOp = defineOp<"image", "labels", Parameters, Others>({
  name: WHO,
  summary: "Grow labelled seeds over the image, each as far as its values change less than from other seeds.",
  input: "image",
  output: "labels",
  parameters,
  others: {
    seeds: { kind: "labels", required: true, summary: "labels to grow from" },
    mask: { kind: "mask", summary: "the voxels to label; without it all" },
  },
  step(s, image, options, others) {
    const seeds = others.seeds as ResidentLabels;
    return grow(s, { image, seeds, mask: others.mask ?? fullMask(s, WHO, image) }, options).labels;
  },
});

/** What seeds grow from, on one grid. */
interface Ground {
  image: ResidentImage;
  seeds: ResidentLabels;
  mask: ResidentMask;
}

/** Labels and the costs of the ways to them, u64 a voxel, in linear memory; `full` when nothing could be kept. */
interface Grown {
  labels: ResidentLabels;
  costs: Pointer;
  full: boolean;
}

function grow(s: Scratch, ground: Ground, options: Resolved<Parameters>, previous?: GrownSeeds): Grown {
  const { image, seeds, mask } = ground;
  const { w, h, d, shape } = image;
  if (shape.some((extent) => extent < 3)) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `${WHO}: expected at least 3 voxels along each axis, got ${shape.join("×")}`,
    );
  }
  const n = voxelCount(shape);
  const bytes = arrayType(seeds.dtype).BYTES_PER_ELEMENT;
  const at = s.alloc(n * bytes, `${WHO}: its labels`);
  const costs = s.alloc(8 * n, `${WHO}: its costs`);
  const kept = previous && sameKind(previous, seeds, n);
  if (kept) {
    s.view(at, arrayType(seeds.dtype), n).set(previous.labels.data);
    s.view(costs, Uint32Array, 2 * n).set(previous.costs);
  }
  const full = s.nested(() => {
    const { values, steps, coarse } = terrain(s, image, options);
    const table = s.put(steps);
    const run = (update: number, chunks = growChunks(n)): number =>
      s.nested(() => {
        const room = s.alloc(growRoom(n, chunks), `${WHO}: its queue`);
        const where = [mask.at, mask.pitch, w, h, d, table, coarse, update, chunks, room] as const;
        return s.raw.growSeeds(at, costs, bytes >> 1, seeds.at, values, ...where);
      });
    const spoilt = !kept || run(1) !== 0;
    if (spoilt) for (let chunks = growChunks(n); run(0, chunks) !== 0; ) chunks *= 2;
    return spoilt;
  });
  const count = largestLabel(s, at, dtypeCode(seeds), n);
  return { labels: { kind: "labels", ...sameGrid(image), at, dtype: seeds.dtype, count }, costs, full };
}

function sameKind({ labels, costs }: GrownSeeds, seeds: ResidentLabels, n: number): boolean {
  return labels.data instanceof arrayType(seeds.dtype) && labels.data.length === n && costs.length === 2 * n;
}

/** The values in whole numbers, and the steps to neighbours with their costs. */
function terrain(s: Scratch, image: ResidentImage, { locality, spacing }: Resolved<Parameters>) {
  const { min, max } = extentOf(s, WHO, image);
  const ways = waysOf(image, spacing);
  const longest = locality * Math.max(...ways.map(({ length }) => length));
  const span = max - min + longest;
  // Whole numbers without a locality are their own costs; otherwise so many parts of a unit that little is rounded.
  const exact = locality === 0 && image.dtype !== "float32";
  const fine = exact || span === 0 ? 1 : FULL_COST / span;
  let coarse = 0;
  while (Math.ceil(span * fine) + 2 > (LISTS - 2) * 2 ** coarse) coarse++;
  const steps = stepTable(ways.map((way) => ({ ...way, cost: Math.round(locality * way.length * fine) })));
  const n = voxelCount(image.shape);
  const values = s.alloc(4 * n, `${WHO}: its values as whole numbers`);
  s.raw.fixedPoint(values, image.at, dtypeCode(image), n, min, fine);
  return { values, steps, coarse };
}

/**
 * Seeds that grow over an image, as in Slicer's "Grow from seeds": each voxel takes the label of the seed from which a way
 * leads along which the values change least, by any of 8 (2-D) or 26 neighbours. Of equally dear ways the one of fewest
 * steps counts, then the smaller label.
 *
 * Float images, and all with a `locality`, are compared in about a million steps over the range of the values. Voxels of
 * the outermost layer take labels and pass none on.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, at least 3 voxels along each axis
 * @param options `seeds`, labels of the same shape; `mask`, the voxels to label, default all; `locality` ≥ 0, in image
 *   units for a `spacing` unit of way
 * @returns labels in the type of the seeds; 0 outside the mask and where no way leads
 * @throws ArgumentRangeError E_SHAPE, E_OPTION, E_SPACING, E_LABEL_NEGATIVE; ArgumentTypeError E_DTYPE for float seeds;
 *   UnsuitableImage E_NONFINITE; MismatchedShape; OutOfMemory (23 bytes a voxel)
 * @example
 * const image = { data: new Uint8Array([9, 9, 9, 9, 9, 9, 2, 1, 8, 9, 9, 9, 9, 9, 9]), shape: [3, 5] };
 * const seeds = { data: new Uint8Array([0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0]), shape: [3, 5] };
 * growSeeds(k, image, { seeds }).data[7]; // 1
 */
export function growSeeds(k: Kernels, image: Image, options: GrowSeedsOptions): Labelmap {
  return runOp(growSeedsOp, k, image, options);
}

/** Grown seeds with what it takes to go on from them. */
export interface GrownSeeds {
  labels: Labelmap;
  /** Two numbers a voxel: the cost of its way, in the kernel's own terms. */
  costs: Uint32Array;
  /** True when the whole image was worked on, not only what new seeds change. */
  full: boolean;
}

/**
 * `growSeeds` that can go on: with an earlier result only what added seeds change is worked on. Gives the labels of a full
 * run in every case; where seeds were removed or changed, or the mask was, it makes one.
 *
 * @param options as for `growSeeds`; image, `locality` and `spacing` must be those of the earlier call
 * @param previous an earlier result, not changed; undefined to begin
 * @returns labels, and costs for the next call (8 bytes a voxel)
 * @throws as `growSeeds`
 * @example
 * let grown = growSeedsFurther(k, image, { seeds });
 * seeds.data[3] = 2;
 * grown = growSeedsFurther(k, image, { seeds }, grown);
 */
export function growSeedsFurther(
  k: Kernels,
  image: Image,
  options: GrowSeedsOptions,
  previous?: GrownSeeds,
): GrownSeeds {
  return scratch(k, (s) => {
    const resident = putKind(s, WHO, "image", image) as ResidentImage;
    const resolved = resolveOptions(WHO, parameters, options, image.shape.length, ["seeds", "mask"]);
    const { seeds, mask } = putOthers(s, growSeedsOp, resident, options) as ResidentOthers<Others>;
    const ground = { image: resident, seeds: seeds as ResidentLabels, mask: mask ?? fullMask(s, WHO, resident) };
    const { labels, costs, full } = grow(s, ground, resolved as Resolved<Parameters>, previous);
    const n = voxelCount(image.shape);
    return { labels: takeResident(s, labels) as Labelmap, costs: s.take(costs, Uint32Array, 2 * n), full };
  });
}

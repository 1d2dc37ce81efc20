import { ArgumentRangeError, MismatchedShape, SegmentError } from "../core/errors.js";
import { arrayType, describe, type Image, type Mask, type TypedArray, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { putKind } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import type { ResidentLabels } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { commonVoxels, type Pairs } from "./compare/contingency.js";
import { FAR, foregroundDistances, labelDistances, type SurfaceDistances } from "./compare/distances.js";
import {
  matches,
  type Panoptic,
  type PrecisionAt,
  panoptic,
  precisions,
  type RandScores,
  randScores,
  type Sizes,
  tableOf,
  type Variation,
  variation,
} from "./compare/scores.js";
import { Gathered } from "./measures/gather.js";

/** Options of `compareLabels`. */
export interface CompareOptions {
  /**
   * Labels of the first image whose voxels count for nothing. When not given, the Rand scores leave out background (0), as
   * in scikit-image, and nothing else leaves out anything. 0 concerns only the Rand scores and the variation.
   */
  ignore?: readonly number[] | undefined;
  /** Whether to measure distances between surfaces; they take most of the time. Default: true. */
  distances?: boolean | undefined;
}

/** How two objects lie on each other. Distances are missing where they were not asked for. */
export interface ObjectComparison extends Partial<SurfaceDistances> {
  /** Voxels of the first, of the second, and of both. */
  voxelsA: number;
  voxelsB: number;
  common: number;
  /** The same as area or volume, in the unit's square or cube; and the second minus the first. */
  volumeA: number;
  volumeB: number;
  volumeDifference: number;
  /** 2 · common / (voxelsA + voxelsB), and common / union; NaN when both are empty. */
  dice: number;
  jaccard: number;
}

/** The comparison of two label images. */
export interface Comparison {
  /** Unit of the distances. */
  unit: string;
  /** A row for every label that occurs in either, ascending. */
  labels: (ObjectComparison & { label: number })[];
  /** Everything that has a label against everything that has one. */
  foreground: ObjectComparison;
  /** Adapted Rand error with its precision and recall. */
  rand: RandScores;
  /** Variation of information, in bits. */
  variation: Variation;
  /** Objects matched by their intersection over union, whatever their labels, at 0.5, 0.55 … 0.95. */
  precisions: PrecisionAt[];
  /** The mean of those. */
  averagePrecision: number;
  panoptic: Panoptic;
  /** The contingency table without background: labels that share voxels. */
  pairs: Pairs;
}

const WHO = "compareLabels";

const parameters = {
  distances: { type: "boolean", default: true, summary: "measure distances between surfaces" },
} as const;

/**
 * Compares two label images of one grid, the first being the reference.
 *
 * Rows of labels compare objects of equal labels; average precision and panoptic quality match objects by their overlap.
 * A surface is the voxels with a neighbour by face outside of the object, the image's edge being outside; distances run
 * between voxel centres, from every surface voxel of one to the nearest of the other, exact, with spacing. `hausdorff` is
 * the largest of both directions, `hausdorff95` the larger of both 95th percentiles (between ranks in proportion),
 * `meanDistance` the mean over all surface voxels of both.
 *
 * @param k kernels from `loadKernels`
 * @param a the reference: whole numbers, 0 is background, or a mask
 * @param b what is compared with it, of the same shape; spacing and unit are the reference's, or its own where that has none
 * @param options `ignore` labels of the reference; `distances`
 * @returns numbers that are not defined are NaN, distances between something and nothing +Infinity
 * @throws ArgumentTypeError E_DTYPE; ArgumentRangeError E_LABEL_NEGATIVE, E_OPTION; MismatchedShape; SegmentError
 *   E_SHAPE_MISMATCH for different spacings; OutOfMemory
 * @example
 * const a = { data: new Uint8Array([1, 1, 1, 0, 2, 2]), shape: [1, 6] };
 * const { labels } = compareLabels(k, a, { data: new Uint8Array([0, 1, 1, 1, 2, 2]), shape: [1, 6] });
 * labels.map(({ jaccard }) => jaccard); // [0.5, 1]
 * @see scikit-image `metrics`: the same adapted Rand error, variation of information and, of surfaces, Hausdorff distance
 */
export function compareLabels(k: Kernels, a: Image | Mask, b: Image | Mask, options: CompareOptions = {}): Comparison {
  return scratch(k, (s) => {
    const { ignore, ...rest } = options ?? {};
    const { distances } = resolveOptions(WHO, parameters, rest, a.shape.length);
    const ignored = checkIgnored(ignore);
    const first = putKind(s, WHO, "labels", a) as ResidentLabels;
    const second = putKind(s, WHO, "labels", b) as ResidentLabels;
    checkGrids(first, second);
    return compareStep(s, first, second, ignored, distances as boolean);
  });
}

function checkIgnored(ignore: unknown): ReadonlySet<number> | undefined {
  if (ignore === undefined) return undefined;
  const isLabel = (label: unknown) => Number.isInteger(label) && (label as number) >= 0 && (label as number) < 2 ** 32;
  if (Array.isArray(ignore) && ignore.every(isLabel)) return new Set(ignore as number[]);
  throw new ArgumentRangeError("E_OPTION", `${WHO}: expected ignore to be a list of labels, got ${describe(ignore)}`);
}

function checkGrids(a: ResidentLabels, b: ResidentLabels): void {
  if (a.shape.join() !== b.shape.join()) throw new MismatchedShape(WHO, a.shape, b.shape);
  const [first, second] = [a.geometry.spacing, b.geometry.spacing];
  if (first?.some((step, axis) => second && Math.abs(step - second[axis]!) > 1e-4 * step)) {
    throw new SegmentError(
      "E_SHAPE_MISMATCH",
      `${WHO}: both images must have one spacing, got ${describe([...first])} and ${describe([...second!])}`,
    );
  }
}

/** Compares resident labels of one grid. */
export function compareStep(
  s: Scratch,
  whole: ResidentLabels,
  other: ResidentLabels,
  ignored: ReadonlySet<number> | undefined,
  distances: boolean,
): Comparison {
  const [a, b, dropped] = withoutIgnored(s, whole, other, ignored);
  const { spacing = a.shape.map(() => 1), unit = "px" } = { ...b.geometry, ...a.geometry };
  const [first, second] = [new Gathered(s, WHO, a, []), new Gathered(s, WHO, b, [])];
  const [sizesA, sizesB] = [sizesOf(first), sizesOf(second)];
  const pairs = commonVoxels(s, a, b);
  const voxels = voxelCount(a.shape) - dropped;
  const volume = spacing.reduce((size, step) => size * step, 1);
  const table = (leftOut: ReadonlySet<number>) => tableOf(pairs, sizesA, sizesB, voxels, leftOut);
  const found = matches(pairs, sizesA, sizesB);
  const atThresholds = precisions(found, sizesA, sizesB);
  const covered = (sizes: Sizes) => [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const common = pairs.voxels.reduce((sum, n) => sum + n, 0);
  return {
    unit,
    labels: labelRows(s, [first, second], pairs, spacing, distances),
    foreground: {
      ...overlap(covered(sizesA), covered(sizesB), common, volume),
      ...(distances && foregroundDistances(s, a, b, spacing)),
    },
    rand: randScores(table(ignored ?? new Set([0]))),
    variation: variation(s, table(ignored ?? new Set())),
    precisions: atThresholds,
    averagePrecision: atThresholds.reduce((sum, { precision }) => sum + precision, 0) / atThresholds.length,
    panoptic: panoptic(found, sizesA, sizesB),
    pairs,
  };
}

/** Both images with background where the first has an ignored label, and the number of such voxels. */
function withoutIgnored(
  s: Scratch,
  a: ResidentLabels,
  b: ResidentLabels,
  ignored: ReadonlySet<number> | undefined,
): [ResidentLabels, ResidentLabels, number] {
  const dropping = [...(ignored ?? [])].some((label) => label !== 0);
  if (!dropping) return [a, b, 0];
  const n = voxelCount(a.shape);
  const arrays = [a, b].map(({ at, dtype }) => s.take(at, arrayType(dtype), n)) as [TypedArray, TypedArray];
  let dropped = 0;
  for (let i = 0; i < n; i++) {
    if (arrays[0][i] === 0 || !ignored?.has(arrays[0][i] as number)) continue;
    arrays[0][i] = arrays[1][i] = 0;
    dropped += 1;
  }
  const [first, second] = arrays.map((array) => s.put(array, `${WHO}: its labels`)) as [number, number];
  return [{ ...a, at: first }, { ...b, at: second }, dropped];
}

function sizesOf(g: Gathered): Sizes {
  const sizes = g.column(1);
  return new Map(Array.from(g.column(0), (label, row) => [label, sizes[row] as number]));
}

function overlap(voxelsA: number, voxelsB: number, common: number, volume: number): ObjectComparison {
  return {
    voxelsA,
    voxelsB,
    common,
    volumeA: voxelsA * volume,
    volumeB: voxelsB * volume,
    volumeDifference: (voxelsB - voxelsA) * volume,
    dice: (2 * common) / (voxelsA + voxelsB),
    jaccard: common / (voxelsA + voxelsB - common),
  };
}

function labelRows(
  s: Scratch,
  [a, b]: readonly [Gathered, Gathered],
  pairs: Pairs,
  spacing: readonly number[],
  distances: boolean,
): Comparison["labels"] {
  const rows = (g: Gathered) => new Map(Array.from(g.column(0), (label, row) => [label, row]));
  const [rowsA, rowsB] = [rows(a), rows(b)];
  const common = new Map<number, number>();
  pairs.a.forEach((label, i) => {
    if (pairs.b[i] === label) common.set(label, pairs.voxels[i] as number);
  });
  const volume = spacing.reduce((size, step) => size * step, 1);
  if (distances) for (const g of [a, b]) g.sortRuns();
  const all = Float64Array.from(new Set([...rowsA.keys(), ...rowsB.keys()])).sort();
  return Array.from(all, (label) => {
    const [rowA, rowB] = [rowsA.get(label), rowsB.get(label)];
    const size = (g: Gathered, row: number | undefined) => (row === undefined ? 0 : (g.column(1)[row] as number));
    const compared = overlap(size(a, rowA), size(b, rowB), common.get(label) ?? 0, volume);
    if (!distances) return { label, ...compared };
    const isInBoth = rowA !== undefined && rowB !== undefined;
    return { label, ...compared, ...(isInBoth ? labelDistances(s, [a, rowA], [b, rowB], spacing) : FAR) };
  });
}

import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { describe, geometryOf, type Image, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Layer, Segment, Segmentation } from "../core/segmentation.js";
import { compareLabels, type ObjectComparison } from "../ops/compare.js";
import { paintLayers } from "../ops/layers.js";
import { checkLabels } from "./count.js";
import { findSegment } from "./model.js";
import { segmentationOn } from "./on-grid.js";

/** Options of `compareSegments`. */
export interface CompareSegmentsOptions {
  /** Whether to measure distances between surfaces; they take most of the time. Default: true. */
  distances?: boolean | undefined;
  /** IDs of the segments to compare, of the first and of the second. Default: as `compareSegments` pairs them. */
  pairs?: readonly (readonly [a: string, b: string])[] | undefined;
}

/** How a segment lies on another. */
export interface SegmentComparison extends ObjectComparison {
  /** The segment of the first; undefined where only the second has it. */
  a: Segment | undefined;
  b: Segment | undefined;
  /** Voxels inside both, outside both, in the second alone and in the first alone, in per cent of all voxels of the grid. */
  truePositive: number;
  trueNegative: number;
  falsePositive: number;
  falseNegative: number;
}

interface Pair {
  a: Segment | undefined;
  b: Segment | undefined;
}

const WHO = "compareSegments";

/**
 * Compares segments of two segmentations, the first being the reference. They may overlap and lie on different grids: the
 * second is brought onto the grid of the first, voxel by nearest voxel.
 *
 * Segments belong together that have one name, where it occurs once in both; then those of one ID; then, where one is left
 * on each side, those two. What has no partner is compared with nothing.
 *
 * @param k kernels from `loadKernels`
 * @param a the reference, binary
 * @param b what is compared with it, binary
 * @param options `distances`; `pairs` of IDs
 * @returns a row for every pair, in the order of the first, and then what only the second has; scores as in `compareLabels`
 * @throws ArgumentTypeError E_DTYPE for fractions; ArgumentRangeError E_SEGMENT for an unknown ID; MismatchedShape where one
 *   is a picture and the other is not; OutOfMemory
 * @example
 * const [row] = compareSegments(k, segmentation, segmentation);
 * row.dice; // 1
 * @see SlicerRT's segment comparison: `averageDistance` and `averageHausdorff95` are its average and 95 %
 */
export function compareSegments(
  k: Kernels,
  a: Segmentation,
  b: Segmentation,
  options: CompareSegmentsOptions = {},
): SegmentComparison[] {
  for (const segmentation of [a, b]) checkLabels(WHO, segmentation);
  const { distances = true, pairs: wanted, ...unknown } = options;
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) throw new ArgumentRangeError("E_OPTION", `${WHO}: unknown option ${describe(odd)}`);
  if (a.shape.length !== b.shape.length) throw new MismatchedShape(WHO, a.shape, b.shape);
  const moved = segmentationOn(k, b, a);
  const pairs = wanted
    ? wanted.map(([first, second]): Pair => ({ a: findSegment(a, first), b: findSegment(moved, second) }))
    : pairsOf(a.segments, moved.segments);
  const rows = new Map<Pair, ObjectComparison>();
  for (const group of groups(pairs)) {
    const [first, second] = [
      drawn(
        k,
        a,
        group.map((pair) => pair.a),
      ),
      drawn(
        k,
        moved,
        group.map((pair) => pair.b),
      ),
    ];
    const { labels } = compareLabels(k, first, second, { distances });
    group.forEach((pair, at) => {
      rows.set(pair, labels.find(({ label }) => label === at + 1) ?? nothing(distances));
    });
  }
  const voxels = voxelCount(a.shape);
  return pairs.map((pair) => ({ ...pair, ...scored(rows.get(pair) as ObjectComparison, voxels) }));
}

/** Segments that belong together, in the order of the first; those of the second alone at the end. */
function pairsOf(a: readonly Segment[], b: readonly Segment[]): Pair[] {
  const partners = new Map<Segment, Segment>();
  const free = () => [a.filter((one) => !partners.has(one)), b.filter((one) => ![...partners.values()].includes(one))];
  for (const key of ["name", "id"] as const) {
    const [left, right] = free() as [Segment[], Segment[]];
    const once = (list: Segment[], text: string) => list.filter((one) => one[key] === text).length === 1;
    for (const one of left) {
      const other = right.find((candidate) => candidate[key] === one[key]);
      if (other && once(left, one[key]) && once(right, one[key])) partners.set(one, other);
    }
  }
  const [left, right] = free() as [Segment[], Segment[]];
  if (left.length === 1 && right.length === 1) partners.set(left[0] as Segment, right[0] as Segment);
  const alone = b.filter((one) => ![...partners.values()].includes(one));
  return [
    ...a.map((one): Pair => ({ a: one, b: partners.get(one) })),
    ...alone.map((one) => ({ a: undefined, b: one })),
  ];
}

/** Pairs that can be looked at together: of one layer each, no segment twice. */
function groups(pairs: readonly Pair[]): Pair[][] {
  const found: Pair[][] = [];
  for (const pair of pairs) {
    const fits = (group: readonly Pair[]) =>
      group.every((other) => apart(pair.a, other.a) && apart(pair.b, other.b)) && group.length < 0xffff;
    const group = found.find(fits);
    if (group) group.push(pair);
    else found.push([pair]);
  }
  return found;
}

/** Two segments of one label image: they share a layer, but not the label. */
const apart = (one: Segment | undefined, other: Segment | undefined): boolean =>
  one === undefined || other === undefined || (one.layer === other.layer && one.labelValue !== other.labelValue);

/** Segments as labels 1, 2 … in their order; places without a segment stay empty. */
function drawn(
  k: Kernels,
  { shape, layers, ...grid }: Segmentation,
  segments: readonly (Segment | undefined)[],
): Image {
  const labels = new Map<number, number>();
  let layer: Layer | undefined;
  segments.forEach((segment, at) => {
    if (!segment) return;
    labels.set(segment.labelValue, at + 1);
    layer = layers[segment.layer];
  });
  const painted = layer ? [{ layer, labels }] : [];
  return { data: paintLayers(k, WHO, shape, painted, segments.length), shape, ...geometryOf(grid) };
}

/** The row of two segments without voxels. */
function nothing(distances: boolean): ObjectComparison {
  return {
    ...{ voxelsA: 0, voxelsB: 0, common: 0, volumeA: 0, volumeB: 0, volumeDifference: 0 },
    dice: Number.NaN,
    jaccard: Number.NaN,
    ...(distances && {
      hausdorff: Number.NaN,
      hausdorff95: Number.NaN,
      meanDistance: Number.NaN,
      averageDistance: Number.NaN,
      averageHausdorff95: Number.NaN,
    }),
  };
}

function scored(row: ObjectComparison, voxels: number): Omit<SegmentComparison, "a" | "b"> {
  const { voxelsA, voxelsB, common } = row;
  const percent = (count: number) => (100 * count) / voxels;
  const { label: _, ...scores } = row as ObjectComparison & { label?: number };
  return {
    ...scores,
    truePositive: percent(common),
    trueNegative: percent(voxels - voxelsA - voxelsB + common),
    falsePositive: percent(voxelsB - common),
    falseNegative: percent(voxelsA - common),
  };
}

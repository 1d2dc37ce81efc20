import { gridOf } from "../../core/resident.js";
import type { Scratch } from "../../core/scratch.js";
import { type Values as LabelValues, type ValueRuns, valueRegionsOf, valueRunsOf } from "../value-runs.js";
import type { Order } from "./order.js";
import type { Values } from "./values.js";

/** One class of a semantic image, or the foreground of a mask. */
export interface ClassCount {
  value: number;
  voxels: number;
  /** Connected regions. */
  regions: number;
}

/** What the values of an image mean, as far as they tell. */
export interface Kind {
  kind: "intensity" | "mask" | "semantic" | "instance" | "probability";
  /** Different values but 0, of masks and label images. */
  count?: number;
  /** Each value but 0, of masks and semantic images. */
  classes?: ClassCount[];
  /** Values that form several regions, of instance images: the first 100. */
  scattered?: number[];
}

/** A label image has at most one run of equal values for so many voxels; noise has one for nearly every voxel. */
const VOXELS_PER_RUN = 4;
/** Classes are numbered from 0 or 1, and are few. */
const LOWEST_CLASS = 1;
const MOST_CLASSES = 32;
/** Regions of classes have at least so many voxels on average; those of a picture have far fewer. */
const VOXELS_PER_REGION = 8;
/** From so many regions for a value on, values are classes rather than objects that fell apart. */
const REGIONS_PER_CLASS = 2;
const MOST_SCATTERED = 100;
const LARGEST_LABEL = 2 ** 32 - 1;

/** Tells masks, semantic, instance and probability images from intensities. Regions are joined by all neighbours. */
export function kindOf(s: Scratch, values: Values): Kind {
  const { min, max, order, whole } = values;
  if (values.dropped > 0 || min < 0 || max === 0 || max > LARGEST_LABEL) return { kind: "intensity" };
  if (!whole) return { kind: max <= 1 && min < max ? "probability" : "intensity" };
  if (min === 0 && order.distinct === 2) {
    const regions = regionsOf(s, values, Number.POSITIVE_INFINITY) as Map<number, number>;
    return { kind: "mask", count: 1, classes: listClasses(order, regions) };
  }
  const regions = regionsOf(s, values, order.length / VOXELS_PER_RUN);
  return regions ? labelKind(order, regions) : { kind: "intensity" };
}

function labelKind(order: Order, regions: Map<number, number>): Kind {
  const count = regions.size;
  const total = [...regions.values()].reduce((sum, n) => sum + n, 0);
  if (total < count * REGIONS_PER_CLASS) {
    const several = [...regions].filter(([, n]) => n > 1).map(([value]) => value);
    return { kind: "instance", count, scattered: several.sort((a, b) => a - b).slice(0, MOST_SCATTERED) };
  }
  const voxels = order.length - order.upTo(0);
  const few = count <= MOST_CLASSES && order.at(0) <= LOWEST_CLASS;
  if (!few || voxels < total * VOXELS_PER_REGION) return { kind: "intensity" };
  return { kind: "semantic", count, classes: listClasses(order, regions) };
}

function listClasses(order: Order, regions: Map<number, number>): ClassCount[] {
  const values = [...regions.keys()].sort((a, b) => a - b);
  return values.map((value) => ({
    value,
    voxels: order.upTo(value) - order.below(value),
    regions: regions.get(value) as number,
  }));
}

/** Connected regions of each value but 0; undefined when there are more runs of equal values than `mostRuns`. */
function regionsOf(s: Scratch, values: Values, mostRuns: number): Map<number, number> | undefined {
  return s.nested(() => {
    const image = { ...gridOf(values.image), ...putLabelValues(s, values) };
    // At least every other run of a row is not one of zeros.
    const runs = valueRunsOf(s, "inspect", image, 2 * mostRuns + image.h * image.d);
    if (runs === undefined) return undefined;
    const labelled = s.view(runs.values, Uint32Array, runs.length).reduce((sum, value) => sum + (value ? 1 : 0), 0);
    return labelled > mostRuns ? undefined : countRegions(s, image, runs);
  });
}

function countRegions(s: Scratch, image: LabelValues, runs: ValueRuns): Map<number, number> {
  const { labels, count } = valueRegionsOf(s, "inspect", image, runs, image.shape.length === 2 ? 8 : 26, 0);
  const list = s.alloc(4 * count, "inspect: the value of each region");
  s.raw.firstValues(list, labels, runs.values, runs.length);
  const regions = new Map<number, number>();
  for (const value of s.view(list, Uint32Array, count)) regions.set(value, (regions.get(value) ?? 0) + 1);
  return regions;
}

/** The values as unsigned integers: f32, which stands for all other types, does not tell large labels apart. */
function putLabelValues(s: Scratch, { image, resident }: Values): Pick<LabelValues, "at" | "dtype"> {
  // No value is negative here, so the bits of signed values are those of unsigned ones.
  if (resident.dtype === "int16") return { at: resident.at, dtype: "uint16" };
  if (resident.dtype !== "float32") return { at: resident.at, dtype: resident.dtype };
  const { data } = image;
  const bits32 = data instanceof Uint32Array || data instanceof Int32Array;
  return { at: s.put(bits32 ? data : Uint32Array.from(data), "inspect: its labels"), dtype: "uint32" };
}

import type { TypedArray } from "../../core/image.js";
import { NO_COLOR, type SegmentInfo } from "../../core/segmentation.js";
import type { Volumes } from "../hyperstack.js";
import { labelColour } from "../label-colour.js";
import type { Reduction } from "../pyramid.js";
import { nameOfTimeUnit } from "../time-units.js";
import type { Json } from "./multiscales.js";
import { nameOfUnit } from "./units.js";

/** The versions that are written: on Zarr 2, and on Zarr 3. */
export type OmeVersion = "0.4" | "0.5";

/** What the attributes of a multiscale image say. */
export interface Described {
  /** The finest level. */
  volumes: Volumes;
  reduction: Reduction;
  /** Per level, voxels of the finest one per voxel. */
  factors: readonly (readonly number[])[];
}

/** The axes outside the volume, slowest first. */
export function outerAxes({ times, channels }: Volumes): { name: "t" | "c"; type: string; extent: number }[] {
  return [
    ...(times > 1 ? [{ name: "t" as const, type: "time", extent: times }] : []),
    ...(channels > 1 ? [{ name: "c" as const, type: "channel", extent: channels }] : []),
  ];
}

/** The list of levels with axes and places. */
export function multiscales({ volumes, reduction, factors }: Described): Json {
  const names = volumes.shape.length === 2 ? ["y", "x"] : ["z", "y", "x"];
  const unit = nameOfUnit(volumes.unit);
  const outer = outerAxes(volumes);
  const timed = volumes.timeUnit === undefined ? undefined : nameOfTimeUnit(volumes.timeUnit);
  return {
    axes: [
      ...outer.map(({ name, type }) => ({ name, type, ...(name === "t" && timed && { unit: timed }) })),
      ...names.map((name) => ({ name, type: "space", ...(unit !== undefined && { unit }) })),
    ],
    datasets: factors.map((factor, level) => ({
      path: String(level),
      coordinateTransformations: transforms(volumes, outer, factor, reduction),
    })),
    ...(factors.length > 1 && { type: reduction }),
  };
}

/** Where the voxels of a level lie: in the middle of those they are the mean of, or at the one they repeat. */
function transforms(
  { spacing, origin, shape, timeStep = 1 }: Volumes,
  outer: ReturnType<typeof outerAxes>,
  factor: readonly number[],
  reduction: Reduction,
): Json[] {
  const steps = shape.map((_, axis) => spacing?.[axis] ?? 1);
  const scale = steps.map((step, axis) => step * (factor[axis] as number));
  const placed = origin?.length === shape.length ? origin : shape.map(() => 0);
  const shift = (axis: number) =>
    reduction === "mean" ? (((factor[axis] as number) - 1) / 2) * (steps[axis] as number) : 0;
  const translation = placed.map((place, axis) => place + shift(axis));
  const moved = translation.some((place) => place !== 0);
  return [
    { type: "scale", scale: [...outer.map(({ name }) => (name === "t" ? timeStep : 1)), ...scale] },
    ...(moved ? [{ type: "translation", translation: [...outer.map(() => 0), ...translation] }] : []),
  ];
}

/**
 * What marks an image as labels: a colour for each, how many voxels it has, and the name of its segment.
 *
 * @param segments what labels stand for; others, and segments nobody has chosen a colour for, get colours of their own
 * @param source where the image lies that the labels are of, from the labels
 */
export function imageLabel(
  data: TypedArray,
  version: OmeVersion,
  segments: readonly SegmentInfo[] = [],
  source?: string,
): Json {
  const known = new Map(segments.map((segment) => [segment.labelValue, segment]));
  const rgba = (label: number): number[] => {
    const { color = NO_COLOR } = known.get(label) ?? {};
    const chosen = color.some((part, i) => part !== NO_COLOR[i]);
    return [...(chosen ? color.map((part) => Math.round(part * 255)) : labelColour(label)), 255];
  };
  const counts = new Map<number, number>();
  for (const label of data) counts.set(label, (counts.get(label) ?? 0) + 1);
  counts.delete(0);
  const labels = [...counts].sort(([a], [b]) => a - b);
  return {
    // From 0.5 on the version stands beside it, for all parts at once.
    ...(version === "0.4" && { version }),
    colors: labels.map(([label]) => ({ "label-value": label, rgba: rgba(label) })),
    properties: labels.map(([label, count]) => {
      const name = known.get(label)?.name;
      return { "label-value": label, count, ...(name && { name }) };
    }),
    ...(source !== undefined && { source: { image: source } }),
  };
}

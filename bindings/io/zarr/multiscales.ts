import type { Geometry } from "../../core/image.js";
import type { Legend } from "../legend.js";
import type { Source } from "../source.js";
import { timeUnit } from "../time-units.js";
import { unitOfName } from "./units.js";

/** An axis as OME-Zarr names it. */
export interface ZarrAxis {
  name: string;
  type?: string;
  unit?: string;
}

/** One level of a multiscale image. */
export interface ZarrLevel {
  /** Path of its array below the group. */
  path: string;
  axes: readonly ZarrAxis[];
  /** Per axis. */
  scale: readonly number[];
  translation: readonly number[];
}

export type Json = Readonly<Record<string, unknown>>;

/** The OME part of a group's attributes: below "ome" from version 0.5 on. */
export function omeAttributes(attributes: Json): Json {
  return isObject(attributes.ome) ? attributes.ome : attributes;
}

/** The levels of an image, the finest first; each is looked at when it is asked for. */
export interface ZarrLevels {
  count: number;
  /** The OME part of the attributes of its group. */
  attributes: Json;
  at(level: number): ZarrLevel;
}

/** Halving a million voxels takes twenty; beyond this a list is none of levels. */
const MOST_LEVELS = 64;

/** Reads the first multiscale image of a group; undefined where it has none. */
export function levelsOf(source: Source, attributes: Json): ZarrLevels | undefined {
  const described = omeAttributes(attributes);
  const { multiscales } = described;
  if (!Array.isArray(multiscales) || !isObject(multiscales[0])) return undefined;
  const image = multiscales[0];
  if (multiscales.length > 1) source.note(`it has ${multiscales.length} images of one scene; the first is read`);
  const axes = Array.isArray(image.axes) ? image.axes.map(axisOf) : [];
  const datasets: unknown[] = Array.isArray(image.datasets) ? image.datasets : [];
  const at = (level: number): ZarrLevel => {
    const dataset = datasets[level];
    if (!isObject(dataset) || typeof dataset.path !== "string" || axes.length === 0) {
      throw source.corrupt("its multiscales name no axes or no datasets");
    }
    const own = transformOf(source, dataset, axes.length);
    const whole = transformOf(source, image, axes.length);
    return {
      path: dataset.path,
      axes,
      scale: own.scale.map((step, i) => step * (whole.scale[i] as number)),
      translation: own.translation.map(
        (place, i) => place * (whole.scale[i] as number) + (whole.translation[i] as number),
      ),
    };
  };
  return { count: Math.min(Math.max(1, datasets.length), MOST_LEVELS), attributes: described, at };
}

/** Axes were plain letters before version 0.4. */
function axisOf(axis: unknown): ZarrAxis {
  if (typeof axis === "string") return { name: axis };
  const { name, unit } = isObject(axis) ? axis : {};
  return { name: typeof name === "string" ? name : "", ...(typeof unit === "string" && { unit }) };
}

function transformOf(source: Source, { coordinateTransformations: list }: Json, axes: number) {
  const found = (type: string, missing: number): number[] => {
    const entry = Array.isArray(list) ? list.find((one) => isObject(one) && one.type === type) : undefined;
    const numbers = isObject(entry) ? entry[type] : undefined;
    if (numbers === undefined) return Array<number>(axes).fill(missing);
    if (!Array.isArray(numbers) || numbers.length !== axes || !numbers.every(Number.isFinite)) {
      throw source.corrupt(`its ${type} is not a list of ${axes} numbers`);
    }
    return numbers;
  };
  return { scale: found("scale", 1), translation: found("translation", 0) };
}

/** Geometry of the axes z, y, x; missing ones have spacing 1. */
export function geometryOfLevel({ axes, scale, translation }: ZarrLevel): Geometry {
  const spatial = ["z", "y", "x"].map((name) => axes.findIndex((axis) => axis.name === name));
  const spacing = spatial.map((i) => Math.abs(scale[i] ?? 1) || 1);
  const origin = spatial.map((i) => translation[i] ?? 0);
  const unit = unitOfName(axes[spatial[2] as number]?.unit);
  const plain = spacing.every((step) => step === 1) && unit === undefined;
  return {
    ...(!plain && { spacing }),
    ...(origin.some((place) => place !== 0) && { origin, spacing }),
    ...(unit !== undefined && { unit }),
  };
}

/** Time from one time point to the next, where the axis says. */
export function timeOfLevel({ axes, scale }: ZarrLevel): Legend {
  const time = axes.findIndex((axis) => axis.name === "t");
  const unit = axes[time]?.unit;
  const step = scale[time] ?? 1;
  if (step === 1 && unit === undefined) return {};
  return { timeStep: step, ...(unit !== undefined && { timeUnit: timeUnit(unit) }) };
}

export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

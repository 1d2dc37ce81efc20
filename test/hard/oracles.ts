import type { Image, Labelmap, Mask } from "../../bindings/core/image.js";
import { isMask } from "../../bindings/core/image.js";
import { maskValues } from "../images.js";
import { nearestOracle } from "../oracle/distance.js";
import { expandOracle } from "../oracle/expand.js";
import { labelOracle } from "../oracle/label.js";
import { type FootprintName, footprintOffsets, morphologyOracle } from "../oracle/morphology.js";
import type { Input } from "./calls.js";

/** Options with their defaults. */
// biome-ignore lint/suspicious/noExplicitAny: every operation has its own
type Options = Record<string, any>;
/** The slow, obvious way to an operation's result; undefined where it has none for these options. */
type Oracle = (values: readonly number[], shape: readonly number[], options: Options) => number[] | undefined;

/** Values of any object, one a voxel. */
export function voxelsOf(object: Input | Image | Mask | Labelmap): number[] {
  return isMask(object) ? maskValues(object) : Array.from(object.data as ArrayLike<number>);
}

const FACES = { 2: 4, 3: 6 } as Record<number, number>;
const ALL = { 2: 8, 3: 26 } as Record<number, number>;

/** Voxels up to which it is worth waiting for an oracle. */
export const ORACLE_VOXELS = 700;

/** Oracles by operation, for those whose rule fits a few lines. */
export const ORACLES: Readonly<Record<string, Oracle>> = {
  threshold: (values, _, { level }) => (typeof level === "number" ? values.map((v) => Number(v > level)) : undefined),
  erode: (values, shape, options) => morphology(values, shape, options, ["erode"]),
  dilate: (values, shape, options) => morphology(values, shape, options, ["dilate"]),
  open: (values, shape, options) => morphology(values, shape, options, ["erode", "dilate"]),
  close: (values, shape, options) => morphology(values, shape, options, ["dilate", "erode"]),
  label: (values, shape, { connectivity }) => labelOracle(values, shape, connectivity ?? (ALL[shape.length] as number)),
  "remove-small"(values, shape, { connectivity, maxSize }) {
    const labels = labelOracle(values, shape, connectivity ?? (FACES[shape.length] as number));
    const sizes = countEach(labels);
    return labels.map((label) => Number(label > 0 && (sizes[label] as number) > maxSize));
  },
  "fill-holes"(values, shape, { connectivity }) {
    const background = values.map((value) => Number(!value));
    const labels = labelOracle(background, shape, connectivity ?? (FACES[shape.length] as number));
    const outer = new Set(labels.filter((_, i) => isOnEdge(i, shape)));
    return labels.map((label) => Number(label === 0 || !outer.has(label)));
  },
  distance: (values, shape, { spacing }) =>
    nearestOracle(values, shape, spacing, (value) => value === 0).map(({ square }) => Math.fround(Math.sqrt(square))),
  expand: (values, shape, { distance, spacing }) => expandOracle(values, shape, distance, spacing),
};

function morphology(
  values: readonly number[],
  shape: readonly number[],
  { footprint, radius, border }: { footprint?: FootprintName; radius?: number; border?: string },
  directions: ("erode" | "dilate")[],
): number[] | undefined {
  // Trying every voxel of a large footprint takes too long.
  if ((radius as number) > 3) return undefined;
  const offsets = footprintOffsets(footprint as FootprintName, radius as number, shape.length);
  return directions.reduce<number[]>(
    (image, direction) => {
      const outside = border === "ignore" ? Number(direction === "erode") : Number(border === "max");
      return morphologyOracle(image, shape, offsets, direction, outside);
    },
    [...values],
  );
}

function countEach(labels: readonly number[]): number[] {
  const sizes: number[] = [];
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  return sizes;
}

function isOnEdge(index: number, shape: readonly number[]): boolean {
  let rest = index;
  for (const extent of [...shape].reverse()) {
    const place = rest % extent;
    if (place === 0 || place === extent - 1) return true;
    rest = Math.floor(rest / extent);
  }
  return false;
}

import { ArgumentRangeError, ArgumentTypeError, MismatchedShape } from "../../core/errors.js";
import { describe, type Image, type Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import type { Parameters } from "../../core/options.js";
import type { Segmentation } from "../../core/segmentation.js";

/** A place in voxels along (z, y, x), or (y, x) in two dimensions; fractions are allowed. */
export type Point = readonly number[];

/** What an effect works on. */
export interface EffectCall {
  readonly k: Kernels;
  readonly segmentation: Segmentation;
  /** The edited segment. */
  readonly id: string;
  /** Parameters by Slicer's names, checked, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Distance between voxels along each axis of the shape. */
  readonly spacing: readonly number[];
  /** IDs of the segments that are shown. */
  readonly visible: readonly string[];
  /** ID of the segment to combine with. */
  readonly modifier: string | undefined;
  readonly source: Image | undefined;
  readonly points: readonly Point[];
  /** Voxels that may change; undefined for all. */
  readonly editable: Mask | undefined;
  /** Changes a segment, within the editable area and with the overwrite mode of the call. */
  edit(segmentation: Segmentation, id: string, mask: Mask, mode: "set" | "add" | "remove"): Segmentation;
}

/** What places are drawn on. */
export interface Drawing extends Pick<EffectCall, "options" | "spacing" | "points"> {
  readonly segmentation: Pick<Segmentation, "shape">;
}

/** One of Slicer's editor effects without its user interface. */
export interface Effect {
  /** Slicer's name of it. */
  readonly name: string;
  /** One sentence, starting with a verb. */
  readonly summary: string;
  readonly parameters: Parameters;
  run(call: EffectCall): Segmentation;
  /** What its user should know of the result, by the checked parameters and the voxels that the segment then has. */
  remark?(options: Readonly<Record<string, unknown>>, voxels: number): string | undefined;
}

/** The image that an effect reads values of. */
export function sourceOf({ source, segmentation }: Pick<EffectCall, "source" | "segmentation">, who: string): Image {
  if (!source) {
    throw new ArgumentTypeError(
      "E_OPTION",
      `${who}: expected a source image on the grid of the segmentation, got none`,
    );
  }
  if (source.shape.join() !== segmentation.shape.join()) {
    throw new MismatchedShape(who, segmentation.shape, source.shape, "the segmentation and its source");
  }
  return source;
}

/** The points of a stroke or outline; at least so many. */
export function pointsOf({ points, segmentation }: Drawing, who: string, least: number): readonly Point[] {
  const rank = segmentation.shape.length;
  for (const point of points) {
    if (point.length === rank && point.every(Number.isFinite)) continue;
    throw new ArgumentRangeError("E_OPTION", `${who}: expected points of ${rank} numbers, got ${describe(point)}`);
  }
  if (points.length >= least) return points;
  throw new ArgumentRangeError("E_OPTION", `${who}: expected at least ${least} points, got ${points.length}`);
}

/** Connectivity by faces: 6 in a volume, 4 in a slice. */
export const facesOf = ({ shape }: { readonly shape: readonly number[] }): 4 | 6 => (shape.length === 3 ? 6 : 4);

/** Numbers as (z, y, x). */
export function deep(numbers: readonly number[], z: number): [number, number, number] {
  const [x = 0, y = 0, first = z] = [...numbers].reverse();
  return [first, y, x];
}

/** The value of the voxel nearest to a place; undefined beyond the image. */
export function valueAt({ data, shape }: Image, point: Point): number | undefined {
  const places = point.map(Math.round);
  if (places.some((at, axis) => at < 0 || at >= (shape[axis] as number))) return undefined;
  return data[places.reduce((sum, at, axis) => sum * (shape[axis] as number) + at, 0)];
}

import { arrayType, type Image, type Labelmap, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import type { ResidentLabels } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { statsStep } from "./region-stats.js";
import { type Between, fillBetween, type PlanePart } from "./slices/pairs.js";

/** Options of `fillBetweenSlices`. */
export interface FillBetweenSlicesOptions {
  /** "all", or the one axis across which slices were drawn: "z", "y" or "x". */
  axis?: "all" | "z" | "y" | "x";
  /** Neighbours of a pixel within a slice, for parts and for growth: 4 or 8. */
  connectivity?: 4 | 8;
}

const parameters = {
  axis: {
    type: "choice",
    choices: ["all", "z", "y", "x"],
    default: "all",
    summary: "the axis across which slices were drawn, or all",
  },
  connectivity: {
    type: "choice",
    choices: [4, 8],
    default: 8,
    code: "E_CONNECTIVITY",
    summary: "neighbours of a pixel within a slice: 4 or 8",
  },
} as const;

/** Defaults of `fillBetweenSlices`. */
export const FILL_BETWEEN_SLICES_DEFAULTS = opDefaults<FillBetweenSlicesOptions>(parameters);

const WHO = "fill-between-slices";
const AXES = ["z", "y", "x"] as const;

export const fillBetweenSlicesOp = defineOp<"labels", "labels", FillBetweenSlicesOptions>({
  name: WHO,
  summary: "Fill the slices between those that labels were drawn on.",
  input: "labels",
  output: "labels",
  parameters,
  step(s, labels, { axis, connectivity }) {
    const bytes = voxelCount(labels.shape) * arrayType(labels.dtype).BYTES_PER_ELEMENT;
    const at = s.alloc(bytes, `${WHO}: its labels`);
    s.view(at, Uint8Array, bytes).fill(0);
    s.nested(() => {
      const filled = s.alloc(bytes, `${WHO}: the labels across one axis`);
      const drawn = drawnSlices(s, labels);
      // Where axes disagree the one that comes first in the shape wins.
      for (const a of [2, 1, 0]) {
        const name = AXES[a];
        const found = drawn.filter(({ slices }) => (slices[a] as number[]).length > 1);
        if (found.length === 0 || (axis !== "all" && axis !== name)) continue;
        s.view(filled, Uint8Array, bytes).fill(0);
        for (const { label, box, slices } of found)
          fillAcross(s, labels, filled, a, connectivity, { label, box, slices: slices[a] as number[] });
        overlay(s, at, filled, labels);
      }
      overlay(s, at, labels.at, labels);
    });
    return { ...labels, at };
  },
});

/** Writes the labels at `from` over those at `at`, where they are not 0. */
function overlay(s: Scratch, at: Pointer, from: Pointer, labels: ResidentLabels): void {
  s.raw.overlay(at, from, voxelCount(labels.shape), shiftOf(labels));
}

/** First and one after the last index along x, y and z. */
type Box = readonly [x0: number, y0: number, z0: number, x1: number, y1: number, z1: number];

interface Drawn {
  label: number;
  box: Box;
  /** Slices it was drawn on, ascending, across z, y and x. */
  slices: number[][];
}

function drawnSlices(s: Scratch, labels: ResidentLabels): Drawn[] {
  const { rows, columns } = statsStep(s, labels, [], { measures: ["bbox"] });
  const column = (name: string, fallback: number) => {
    return (row: number) => columns.find((one) => one.name === name)?.values[row] ?? fallback;
  };
  const { at, w, h, d } = labels;
  const [label, ...sides] = [column("label", 0), column("bbox_x0", 0), column("bbox_y0", 0), column("bbox_z0", 0)];
  const ends = [column("bbox_x1", 1), column("bbox_y1", 1), column("bbox_z1", 1)];
  return Array.from({ length: rows }, (_, row) => {
    const box = [...sides, ...ends].map((side) => side(row)) as unknown as Box;
    return s.nested(() => {
      const marks = s.alloc(d + h + w, `${WHO}: its marks`);
      s.raw.markSlices(marks, at, shiftOf(labels), w, h, d, ...box, (label as (row: number) => number)(row));
      const slices = [0, d, d + h].map((from, a) => {
        const length = [d, h, w][a] as number;
        const marked = s.view(marks + from, Uint8Array, length);
        return Array.from({ length }, (_, i) => i).filter((i) => marked[i]);
      });
      return { label: (label as (row: number) => number)(row), box, slices };
    });
  });
}

const shiftOf = (labels: ResidentLabels) => arrayType(labels.dtype).BYTES_PER_ELEMENT >> 1;

/** Fills between the slices of one label across one axis (0 z, 1 y, 2 x), into the labels at `dst`. */
function fillAcross(
  s: Scratch,
  labels: ResidentLabels,
  dst: Pointer,
  axis: number,
  directions: number,
  { label, box, slices }: { label: number; box: Box; slices: readonly number[] },
): void {
  const { at, w, h, d } = labels;
  const [u, v] = [axis === 2 ? 1 : 0, axis === 0 ? 1 : 2];
  const rect = { x: box[u] as number, y: box[v] as number, w: 0, h: 0 };
  rect.w = (box[u + 3] as number) - rect.x;
  rect.h = (box[v + 3] as number) - rect.y;
  const between: Between = { dst, shift: shiftOf(labels), w, h, d, axis, label, directions };
  s.nested(() => {
    const pixels = rect.w * rect.h;
    const room = s.alloc(4 * pixels + 64, `${WHO}: a slice`);
    const planes = [s.alloc(4 * pixels, `${WHO}: a slice`), s.alloc(4 * pixels, `${WHO}: a slice`)];
    let before: PlanePart | undefined;
    slices.forEach((slice, i) => {
      const plane = planes[i % 2] as Pointer;
      const { x, y, w: bw, h: bh } = rect;
      const last =
        s.raw.planePart(plane, at, between.shift, w, h, d, axis, slice, x, y, bw, bh, label, directions, room) >>> 0;
      const part: PlanePart = { at: plane, ...rect, slice, last };
      if (before && before.slice + 1 < slice) fillBetween(s, between, before, part);
      before = part;
    });
  });
}

/**
 * Fills the slices between those that were drawn by hand, by morphological contour interpolation, as Slicer's "Fill
 * between slices" does.
 *
 * A slice counts as drawn where a label lies in it and not on the slices beside it. Between two drawn slices the parts of
 * a label that overlap go over into each other, shifted where that matches them better; parts without a partner shrink to
 * a point. Voxels that were drawn keep their labels; of several labels that are filled in the largest counts.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `axis` across which slices were drawn, default all; `connectivity` of pixels within a slice, default 8, as ITK's command
 *   line has it; 4 is its cross
 * @returns labels of the same type and shape
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE; OutOfMemory
 * @example
 * const data = new Uint8Array(3 * 9).fill(5, 0, 9).fill(5, 18);
 * fillBetweenSlices(k, { data, shape: [3, 3, 3] }).data[13]; // 5: the centre of the slice between
 * @see ITK `MorphologicalContourInterpolator` without distance transform, voxel for voxel
 */
export function fillBetweenSlices(k: Kernels, labels: Image, options: FillBetweenSlicesOptions = {}): Labelmap {
  return runOp(fillBetweenSlicesOp, k, labels, options);
}

import type { Image, Mask } from "../core/image.js";
import { maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, runOp } from "../core/op.js";
import { dtypeCode, maskBytes, putLabels, sameGrid, takeResident } from "../core/resident.js";
import { scratch } from "../core/scratch.js";
import { connectivityIn, connectivityParameter } from "./runs.js";

/** Which voxels of a boundary count. */
export type BoundaryMode = (typeof MODES)[number];

const MODES = ["thick", "inner", "outer"] as const;

/** Options of `boundaries`. */
export interface BoundariesOptions {
  /** "thick": both sides; "inner": inside of labels; "outer": around labels, and where two labels touch. */
  mode?: BoundaryMode;
  /** Neighbours that are compared: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
}

const parameters = {
  mode: {
    type: "choice",
    choices: MODES,
    default: "thick",
    summary: "thick: both sides; inner: inside of labels; outer: around labels, and where two labels touch",
  },
  connectivity: connectivityParameter("neighbours that are compared", "4 or 6"),
} as const;

/** Defaults of `boundaries`; the connectivity depends on the rank. */
export const BOUNDARIES_DEFAULTS = opDefaults<BoundariesOptions>(parameters);

export const boundariesOp = defineOp<"labels", "mask", BoundariesOptions>({
  name: "boundaries",
  summary: "Make a mask of the voxels where labels meet each other or the background.",
  input: "labels",
  output: "mask",
  parameters,
  step(s, labels, { mode, connectivity }) {
    const neighbours = connectivityIn("boundaries", labels.shape.length, connectivity, "faces");
    const { at, w, h, d } = labels;
    const pitch = maskPitch(w);
    const dst = s.alloc(maskBytes(labels), "boundaries: its mask");
    const [type, code] = [dtypeCode(labels), MODES.indexOf(mode)];
    const room = { bytes: 64 + 2 * pitch, what: "boundaries: its rows" };
    s.eachInRoom("boundaries", s.ranges(h * d, { work: w }), room, ({ from, to }) => {
      return [dst, at, type, pitch, w, h, d, neighbours, code, from, to];
    });
    return { kind: "mask", ...sameGrid(labels), at: dst, pitch };
  },
});

/**
 * Mask of the voxels that have a neighbour of another value.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `mode`, default "thick"; `connectivity`, default 4 or 6
 * @returns bit rows of the same shape and geometry; the edge of the image is no boundary
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_CONNECTIVITY, E_OPTION;
 *   OutOfMemory
 * @example
 * boundaries(k, { data: new Uint8Array([0, 3, 3, 3]), shape: [1, 4] }, { mode: "inner" }).bits[0]; // 2
 * @see scikit-image `find_boundaries` gives the same result
 */
export function boundaries(k: Kernels, labels: Image, options: BoundariesOptions = {}): Mask {
  return runOp(boundariesOp, k, labels, options);
}

/**
 * Boundaries between the voxels: a mask of 2 · extent − 1 places along each axis, of which those at even coordinates are
 * the voxels, never set, and the others lie between them.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image
 * @returns bit rows; a place is set where the two, four or eight voxels around it differ. Half the spacing, if there is one
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE; OutOfMemory
 * @example
 * boundariesBetween(k, { data: new Uint8Array([1, 1, 2]), shape: [1, 3] }).bits[0]; // 8: column 3 of 5
 * @see scikit-image `find_boundaries` with mode "subpixel" gives the same result
 */
export function boundariesBetween(k: Kernels, labels: Image): Mask {
  return scratch(k, (s) => {
    const { at, w, h, d, shape, geometry, ...rest } = putLabels(s, "boundariesBetween", labels);
    const [w2, h2, d2] = [2 * w - 1, 2 * h - 1, 2 * d - 1];
    const pitch = maskPitch(w2);
    const dst = s.alloc(pitch * h2 * d2, "boundariesBetween: its mask");
    s.raw.boundariesBetween(dst, at, dtypeCode(rest), pitch, w, h, d);
    const spacing = geometry.spacing?.map((step) => step / 2);
    const grid = { shape: shape.map((extent) => 2 * extent - 1), w: w2, h: h2, d: d2 };
    const finer = { ...geometry, ...(spacing && { spacing }) };
    return takeResident(s, { kind: "mask", ...grid, geometry: finer, at: dst, pitch }) as Mask;
  });
}

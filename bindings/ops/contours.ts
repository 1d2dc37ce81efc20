import { UnsuitableImage } from "../core/errors.js";
import { arrayType, type Image, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults, putKind } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, type ResidentImage } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { rangeOf } from "./extent.js";
import { steps } from "./features.js";

/** Options of `contours`. */
export interface ContoursOptions {
  /** The level of the lines, in the image's own units. Default: half way between the smallest and the largest value. */
  level?: number;
  /** "low": pixels not above the level that touch at a corner only are joined; "high": those above it. Default: "low". */
  fullyConnected?: "low" | "high";
  /** Around which pixels a line turns left, seen with y pointing down the image as drawn. Default: "low". */
  positiveOrientation?: "low" | "high";
}

const parameters = {
  level: { type: "number", unit: "image units", summary: "the level of the lines" },
  fullyConnected: {
    type: "choice",
    choices: ["low", "high"],
    default: "low",
    summary: "what is joined where two pixels touch at a corner",
  },
  positiveOrientation: {
    type: "choice",
    choices: ["low", "high"],
    default: "low",
    summary: "what lies left of a line",
  },
} as const;

/** Defaults of `contours`. */
export const CONTOURS_DEFAULTS = opDefaults<ContoursOptions>(parameters);

/** A line of equal value. */
export interface Contour {
  /** n × 2: (y, x), index × spacing. A closed contour ends with the point it starts from. */
  points: Float64Array;
  closed: boolean;
  /** Index of the plane it lies in; 0 in a 2-D image. */
  plane: number;
}

type Given = Required<Omit<ContoursOptions, "level">> & Pick<ContoursOptions, "level">;

/** Bytes of a point, of its link, and of a contour in memory. */
const POINT = 16;
const LINK = 4;
const CONTOUR = 20;

/** What the kernel made of one plane. */
interface Traced {
  points: Float64Array;
  nexts: Uint32Array;
  contours: Uint32Array;
  largest: number;
}

/** Traces one plane and hands on what lies in memory then. */
function tracePlane<T>(
  s: Scratch,
  image: ResidentImage,
  at: Pointer,
  level: number,
  given: Given,
  use: (traced: Traced) => T,
): T {
  const { w, h } = image;
  const [pitch, type] = [maskPitch(w), dtypeCode(image)];
  return s.nested(() => {
    const bits = s.alloc(pitch * h, "contours: its mask");
    s.raw.threshold(bits, pitch, at, type, w, h, level);
    const most = s.raw.countCrossings(bits, pitch, h, 1, 1, s.alloc(pitch));
    const points = s.alloc(2 * POINT * most, "contours: their points");
    const nexts = s.alloc(2 * LINK * most, "contours: their points");
    const found = s.alloc(CONTOUR * (2 * most + 1), "contours: their ends");
    const room = s.alloc(128 + 48 * w, "contours: two rows");
    const join = given.fullyConnected === "high" ? 1 : 0;
    const largest = s.raw.contours(points, nexts, found, at, type, w, h, level, bits, pitch, join, room) >>> 0;
    return use({
      points: s.view(points, Float64Array, 4 * most),
      nexts: s.view(nexts, Uint32Array, 2 * most),
      contours: s.view(found, Uint32Array, (CONTOUR / 4) * (largest + 1)),
      largest,
    });
  });
}

/** The contours that were not joined to others, in the order of their numbers. */
function takeContours(traced: Traced, plane: number, [y, x]: readonly [number, number], reverse: boolean): Contour[] {
  const list: Contour[] = [];
  for (let number = 1; number <= traced.largest; number++) {
    const [length, first] = traced.contours.subarray((CONTOUR / 4) * number) as unknown as [number, number];
    if (length === 0) continue;
    const points = new Float64Array(2 * length);
    let point = first;
    for (let i = 0; i < length; i++) {
      const to = 2 * (reverse ? length - 1 - i : i);
      points[to] = (traced.points[2 * point] as number) * y;
      points[to + 1] = (traced.points[2 * point + 1] as number) * x;
      point = traced.nexts[point] as number;
    }
    const closed = points[0] === points[2 * length - 2] && points[1] === points[2 * length - 1];
    list.push({ points, closed, plane });
  }
  return list;
}

/** The level asked for, or the middle of the values; NaN when there are none. */
function levelOf(s: Scratch, image: ResidentImage, { level }: Given): number {
  const { min, max, odd } = rangeOf(s, image);
  if (odd && (min === Number.NEGATIVE_INFINITY || max === Number.POSITIVE_INFINITY)) {
    throw new UnsuitableImage("E_NONFINITE", "contours: expected numbers or NaN, the image holds infinity");
  }
  return level ?? (min + max) / 2;
}

/**
 * Lines along which an image has a level, in every plane of a volume.
 *
 * Values between the pixel centres are taken to change evenly. Pixels strictly above the level lie to the right of a line as
 * it runs on an image with y downwards. Lines are closed, or end at the border and at NaN.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image, 2-D or 3-D, NaN allowed; a mask counts as 0 and 1
 * @param options see `ContoursOptions`
 * @returns lines in the order in which their first pieces are met, row by row, plane by plane; none in an image with less
 *   than two rows or columns
 * @throws UnsuitableImage E_NONFINITE for infinity; ArgumentTypeError, ArgumentRangeError; OutOfMemory
 * @example
 * const [line] = contours(k, { data: new Uint8Array([0, 0, 0, 0, 8, 0, 0, 0, 0]), shape: [3, 3] }, { level: 2 });
 * line.points; // [1.75, 1, 1, 0.25, 0.25, 1, 1, 1.75, 1.75, 1]
 * @see scikit-image `find_contours`: the same points in the same order
 */
export function contours(k: Kernels, image: Image | Mask, options: ContoursOptions = {}): Contour[] {
  return scratch(k, (s) => {
    const given = resolveOptions("contours", parameters, options, image.shape.length) as unknown as Given;
    const resident = putKind(s, "contours", "image", image) as ResidentImage;
    const level = levelOf(s, resident, given);
    const { w, h, d, at, geometry, shape } = resident;
    if (w < 2 || h < 2 || Number.isNaN(level)) return [];
    const [, y, x] = steps(geometry.spacing ?? shape.map(() => 1));
    const bytes = w * h * arrayType(resident.dtype).BYTES_PER_ELEMENT;
    const planes = Array.from({ length: d }, (_, plane) =>
      tracePlane(s, resident, at + plane * bytes, level, given, (traced) =>
        takeContours(traced, plane, [y, x], given.positiveOrientation === "high"),
      ),
    );
    return planes.flat();
  });
}

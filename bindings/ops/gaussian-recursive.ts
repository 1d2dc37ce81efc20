import { ArgumentRangeError } from "../core/errors.js";
import type { Resolved } from "../core/op.js";
import { dtypeCode, type ResidentImage } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { extentOf } from "./extent.js";
import type { GaussianOptions } from "./gaussian.js";
import { recursiveWeights } from "./gaussian-recursive-weights.js";

/** Columns of a range come in such groups: part of a strip of the kernel, but worth a call. */
const STRIP = 64;
/** Rows of a range come in whole groups of the kernel. */
const GROUP = 16;
/** Below this sigma the exact kernel is a single weight of 1. */
const LEAST_SIGMA = 0.125;

/** Blurs into `dst` by recursion along x, then y, then z. */
export function recur(s: Scratch, dst: Pointer, image: ResidentImage, options: Resolved<GaussianOptions>): void {
  if (options.border !== "nearest") {
    // A recursion starts in the state that the border would have led to; beyond a repeated edge that state is known.
    throw new ArgumentRangeError(
      "E_OPTION",
      `gaussian: expected border to be nearest with method recursive, got "${options.border}"`,
    );
  }
  if (image.dtype === "float32") extentOf(s, "gaussian", image);
  const { w, h, d } = image;
  const [x, y, z] = [...options.sigma].reverse().map((sigma) => weightsOf(s, sigma)) as [Pointer, Pointer, Pointer?];
  const room = { bytes: s.raw.recursiveRoom(Math.max(w, h, d)) >>> 0, what: "gaussian: its tiles" };
  if (x) {
    s.eachInRoom("recursiveRows", s.ranges(h * d, { work: w, grain: GROUP }), room, ({ from, to }) => {
      return [dst, image.at, dtypeCode(image), w, from, to, x];
    });
  } else {
    asFloats(s, dst, image);
  }
  if (y) {
    s.eachInRoom("recursiveAcross", s.ranges(w * d, { work: h, grain: STRIP }), room, ({ from, to }) => {
      return [dst, 4 * w, h, w, 4 * w * h, from, to, y];
    });
  }
  if (z) {
    s.eachInRoom("recursiveAcross", s.ranges(w * h, { work: d, grain: STRIP }), room, ({ from, to }) => {
      return [dst, 4 * w * h, d, w * h, 0, from, to, z];
    });
  }
}

/** The image's values as f32: a blur that reaches nowhere. */
function asFloats(s: Scratch, dst: Pointer, { at, dtype, w, h, d }: ResidentImage): void {
  const one = s.alloc(4);
  s.raw.gaussianTaps(one, 0, 0);
  const room = { bytes: s.raw.gaussianRoom(w, h, d, 0, 0, 0, 0) >>> 0, what: "gaussian: its tiles" };
  s.eachInRoom("gaussianPlanes", s.ranges(h * d, { work: w }), room, ({ from, to }) => {
    return [dst, at, dtypeCode({ dtype }), w, h, from, to, one, 0, one, 0, 0, 0, 0];
  });
}

/** Coefficients of an axis; 0 for one that is left alone. */
function weightsOf(s: Scratch, sigma: number): Pointer {
  return sigma < LEAST_SIGMA ? 0 : s.put(recursiveWeights(sigma));
}

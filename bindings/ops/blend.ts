import type { ResidentImage } from "../core/resident.js";
import { dtypeCode } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";

/** Values the kernel converts at a time. */
const CHUNK = 1024;

/** What becomes of two values: keep · a + gain · (a − b). */
export interface Blend {
  keep: number;
  gain: number;
}

/** Combines `n` values of an image, of any type, with as many f32 at `b`; `dst` may be either. */
export function blend(
  s: Scratch,
  dst: Pointer,
  { at, dtype }: Pick<ResidentImage, "at" | "dtype">,
  b: Pointer,
  n: number,
  { keep, gain }: Blend,
): void {
  s.eachInRoom("blend", s.ranges(n, { grain: CHUNK }), { bytes: 4 * CHUNK + 64 }, ({ from, to }) => {
    return [dst, at, dtypeCode({ dtype }), b, from, to, keep, gain];
  });
}

/** dst = a − b for `n` f32. */
export function subtract(s: Scratch, dst: Pointer, a: Pointer, b: Pointer, n: number): void {
  blend(s, dst, { at: a, dtype: "float32" }, b, n, { keep: 0, gain: 1 });
}

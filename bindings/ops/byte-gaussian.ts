import type { ResidentMask } from "../core/resident.js";
import type { Scratch } from "../core/scratch.js";
import { steps } from "./features.js";

/** Standard deviations after which a Gaussian ends. */
const TRUNCATE = 4;

/**
 * A mask of 0 and 255 after a Gaussian as 3D Slicer computes it: along z, y and x in turn, every sum cut to a whole number.
 * What lies beyond the image is 0. In `values`, bytes of 0 or 1 at first.
 */
export function blurBytes(s: Scratch, values: Uint8Array, { w, h, d }: ResidentMask, sigmas: readonly number[]): void {
  const [z, y, x] = steps(sigmas);
  for (let i = 0; i < values.length; i++) if (values[i]) values[i] = 255;
  if (d > 1) blurLines(s, values, z, d, w * h, (line) => line, w * h);
  blurLines(s, values, y, h, w, (line) => Math.floor(line / w) * h * w + (line % w), w * d);
  blurLines(s, values, x, w, 1, (line) => line * w, h * d);
}

function blurLines(
  s: Scratch,
  values: Uint8Array,
  sigma: number,
  length: number,
  step: number,
  first: (line: number) => number,
  lines: number,
): void {
  const radius = Math.floor(TRUNCATE * sigma);
  if (radius === 0) return;
  const weights = weightsOf(s, sigma, radius);
  const padded = new Uint8Array(length + 2 * radius);
  for (let line = 0; line < lines; line++) {
    const from = first(line);
    let any = 0;
    for (let i = 0; i < length; i++) {
      const value = values[from + i * step] as number;
      padded[radius + i] = value;
      any |= value;
    }
    if (any === 0) continue;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let j = 0; j <= 2 * radius; j++) sum += (padded[i + j] as number) * (weights[j] as number);
      values[from + i * step] = sum;
    }
  }
}

/** Weights from −radius to radius that add up to 1. */
function weightsOf(s: Scratch, sigma: number, radius: number): Float64Array {
  const half = s.nested(() => {
    const at = s.alloc(8 * (radius + 1));
    s.raw.gaussianWeights(at, sigma, radius);
    return s.take(at, Float64Array, radius + 1);
  });
  return Float64Array.from({ length: 2 * radius + 1 }, (_, i) => half[Math.abs(i - radius)] as number);
}

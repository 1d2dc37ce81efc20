import { arrayType, voxelCount } from "../../core/image.js";
import { dtypeCode, gridOf } from "../../core/resident.js";
import type { Scratch } from "../../core/scratch.js";
import type { Values } from "./values.js";

/** What stands out between the slices of a stack; numbers count from 0. */
export interface Slices {
  /** Slices that hold one value only. */
  empty: number[];
  /** Slices whose mean leaves the course of their neighbours'. */
  offset: number[];
}

/** A slice is off when its mean is so many times as far from its neighbours' as is usual in the stack. */
const UNUSUAL = 8;
/** And at least by this fraction of the range of the image. */
const LEAST_STEP = 0.02;

/** Slices of a stack that are empty or off; nothing for 2-D images. */
export function slicesOf(s: Scratch, values: Values): Slices {
  const { w, h, d } = gridOf(values.image);
  if (d === 1 || values.dropped > 0) return { empty: [], offset: [] };
  const { resident, min, max } = values;
  const bytes = w * h * arrayType(resident.dtype).BYTES_PER_ELEMENT;
  const [code, n] = [dtypeCode(resident), voxelCount([h, w])];
  return s.nested(() => {
    const room = s.alloc(32);
    const empty: number[] = [];
    const means: number[] = [];
    for (let z = 0; z < d; z++) {
      s.raw.minMax(room, resident.at + z * bytes, code, n);
      const [low, high] = s.take(room, Float64Array, 2);
      if (low === high) empty.push(z);
      means.push(s.raw.mean(room, resident.at + z * bytes, code, n));
    }
    return { empty, offset: outliers(means, empty, LEAST_STEP * (max - min)) };
  });
}

/** Slices whose mean is unusually far from the middle of their neighbours' means; empty ones are nobody's neighbours. */
function outliers(means: number[], empty: number[], least: number): number[] {
  const distances = means.map((mean, z) => {
    const [before, after] = [means[z - 1], means[z + 1]];
    const apart = before === undefined || after === undefined || [z - 1, z, z + 1].some((i) => empty.includes(i));
    return apart ? undefined : Math.abs(mean - (before + after) / 2);
  });
  const known = distances.filter((distance) => distance !== undefined).sort((a, b) => a - b);
  const limit = Math.max(least, UNUSUAL * (known[Math.floor(known.length / 2)] ?? 0));
  // A slice that is off makes its neighbours look off too: of three in a row only the worst counts.
  const worst = (z: number) => Math.max(distances[z - 1] ?? 0, distances[z + 1] ?? 0);
  return distances.flatMap((distance = 0, z) => (distance > limit && distance >= worst(z) ? [z] : []));
}

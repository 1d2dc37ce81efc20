import type { Image } from "../core/image.js";
import { SampleRandom } from "./random.js";

/** Seven spheres: centre z, y, x, radius, brightness; some of them touch. */
const SPHERES = [
  [12, 16, 16, 9, 20000],
  [12, 16, 31, 8, 18000],
  [11, 46, 14, 10, 22000],
  [13, 44, 44, 11, 15000],
  [6, 16, 52, 6, 24000],
  [18, 24, 54, 5, 21000],
  [4, 60, 30, 5, 20000],
] as const;

/**
 * The small volume that acceptance figures are tied to: 24×64×64 u16, seven hard-edged spheres on a noisy ground,
 * values 2000 to 42040. It carries no spacing, because its figures are in voxels.
 */
export function acceptanceSample(): Image<Uint16Array> {
  const shape = [24, 64, 64] as const;
  const data = new Uint16Array(24 * 64 * 64);
  const random = new SampleRandom(1);
  for (let i = 0; i < data.length; i++) {
    const value = 2000 + 8 * random.byte() + brightnessAt(i >> 12, (i >> 6) & 63, i & 63);
    data[i] = Math.min(65535, value);
  }
  return { data, shape };
}

function brightnessAt(z: number, y: number, x: number): number {
  let sum = 0;
  for (const [cz, cy, cx, r, amplitude] of SPHERES) {
    if ((z - cz) ** 2 + (y - cy) ** 2 + (x - cx) ** 2 <= r * r) sum += amplitude;
  }
  return sum;
}

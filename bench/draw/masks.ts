import { type Mask, maskPitch, voxelCount } from "../../bindings/core/image.js";
import { SampleRandom } from "../../bindings/sample/random.js";

/** Patterns that are hard for some algorithm, where real images are easy. */
export const PATTERNS = {
  constant: () => true,
  checkerboard: (x: number, y: number) => ((x + y) & 1) === 0,
  comb: (x: number, y: number, extent: number) => (x & 1) === 0 || y === extent - 1,
  spiral: isOnSpiral,
  "single run": (_: number, y: number, extent: number) => y === extent >> 1,
} as const;
export type PatternName = keyof typeof PATTERNS;

/** A square mask of a pattern. */
export function patternMask(name: PatternName, extent: number): Mask {
  const rule = PATTERNS[name];
  return drawMask([extent, extent], (x, y) => rule(x, y, extent));
}

/** A line one pixel wide with gaps one pixel wide: every other ring, each opened beside its corner towards the next. */
function isOnSpiral(x: number, y: number, extent: number): boolean {
  const ring = Math.min(x, y, extent - 1 - x, extent - 1 - y);
  const isDoor = x === ring && y === ring + 1;
  return ((ring & 1) === 0) !== isDoor;
}

/** Random blocks of `grain` × `grain` pixels, `density` per cent of them set. */
export function noiseMask(shape: readonly number[], density: number, grain: number): Mask {
  const random = new SampleRandom(100 * density + grain);
  const limit = Math.round(2.56 * density);
  const across = Math.ceil((shape.at(-1) as number) / grain);
  let blocks: boolean[] = [];
  return drawMask(shape, (x, row) => {
    if (x === 0 && row % grain === 0) blocks = Array.from({ length: across }, () => random.byte() < limit);
    return blocks[Math.floor(x / grain)] as boolean;
  });
}

/** The voxels that a mask does not hold. */
export function complement(mask: Mask): Mask {
  return drawMask(mask.shape, (x, row) => ((mask.bits[row * mask.pitch + (x >> 3)]! >> (x & 7)) & 1) === 0);
}

/** A mask of the voxels where a rule holds; rows are counted through all planes. */
export function drawMask(shape: readonly number[], rule: (x: number, row: number) => boolean): Mask {
  const w = shape.at(-1) as number;
  const pitch = maskPitch(w);
  const rows = voxelCount(shape) / w;
  const bits = new Uint8Array(rows * pitch);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < w; x++) if (rule(x, row)) bits[row * pitch + (x >> 3)]! |= 1 << (x & 7);
  }
  return { bits, shape, pitch };
}

import { type Mask, maskPitch, voxelCount } from "../core/image.js";

/** Two masks of one grid word by word. */
function combineMasks(a: Mask, b: Mask, of: (a: number, b: number) => number): Mask {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const words = left.map((word, i) => of(word, right[i] as number));
  return { ...a, bits: new Uint8Array(words.buffer) };
}

/** The voxels of either of two masks. */
export const unionOf = (a: Mask, b: Mask): Mask => combineMasks(a, b, (x, y) => x | y);

/** The voxels of both masks. */
export const intersectionOf = (a: Mask, b: Mask): Mask => combineMasks(a, b, (x, y) => x & y);

/** The voxels of the first mask that are not in the second. */
export const differenceOf = (a: Mask, b: Mask): Mask => combineMasks(a, b, (x, y) => x & ~y);

/** The other voxels of the grid. */
export const inverseOf = (mask: Mask): Mask => differenceOf(fullMaskOf(mask), mask);

/** True where two masks have a voxel in common. */
export function masksMeet(a: Mask, b: Mask): boolean {
  const right = wordsOf(b);
  return wordsOf(a).some((word, i) => (word & (right[i] as number)) !== 0);
}

/** A mask of no voxel. */
export function emptyMaskOf({ shape }: Pick<Mask, "shape">): Mask {
  const w = shape.at(-1) as number;
  const pitch = maskPitch(w);
  return { bits: new Uint8Array((voxelCount(shape) / w) * pitch), shape, pitch };
}

/** A mask of all voxels. */
export function fullMaskOf(grid: Pick<Mask, "shape">): Mask {
  const mask = emptyMaskOf(grid);
  const rows = mask.bits.length / mask.pitch;
  for (let row = 0; row < rows; row++) setRun(mask, row, 0, mask.shape.at(-1) as number);
  return mask;
}

/** Sets the voxels [from, to) of a row; what lies beyond the row is left out. */
export function setRun({ bits, pitch, shape }: Mask, row: number, from: number, to: number): void {
  const first = Math.max(0, from);
  const end = Math.min(to, shape.at(-1) as number);
  if (first >= end) return;
  const [low, high] = [row * pitch + (first >> 3), row * pitch + ((end - 1) >> 3)];
  const head = (0xff << (first & 7)) & 0xff;
  const tail = 0xff >> (7 - ((end - 1) & 7));
  if (low === high) {
    bits[low] = (bits[low] as number) | (head & tail);
    return;
  }
  bits[low] = (bits[low] as number) | head;
  bits[high] = (bits[high] as number) | tail;
  bits.fill(0xff, low + 1, high);
}

/** Takes one voxel of a row out. */
export function clearVoxel({ bits, pitch }: Mask, row: number, x: number): void {
  bits[row * pitch + (x >> 3)] = (bits[row * pitch + (x >> 3)] as number) & ~(1 << (x & 7));
}

/** The words of a mask. Bit rows are whole 16-byte blocks; views that begin elsewhere are copied. */
export function wordsOf({ bits }: Mask): Uint32Array {
  const whole = bits.byteOffset % 4 === 0 ? bits : bits.slice();
  return new Uint32Array(whole.buffer, whole.byteOffset, whole.length / 4);
}

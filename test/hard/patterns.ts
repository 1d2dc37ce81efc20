import { type Image, voxelCount } from "../../bindings/core/image.js";

/** Where a voxel is, z first; a 2-D image has one plane. */
type Rule = (place: { x: number; y: number; z: number; w: number; h: number; d: number }) => boolean;

/** Masks on which some algorithm is at its worst, or at a limit. */
export const PATTERNS: Readonly<Record<string, Rule>> = {
  empty: () => false,
  full: () => true,
  checkerboard: ({ x, y, z }) => ((x + y + z) & 1) === 0,
  comb: ({ x, y, h }) => (x & 1) === 0 || y === h - 1,
  "comb upside down": ({ x, y }) => (x & 1) === 0 || y === 0,
  "comb lying": ({ x, y, w }) => (y & 1) === 0 || x === w - 1,
  spiral: ({ x, y, w, h }) => isOnSpiral(x, y, w, h),
  "one voxel": ({ x, y, z, w, h, d }) => x === w >> 1 && y === h >> 1 && z === d >> 1,
  "first voxel": ({ x, y, z }) => x + y + z === 0,
  "last voxel": ({ x, y, z, w, h, d }) => x === w - 1 && y === h - 1 && z === d - 1,
  "all but one voxel": ({ x, y, z, w, h, d }) => x !== w >> 1 || y !== h >> 1 || z !== d >> 1,
  frame: ({ x, y, w, h }) => x === 0 || y === 0 || x === w - 1 || y === h - 1,
  "nested boxes": ({ x, y, w, h }) => (Math.min(x, y, w - 1 - x, h - 1 - y) & 1) === 0,
  "single voxels": ({ x, y, z }) => x % 3 === 1 && y % 3 === 1 && z % 3 === 0,
  diagonals: ({ x, y, z }) => (x - y + 2 * z) % 5 === 0,
  "one object with many holes": ({ x, y, z }) => !(x % 4 === 2 && y % 4 === 2 && z % 2 === 0),
  "one row": ({ y, z, h, d }) => y === h >> 1 && z === d >> 1,
  "one column": ({ x, z, w, d }) => x === w >> 1 && z === d >> 1,
};

/** A line one voxel wide with gaps one voxel wide: every other ring, each opened towards the next. */
function isOnSpiral(x: number, y: number, w: number, h: number): boolean {
  const ring = Math.min(x, y, w - 1 - x, h - 1 - y);
  const isDoor = x === ring && y === ring + 1;
  return ((ring & 1) === 0) !== isDoor;
}

/** A pattern as an image of two values. */
export function patternImage(name: string, shape: readonly number[], low = 0, high = 1): Image<Uint8Array> {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const data = Uint8Array.from({ length: voxelCount(shape) }, (_, i) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)];
    return (PATTERNS[name] as Rule)({ x, y, z, w, h, d }) ? high : low;
  });
  return { data, shape };
}

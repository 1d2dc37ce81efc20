import { CorruptFile } from "../core/errors.js";
import type { Geometry } from "../core/image.js";
import type { Vector } from "../core/vector.js";
import { type Affine, affineOfGeometry, flipXY, geometryOfAffine, isSound } from "../io/affine.js";

/** A voxel grid in space, that of a segmentation for example. */
export interface GridGeometry extends Geometry {
  readonly shape: readonly number[];
  /** Index of its first voxel, (z, y, x). Default: 0. */
  readonly offset?: readonly number[] | undefined;
}

/** Matrices are the same where no element differs by this. */
const SAME = 1e-4;

/** The affine of voxel (0, 0, 0), which may lie outside of the grid. */
function affineOf(grid: GridGeometry): Affine {
  const { origin, steps } = affineOfGeometry(grid);
  return { origin: moved(origin, steps, offsetOf(grid), -1), steps };
}

function offsetOf({ offset }: GridGeometry): number[] {
  return offset ? [...Array(3 - offset.length).fill(0), ...offset] : [0, 0, 0];
}

/** A place some voxels on, (z, y, x). */
function moved(origin: Vector, steps: Affine["steps"], by: readonly number[], sign: 1 | -1): Vector {
  const [z, y, x] = by as [number, number, number];
  return origin.map((part, i) => {
    return part + sign * (x * (steps[0][i] as number) + y * (steps[1][i] as number) + z * (steps[2][i] as number));
  }) as unknown as Vector;
}

/**
 * Writes a grid the way 3D Slicer keeps its reference geometry: the sixteen numbers of the matrix from voxel indices to
 * RAS, then first and last index of x, y and z, each with a semicolon behind it.
 *
 * @example
 * formatGeometry({ shape: [100, 100, 100], spacing: [2, 2, 2], space: "LPS" }); // "-2;0;0;0;0;-2;0;0;0;0;2;0;0;0;0;1;0;99;0;99;0;99;"
 */
export function formatGeometry(grid: GridGeometry): string {
  const { origin, steps } = flipXY(affineOf(grid));
  const rows = [0, 1, 2].flatMap((world) => [...steps.map((step) => step[world] as number), origin[world] as number]);
  const [z, y, x] = offsetOf(grid) as [number, number, number];
  const [w, h, d = 1] = [...grid.shape].reverse() as [number, number, number?];
  const extent = [x, x + w - 1, y, y + h - 1, z, z + d - 1];
  return [...rows, 0, 0, 0, 1, ...extent].map((number) => `${number};`).join("");
}

/**
 * Reads such a text.
 *
 * @throws CorruptFile E_CORRUPT for any other text, for an extent without voxels and for axes that lie in one plane
 */
export function parseGeometry(text: string): GridGeometry {
  const numbers = text.split(";").slice(0, -1).map(Number);
  const extent = numbers.slice(16);
  if (numbers.length !== 22 || !numbers.every(Number.isFinite) || !extent.every(Number.isInteger)) {
    throw new CorruptFile(`${JSON.stringify(text.slice(0, 60))} is not a geometry of 16 numbers and 6 indices`);
  }
  const column = (at: number) => [0, 4, 8].map((row) => numbers[row + at] as number) as unknown as Vector;
  const { origin, steps } = flipXY({ origin: column(3), steps: [column(0), column(1), column(2)] });
  const [x0, x1, y0, y1, z0, z1] = extent as [number, number, number, number, number, number];
  const offset = [z0, y0, x0];
  if (x1 < x0 || y1 < y0 || z1 < z0 || !isSound({ origin, steps })) {
    throw new CorruptFile(`${JSON.stringify(text)} is no geometry: it needs voxels, and three independent axes`);
  }
  return {
    ...geometryOfAffine({ origin: moved(origin, steps, offset, 1), steps }, "LPS"),
    unit: "mm",
    shape: [z1 - z0 + 1, y1 - y0 + 1, x1 - x0 + 1],
    ...(offset.some((index) => index !== 0) && { offset }),
  };
}

/**
 * True where voxels of the same index lie in the same place: no number of the matrices differs by 0.0001 or more. Extents
 * may differ.
 */
export function sameGeometry(a: GridGeometry, b: GridGeometry): boolean {
  const numbers = (grid: GridGeometry) => {
    const { origin, steps } = affineOf(grid);
    return [...origin, ...steps.flat()];
  };
  const other = numbers(b);
  return numbers(a).every((number, i) => Math.abs(number - (other[i] as number)) < SAME);
}

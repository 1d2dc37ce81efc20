import { type Geometry, geometryOf } from "../../core/image.js";

/** Three numbers: right, anterior, superior. */
export type Ras = readonly [r: number, a: number, s: number];

/** Millimetres in a unit of length. */
const MILLIMETRES: Readonly<Record<string, number>> = {
  nm: 1e-6,
  µm: 1e-3,
  μm: 1e-3,
  um: 1e-3,
  micron: 1e-3,
  mm: 1,
  cm: 10,
  m: 1000,
};

/** Millimetres in the unit of a grid; 1 where it has none that is known, as 3D Slicer takes every number for mm. */
export const millimetresOf = ({ unit = "mm" }: Geometry): number => MILLIMETRES[unit] ?? 1;

/** Takes points and vectors of a grid, (z, y, x) as index × spacing, to right, anterior, superior in mm. */
export interface Frame {
  point(local: readonly number[]): Ras;
  /** Unit vectors stay unit vectors. */
  vector(local: readonly number[]): Ras;
}

/** The frame of a three-dimensional grid; a world that is not a patient's is taken as LPS. */
export function frameOf(grid: Geometry): Frame {
  const { origin = [0, 0, 0], direction = [1, 0, 0, 0, 1, 0, 0, 0, 1] } = geometryOf(grid);
  const factor = millimetresOf(grid);
  const turn = (local: readonly number[]) =>
    [0, 1, 2].map((axis) => local.reduce((sum, part, i) => sum + part * direction[3 * i + axis]!, 0));
  const ras = ([z, y, x]: number[]): Ras => [0 - x!, 0 - y!, z!];
  return {
    point: (local) => ras(turn(local).map((part, axis) => (part + origin[axis]!) * factor)),
    vector: (local) => ras(turn(local)),
  };
}

import { ArgumentRangeError } from "../core/errors.js";
import { describe, type Geometry, geometryOf } from "../core/image.js";
import { gridOf } from "../core/resident.js";
import { checkFaces, type Mesh } from "./mesh.js";
import { newGrid } from "./resample-axes.js";
import { thirdPower } from "./roots.js";
import { applied, inverseOf, type PlacedGrid, type Placement, placed, placementOf, type Triple } from "./world-grid.js";

/** Voxels of a default grid, about: this to the power of three. */
const VOXELS_PER_AXIS = 250;

/** Smallest and largest coordinates (z, y, x) of a mesh in the world, or further on. Throws E_EMPTY for one without vertices. */
function boundsOf(who: string, mesh: Mesh, further?: Placement): { low: Triple; high: Triple } {
  checkFaces(who, mesh);
  const [low, high] = [Array(3).fill(Number.POSITIVE_INFINITY), Array(3).fill(Number.NEGATIVE_INFINITY)];
  const world = placed(placementOf(mesh, false), mesh.vertices);
  for (const [i, value] of (further ? placed(further, world) : world).entries()) {
    low[i % 3] = Math.min(low[i % 3], value);
    high[i % 3] = Math.max(high[i % 3], value);
  }
  if (!(low.every(Number.isFinite) && high.every(Number.isFinite))) {
    throw new ArgumentRangeError("E_EMPTY", `${who}: expected a mesh with vertices, all of them finite numbers`);
  }
  return { low: low as unknown as Triple, high: high as unknown as Triple };
}

/**
 * The grid that Slicer gives a surface which belongs to no image: even voxels, some 250³ of them, from the lowest corner of
 * the surface on. In patient space (LPS) its axes run to the right, to the front and to the head, as Slicer's do.
 *
 * @param mesh any triangles
 * @returns shape, spacing, origin and direction
 * @throws ArgumentRangeError E_EMPTY without vertices, E_SHAPE for faces without vertices
 * @example
 * const vertices = new Float32Array([0, 0, 0, 0, 0, 10, 0, 10, 0, 10, 0, 0]);
 * const mesh = { vertices, faces: new Uint32Array([0, 1, 2, 0, 3, 1, 0, 2, 3, 1, 3, 2]) };
 * defaultGrid(mesh).spacing.map((step) => step.toFixed(2)); // ["0.04", "0.04", "0.04"]
 */
export function defaultGrid(mesh: Mesh): PlacedGrid {
  const { low, high } = boundsOf("defaultGrid", mesh);
  const sizes = low.map((from, axis) => (high[axis] as number) - from);
  const volume = sizes.reduce((product, size) => product * size, 1);
  // A flat surface has no volume: the cube around it then.
  const cube = volume > 0 ? volume : Math.max(...sizes) ** 3 || 1;
  const step = thirdPower(cube / VOXELS_PER_AXIS ** 3);
  const isPatient = mesh.space === "LPS";
  return {
    shape: sizes.map((size) => Math.floor(size / step) + 1),
    spacing: [step, step, step],
    origin: isPatient ? [low[0], high[1], high[2]] : low,
    direction: isPatient ? [1, 0, 0, 0, -1, 0, 0, 0, -1] : [1, 0, 0, 0, 1, 0, 0, 0, 1],
    ...(mesh.unit !== undefined && { unit: mesh.unit }),
    ...(mesh.space && { space: mesh.space }),
  };
}

/**
 * The grid on the same lattice that holds a surface: from the voxel at or before its lowest corner to the one at or after
 * its highest.
 *
 * @param mesh any triangles
 * @param grid the lattice: any volume
 * @returns a grid whose first voxel is a voxel of the lattice, also where that one ends before the surface does
 * @throws as `defaultGrid`
 * @example
 * gridAround(mesh, image).spacing.join() === image.spacing.join(); // true: its voxels are in line with those of the image
 */
export function gridAround(mesh: Mesh, grid: PlacedGrid): PlacedGrid {
  const toIndex = inverseOf("gridAround", placementOf(grid));
  const { low, high } = boundsOf("gridAround", mesh, toIndex);
  const first = low.map(Math.floor) as unknown as Triple;
  const shape = high.map((at, axis) => Math.ceil(at) - (first[axis] as number) + 1);
  return { ...geometryOf(grid), shape, origin: applied(placementOf(grid), first) };
}

/**
 * A grid with more voxels at every side; those that were there stay where they are.
 *
 * @param grid any volume
 * @param voxels how many, along each axis; whole, ≥ 0
 * @example
 * paddedGrid({ shape: [5, 5, 5], origin: [0, 0, 0] }, 1).shape; // [7, 7, 7]
 */
export function paddedGrid(grid: PlacedGrid, voxels: number): PlacedGrid {
  const shape = grid.shape.map((extent) => extent + 2 * voxels);
  if (!Number.isInteger(voxels) || voxels < 0 || shape.length !== 3) {
    throw new ArgumentRangeError("E_OPTION", `paddedGrid: expected a volume and whole voxels >= 0, got ${voxels}`);
  }
  const origin = applied(placementOf(grid), [-voxels, -voxels, -voxels]);
  return { ...geometryOf(grid), shape, origin };
}

/**
 * A finer or coarser grid over the same extent of the world: ⌊factor · extent⌋ voxels along each axis, one at least.
 *
 * @param grid any image, mask or { shape, spacing, origin, direction }
 * @param factor voxels per voxel along each axis, 0.01 to 100
 * @throws ArgumentRangeError E_OPTION for other factors
 * @example
 * oversampledGrid({ shape: [10, 10, 10], spacing: [2.3, 4.9, 4.9] }, 6.1).shape; // [61, 61, 61]
 */
export function oversampledGrid(grid: PlacedGrid, factor: number): PlacedGrid {
  if (!(factor >= 0.01 && factor <= 100)) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `oversampledGrid: expected a factor of 0.01 to 100, got ${describe(factor)}`,
    );
  }
  const shape = grid.shape.map((extent) => Math.max(1, Math.floor(factor * extent)));
  const made: { shape: readonly number[]; geometry: Geometry } = newGrid("oversampledGrid", gridOf(grid), { shape });
  return { ...made.geometry, shape };
}

import { geometryOf, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { packedMask } from "./contour-masks.js";
import { type FractionalImage, SIGNED_FRACTIONS } from "./fractional.js";
import { checkFaces, checkFinite, type Mesh } from "./mesh.js";
import { checkVolume, composed, inverseOf, type PlacedGrid, placed, placementOf } from "./world-grid.js";

/** A mask made from a surface or from outlines. */
export interface ScannedMask extends Mask {
  /** Rows of samples that were left empty because they cross the surface an odd number of times: 0 for a closed one. */
  openRows: number;
}

/** A fractional image made from a surface. */
export interface ScannedFractions extends FractionalImage<Int8Array> {
  /** As in `ScannedMask`. */
  openRows: number;
}

/** Samples along each axis of a voxel. */
const SAMPLES = 6;

/** About how many nanoseconds the samples of a voxel take. */
const WORK = 1;

/** Voxels of a scan in memory, a byte each, and the rows that were left empty. */
interface Scanned {
  at: Pointer;
  openRows: number;
}

function scan(s: Scratch, who: string, mesh: Mesh, grid: PlacedGrid, samples: number, low: number): Scanned {
  checkFinite(who, mesh);
  const [d, h, w] = grid.shape as [number, number, number];
  const toIndex = composed(inverseOf(who, placementOf(grid)), placementOf(mesh, false));
  const points = placed(toIndex, mesh.vertices);
  const n = mesh.faces.length / 3;
  const at = s.alloc(w * h * d, `${who}: its voxels`);
  const openRows = s.nested(() => {
    const [pointsAt, faces] = [s.put(points, `${who}: its vertices`), s.put(mesh.faces, `${who}: its faces`)];
    const order = s.alloc(4 * n, `${who}: the order of its faces`);
    const count = s.nested(() => s.raw.orderFaces(order, pointsAt, faces, n, d, s.alloc(4 * (d + 1))) >>> 0);
    const room = { bytes: s.raw.scanRoom(count, w, h), what: `${who}: its outlines` };
    const odd = s.eachInRoom("scanMesh", s.ranges(d, { work: WORK * w * h * samples ** 3 }), room, ({ from, to }) => {
      return [at + from * w * h, pointsAt, faces, order, count, w, h, from, to, samples, low];
    });
    return odd.reduce((sum, rows) => sum + (rows >>> 0), 0);
  });
  return { at, openRows };
}

/**
 * The voxels whose centres lie inside a closed surface.
 *
 * A row of voxels is inside between its first and second crossing of the surface, its third and fourth, and so on: a surface
 * inside another one is a cavity, and it does not matter which way faces turn. Centres within 2⁻¹⁷ voxel of the surface are
 * inside. Where the surface is open, rows that cross it an odd number of times stay empty and are counted.
 *
 * @param k kernels from `loadKernels`
 * @param mesh any triangles; placed by its `origin` and `direction`
 * @param grid the grid of the mask: any volume, or { shape, spacing, origin, direction }
 * @returns a mask on that grid, with `openRows`
 * @throws ArgumentRangeError E_NDIM for a grid that is no volume, E_SHAPE for faces without vertices, E_OPTION for axes in one
 *   plane; UnsuitableImage E_NONFINITE for NaN or infinity; OutOfMemory
 * @example
 * const vertices = new Float32Array([-0.5, -0.5, -0.5, 2.5, -0.5, -0.5, -0.5, 2.5, -0.5, -0.5, -0.5, 2.5]);
 * const mesh = { vertices, faces: new Uint32Array([0, 2, 1, 0, 3, 2, 0, 1, 3, 1, 2, 3]) };
 * surfaceToMask(k, mesh, { shape: [2, 2, 2] }).bits[0]; // 3: the voxels (0, 0, 0) and (0, 0, 1)
 * @see VTK `vtkPolyDataToImageStencil`: the same voxels
 */
export function surfaceToMask(k: Kernels, mesh: Mesh, grid: PlacedGrid): ScannedMask {
  const who = "surfaceToMask";
  checkFaces(who, mesh);
  checkVolume(who, grid);
  const [d, h, w] = grid.shape as [number, number, number];
  return scratch(k, (s) => {
    const { at, openRows } = scan(s, who, mesh, grid, 1, 0);
    return { ...packedMask(s, who, at, w, h * d), shape: grid.shape, ...geometryOf(grid), openRows };
  });
}

/**
 * How much of each voxel lies inside a closed surface, by 216 samples a voxel: 6 along each axis.
 *
 * @param k kernels from `loadKernels`
 * @param mesh as for `surfaceToMask`; the rules are the same for every sample
 * @param grid the grid of the result. What lies beyond it is lost: `paddedGrid(grid, 1)` leaves room for voxels at the border
 * @returns int8, −108 for a voxel outside to 108 for one inside, with `openRows`
 * @throws as `surfaceToMask`
 * @example
 * const vertices = new Float32Array([0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 3]);
 * const mesh = { vertices, faces: new Uint32Array([0, 2, 1, 0, 3, 2, 0, 1, 3, 1, 2, 3]) };
 * surfaceToFractional(k, mesh, { shape: [1, 1, 2] }).data; // Int8Array [-81, -54]: 27 and 54 of 216 samples
 * @see Slicer's fractional labelmaps: the same values
 */
export function surfaceToFractional(k: Kernels, mesh: Mesh, grid: PlacedGrid): ScannedFractions {
  const who = "surfaceToFractional";
  checkFaces(who, mesh);
  checkVolume(who, grid);
  return scratch(k, (s) => {
    const { at, openRows } = scan(s, who, mesh, grid, SAMPLES, SIGNED_FRACTIONS.range[0]);
    const data = s.take(at, Int8Array, voxelCount(grid.shape));
    return { data, shape: grid.shape, ...geometryOf(grid), fractions: SIGNED_FRACTIONS, openRows };
  });
}

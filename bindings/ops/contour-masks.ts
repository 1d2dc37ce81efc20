import { UnsuitableImage } from "../core/errors.js";
import { geometryOf, type Image, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { KERNEL_DTYPES, putMask } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { type Contour, contours } from "./contours.js";
import { steps } from "./features.js";
import type { ScannedMask } from "./scan-mesh.js";
import { checkVolume, type PlacedGrid } from "./world-grid.js";

/** The bit rows of the bytes that are not 0. */
export function packedMask(
  s: Scratch,
  who: string,
  at: Pointer,
  w: number,
  rows: number,
): Pick<Mask, "bits" | "pitch"> {
  const pitch = maskPitch(w);
  const bits = s.alloc(pitch * rows, `${who}: its mask`);
  s.raw.nonZero(bits, pitch, at, KERNEL_DTYPES.uint8, w, rows);
  return { bits: s.take(bits, Uint8Array, pitch * rows), pitch };
}

/** The straight pieces of contours in one plane, in voxels: y, x, y, x each. Open contours are closed. */
function piecesOf(list: readonly Contour[], [y, x]: readonly [number, number]): Float64Array {
  const pieces: number[] = [];
  for (const { points } of list) {
    const n = points.length / 2;
    for (let i = 0; i < n; i++) {
      const next = i + 1 < n ? i + 1 : 0;
      const [y0, x0, y1, x1] = [points[2 * i], points[2 * i + 1], points[2 * next], points[2 * next + 1]];
      pieces.push((y0 as number) / y, (x0 as number) / x, (y1 as number) / y, (x1 as number) / x);
    }
  }
  return Float64Array.from(pieces);
}

/**
 * The voxels whose centres lie inside contours, plane by plane.
 *
 * A row is inside between its first and second crossing, its third and fourth, and so on: contours inside others are holes,
 * also where a bridge that runs there and back (a keyhole) joins them to the outer one. Open contours are closed by a straight
 * line. Centres within 2⁻¹⁷ voxel of a contour are inside.
 *
 * @param k kernels from `loadKernels`
 * @param list contours: points (y, x) as index × spacing, and the plane they lie in; those in planes beyond the grid are left out
 * @param grid the grid of the mask: a volume, with the spacing of the contours
 * @returns a mask on that grid; `openRows` is 0
 * @throws ArgumentRangeError E_NDIM for a grid that is no volume; UnsuitableImage E_NONFINITE for NaN or infinity; OutOfMemory
 * @example
 * const square = { points: new Float64Array([0.5, 0.5, 0.5, 2.5, 2.5, 2.5, 2.5, 0.5]), closed: true, plane: 0 };
 * contoursToMask(k, [square], { shape: [1, 4, 4] }).bits[16]; // 6: the voxels 1 and 2 of row 1
 */
export function contoursToMask(k: Kernels, list: readonly Contour[], grid: PlacedGrid): ScannedMask {
  const who = "contoursToMask";
  checkVolume(who, grid);
  const [d, h, w] = grid.shape as [number, number, number];
  const [, y, x] = steps(grid.spacing ?? []);
  const planes = new Map<number, Contour[]>();
  for (const contour of list) {
    if (!contour.points.every(Number.isFinite)) {
      throw new UnsuitableImage("E_NONFINITE", `${who}: expected finite points, a contour holds NaN or infinity`);
    }
    const beside = planes.get(contour.plane);
    if (beside) beside.push(contour);
    else planes.set(contour.plane, [contour]);
  }
  return scratch(k, (s) => {
    const at = s.alloc(w * h * d, `${who}: its voxels`);
    s.view(at, Uint8Array, w * h * d).fill(0);
    let openRows = 0;
    for (const [plane, inPlane] of planes) {
      if (!(Number.isInteger(plane) && plane >= 0 && plane < d)) continue;
      openRows += s.nested(() => fillPlane(s, who, at + plane * w * h, piecesOf(inPlane, [y, x]), w, h));
    }
    return { ...packedMask(s, who, at, w, h * d), shape: grid.shape, ...geometryOf(grid), openRows };
  });
}

function fillPlane(s: Scratch, who: string, at: Pointer, pieces: Float64Array, w: number, h: number): number {
  const n = pieces.length / 4;
  const piecesAt = s.put(pieces, `${who}: its outlines`);
  const room = s.alloc(s.raw.scanRoom(n, w, h), `${who}: its rows`);
  return s.raw.scanOutlines(at, piecesAt, n, w, h, 1, 0, room) >>> 0;
}

/**
 * Closed contours around the voxels of a mask, in every plane, half way between voxels inside and outside; closed also where
 * the mask touches the border. `contoursToMask` gives the mask back.
 *
 * @param k kernels from `loadKernels`
 * @param mask a 2-D or 3-D mask, or an image whose non-zero voxels count
 * @returns contours as of `contours`: points (y, x) are index × spacing, so −½ of the spacing at the border
 * @throws what `contours` throws
 * @example
 * maskToContours(k, mask).length; // 2: one in each plane
 */
export function maskToContours(k: Kernels, mask: Mask | Image): Contour[] {
  const padded = scratch(k, (s) => {
    const { w, h, d, at, pitch } = putMask(s, "maskToContours", mask);
    const [width, height] = [w + 2, h + 2];
    const data = new Uint8Array(width * height * d);
    const row = s.alloc(w, "maskToContours: a row");
    for (let i = 0; i < h * d; i++) {
      s.raw.unpack(row, at + i * pitch, pitch, w, 1, 1);
      const to = (Math.floor(i / h) * height + (i % h) + 1) * width + 1;
      data.set(s.view(row, Uint8Array, w), to);
    }
    return { data, shape: [d, height, width] };
  });
  const [, y, x] = steps(mask.spacing ?? []);
  return contours(k, padded, { level: 0.5 }).map(({ points, ...rest }) => ({
    ...rest,
    points: points.map((value, i) => (value - 1) * (i % 2 ? x : y)),
  }));
}

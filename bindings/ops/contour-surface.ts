import { ArgumentRangeError } from "../core/errors.js";
import { describe, geometryOf } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { checkKnown } from "../core/options.js";
import { type ContourLevels, contourLevels } from "./contour-levels.js";
import type { Contour } from "./contours.js";
import { isInside } from "./even-odd.js";
import { steps } from "./features.js";
import { type Mesh, withNormals } from "./mesh.js";
import { surface } from "./surface.js";
import { checkVolume, type PlacedGrid } from "./world-grid.js";

/** Options of `contoursToSurface` and `contoursToRibbon`. */
export interface ContourSurfaceOptions {
  /**
   * What closes the surface beyond the first and the last plane, and where a part ends: "none", open there; "smooth", a
   * contour shrunk by half a slice; "straight", the contour itself. Default: "smooth".
   */
  caps?: "none" | "smooth" | "straight";
  /** Whether to compute normals. Default: true. */
  normals?: boolean;
  /** Thickness of slices where a single plane cannot tell, in the unit of the grid. Default: its spacing. */
  thickness?: number;
}

const WHO = "contoursToSurface";

/**
 * The closed surface through contours in parallel planes: between two planes it goes where signed distances to the contours,
 * taken evenly from one plane to the other, are 0. Contours inside others are holes, also behind a bridge (keyhole); one
 * contour may become several, and several one. It ends half a slice beyond the first and the last plane.
 *
 * @param k kernels from `loadKernels`
 * @param list contours: points (y, x) as index × spacing, and the plane they lie in
 * @param grid the grid of the planes; its spacing in a plane is that of the triangles
 * @param options `caps`, `thickness`, `normals`
 * @returns a mesh as of `surface`; empty without contours
 * @throws ArgumentRangeError E_NDIM for a grid that is no volume, E_OPTION; UnsuitableImage E_NONFINITE; OutOfMemory
 * @example
 * contoursToSurface(k, outlines, grid).faces.length > 0; // true
 */
export function contoursToSurface(
  k: Kernels,
  list: readonly Contour[],
  grid: PlacedGrid,
  options: ContourSurfaceOptions = {},
): Mesh {
  const { caps, thickness, normals } = checked(WHO, grid, options);
  const [sz, sy, sx] = steps(grid.spacing ?? []);
  const found = contourLevels(k, list, [sy, sx]);
  const empty = { vertices: new Float32Array(0), faces: new Uint32Array(0), ...geometryOf(grid) };
  if (!found) return empty;
  const slice = sliceOf(found.planes, sz, thickness);
  const { levels, places } = withCaps(found, sz, slice, caps);
  const { h, w, first } = found;
  const data = new Float32Array(levels.length * h * w);
  for (const [i, level] of levels.entries()) data.set(level, i * h * w);
  const image = { data, shape: [levels.length, h, w], spacing: [1, sy, sx] };
  const { vertices, faces } = surface(k, image, { level: 0, normals: false });
  for (let i = 0; i < vertices.length; i += 3) {
    vertices[i] = placeOf(places, vertices[i] as number);
    vertices[i + 1] = (vertices[i + 1] as number) + first[0] * sy;
    vertices[i + 2] = (vertices[i + 2] as number) + first[1] * sx;
  }
  const ends = [places[0], places.at(-1)].map((place) => Math.fround(place as number));
  const mesh = { vertices, faces: caps === "none" ? open(vertices, faces, ends) : faces, ...geometryOf(grid) };
  return normals ? withNormals(WHO, mesh) : mesh;
}

function checked(who: string, grid: PlacedGrid, options: ContourSurfaceOptions) {
  checkVolume(who, grid);
  checkKnown(who, options, ["caps", "thickness", "normals"]);
  const { caps = "smooth", thickness, normals = true } = options;
  if (!["none", "smooth", "straight"].includes(caps)) {
    throw new ArgumentRangeError("E_OPTION", `${who}: expected caps none, smooth or straight, got ${describe(caps)}`);
  }
  if (thickness !== undefined && !(thickness > 0 && Number.isFinite(thickness))) {
    throw new ArgumentRangeError("E_OPTION", `${who}: expected a thickness above 0, got ${describe(thickness)}`);
  }
  return { caps, thickness, normals };
}

/** The usual distance of planes: the mean after those that are more than a tenth off were left out; of one plane what is given. */
function sliceOf(planes: readonly number[], spacing: number, thickness: number | undefined): number {
  const gaps = planes.slice(1).map((plane, i) => (plane - (planes[i] as number)) * spacing);
  if (gaps.length === 0) return thickness ?? spacing;
  const mean = (list: readonly number[]) => list.reduce((sum, gap) => sum + gap, 0) / list.length;
  const usual = gaps.filter((gap) => Math.abs(gap / mean(gaps) - 1) <= 0.1);
  return mean(usual.length > 0 ? usual : gaps);
}

/** The planes in between two that say where the surface ends, and where all of them lie. */
function withCaps({ planes, levels }: ContourLevels, spacing: number, slice: number, caps: string) {
  const inner = caps === "smooth" ? slice / 2 : 0;
  const end = (level: Float32Array) => level.map((value) => value - inner);
  // Nothing of it is inside, and the surface lies at its place because the plane beside it has the same.
  const outside = (level: Float32Array) => level.map((value) => -Math.abs(value) - spacing);
  const [low, high] = [end(levels[0] as Float32Array), end(levels.at(-1) as Float32Array)];
  const [first, last] = [(planes[0] as number) * spacing, (planes.at(-1) as number) * spacing];
  const [from, to] = [first - slice / 2, last + slice / 2];
  return {
    levels: [outside(low), low, ...levels, high, outside(high)],
    places: [from, from, ...planes.map((plane) => plane * spacing), to, to],
  };
}

/** Where an index among planes lies. */
function placeOf(places: readonly number[], index: number): number {
  const below = Math.min(Math.max(0, Math.floor(index)), places.length - 1);
  const [from, to] = [places[below] as number, places[Math.min(below + 1, places.length - 1)] as number];
  return from + (index - below) * (to - from);
}

/** Faces without those that lie in an end. */
function open(vertices: Float32Array, faces: Uint32Array, ends: readonly number[]): Uint32Array {
  const kept: number[] = [];
  for (let i = 0; i < faces.length; i += 3) {
    const corners = faces.subarray(i, i + 3);
    const isEnd = ends.some((end) => corners.every((corner) => vertices[3 * corner] === end));
    if (!isEnd) kept.push(...corners);
  }
  return Uint32Array.from(kept);
}

/**
 * Contours as bands around them, half a slice up and down: 3D Slicer's ribbon model. It is open above and below.
 *
 * @param list contours: points (y, x) as index × spacing, and the plane they lie in; open ones are closed
 * @param grid the grid of the planes
 * @param options `thickness`: of the bands where there is one plane only; `normals`
 * @returns two vertices for each point, two triangles for each edge; they look outwards whichever way the points go round, those
 *   of holes (contours inside an odd number of others of their plane) into the hole
 * @throws ArgumentRangeError E_NDIM, E_OPTION
 * @example
 * contoursToRibbon(outlines, grid).vertices.length === 6 * outlines.reduce((n, { points }) => n + points.length / 2, 0); // true
 */
export function contoursToRibbon(
  list: readonly Contour[],
  grid: PlacedGrid,
  options: Pick<ContourSurfaceOptions, "thickness" | "normals"> = {},
): Mesh {
  const { thickness, normals } = checked("contoursToRibbon", grid, options);
  const [sz] = steps(grid.spacing ?? []);
  const planes = [...new Set(list.map(({ plane }) => plane))].sort((a, b) => a - b);
  const half = sliceOf(planes, sz, thickness) / 2;
  const points = list.reduce((sum, contour) => sum + contour.points.length / 2, 0);
  const vertices = new Float32Array(6 * points);
  const faces = new Uint32Array(6 * points);
  const leftwards = list.map((contour) => turnsLeft(contour.points) !== isHole(contour, list));
  let at = 0;
  for (const [which, { plane, points: own }] of list.entries()) {
    const n = own.length / 2;
    for (let i = 0; i < n; i++) {
      const [y, x] = [own[2 * i] as number, own[2 * i + 1] as number];
      vertices.set([plane * sz - half, y, x, plane * sz + half, y, x], 6 * (at + i));
      const [low, next] = [2 * (at + i), 2 * (at + ((i + 1) % n))];
      const outwards = leftwards[which]
        ? [low + 1, next, low, low + 1, next + 1, next]
        : [low, next, low + 1, next, next + 1, low + 1];
      faces.set(outwards, 6 * (at + i));
    }
    at += n;
  }
  const mesh = { vertices, faces, ...geometryOf(grid) };
  return normals ? withNormals("contoursToRibbon", mesh) : mesh;
}

/** Whether points (y, x) go round from x to y: Gauss's sum of trapezoids. */
function turnsLeft(points: ArrayLike<number>): boolean {
  let sum = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    sum += points[i + 1]! * points[next]! - points[next + 1]! * points[i]!;
  }
  return sum > 0;
}

/** Whether a contour lies inside an odd number of others. */
function isHole(contour: Contour, list: readonly Contour[]): boolean {
  const [y, x] = contour.points as unknown as [number, number];
  const others = list.filter((other) => other !== contour && other.plane === contour.plane);
  return others.filter(({ points }) => isInside([points], y, x)).length % 2 === 1;
}

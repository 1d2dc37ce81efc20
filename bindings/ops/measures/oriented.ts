import { cross, type Vector } from "../../core/vector.js";
import { addCorners, EMPTY, farthestApart, type Sides, sidesOf } from "./convex.js";
import { cubeRoot } from "./elementary.js";
import type { Gathered } from "./gather.js";
import { jacobi } from "./jacobi.js";
import { axesOf, byRow, type Make, type Measure, perAxis, single, strided } from "./measure.js";
import { inertia } from "./moments.js";
import { outline } from "./outline.js";

/** Measures along an object's own axes, as ITK and 3D Slicer define them: of the centres of its voxels, in 3-D. */

/** Second moments about the centroid over the count, ascending, and unit vectors of their axes; three and nine a row. */
interface Principal {
  moments: Float64Array;
  /** Axis after axis, each (z, y, x); together a rotation. */
  axes: Float64Array;
}

function principal(g: Gathered): Principal {
  return g.once("principal axes", () => {
    const { tensor } = inertia(g);
    const result = { moments: new Float64Array(g.rows * 3), axes: new Float64Array(g.rows * 9) };
    for (let row = 0; row < g.rows; row++) {
      // The tensor holds sums of two squares on its diagonal and products with a minus sign beside it.
      const [zz, zy, zx, yy, yx, xx] = tensor.subarray(row * 6, row * 6 + 6) as unknown as number[];
      const half = (zz! + yy! + xx!) / 2;
      const { values, vectors } = jacobi([half - xx!, 0 - yx!, 0 - zx!, half - yy!, 0 - zy!, half - zz!]);
      result.moments.set(values, row * 3);
      result.axes.set(rotation(vectors.map((vector) => vector.reverse())), row * 9);
    }
    return result;
  });
}

/** The vectors, the last one turned round where they would mirror: seen as (x, y, z), they are a rotation. */
function rotation([a, b, c]: number[][]): number[] {
  const [x, y, z] = cross(a as unknown as Vector, b as unknown as Vector);
  const along = x * c![0]! + y * c![1]! + z * c![2]!;
  return [...a!, ...b!, ...(along > 0 ? c!.map((part) => 0 - part) : c!)];
}

/** Below this share of the largest moment, one is nothing but rounding. */
const NOTHING = 1e-12;

const ratio =
  (over: number, under: number): Make =>
  (g) => {
    const { moments } = principal(g);
    return byRow(g, (row) => {
      const [above, below] = [moments[3 * row + over]!, moments[3 * row + under]!];
      return below <= NOTHING * moments[3 * row + 2]! ? 0 : Math.sqrt(above / below);
    });
  };

const volume: Make = (g) => g.column(2);

/** 36 π V² to the power of a third is the surface of the ball of that volume. */
const roundness: Make = (g) => {
  const { croftonCubic } = outline(g);
  return volume(g, 0).map((size, row) => cubeRoot(36 * Math.PI * size * size) / (croftonCubic[row] as number));
};

/** Centres of the voxels that may be farthest apart, z y x each, in units of length from the corner of the box. */
function cornersOf({ depth, height, first, last }: Sides, [stepZ, stepY, stepX]: readonly number[]): number[][] {
  const corners: number[][] = [];
  for (let z = 0; z < depth; z++) {
    const points: number[] = [];
    addCorners(points, first.subarray(z * height, (z + 1) * height), 1, z);
    addCorners(points, last.subarray(z * height, (z + 1) * height), -1, z);
    for (let i = 0; i < points.length; i += 3) {
      corners.push([z * stepZ!, (points[i + 1]! + 1) * stepY!, (points[i]! / 2) * stepX!]);
    }
  }
  return corners;
}

/** Largest distance between two voxel centres. */
const centreFeret: Make = (g) =>
  bySides(g, (_, corners) => {
    const middle = [0, 1, 2].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / corners.length);
    return farthestApart(
      corners.map((corner) => {
        const [z, y, x] = corner.map((part, axis) => part - middle[axis]!) as [number, number, number];
        return { place: [z, y, x] as const, radius: Math.sqrt(x * x + y * y + z * z) };
      }),
    );
  });

function bySides(g: Gathered, of: (row: number, corners: number[][]) => number): Float64Array {
  const result = new Float64Array(g.rows);
  g.eachRuns((row, runs) => {
    result[row] = of(row, cornersOf(sidesOf(g, row, runs), g.spacing));
  });
  return result;
}

/** The box along the principal axes that holds all voxels whole. */
interface OrientedBox {
  /** Lengths along the axes, three a row. */
  size: Float64Array;
  /** The corner with the smallest coordinates along all axes, (z, y, x) from the centre of the first voxel of the image. */
  origin: Float64Array;
}

function orientedBox(g: Gathered): OrientedBox {
  return g.once("oriented box", () => {
    const { axes } = principal(g);
    const result = { size: new Float64Array(g.rows * 3), origin: new Float64Array(g.rows * 3) };
    bySides(g, (row, corners) => {
      const corner = [0, 1, 2].map((axis) => g.column(3 + axis)[row]! * g.spacing[axis]!);
      for (let k = 0; k < 3; k++) {
        const along = axes.subarray(row * 9 + k * 3, row * 9 + k * 3 + 3);
        const half = along.reduce((sum, part, axis) => sum + Math.abs(part) * g.spacing[axis]!, 0) / 2;
        let [low, high] = [EMPTY, -EMPTY];
        for (const [z, y, x] of corners) {
          const place = (z! + corner[0]!) * along[0]! + (y! + corner[1]!) * along[1]! + (x! + corner[2]!) * along[2]!;
          low = Math.min(low, place);
          high = Math.max(high, place);
        }
        result.size[row * 3 + k] = high - low + 2 * half;
        for (let axis = 0; axis < 3; axis++) result.origin[row * 3 + axis]! += (low - half) * along[axis]!;
      }
      return 0;
    });
    return result;
  });
}

const numbered =
  (name: string, power: number, of: (g: Gathered) => Float64Array): Measure["columns"] =>
  (g) =>
    [0, 1, 2].map((at) => ({ name: `${name}_${at}`, power, values: strided(of(g), 3, at) }));

/** All of them exist in 3-D only. */
export const ORIENTED: readonly Measure[] = (
  [
    {
      name: "principal_moments",
      group: "shape",
      summary: "second moments of the voxel centres along the object's own axes, the smallest first",
      columns: numbered("principal_moments", 2, (g) => principal(g).moments),
    },
    {
      name: "principal_axes",
      group: "shape",
      summary: "unit vectors of those axes",
      columns: (g) =>
        [0, 1, 2].flatMap((k) =>
          axesOf(g).map((letter, axis) => ({
            name: `principal_axes_${k}_${letter}`,
            power: 0,
            values: strided(principal(g).axes, 9, 3 * k + axis),
          })),
        ),
    },
    single("flatness", "root of the middle moment over the smallest, 0 for flat objects", "shape", 0, ratio(1, 0)),
    single("elongation", "root of the largest moment over the middle one, 0 for thin objects", "shape", 0, ratio(2, 1)),
    single("surface_area_itk", "surface by crossings with the weights of cubic voxels, as ITK", "shape", 2, (g) =>
      Float64Array.from(outline(g).croftonCubic),
    ),
    single("roundness", "surface of the ball of this volume over ITK's surface", "shape", 0, roundness),
    single("feret_diameter_centers", "largest distance between two voxel centres", "shape", 1, centreFeret),
    {
      name: "obb_size",
      group: "shape",
      summary: "lengths of the box along the object's own axes",
      columns: numbered("obb_size", 1, (g) => orientedBox(g).size),
    },
    perAxis("obb_origin", "its lowest corner", "shape", (g, _, at) => strided(orientedBox(g).origin, 3, at)),
  ] satisfies Measure[]
).map((measure): Measure => ({ ...measure, ndim: 3 }));

import { ArgumentRangeError } from "../core/errors.js";
import { type Mesh, meshArea, meshVolume } from "./mesh.js";
import { cubeRoot } from "./roots.js";
import { determinant, type PlacedGrid, placementOf } from "./world-grid.js";

/** A fuzzy set: straight pieces between [place, membership]; beyond the ends it stays as it is there. */
type FuzzySet = readonly (readonly [x: number, membership: number])[];

const SIZE = {
  verySmall: [
    [7, 1],
    [12, 0],
  ],
  small: [
    [7, 0],
    [12, 1],
    [14, 1],
    [18, 0],
  ],
  medium: [
    [14, 0],
    [18, 1],
    [36, 1],
    [72, 0],
  ],
  large: [
    [36, 0],
    [72, 1],
  ],
} as const satisfies Record<string, FuzzySet>;

const COMPLEXITY = {
  low: [
    [0.2, 1],
    [0.6, 0],
  ],
  high: [
    [0.2, 0],
    [0.6, 1],
  ],
} as const satisfies Record<string, FuzzySet>;

/** Powers of two, as sets that begin and end at their outermost places. */
const POWER = {
  low: [
    [-1.25, 1],
    [-0.75, 1],
    [-0.25, 0],
  ],
  normal: [
    [-0.75, 0],
    [-0.25, 1],
    [0.25, 1],
    [0.75, 0],
  ],
  high: [
    [0.25, 0],
    [0.75, 1],
    [1.25, 1],
    [1.75, 0],
  ],
  veryHigh: [
    [1.25, 0],
    [1.75, 1],
    [2.25, 1],
  ],
} as const satisfies Record<string, FuzzySet>;

/** The ratio of a sphere's root of area to its cube root of volume. */
const SPHERE = 2.199085233;

/**
 * How far a closed surface is from a sphere: √area / ∛volume, 1 for a sphere and more for everything else.
 *
 * @param mesh a closed mesh
 * @returns NaN without volume
 * @example
 * meshShapeIndex(sphere).toFixed(2); // "1.01": 1 for a ball, more for anything else
 */
export function meshShapeIndex(mesh: Mesh): number {
  const volume = Math.abs(meshVolume(mesh));
  return volume > 0 ? Math.sqrt(meshArea(mesh)) / cubeRoot(volume) / SPHERE : Number.NaN;
}

/**
 * How many voxels per voxel of a grid suit a surface: 4 for tiny and intricate ones to 0.5 for large ones. Small surfaces
 * need finer voxels, and so do those far from a sphere.
 *
 * @param mesh a closed mesh
 * @param grid the grid that is to be made finer or coarser with `oversampledGrid`
 * @returns 0.5, 1, 2 or 4; 1 for a mesh without volume
 * @throws ArgumentRangeError E_OPTION for a grid without extent
 */
export function automaticOversampling(mesh: Mesh, grid: PlacedGrid): number {
  const voxel = Math.abs(determinant(placementOf(grid).matrix));
  if (!(voxel > 0)) throw new ArgumentRangeError("E_OPTION", "automaticOversampling: expected voxels with a volume");
  const volume = Math.abs(meshVolume(mesh));
  if (!(volume > 0)) return 1;
  return oversamplingFactor(cubeRoot(volume / voxel), Math.max(meshShapeIndex(mesh) - 1, 0));
}

/** The factor for a size (cube root of the volume in voxels) and a complexity (shape index − 1). */
export function oversamplingFactor(size: number, complexity: number): number {
  const sizes = (name: keyof typeof SIZE) => membership(SIZE[name], size);
  const [simple, intricate] = [membership(COMPLEXITY.low, complexity), membership(COMPLEXITY.high, complexity)];
  const rules: readonly (readonly [strength: number, set: FuzzySet])[] = [
    [sizes("verySmall"), POWER.veryHigh],
    [Math.min(sizes("small"), intricate), POWER.high],
    [Math.min(sizes("medium"), intricate), POWER.high],
    [Math.min(sizes("small"), simple), POWER.normal],
    [Math.min(sizes("medium"), simple), POWER.normal],
    [sizes("large"), POWER.low],
  ];
  let [area, moment] = [0, 0];
  for (const [strength, set] of rules) {
    const clipped = momentsBelow(set, strength);
    area += clipped.area;
    moment += clipped.moment;
  }
  return 2 ** Math.floor(moment / area + 0.5);
}

function membership(set: FuzzySet, x: number): number {
  const next = set.findIndex(([place]) => place >= x);
  if (next <= 0) return (next === 0 ? set[0] : set.at(-1))?.[1] as number;
  const [[x0, y0], [x1, y1]] = [set[next - 1], set[next]] as [FuzzySet[number], FuzzySet[number]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** Area and first moment of a set cut off at a height. */
function momentsBelow(set: FuzzySet, height: number): { area: number; moment: number } {
  let [area, moment] = [0, 0];
  for (const [i, [x1, y1]] of set.entries()) {
    if (i === 0) continue;
    const [x0, y0] = set[i - 1] as FuzzySet[number];
    // Where the piece reaches the height, if it does.
    const cut = y0 === y1 ? x1 : Math.min(x1, Math.max(x0, x0 + ((height - y0) / (y1 - y0)) * (x1 - x0)));
    for (const [a, b] of [
      [x0, cut],
      [cut, x1],
    ] as const) {
      const [p, q] = [Math.min(height, membership(set, a)), Math.min(height, membership(set, b))];
      area += ((b - a) * (p + q)) / 2;
      moment += ((b - a) * (a * (2 * p + q) + b * (p + 2 * q))) / 6;
    }
  }
  return { area, moment };
}

import type { Geometry } from "../core/image.js";
import { lengthOf, type Vector } from "../core/vector.js";

/** Where voxel (0, 0, 0) lies and what one step along each voxel axis (x, y, z) moves by; world in LPS or any other frame. */
export interface Affine {
  origin: Vector;
  steps: readonly [Vector, Vector, Vector];
}

/** Finite, and no axis vanishes or lies in the plane of the others. */
export function isSound({ origin, steps: [a, b, c] }: Affine): boolean {
  const volume = Math.abs(
    a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]),
  );
  const box = lengthOf(a) * lengthOf(b) * lengthOf(c);
  return origin.every(Number.isFinite) && volume > 1e-6 * box && Number.isFinite(box);
}

/** Geometry of a volume: lists in the order z, y, x. Axes of length 0 get the unit direction. */
export function geometryOfAffine({ origin, steps }: Affine, space?: "LPS"): Geometry {
  const lengths = steps.map(lengthOf);
  const spacing = lengths.map((length) => (length > 0 ? length : 1)).reverse();
  const rows = steps.map((step, axis) =>
    (lengths[axis] as number) > 0
      ? step.map((part) => part / (lengths[axis] as number) || 0)
      : [0, 1, 2].map((world) => (world === axis ? 1 : 0)),
  );
  return {
    spacing,
    origin: [...origin].reverse(),
    direction: rows.reverse().flatMap((row) => row.reverse()),
    ...(space && { space }),
  };
}

/** The affine of an image's geometry; a 2-D image lies in the plane z = 0. Missing parts are spacing 1, no rotation, origin 0. */
export function affineOfGeometry(image: Geometry & { shape: readonly number[] }): Affine {
  const spacing = deep(image.spacing, 1);
  const origin = deep(image.origin, 0);
  const direction = image.direction?.length === 9 ? image.direction : [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const steps = [2, 1, 0].map((axis) => {
    const row = direction.slice(3 * axis, 3 * axis + 3).reverse();
    return row.map((part) => part * (spacing[axis] as number) || 0);
  });
  return { origin: [...origin].reverse() as unknown as Vector, steps: steps as unknown as Affine["steps"] };
}

function deep(list: readonly number[] | undefined, missing: number): number[] {
  return [...Array<number>(3 - (list?.length ?? 0)).fill(missing), ...(list ?? [])];
}

/** LPS to RAS and back: x and y change sign. */
export function flipXY({ origin, steps }: Affine): Affine {
  const flip = ([x, y, z]: Vector): Vector => [-x || 0, -y || 0, z];
  return { origin: flip(origin), steps: steps.map(flip) as unknown as Affine["steps"] };
}

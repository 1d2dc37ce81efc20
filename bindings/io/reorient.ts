import { ArgumentRangeError } from "../core/errors.js";
import { checkImage, describe, type Image, type TypedArray } from "../core/image.js";

/** World axis (z, y, x of LPS) and direction along it that each letter stands for. */
const LETTERS: Readonly<Record<string, readonly [world: number, sign: 1 | -1]>> = {
  S: [0, 1],
  I: [0, -1],
  P: [1, 1],
  A: [1, -1],
  L: [2, 1],
  R: [2, -1],
};

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/**
 * Turns a volume so that its axes run the way three letters say, by swapping and mirroring axes alone: every voxel keeps
 * its value and its place in the world.
 *
 * @param image a volume in patient space (`space` "LPS"); not changed
 * @param orientation where x, y and z grow to, one letter of each pair L R, P A, S I: "RAS" has x growing to the right,
 * y to the front, z to the head
 * @returns the volume with shape, spacing, origin and direction that fit; other fields, such as the `count` of labels, are
 * kept, and so is the data itself where nothing has to move
 * @throws ArgumentRangeError E_OPTION (orientation, or an image that does not say where it lies), E_NDIM
 * @example
 * reorient(scan, "RAS").shape.length; // 3
 */
export function reorient<T extends Image>(image: T, orientation: string): T {
  checkImage("reorient", image);
  const targets = targetsOf(orientation);
  if (image.shape.length !== 3) throw new ArgumentRangeError("E_NDIM", "reorient: expected a volume, got one slice");
  if (image.space !== "LPS") {
    throw new ArgumentRangeError("E_OPTION", "reorient: the image does not say how it lies in a patient (space LPS)");
  }
  const rows = rowsOf(image);
  const { axes, mirrored } = axesTowards(image, targets);
  if (axes.every((axis, i) => axis === i && !mirrored[i])) return image;
  return { ...image, ...turnedGeometry(image, rows, axes, mirrored), ...turnedData(image, axes, mirrored) };
}

/** For z, y, x of an orientation: which axis of a volume runs nearest to it, and whether it runs the other way. */
function axesTowards(image: Image, targets: ReturnType<typeof targetsOf>) {
  const rows = rowsOf(image);
  const axes = nearestAxes(rows, targets);
  const mirrored = axes.map((axis, i) => {
    const [world, sign] = targets[i] as (typeof targets)[number];
    return (rows[axis]?.[world] as number) * sign < 0;
  });
  return { axes, mirrored };
}

/**
 * How a volume lies in a patient: for z, y and x of an orientation the axis of the volume that runs nearest to it.
 *
 * @param orientation three letters as for `reorient`
 * @returns in the order z, y, x: the axis, 0 to 2, and whether it runs the other way
 */
export function patientAxes(image: Image, orientation: string): { axis: number; mirrored: boolean }[] {
  const { axes, mirrored } = axesTowards(image, targetsOf(orientation));
  return axes.map((axis, i) => ({ axis, mirrored: mirrored[i] as boolean }));
}

function targetsOf(orientation: string) {
  const targets = [...String(orientation).toUpperCase()].reverse().map((letter) => LETTERS[letter]);
  const worlds = new Set(targets.map((target) => target?.[0]));
  if (targets.length === 3 && worlds.size === 3 && !worlds.has(undefined)) {
    return targets as (readonly [world: number, sign: 1 | -1])[];
  }
  throw new ArgumentRangeError(
    "E_OPTION",
    `reorient: expected three letters, one of each pair L R, P A and S I (RAS, LPS), got ${describe(orientation)}`,
  );
}

function rowsOf({ direction }: Image): readonly (readonly number[])[] {
  const flat = direction ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  return [0, 3, 6].map((at) => flat.slice(at, at + 3));
}

/** The order of axes that lies nearest to the world axes in all; of equals the first. */
function nearestAxes(rows: ReturnType<typeof rowsOf>, targets: ReturnType<typeof targetsOf>): readonly number[] {
  const nearness = (order: readonly number[]) =>
    order.reduce((sum, axis, i) => sum + Math.abs(rows[axis]?.[targets[i]?.[0] as number] as number), 0);
  // Cosines of a turn by 45° may differ in their last bit: a difference counts from a millionth on.
  return ORDERS.reduce<readonly number[]>(
    (best, order) => (nearness(order) > nearness(best) + 1e-6 ? order : best),
    ORDERS[0],
  );
}

function turnedGeometry(
  { spacing, origin, shape }: Image,
  rows: ReturnType<typeof rowsOf>,
  axes: readonly number[],
  mirrored: readonly boolean[],
) {
  const start = [...(origin ?? [0, 0, 0])];
  for (const [i, axis] of axes.entries()) {
    if (!mirrored[i]) continue;
    const length = ((shape[axis] as number) - 1) * (spacing?.[axis] ?? 1);
    for (const world of [0, 1, 2]) start[world] = (start[world] as number) + length * (rows[axis]?.[world] as number);
  }
  return {
    ...(spacing && { spacing: axes.map((axis) => spacing[axis] as number) }),
    origin: start,
    direction: axes.flatMap((axis, i) => (rows[axis] ?? []).map((part) => (mirrored[i] ? -part || 0 : part))),
  };
}

function turnedData({ data, shape }: Image, axes: readonly number[], mirrored: readonly boolean[]) {
  const strides = [(shape[1] as number) * (shape[2] as number), shape[2] as number, 1];
  const turned = axes.map((axis) => shape[axis] as number) as [number, number, number];
  const steps = axes.map((axis, i) => (mirrored[i] ? -1 : 1) * (strides[axis] as number)) as [number, number, number];
  const first = axes.reduce((sum, axis, i) => {
    return mirrored[i] ? sum + ((shape[axis] as number) - 1) * (strides[axis] as number) : sum;
  }, 0);
  const into = new (data.constructor as new (length: number) => TypedArray)(data.length);
  const [depth, height, width] = turned;
  let to = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let from = first + z * steps[0] + y * steps[1];
      for (let x = 0; x < width; x++, from += steps[2]) into[to++] = data[from] as number;
    }
  }
  return { data: into, shape: turned };
}

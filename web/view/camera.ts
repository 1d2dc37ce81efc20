/** A rotation in rows: world (x, y, z) to view, where x runs right, y up and z to the eye. */
export type Rotation = readonly number[];

/** Where the eye is. */
export interface Camera {
  rotation: Rotation;
  /** The world's upright axis, about which things are turned sideways. */
  upright: readonly [x: number, y: number, z: number];
  /** 1 shows everything. */
  zoom: number;
  /** Where the middle lies, in halves of the canvas. */
  x: number;
  y: number;
}

/** Distance of the eye in radii of what is seen, and the focal length with which most bodies just fit. */
const DISTANCE = 4;
const FOCAL = 4.3;
const [NEAREST, FARTHEST] = [0.2, 20];

/** From the front, a little from the side and from above; of volumes that are no patients as slices are seen. */
export function firstCamera(isPatient: boolean): Camera {
  const front = isPatient ? [1, 0, 0, 0, 0, 1, 0, -1, 0] : [1, 0, 0, 0, -1, 0, 0, 0, -1];
  const upright = isPatient ? ([0, 0, 1] as const) : ([0, -1, 0] as const);
  return orbited({ rotation: front, upright, zoom: 1, x: 0, y: 0 }, -0.22, 0.12);
}

/** Turned about the world's upward axis and the screen's axis to the right; 1 is a quarter of a turn. */
export function orbited(camera: Camera, across: number, down: number): Camera {
  const turned = product(turnAbout([1, 0, 0], down), product(camera.rotation, turnAbout(camera.upright, across)));
  return { ...camera, rotation: orthonormal(turned) };
}

/** Nearer by a factor, within reason. */
export function zoomed(camera: Camera, factor: number): Camera {
  return { ...camera, zoom: Math.min(FARTHEST, Math.max(NEAREST, camera.zoom * factor)) };
}

/** Moved on the screen, in halves of the canvas. */
export function moved(camera: Camera, x: number, y: number): Camera {
  const within = (value: number) => Math.min(2, Math.max(-2, value));
  return { ...camera, x: within(camera.x + x), y: within(camera.y + y) };
}

/** A turn about a unit axis by the angle whose half has the tangent t: no engine rounds it differently. */
function turnAbout([x, y, z]: readonly [number, number, number], t: number): Rotation {
  const [cos, sin] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
  const rest = 1 - cos;
  return [
    ...[cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin],
    ...[y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin],
    ...[z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest],
  ];
}

function product(a: Rotation, b: Rotation): Rotation {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] as number) * (b[3 * k + column] as number), 0);
  });
}

/** Rounding does not add up over many turns. */
function orthonormal(rotation: Rotation): Rotation {
  const unit = (v: number[]) => {
    const length = Math.sqrt(v.reduce((sum, part) => sum + part * part, 0));
    return v.map((part) => part / length);
  };
  const x = unit(rotation.slice(0, 3));
  const second = rotation.slice(3, 6);
  const along = x.reduce((sum, part, i) => sum + part * (second[i] as number), 0);
  const y = unit(second.map((part, i) => part - along * (x[i] as number)));
  const [a, b, c] = x as [number, number, number];
  const [d, e, f] = y as [number, number, number];
  return [...x, ...y, b * f - c * e, c * d - a * f, a * e - b * d];
}

/**
 * From places of the scene to the clip space of the graphics card, in columns.
 *
 * @param centre what the eye looks at, and turns about
 * @param radius of the ball that holds everything
 * @param aspect width by height of the canvas
 */
export function clipMatrix(
  { rotation, zoom, x, y }: Camera,
  centre: readonly number[],
  radius: number,
  aspect: number,
): Float32Array {
  const view = (row: number) => {
    const parts = [0, 1, 2].map((i) => (rotation[3 * row + i] as number) / radius);
    return [...parts, -parts.reduce((sum, part, i) => sum + part * (centre[i] as number), 0)];
  };
  const [right, up, toward] = [view(0), view(1), view(2)] as [number[], number[], number[]];
  const depth = toward.map((part, i) => (i === 3 ? DISTANCE - part : -part));
  const fit = Math.min(1, aspect);
  const row = (axis: number[], scale: number, shift: number) =>
    axis.map((part, i) => FOCAL * zoom * scale * part + shift * (depth[i] as number));
  const [near, far] = [DISTANCE - 1.5, DISTANCE + 1.5];
  const deep = depth.map((part, i) => ((far + near) * part - (i === 3 ? 2 * far * near : 0)) / (far - near));
  const rows = [row(right, fit / aspect, x), row(up, fit, y), deep, depth];
  return Float32Array.from({ length: 16 }, (_, i) => rows[i % 4]?.[i >> 2] as number);
}

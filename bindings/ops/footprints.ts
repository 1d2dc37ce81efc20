/** Shapes of a neighbourhood: "ball" (the disk in 2-D), "box" (2r + 1 wide), "diamond" (the octahedron in 3-D). */
export const FOOTPRINTS = ["ball", "box", "diamond"] as const;
export type Footprint = (typeof FOOTPRINTS)[number];

/** Parameters of a neighbourhood: its radius, `largest` at most, and its shape, `usual` where none is given. */
export function footprintParameters(usual: Footprint, largest: number) {
  return {
    radius: {
      type: "integer",
      default: 1,
      min: 0,
      max: largest,
      unit: "voxels",
      code: "E_RADIUS",
      summary: "radius of the footprint in whole voxels",
    },
    footprint: {
      type: "choice",
      choices: FOOTPRINTS,
      default: usual,
      summary: "shape: ball (the disk in 2-D), box, or diamond (the octahedron in 3-D)",
    },
  } as const;
}

/** One row of a footprint: voxels (dz, dy, −half … half). */
export interface Chord {
  dz: number;
  dy: number;
  half: number;
}

/** A footprint as rows, in the order of memory. */
export function chordsOf(footprint: Footprint, radius: number, ndim: number): Chord[] {
  const chords: Chord[] = [];
  const reach = ndim === 3 ? radius : 0;
  for (let dz = -reach; dz <= reach; dz++) {
    for (let dy = -radius; dy <= radius; dy++) {
      const half = halfChord(footprint, radius, dz, dy);
      if (half >= 0) chords.push({ dz, dy, half });
    }
  }
  return chords;
}

/** How far a footprint reaches along each axis. */
export interface Reach {
  x: number;
  y: number;
  z: number;
}

/** A footprint that looks the same from both ends of every axis, as the raw `erode` takes it. */
export interface Solid extends Reach {
  /** Half the length of its rows by |dz| and |dy|, −1 where it has none. */
  chords: Int8Array;
}

/** The longest half row of a solid that the kernel takes. */
export const LONGEST_CHORD = 63;

/** A solid by half the length of each of its rows; what is below 0 stands for none. */
export function solidOf({ x, y, z }: Reach, half: (dz: number, dy: number) => number): Solid {
  const chords = Int8Array.from({ length: (y + 1) * (z + 1) }, (_, i) =>
    Math.max(-1, half(Math.floor(i / (y + 1)), i % (y + 1))),
  );
  return { x, y, z, chords };
}

/** A box that reaches so far along each axis. */
export function boxChords({ x, y, z }: Reach): Chord[] {
  const chords: Chord[] = [];
  for (let dz = -z; dz <= z; dz++) for (let dy = -y; dy <= y; dy++) chords.push({ dz, dy, half: x });
  return chords;
}

/** Half the length of a row of a footprint, or less than 0 where it has none. */
export function halfChord(footprint: Footprint, radius: number, dz: number, dy: number): number {
  if (footprint === "box") return radius;
  if (footprint === "diamond") return radius - Math.abs(dz) - Math.abs(dy);
  const rest = radius * radius - dz * dz - dy * dy;
  return rest < 0 ? -1 : Math.floor(Math.sqrt(rest));
}

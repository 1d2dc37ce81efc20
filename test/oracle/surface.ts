import type { Image } from "../../bindings/core/image.js";

/** A place between two voxels, doubled so that half-way places are whole. */
type Place = readonly [z: number, y: number, x: number];

const AXES = [0, 1, 2] as const;
const CORNERS: readonly Place[] = Array.from({ length: 8 }, (_, i) => [i >> 2, (i >> 1) & 1, i & 1]);

/** What `surface` is to find, the obvious way: cube by cube, face by face. */
export class SurfaceOracle {
  readonly #inside: (z: number, y: number, x: number) => boolean;
  readonly #extents: readonly number[];

  /** `join`: voxels inside that touch along an edge are joined. */
  constructor(
    image: Image,
    readonly join: boolean,
  ) {
    const [d, h, w] = image.shape as [number, number, number];
    this.#extents = [d, h, w];
    this.#inside = (z, y, x) =>
      z >= 0 && y >= 0 && x >= 0 && z < d && y < h && x < w && image.data[(z * h + y) * w + x] !== 0;
  }

  /** The middles of all pairs of face neighbours of which one is inside, doubled. */
  crossings(): Place[] {
    return this.#cubes(-1).flatMap((voxel) =>
      AXES.flatMap((axis) => {
        const next = shifted(voxel, axis, 1);
        return this.#inside(...voxel) === this.#inside(...next) ? [] : [middle(voxel, next)];
      }),
    );
  }

  /** A vertex for each sheet of surface in each cube: the mean of its crossings. */
  netVertices(): Place[] {
    return this.#cubes(-1).flatMap((cube) => this.#sheets(cube).map(mean));
  }

  /** Number of triangles: two less than the crossings of each sheet. */
  triangles(): number {
    const sheets = this.#cubes(-1).flatMap((cube) => this.#sheets(cube, false));
    return sheets.reduce((sum, sheet) => sum + sheet.length - 2, 0);
  }

  #cubes(from: number): Place[] {
    const [d, h, w] = this.#extents as [number, number, number];
    const list: Place[] = [];
    for (let z = from; z < d; z++) for (let y = from; y < h; y++) for (let x = from; x < w; x++) list.push([z, y, x]);
    return list;
  }

  /** The crossings of a cube, sheet by sheet. `unpinch`: parts a sheet that would touch its neighbour along a line. */
  #sheets(cube: Place, unpinch = true): Place[][] {
    const pinched = unpinch ? this.#pinchedFace(cube) : undefined;
    const flips = (face: Face) => pinched !== undefined && String(face.corners) === String(pinched.corners);
    return this.#group(cube, (face) => (flips(face) ? !this.join : this.join));
  }

  /** The face in which a sheet passes twice, in this cube and in the one behind it. */
  #pinchedFace(cube: Place): Face | undefined {
    return this.#pinches(cube).find((face) => this.#pinches(face.behind).some((other) => sameFace(face, other)));
  }

  #pinches(cube: Place): Face[] {
    const sheets = this.#group(cube, () => this.join);
    return facesOf(cube).filter((face) =>
      sheets.some(
        (sheet) => this.#crossingsOf(face).every((c) => has(sheet, c)) && this.#crossingsOf(face).length === 4,
      ),
    );
  }

  #crossingsOf({ corners }: Face): Place[] {
    return corners.flatMap((corner, i) => {
      const next = corners[(i + 1) % 4] as Place;
      return this.#inside(...corner) === this.#inside(...next) ? [] : [middle(corner, next)];
    });
  }

  /** Joins the crossings of a cube that are joined in one of its faces. */
  #group(cube: Place, joins: (face: Face) => boolean): Place[][] {
    let sheets: Place[][] = [];
    for (const face of facesOf(cube)) {
      for (const [a, b] of this.#lines(face, joins(face))) {
        const touched = sheets.filter((sheet) => has(sheet, a) || has(sheet, b));
        const merged = [a, b, ...touched.flat()].filter((c, i, all) => all.findIndex((d) => equal(c, d)) === i);
        sheets = [...sheets.filter((sheet) => !touched.includes(sheet)), merged];
      }
    }
    return sheets;
  }

  /** The pairs of crossings that are joined in a face. */
  #lines(face: Face, join: boolean): [Place, Place][] {
    const crossings = this.#crossingsOf(face);
    if (crossings.length === 0) return [];
    if (crossings.length === 2) return [crossings as [Place, Place]];
    // Around each inside corner, or around each outside one when the inside ones are joined.
    return face.corners
      .map((corner, i) => [corner, face.corners[(i + 3) % 4], face.corners[(i + 1) % 4]] as [Place, Place, Place])
      .filter(([corner]) => this.#inside(...corner) !== join)
      .map(([corner, before, after]) => [middle(before, corner), middle(corner, after)]);
  }
}

interface Face {
  /** In turn around the face. */
  corners: readonly Place[];
  /** The cube on the other side. */
  behind: Place;
}

function facesOf(cube: Place): Face[] {
  return AXES.flatMap((axis) =>
    [0, 1].map((side) => {
      const [a, b, c, d] = CORNERS.filter((corner) => corner[axis] === side).map(
        ([z, y, x]): Place => [cube[0] + z, cube[1] + y, cube[2] + x],
      ) as [Place, Place, Place, Place];
      return { corners: [a, b, d, c], behind: shifted(cube, axis, side ? 1 : -1) };
    }),
  );
}

function sameFace(a: Face, b: Face): boolean {
  return a.corners.every((corner) => has(b.corners, corner));
}

function shifted(place: Place, axis: number, by: number): Place {
  return place.map((value, i) => (i === axis ? value + by : value)) as unknown as Place;
}

function middle(a: Place, b: Place): Place {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function mean(places: readonly Place[]): Place {
  return AXES.map((axis) => places.reduce((sum, p) => sum + p[axis], 0) / places.length / 2) as unknown as Place;
}

function equal(a: Place, b: Place): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

function has(list: readonly Place[], place: Place): boolean {
  return list.some((other) => equal(other, place));
}

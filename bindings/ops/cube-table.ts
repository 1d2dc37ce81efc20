/**
 * Which surfaces pass through a cube of eight voxels, for each of the 256 ways in which these can lie inside or outside;
 * found by walking over the faces of the cube. The kernels read the result as `assembly/core/cube.ts` describes it.
 *
 * The surface crosses every edge with one end inside and one outside. In the faces of the cube the crossings are joined in
 * pairs, and the pairs close to loops: four at most, of three to seven crossings. A face with two inside corners across
 * from each other can be joined in two ways; the same way in every cube makes the surface closed.
 */

/** Bytes of the tables for both ways. */
export const CUBE_TABLES_BYTES = 2 * 256 * 128;

const AXES = [0, 1, 2] as const;

/** A corner: x | y << 1 | z << 2. */
type Corner = number;
/** An axis as the bit of it in a corner: 1, 2 or 4. */
type Axis = number;

/** An edge by its number. */
interface Edge {
  readonly number: number;
  /** Twice the coordinates (x, y, z) of its middle: 1 along the edge, 0 or 2 across it. */
  readonly middle: readonly [number, number, number];
  /** The two faces it lies in. */
  readonly faces: readonly Face[];
  /** Its axis, and from bit 2 on how many cubes back lies the one that has it at its corner 7: x | y << 1 | z << 2. */
  readonly owner: number;
}

/** Crossings in turn: leftwards around the way out when coordinates are taken as (z, y, x). */
type Loop = readonly Edge[];

/** A face as its number, 2 · axis + side. */
type Face = number;

const EDGES: readonly Edge[] = Array.from({ length: 12 }, (_, number) => {
  const along = number >> 2;
  const across = AXES.filter((axis) => axis !== along);
  const middle: [number, number, number] = [1, 1, 1];
  for (const [bit, axis] of across.entries()) middle[axis] = 2 * ((number >> bit) & 1);
  const faces = across.map((axis) => 2 * axis + (middle[axis] as number) / 2);
  const back = across.reduce<number>((bits, axis) => bits | (middle[axis] === 0 ? 1 << axis : 0), 0);
  return { number, middle, faces, owner: along | (back << 2) };
});

/** Four times the square of the distance between the middles of two edges. */
const SQUARES = EDGES.map((a) => {
  return EDGES.map((b) => AXES.reduce<number>((sum, axis) => sum + (a.middle[axis] - b.middle[axis]) ** 2, 0));
});

function edgeAt(corner: Corner, axis: Axis): Edge {
  const below = axis - 1;
  return EDGES[((axis >> 1) << 2) | (corner & below) | ((corner & ~(below | axis)) >> 1)] as Edge;
}

function isInside(code: number, corner: Corner): boolean {
  return ((code >> corner) & 1) === 1;
}

/** Follows the loop over the edge along `axis` whose inside end is `corner`, from face to face. */
function walk(code: number, joins: boolean, corner: Corner, axis: Axis): Loop {
  const start = edgeAt(corner, axis);
  // The next face is spanned by the edge and by `side`; which of the two it is decides about the turn.
  const isOdd = [1, 2, 4, 7].includes(corner);
  let side = (isOdd ? (axis << 1) | (axis >> 2) : (axis >> 1) | (axis << 2)) & 7;
  const loop: Edge[] = [];
  let edge = start;
  do {
    loop.push(edge);
    const near = isInside(code, corner ^ side);
    const far = isInside(code, corner ^ side ^ axis);
    const normal = 7 ^ axis ^ side;
    // The edge by which the line leaves the face: beside this one, across from it, or beside it at its other end.
    if (!near && !(far && joins)) axis = side;
    else if (!far) corner ^= side;
    else [corner, axis] = [corner ^ side ^ axis, side];
    side = normal;
    edge = edgeAt(corner, axis);
  } while (edge.number !== start.number);
  return loop;
}

/** All loops of a cube. */
function loopsOf(code: number, joins: boolean): Loop[] {
  const loops: Loop[] = [];
  const done = new Set<number>();
  for (const axis of [1, 2, 4]) {
    for (let corner = 0; corner < 8; corner++) {
      const { number } = edgeAt(corner, axis);
      if (done.has(number) || !isInside(code, corner) || isInside(code, corner ^ axis)) continue;
      const loop = walk(code, joins, corner, axis);
      for (const edge of loop) done.add(edge.number);
      loops.push(loop);
    }
  }
  return loops;
}

/**
 * The face in which a loop passes twice, if there is one. Where the cube behind that face has its pinch there too, the
 * surface touches itself along a line.
 */
function pinchOf(loop: Loop): Face | undefined {
  const passed = [0, 0, 0, 0, 0, 0];
  for (const { faces } of loop) for (const face of faces) passed[face] = (passed[face] as number) + 1;
  const face = passed.indexOf(4);
  return face < 0 ? undefined : face;
}

/** The sum of the squares of a loop's diagonals from one of its edges. */
function reachOf(loop: Loop, start: number): number {
  const squares = SQUARES[(loop[start] as Edge).number] as readonly number[];
  let sum = 0;
  for (let i = 2; i < loop.length - 1; i++) {
    sum += squares[(loop[(start + i) % loop.length] as Edge).number] as number;
  }
  return sum;
}

/**
 * The crossing from which the diagonal of a flat loop of four runs; undefined for any other loop. Both diagonals give the
 * same surface, but a vertex has other neighbours, which smoothing feels: these are the diagonals of Lorensen's table.
 */
function diagonalOf(loop: Loop): number | undefined {
  if (loop.length !== 4) return undefined;
  const axisOf = ({ number }: Edge) => number >> 2;
  const [first, other] = [axisOf(loop[0] as Edge), loop.map(axisOf).find((axis) => axis !== axisOf(loop[0] as Edge))];
  if (other === undefined) {
    // A side: through its corner nearest the origin, but for sides across x.
    const [y, z] = first === 0 ? [0, 2] : [0, 0];
    return loop.findIndex(({ middle }) => middle[(first + 1) % 3] === y && middle[(first + 2) % 3] === z);
  }
  const along = 3 - first - other;
  const [next, last] = [(along + 1) % 3, (along + 2) % 3];
  const across = (axis: number, side: number) => (loop.find((edge) => axisOf(edge) === axis) as Edge).middle[side];
  if (loop.filter((edge) => axisOf(edge) === next).length !== 2) return undefined;
  const place = across(last, next) === across(next, last) ? 2 : 0;
  return loop.findIndex((edge) => axisOf(edge) === next && edge.middle[along] === place);
}

/**
 * Cuts a loop into triangles that share one edge, which must not lie in a pinched face: then no side of a triangle lies in a
 * face of the cube, where the next cube could have the same one. Of such edges the one far from the others is taken, by the
 * sum of the squares of its diagonals: these triangles have the area and the volume of the usual tables.
 */
function cornersOf(loop: Loop, pinch: Face | undefined): number[] {
  const diagonal = diagonalOf(loop);
  let [best, most] = [diagonal ?? 0, diagonal === undefined ? -1 : Number.POSITIVE_INFINITY];
  for (const [start, { faces }] of loop.entries()) {
    const reach = pinch !== undefined && faces.includes(pinch) ? -1 : reachOf(loop, start);
    if (reach > most) [best, most] = [start, reach];
  }
  const owner = (i: number) => (loop[(best + i) % loop.length] as Edge).owner;
  const corners: number[] = [];
  for (let i = 2; i < loop.length; i++) corners.push(owner(0), owner(i - 1), owner(i));
  return corners;
}

/** Writes the entry of one code. */
function writeEntry(entry: DataView, loops: readonly Loop[]): void {
  let word = loops.length << 24;
  let at = 9;
  for (const [i, loop] of loops.entries()) {
    for (const { number } of loop) word |= i << (2 * number);
    const pinch = pinchOf(loop);
    if (pinch !== undefined) {
      word |= 1 << 31;
      entry.setUint32(4, 4 << (4 * pinch), true);
    }
    for (const corner of cornersOf(loop, pinch)) entry.setUint8(at++, corner);
    for (const axis of AXES) {
      let sum = 0;
      for (const { middle } of loop) sum += middle[axis] / 2;
      entry.setFloat32(64 + 16 * i + 4 * (2 - axis), sum / loop.length, true);
    }
  }
  entry.setUint32(0, word, true);
  entry.setUint8(8, (at - 9) / 3);
}

const made = new Map<boolean, Uint8Array>();

/**
 * The two tables: inside voxels that touch along an edge joined or not as `joins` tells, and the other way. The second one
 * only holds the codes that have a pinch in the first.
 */
export function cubeTables(joins: boolean): Uint8Array {
  const known = made.get(joins);
  if (known) return known;
  const tables = new Uint8Array(CUBE_TABLES_BYTES);
  const entryOf = (i: number) => new DataView(tables.buffer, 128 * i, 128);
  for (let code = 0; code < 256; code++) {
    writeEntry(entryOf(code), loopsOf(code, joins));
    if (entryOf(code).getUint32(4, true) !== 0) writeEntry(entryOf(256 + code), loopsOf(code, !joins));
  }
  made.set(joins, tables);
  return tables;
}

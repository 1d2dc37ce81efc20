/** Arguments of kernels that make surfaces and contours. */
import { cubeTables } from "../../../bindings/ops/cube-table.js";
import { type Declarations, type Draw, F32, IMAGES, LABELS, U32 } from "../draw.js";

export const surfaces: Declarations = {
  surfaceRoom: (c) => [c.pitch, c.w, c.h],
  countCrossings: (c) => [c.mask(), c.pitch, c.h, c.d, c.int(0, 1), c.room(c.pitch)],
  surface: (c) => (c.chance(0.5) ? net(c) : marching(c)),
  labelBits(c) {
    const src = c.labels(LABELS);
    const [[z, bd], [y, bh], [x, bw]] = [c.d, c.h, c.w].map((extent) => part(c, extent)) as [Part, Part, Part];
    const pitch = 16 * Math.ceil(bw / 128);
    return [c.out(pitch * bh * bd), pitch, src, c.type, c.w, c.h, z, y, x, bd, bh, bw, c.pick([0, 1, 2, 40, 255])];
  },
  cutQuads(c) {
    const { vertices, faces, count } = mesh(c, 4);
    return [c.out(24 * count), faces, count, vertices, ...c.steps()];
  },
  addAreas(c) {
    const { vertices, faces, count, n } = mesh(c, 3);
    return [c.change(new Float32Array(4 * n)), faces, count, vertices];
  },
  packMesh(c) {
    const n = c.int(1, 60);
    return [c.out(12 * n), c.put(points(c, n)), n, ...c.steps(), c.int(0, 1)];
  },
  addNeighbours(c) {
    const sides = c.int(3, 4);
    const { vertices, faces, count, n } = mesh(c, sides);
    return [c.change(points(c, n)), vertices, faces, count, sides];
  },
  smoothStep(c) {
    const n = c.int(1, 60);
    const [from, to] = c.range(n);
    const some = () => (c.chance(0.5) ? c.put(points(c, n)) : 0);
    const [sums, src, total] = [c.put(points(c, n)), c.put(points(c, n)), c.chance(0.5) ? c.change(points(c, n)) : 0];
    const before = some();
    const force = before === 0 ? 0 : c.put(points(c, n));
    const dst = c.change(points(c, n));
    const [near, own, weight] = [c.pick([0, 0.5, 1]), c.pick([0, 1, -0.5]), c.pick([0.2, -1])];
    return [dst, sums, src, near, own, before, force, some(), total, weight, 16 * from, 16 * to];
  },
  contours(c) {
    c.h = c.rows;
    c.d = 1;
    const src = c.image([...IMAGES, U32]);
    const level = c.type === F32 ? c.pick([0, 0.3, 2]) : c.int(-2, 9);
    const { bits, crossings } = above(c, src, level, 1);
    const room = c.room(128 + 48 * c.w);
    const [found, lines] = [c.room(40 * crossings + 20), c.room(8 * crossings)];
    return [c.room(32 * crossings), lines, found, src, c.type, c.w, c.h, level, bits, c.pitch, c.int(0, 1), room];
  },
};

type Part = [from: number, extent: number];

function part(c: Draw, extent: number): Part {
  const [from, to] = c.range(extent);
  return [from, to - from];
}

function tables(c: Draw): number {
  return c.put(cubeTables(c.chance(0.5)));
}

function net(c: Draw): number[] {
  const bits = c.mask();
  const crossings = c.raw["countCrossings"]!(bits, c.pitch, c.h, c.d, 0, c.room(c.pitch))!;
  const vertices = c.out(16 * Math.ceil((4 * crossings) / 3), (made) => 16 * made);
  const quads = c.out(16 * crossings);
  const room = c.room(c.raw["surfaceRoom"]!(c.pitch, c.w, c.h));
  return [vertices, quads, bits, c.pitch, c.w, c.h, c.d, 5, 0, 9, 0, 0, 0, 0, 0, tables(c), room];
}

function marching(c: Draw): number[] {
  const src = c.image([...IMAGES, U32]);
  const [type, level] = [c.type, c.int(0, 9)];
  const { bits, crossings } = above(c, src, level, 0);
  const triangles = c.out(36 * crossings, (made) => 12 * made);
  const [vertices, room] = [c.out(16 * crossings), c.room(c.raw["surfaceRoom"]!(c.pitch, c.w, c.h))];
  const values = c.chance(0.7) ? src : 0;
  const outside = level - c.int(0, 3);
  return [vertices, triangles, bits, c.pitch, c.w, c.h, c.d, 0, 7, 0, 1, values, type, level, outside, tables(c), room];
}

/** The mask of the values above a level, and how many sides the surface crosses. */
function above(c: Draw, src: number, level: number, flat: number): { bits: number; crossings: number } {
  const bits = c.memory.reserve("in", c.rows * c.pitch);
  c.raw["threshold"]!(bits, c.pitch, src, c.type, c.w, c.rows, level);
  return { bits, crossings: c.raw["countCrossings"]!(bits, c.pitch, c.h, c.d, flat, c.room(c.pitch))! };
}

/** Four numbers a vertex, the last one 1. */
function points(c: Draw, n: number): Float32Array {
  return Float32Array.from({ length: 4 * n }, (_, i) => (i % 4 === 3 ? 1 : c.int(-40, 300) / 8));
}

/** Any faces over some vertices. */
function mesh(c: Draw, sides: number): { vertices: number; faces: number; count: number; n: number } {
  const [n, count] = [c.int(1, 60), c.int(1, 90)];
  const faces = Uint32Array.from({ length: sides * count }, () => c.int(0, n - 1));
  return { vertices: c.put(points(c, n)), faces: c.put(faces), count, n };
}

/** Arguments of kernels that turn meshes into voxels, put images on other grids, and change meshes. */
import { type Declarations, type Draw, F32, IMAGES, LABELS, U32 } from "../draw.js";

export const meshes: Declarations = {
  scanRoom: (c) => [c.int(0, 90), c.w, c.h],
  orderFaces(c) {
    const { points, faces, count } = placedMesh(c);
    return [c.out(4 * count, (made) => 4 * made), points, faces, count, c.d, c.room(4 * (c.d + 1))];
  },
  scanMesh(c) {
    const { points, faces, count } = placedMesh(c);
    const order = c.memory.reserve("room", 4 * count);
    const some = c.raw["orderFaces"]!(order, points, faces, count, c.d, c.room(4 * (c.d + 1)))!;
    const [from, to] = c.range(c.d);
    const room = c.room(c.raw["scanRoom"]!(some, c.w, c.h));
    const dst = c.out(c.w * c.h * (to - from));
    return [dst, points, faces, order, some, c.w, c.h, from, to, c.int(1, 6), c.pick([0, -108]), room];
  },
  scanOutlines(c) {
    const n = c.int(0, 90);
    const pieces = c.put(Float64Array.from({ length: 4 * n }, () => c.int(-80, 400) / 8));
    const room = c.room(c.raw["scanRoom"]!(n, c.w, c.h));
    return [c.out(c.w * c.h), pieces, n, c.w, c.h, c.int(1, 6), c.pick([0, -18]), room];
  },
  resampleAffine(c) {
    const src = c.image([...IMAGES, U32], true);
    const [nx, ny, nz, linear] = [c.int(1, 20), c.int(1, 9), c.int(1, 9), c.int(0, 1)];
    const [from, to] = c.range(ny * nz);
    const bytes = linear || c.type === F32 || c.type === U32 ? 4 : c.type === 0 ? 1 : 2;
    const map = c.put(Float64Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? c.int(-9, 40) : c.int(-8, 8)) / 4));
    const dst = c.out(nx * (to - from) * bytes);
    return [dst, src, c.type, c.w, c.h, c.d, nx, ny, from, to, map, linear, c.pick([0, 7, -3])];
  },
  jointNet(c) {
    const src = c.labels(LABELS);
    const room = c.room(48 + 8 * (c.w + 1) * (c.h + 1));
    c.raw["jointNet"]!(0, 0, 0, src, c.type, c.w, c.h, c.d, room);
    const [vertices, quads] = new Uint32Array(c.memory.bytes.buffer, room, 2) as unknown as [number, number];
    return [c.out(16 * vertices), c.out(16 * quads), c.out(8 * quads), src, c.type, c.w, c.h, c.d, room];
  },
  decimateRoom: (c) => [c.int(0, 90), c.int(0, 90)],
  decimate(c) {
    const { vertices, faces, n, count } = roughMesh(c);
    return [vertices, n, faces, count, c.int(0, count), c.room(c.raw["decimateRoom"]!(n, count))];
  },
};

/** Any faces over some vertices in and around the grid. */
function placedMesh(c: Draw): { points: number; faces: number; count: number } {
  const [n, count] = [c.int(1, 60), c.int(0, 90)];
  const extents = [c.d, c.h, c.w];
  const points = Float64Array.from({ length: 3 * n }, (_, i) => c.int(-16, 8 * extents[i % 3]! + 16) / 8);
  const faces = Uint32Array.from({ length: 3 * count }, () => c.int(0, n - 1));
  return { points: c.put(points), faces: c.put(faces), count };
}

/** Faces of a closed fan, or any faces. */
function roughMesh(c: Draw) {
  const n = c.int(5, 60);
  const points = Float32Array.from({ length: 4 * n }, (_, i) => (i % 4 === 3 ? 1 : c.int(-40, 300) / 8));
  const ring = n - 2;
  const fan = Array.from({ length: ring }, (_, i) => [0, 2 + i, 2 + ((i + 1) % ring), 1, 2 + ((i + 1) % ring), 2 + i]);
  const any = Array.from({ length: 3 * c.int(0, 90) }, () => c.int(0, n - 1));
  const faces = Uint32Array.from(c.chance(0.5) ? fan.flat() : any);
  return { vertices: c.change(points), faces: c.change(faces), n, count: faces.length / 3 };
}
